"""How many links of a host one run takes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from pipeline.items import Link, Source
from scheduler.run.shares import Shares

FEED = Source("feed", "http://naru.example/feed")
OPAQUE = "https://news.google.com/rss/articles/CBMiQUFVX3lxTE9wYXF1ZV9pZF8{}?oc=5"


def links(count: int, pattern: str) -> list[Link]:
    first = datetime(2026, 10, 1, tzinfo=UTC)
    return [
        Link(pattern.format(number), FEED, published_at=first + timedelta(hours=number)) for number in range(count)
    ]


def test_each_host_has_a_share_and_the_newest_have_it() -> None:
    shares = Shares(10)
    offered = links(30, "http://naru.example/view/{}") + links(5, "http://saebyeok.example/view/{}")
    assert shares.take(offered) == offered[20:]
    assert shares.take(offered) == offered[30:]


def test_what_waited_leaves_half_of_the_share_to_what_is_new() -> None:
    shares = Shares(10)
    offered = links(30, "http://naru.example/view/{}")
    assert shares.take(offered, late=True) == offered[25:]
    assert shares.take(offered[:25]) == offered[20:25]


def test_links_that_cost_their_host_no_page_are_not_counted() -> None:
    offered = links(30, OPAQUE)
    assert Shares(10).take(offered) == offered
