"""Feeds and sitemaps that say what they mean in a way of their own; outlets are invented."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone

import pytest

from pipeline.feeds import newest_first, read_feed, read_sitemap

KST = timezone(timedelta(hours=9))
URL = "https://news.example/all.xml"
MAP = "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>"


def feed(items: str) -> bytes:
    return f"<rss version='2.0'><channel><title>Globe</title>{items}</channel></rss>".encode()


@pytest.mark.parametrize(
    ("title", "headline"),
    [
        ("R&amp;amp;D at &amp;quot;Globe&amp;quot;", 'R&D at "Globe"'),
        ("&lt;![CDATA[다리가 열렸다]]&gt;", "다리가 열렸다"),
        ("<![CDATA[<AI 시대> 다리]]>", "<AI 시대> 다리"),
    ],
)
def test_titles(title: str, headline: str) -> None:
    body = feed(f"<item><title>{title}</title><link>https://news.example/a/1</link></item>")
    assert read_feed(body, None, URL, KST).entries[0].headline == headline


def test_blanks_in_a_link_are_part_of_it_and_line_breaks_are_not() -> None:
    body = feed("<item><title>x</title><link>https://news.example/1/The New\n  Bridge</link></item>")
    assert read_feed(body, None, URL, KST).entries[0].url == "https://news.example/1/The%20NewBridge"


def test_guids_that_are_addresses_stand_in_for_one_link_of_all() -> None:
    body = feed(
        "".join(
            f"<item><title>n{n}</title><link>https://news.example/</link><guid>https://news.example/a/{n}</guid></item>"
            for n in "12"
        )
    )
    urls = [entry.url for entry in read_feed(body, None, URL, KST).entries]
    assert urls == ["https://news.example/a/1", "https://news.example/a/2"]


def test_a_date_of_a_server_with_a_korean_locale() -> None:
    date = "<pubDate>수, 07 8월 2024 15:30:00 +0900</pubDate>"
    body = feed(f"<item><title>x</title><link>https://news.example/a/1</link>{date}</item>")
    assert read_feed(body, None, URL, KST).entries[0].published_at == datetime(2024, 8, 7, 15, 30, tzinfo=KST)


def test_a_json_feed_without_its_version_is_read_with_a_warning() -> None:
    body = json.dumps({"title": "Globe", "items": [{"id": "1", "url": "/a/1", "title": "x"}]}).encode()
    document = read_feed(body, "application/json", URL, KST)
    assert [entry.url for entry in document.entries] == ["https://news.example/a/1"]
    assert document.warnings


def test_a_feed_where_a_sitemap_was_expected_is_read() -> None:
    body = feed("<item><title>x</title><link>https://news.example/a/1</link></item>")
    document = read_sitemap(body, None, URL, KST)
    assert [(entry.url, entry.headline) for entry in document.entries] == [("https://news.example/a/1", "x")]


def test_a_sitemap_that_breaks_off_gives_no_half_address() -> None:
    whole = "<url><loc>https://news.example/a/1001</loc></url>"
    document = read_sitemap(f"{MAP}{whole}<url><loc>https://news.example/a/100".encode(), None, URL, KST)
    assert [entry.url for entry in document.entries] == ["https://news.example/a/1001"]
    assert document.warnings


@pytest.mark.parametrize(
    ("names", "first"),
    [
        ([f"{year}-{month:02}" for year in range(2020, 2026) for month in range(1, 13)], {"2025-12", "2025-11"}),
        ([f"posts-{number}" for number in range(1, 30)], {"posts-29", "posts-1"}),
    ],
)
def test_of_an_index_without_changes_the_newest_come_first(names: list[str], first: set[str]) -> None:
    children = "".join(f"<sitemap><loc>https://news.example/{name}.xml</loc></sitemap>" for name in names)
    document = read_sitemap(f"<sitemapindex>{children}</sitemapindex>".encode(), None, URL, KST)
    chosen = newest_first(document.children)
    assert {child.url.removeprefix("https://news.example/").removesuffix(".xml") for child in chosen[:2]} == first
    assert len(chosen) == len(names)
