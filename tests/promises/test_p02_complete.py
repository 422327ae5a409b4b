"""Promise 2: what a correct crawler collects from a hostile web is collected, nothing else, and nothing twice.

The whole web is measured by benchmarks/hostile.py; here are its articles that are served oddly, beside hosts that
never end an answer.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.hostile import plain
from benchmarks.hostile_web import HostileWeb, odd_articles, pages_without_end, private_links
from tests.promises.internet import connected
from tests.promises.press import account, configure, headlines
from tests.scrape.shell import scrape
from tests.web import Web


@pytest.mark.slow
def test_promise_02_every_good_article_once_and_nothing_else(web: Web, tmp_path: Path) -> None:
    made = HostileWeb(web)
    made.net.keep_private(web.host(99))
    odd_articles(made)
    private_links(made)
    pages_without_end(made)
    configure(tmp_path, *made.sources, crawl="timeout_seconds = 8\nmax_mebibytes = 4", retries=1)
    with connected(made.net):
        account(scrape("run", cwd=tmp_path))
        account(scrape("run", cwd=tmp_path))
    assert sorted(map(plain, headlines(tmp_path))) == sorted(map(plain, made.good.values()))
    assert made.private_hits() == 0
