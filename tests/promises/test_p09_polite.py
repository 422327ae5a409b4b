"""Promise 9: one request at a time for a host, a second apart by default, slower when it asks, silent when it asks.

The rest is held by tests/spiders/politeness/test_manners.py.
"""

from __future__ import annotations

import itertools
from pathlib import Path

from tests.promises.internet import Internet
from tests.promises.press import account, article, feed
from tests.scrape.shell import scrape
from tests.web import NOTED_LATE, Answer, Web, keeps


def test_promise_09_a_run_with_default_settings_is_polite(net: Internet, web: Web, tmp_path: Path) -> None:
    """Two hosts: one with a Crawl-delay, one that asks for silence half-way; both are kept to, side by side."""
    quick, slow = web.host(1), web.host(2)
    first, second = net.place("quick.example", quick), net.place("slow.example", slow)
    slow.at("/robots.txt", Answer(body=b"User-agent: *\nCrawl-delay: 2\n"))
    for host in (quick, slow):
        for number in range(3):
            host.at(f"/view/2026112000{number}", article(f"윤서하 소식 {number}"))
    busy = Answer(503, headers=(("Retry-After", "3"),))
    good = article("윤서하 소식 9")
    quick.at("/view/20261120009", lambda before: good if before else busy)
    gone = Answer(429, headers=(("Retry-After", "3600"),))
    shut = web.host(3)
    third = net.place("shut.example", shut)
    for number in range(5):
        shut.at(f"/view/2026112000{number}", gone)
    links = [f"{root}/view/2026112000{number}" for root in (first, second, third) for number in range(3)]
    quick.at("/feed", feed(f"{first}/view/20261120009", *links))
    (tmp_path / "scrape.toml").write_text(
        f"[crawl]\nworkers = 1\n[[person]]\nname = '윤서하'\n[[source]]\nkind = 'feed'\nurl = '{first}/feed'\n",
        "utf-8",
    )
    counts = account(scrape("run", cwd=tmp_path))
    assert counts == {"covered": 7, "blocked": 3}
    for host, delay in ((quick, 1.0), (slow, 2.0)):
        asked = sorted(host.log, key=lambda one: one.began)
        pages = [one for one in asked if one.path != "/robots.txt"]
        assert keeps(pages, delay)
        assert all(after.began >= before.answered - NOTED_LATE for before, after in itertools.pairwise(asked))
    refused = quick.asked("/view/20261120009")[0]
    assert min(one.began for one in quick.log if one.began > refused.began) - refused.answered > 3 - NOTED_LATE
    assert len(shut.asked()) == 1
    again = scrape("run", cwd=tmp_path)
    assert again.code == 0
    assert len(shut.asked()) == 1  # also in a later run: the host asked for an hour
