"""What an address is that a user wants to add as a source: a feed, a sitemap, a section page, or a home page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from urllib.parse import urljoin, urlsplit

from pipeline.errors import FeedError, Undecodable
from pipeline.feeds import linked_feeds, read_feed, read_sitemap, section_links
from pipeline.items import Page
from pipeline.markup.encoding import decode
from spiders.politeness.robots import Robots

__all__ = ["SourceCandidate", "recognise", "robots_url", "sitemaps_of"]


@dataclass(frozen=True, slots=True)
class SourceCandidate:
    """A source that an address can be, or leads to; `items` is what it lists, None when that was not looked at."""

    kind: str
    url: str
    items: int | None = None


def recognise(page: Page) -> tuple[SourceCandidate, ...]:
    """What the document in `page` can be: itself alone when it is a feed or a sitemap; for a web page the feeds it
    declares, then the page itself when it lists articles."""
    kind, url = page.header("content-type"), page.url_answered
    try:
        feed = read_feed(page.body, kind, url, UTC, now=page.fetched_at)
        return (SourceCandidate("feed", url, len(feed.entries)),)
    except FeedError:
        pass
    try:
        text = decode(page.body, kind).text
    except Undecodable:
        text = ""
    if "<html" not in text[:5000].lower() and "<!doctype html" not in text[:5000].lower():
        try:
            sitemap = read_sitemap(page.body, kind, url, UTC, now=page.fetched_at)
            return (SourceCandidate("sitemap", url, len(sitemap.entries) + len(sitemap.children)),)
        except FeedError:
            return ()
    candidates = [SourceCandidate("feed", feed) for feed in linked_feeds(text, url)]
    articles = section_links(text, url)
    if articles:
        candidates.append(SourceCandidate("site", url, len(articles)))
    return tuple(candidates)


def robots_url(url: str) -> str:
    """Where the robots.txt for `url` stands."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/robots.txt"


def sitemaps_of(robots: Page) -> tuple[SourceCandidate, ...]:
    """The sitemaps that a robots.txt names (its Sitemap lines), those for news first."""
    named = Robots.parse(robots.body, "*").sitemaps if robots.status == 200 else ()
    urls = dict.fromkeys(urljoin(robots.url_answered, address) for address in named)
    fetchable = [url for url in urls if url.startswith(("http://", "https://"))]
    return tuple(SourceCandidate("sitemap", url) for url in sorted(fetchable, key=lambda url: "news" not in url))
