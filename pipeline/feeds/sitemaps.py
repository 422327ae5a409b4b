"""Sitemaps: news sitemaps, plain ones, indexes of sitemaps and lists of addresses, plain or gzip.

sitemaps.org/protocol and the news extension of Google, by local names: sites misspell their namespaces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from itertools import islice, zip_longest
from typing import Any

from pipeline.dates import home_zone, parse_date
from pipeline.errors import FeedError
from pipeline.feeds.documents import read_feed
from pipeline.feeds.unpack import document_text, losses
from pipeline.feeds.values import absolute_url, language_code, plain_text
from pipeline.feeds.xml import parsed_xml
from pipeline.urls import host_of

__all__ = ["ChildSitemap", "SitemapDocument", "SitemapEntry", "newest_first", "read_sitemap"]

MAX_ENTRIES = 50_000  # the protocol allows no more
_ROOTS = frozenset({"urlset", "sitemapindex"})
_PLAIN_LINE = re.compile(r"https?://[^\s<>]{1,4000}")
_MAX_TEXT = 4_000
_FEED = re.compile(r"<(?:\w{1,20}:)?(?:rss|feed|rdf)[\s>/]", re.IGNORECASE)
_CLOSED = re.compile(r"</(?:\w{1,20}:)?(?:urlset|sitemapindex|url|sitemap)\s{0,9}>\s*$", re.IGNORECASE)
_TAIL = 200
_PERIOD = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[-_/]?(0[1-9]|1[0-2]|[1-9](?!\d))(?:[-_/]?(0[1-9]|[12]\d|3[01]))?(?!\d)"
)
_OPENING = 20_000  # characters in which a list of addresses shows itself


@dataclass(frozen=True, slots=True)
class SitemapEntry:
    """One page of a sitemap, with what its news extension says; "" and None are what it does not say.

    `published_at` is news:publication_date, `lastmod` the last change; both aware. `has_time` is False when only
    the day of publication is given.
    """

    url: str
    headline: str = ""
    published_at: datetime | None = None
    has_time: bool = False
    lastmod: datetime | None = None
    outlet_name: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class ChildSitemap:
    """One sitemap of an index, and when it last changed."""

    url: str
    lastmod: datetime | None = None


@dataclass(frozen=True, slots=True)
class SitemapDocument:
    """The pages of a sitemap or the children of an index, in its order, and what was wrong with it."""

    entries: tuple[SitemapEntry, ...] = ()
    children: tuple[ChildSitemap, ...] = ()
    warnings: tuple[str, ...] = ()


def read_sitemap(
    body: bytes, content_type: str | None, base_url: str, zone: tzinfo | None, *, now: datetime | None = None
) -> SitemapDocument:
    """Read a sitemap that was served from `base_url` with the Content-Type header `content_type`.

    Times without a zone are in `zone`, else in the zone that language and country suggest; with `now`, times to
    come are refused. Gzip is undone up to 20 MiB. Of more than 50,000 pages the last changed stay. Raises
    FeedError, in one line, for what is no sitemap.
    """
    document = document_text(body, content_type, base_url, "sitemap")
    text = document.text.lstrip("\ufeff \t\r\n")
    warnings = losses(document)
    if not text.startswith("<"):
        return _listed(_from_lines(text, base_url), (), warnings)
    tree, mended = parsed_xml(text)
    roots = [] if tree is None else [root for root in tree.iter() if _name(root) in _ROOTS]
    if not roots and _FEED.search(text[:_OPENING]):
        feed = read_feed(body, content_type, base_url, zone, now=now)
        if not feed.entries:
            raise FeedError(f"{base_url} is not a sitemap: it is a feed, and an empty one")
        pages_of_feed = (
            SitemapEntry(entry.url, entry.headline, entry.published_at, entry.has_time, entry.updated_at)
            for entry in feed.entries
        )
        return _listed(pages_of_feed, (), [*feed.warnings, "it is a feed, read as one"])
    if not roots:
        raise FeedError(f"{base_url} is not a sitemap: neither urlset, sitemapindex nor a list of addresses")
    pages = [page for root in roots for page in root if _name(page) == "url"]
    children = [child for root in roots for child in root if _name(child) == "sitemap"]
    if mended and not _CLOSED.search(text[-_TAIL:]):  # the last address may be half of one
        pages, children = (pages, children[:-1]) if children else (pages[:-1], children)
        mended = [*mended, "it breaks off: its last entry was left out"]
    home = zone or home_zone(host_of(base_url), "", map(_headline, islice(pages, 50)))
    return _listed(
        (_entry(page, base_url, home, now) for page in pages),
        (_child(child, base_url, home) for child in children),
        warnings + mended,
    )


def newest_first(children: Sequence[ChildSitemap]) -> list[ChildSitemap]:
    """The sitemaps of an index, those that are likely to hold new articles first.

    By their last change, where it tells them apart, else by the year and month in their addresses; what has neither
    takes turns with these, from both ends of the list: some systems begin a new sitemap at its end, some in front.
    """
    tells = len({child.lastmod for child in children if child.lastmod}) > 1
    dated: list[tuple[tuple[int, int, int], ChildSitemap]] = []
    others: list[ChildSitemap] = []
    for child in children:
        named = _PERIOD.search(child.url)
        if tells and child.lastmod is not None:
            dated.append(((child.lastmod.year, child.lastmod.month, child.lastmod.day), child))
        elif named:
            dated.append(((int(named[1]), int(named[2]), int(named[3] or 31)), child))
        else:
            others.append(child)
    newest = [child for _, child in sorted(dated, key=lambda entry: entry[0], reverse=True)]
    half = (len(others) + 1) // 2
    ends = [
        child for pair in zip_longest(others[half:][::-1], others[:half]) for child in pair if child is not None
    ]
    return [child for pair in zip_longest(newest, ends) for child in pair if child is not None]


def _listed(
    entries: Iterator[SitemapEntry], children: Iterator[ChildSitemap] | tuple[()], warnings: list[str]
) -> SitemapDocument:
    """The entries and children that have an address, each address once."""
    pages: dict[str, SitemapEntry] = {}
    lost = 0
    for entry in entries:
        if entry.url:
            pages.setdefault(entry.url, entry)
        lost += not entry.url
    if lost:
        warnings = [*warnings, f"{lost} pages without an address were left out"]
    kept = tuple(pages.values())
    if len(kept) > MAX_ENTRIES:
        warnings = [
            *warnings,
            f"{len(kept) - MAX_ENTRIES} of {len(kept)} pages, the longest unchanged, were left out",
        ]
        kept = _newest(kept)
    maps = {child.url: child for child in reversed(tuple(children)) if child.url}
    return SitemapDocument(kept, tuple(reversed(maps.values())), tuple(warnings))


def _newest(entries: tuple[SitemapEntry, ...]) -> tuple[SitemapEntry, ...]:
    def age(position: int) -> tuple[bool, float]:
        when = entries[position].published_at or entries[position].lastmod
        return (when is None, -when.timestamp() if when else 0.0)

    chosen = sorted(range(len(entries)), key=age)[:MAX_ENTRIES]
    return tuple(entries[position] for position in sorted(chosen))


def _entry(page: Any, base_url: str, zone: tzinfo, now: datetime | None) -> SitemapEntry:
    own = {_name(child): child for child in reversed(page)}
    news = {_name(child): child for child in reversed(own["news"])} if "news" in own else {}
    outlet = {_name(child): child for child in news["publication"]} if "publication" in news else {}
    published, changed = _text(news.get("publication_date")), _text(own.get("lastmod"))
    first, last = (parse_date(raw, zone, now=now) if raw else None for raw in (published, changed))
    return SitemapEntry(
        url=absolute_url(_text(own.get("loc")), base_url),
        headline=plain_text(_text(news.get("title"))),
        published_at=first.when if first else None,
        has_time=first is not None and first.has_time,
        lastmod=last.when if last else None,
        outlet_name=plain_text(_text(outlet.get("name", news.get("name")))),
        language=language_code(_text(outlet.get("language", news.get("language")))),
    )


def _headline(page: Any) -> str:
    return next((_text(part) for part in page.iter() if _name(part) == "title"), "")


def _child(child: Any, base_url: str, zone: tzinfo) -> ChildSitemap:
    own = {_name(part): part for part in reversed(child)}
    raw = _text(own.get("lastmod"))
    changed = parse_date(raw, zone) if raw else None
    return ChildSitemap(absolute_url(_text(own.get("loc")), base_url), changed.when if changed else None)


def _from_lines(text: str, base_url: str) -> Iterator[SitemapEntry]:
    """The addresses of a list, one a line. Raises FeedError for a text in which other lines prevail."""
    opening = [line.strip() for line in text[:_OPENING].splitlines() if line.strip()]
    addresses = sum(_PLAIN_LINE.fullmatch(line) is not None for line in opening)
    if addresses * 2 < len(opening) or not addresses:
        raise FeedError(f"{base_url} is not a sitemap: neither XML nor a list of addresses")
    for line in text.splitlines():
        if _PLAIN_LINE.fullmatch(line.strip()):
            yield SitemapEntry(absolute_url(line.strip(), base_url))


def _name(element: Any) -> str:
    """The local name of an element in lower case, whatever its namespace or prefix; "" for a comment."""
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(tag, str) else ""


def _text(element: Any) -> str:
    if element is None:
        return ""
    text = "".join(element.itertext()) if len(element) else element.text or ""
    return text.strip()[:_MAX_TEXT]
