"""Promise 11: no feed crashes a run or takes long. Conformance is held by tests/pipeline/feeds/test_documents.py
and measured by benchmarks/feeds.py."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC
from pathlib import Path

import pytest

from pipeline.errors import FeedError
from pipeline.feeds import read_feed, read_sitemap
from tests.promises.internet import Internet
from tests.promises.press import XML, account, article, configure, item
from tests.scrape.shell import scrape
from tests.web import Answer, Web

RSS = "<rss version='2.0'><channel><title>t</title>{}</channel></rss>"
MOST_SECONDS = 5.0  # of the processor, as the promise says; the machine may be slower than the one it was made for


def many(count: int) -> str:
    return "".join(item(f"http://news.example/view/{number}", f"소식 {number}") for number in range(count))


FEEDS: dict[str, Callable[[], str]] = {
    "a hundred thousand items": lambda: RSS.format(many(100_000)),
    "a hundred thousand open items": lambda: RSS.format("<item>" * 100_000),
    "deep": lambda: RSS.format("<a>" * 200_000),
    "no end of text": lambda: RSS.format(f"<item><title>{'가' * 5_000_000}</title></item>"),
    "attributes": lambda: RSS.format(f"<item {' '.join(f'a{n}=b' for n in range(100_000))}/>"),
    "stray brackets": lambda: RSS.format(f"<item><title>{'< ' * 500_000}</title></item>"),
    "stray ampersands": lambda: RSS.format(f"<item><title>{'& ' * 500_000}</title></item>"),
    "one guid": lambda: RSS.format("<item><guid>1</guid><link>http://news.example/1</link></item>" * 50_000),
    "JSON": lambda: json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "items": [{"id": str(n), "url": f"http://news.example/{n}"} for n in range(100_000)],
        }
    ),
}


@pytest.mark.parametrize("name", FEEDS)
def test_promise_11_a_hostile_feed_is_read_or_refused_in_time(name: str) -> None:
    body = FEEDS[name]().encode()
    for read in (read_feed, read_sitemap):
        began = time.process_time()
        with suppress(FeedError):
            assert len(read(body, "application/xml", "http://news.example/feed", UTC).entries) <= 50_000
        assert time.process_time() - began < MOST_SECONDS


def test_promise_11_what_a_database_cannot_store_costs_no_other_item(
    net: Internet, web: Web, tmp_path: Path, database_url: str
) -> None:
    """NUL, halves of a surrogate pair, and duplicate ids in JSON and XML; the article beside them is stored."""
    host = web.host(1)
    root = net.place("news.example", host)
    host.at("/view/20261120001", article("윤서하 인터뷰"))
    bad = ["\x00", "\ud800", "\udc00\ud800", "\x1b[31m", "x" * 100_000, None, 7, ["a"], {"a": "b"}]
    items = [{"id": "same", "url": f"{root}/gone/{number}", "title": one} for number, one in enumerate(bad)]
    items += [{"id": "same", "url": one, "title": "소식"} for one in ("\ud800", "http://[", "//", "javascript:x")]
    items.append({"id": "same", "url": f"{root}/view/20261120001", "title": "윤서하 인터뷰"})
    document = {"version": "https://jsonfeed.org/version/1.1", "items": items}
    host.at("/feed.json", Answer(body=json.dumps(document).encode()))
    odd = "".join(item(f"{root}/gone/x{n}", "&#0;&#xD800;\x0c") for n in range(3)).replace("&amp;", "&")
    host.at("/feed", Answer(body=RSS.format(odd + item(f"{root}/view/20261120001")).encode(), headers=XML))
    configure(tmp_path, f"{root}/feed.json", f"{root}/feed")
    ended = scrape("run", cwd=tmp_path, SCRAPE_DATABASE=database_url)
    assert "2 of 2 sources read" in ended.out
    counts = account(ended)
    assert (counts["covered"], counts["gone"]) == (1, len(bad) + 3)
    shown = scrape("coverage", "--format", "json", cwd=tmp_path, SCRAPE_DATABASE=database_url).out
    assert [row["headline"] for row in json.loads(shown)] == ["윤서하 인터뷰"]
