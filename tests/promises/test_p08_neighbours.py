"""Promise 8: a bad host does not slow the others. The share of the rate that is kept is measured by
benchmarks/hostile.py; here every page of the good hosts is asked for while no bad host has ended an answer."""

from __future__ import annotations

import threading
from pathlib import Path

from tests.promises.internet import Internet
from tests.promises.press import account, article, configure, feed
from tests.promises.test_p07_time import slow
from tests.scrape.shell import scrape
from tests.waiting import LIMIT, until
from tests.web import Answer, Web

PAGES, BAD = 8, 20


def test_promise_08_hosts_that_hang_cost_the_others_no_time(net: Internet, web: Web, tmp_path: Path) -> None:
    good, bad = [web.host(number) for number in (1, 2)], [web.host(10 + number) for number in range(BAD)]
    over = threading.Event()
    lured = []
    for number, host in enumerate(bad):
        root = net.place(f"bad{number}.example", host)
        for page in range(5):
            host.at(f"/view/2026112000{page}", slow(over)[number % 5])
        lured += [f"{root}/view/2026112000{page}" for page in range(5)]
    large = "<p>" + "가나다라 " * 600_000
    web.host(40).at("/view/20261120001", Answer(body=large.encode(), headers=(("Content-Type", "text/html"),)))
    lured.append(net.place("large.example", web.host(40)) + "/view/20261120001")
    lure = net.place("lure.example", web.host(41))
    web.host(41).at("/feed", feed(*lured))
    feeds = [f"{lure}/feed"]
    for number, host in enumerate(good, start=1):
        root = net.place(f"good{number}.example", host)
        for page in range(PAGES):
            answer = article(f"강도현 소식 {page}", body="강도현 대표는 공장을 짓는다고 밝혔다.")
            host.at(f"/view/202611200{page:02}", answer)
        host.at("/feed", feed(*(f"{root}/view/202611200{page:02}" for page in range(PAGES))))
        feeds.append(f"{root}/feed")
    configure(tmp_path, *feeds, crawl=f"timeout_seconds = {2 * LIMIT}")
    asked_meanwhile = []

    def watch() -> None:
        try:
            until(lambda: all(len(host.asked()) == PAGES + 1 for host in good) and any(host.log for host in bad))
            asked_meanwhile.append(True)
        finally:
            over.set()

    watcher = threading.Thread(target=watch)
    watcher.start()
    ended = scrape("run", cwd=tmp_path)
    watcher.join()
    assert asked_meanwhile
    assert account(ended)["no-name"] >= 2 * PAGES
