"""Commands that ask a site once take their turn there, beside daemons on the same database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.scrape.shell import scrape, watch
from tests.spiders.crawling import feed
from tests.warcs import article
from tests.web import Answer, Web, open_web


@pytest.fixture
def web() -> Iterator[Web]:
    with open_web() as opened:
        yield opened


def test_they_know_what_a_host_asked_of_others(tmp_path: Path, web: Web) -> None:
    """Its robots.txt is read once for all of them."""
    host = web.host()
    page = host.at("/1", Answer(body=article("소식")))
    watch(tmp_path, host.at("/rss", Answer(body=feed(page), headers=(("Content-Type", "application/rss+xml"),))))
    scrape("db", "upgrade", cwd=tmp_path)
    for arguments in (["try", page], ["try", page], ["sources", "check"], ["profile", page]):
        assert scrape(*arguments, cwd=tmp_path).code == 0
    assert (len(host.asked("/1")), len(host.asked("/rss")), len(host.asked("/robots.txt"))) == (3, 1, 1)
