"""Promise 8: a bad host does not slow the others. The share of the rate that is kept is measured by
benchmarks/hostile.py, on a machine with nothing else to do; here it must be about all of it."""

from __future__ import annotations

from pathlib import Path

from tests.promises.internet import Internet
from tests.promises.press import account, article, configure, feed
from tests.promises.test_p07_time import SLOW
from tests.scrape.shell import scrape
from tests.web import Answer, Host, Web

PAGES, BAD = 8, 20


def pace(hosts: list[Host]) -> float:
    """Seconds from the first page to the last."""
    times = [one.began for host in hosts for one in host.asked() if one.path != "/feed"]
    return max(times) - min(times)


def test_promise_08_hosts_that_hang_cost_the_others_no_time(net: Internet, web: Web, tmp_path: Path) -> None:
    good = [web.host(number) for number in (1, 2)]
    feeds, lured = [], []
    for number, host in enumerate(good, start=1):
        root = net.place(f"good{number}.example", host)
        for one in range(PAGES):
            host.at(
                f"/view/202611200{one:02}",
                article(f"강도현 소식 {one}", body="강도현 대표는 공장을 짓는다고 밝혔다."),
            )
        host.at("/feed", feed(*(f"{root}/view/202611200{one:02}" for one in range(PAGES))))
        feeds.append(f"{root}/feed")
    for number in range(BAD):
        host = web.host(10 + number)
        root = net.place(f"bad{number}.example", host)
        for one in range(5):
            host.at(f"/view/2026112000{one}", SLOW[number % len(SLOW)])
        lured += [f"{root}/view/2026112000{one}" for one in range(5)]
    large = "<p>" + "가나다라 " * 600_000
    web.host(40).at("/view/20261120001", Answer(body=large.encode(), headers=(("Content-Type", "text/html"),)))
    lured.append(net.place("large.example", web.host(40)) + "/view/20261120001")
    lure = net.place("lure.example", web.host(41))
    web.host(41).at("/feed", feed(*lured))
    polite = "delay_seconds = 0.5\ntimeout_seconds = 4"
    (tmp_path / "calm").mkdir()
    (tmp_path / "beset").mkdir()
    taken = {}
    for name, sources in (("calm", feeds), ("beset", [f"{lure}/feed", *feeds])):
        path = configure(tmp_path / name, *sources)
        path.write_text(path.read_text("utf-8").replace("delay_seconds = 0", polite), "utf-8")
        account(scrape("run", cwd=tmp_path / name))
        taken[name] = pace(good)
        for host in good:
            host.log.clear()
    assert taken["calm"] / taken["beset"] > 0.7
