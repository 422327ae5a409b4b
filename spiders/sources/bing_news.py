"""Source kind `bing-news`: searches of Bing News for each tracked name, read as RSS.

Links go through a counting address of Bing that contains the article's address. An outlet called "X on MSN" is X.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC
from urllib.parse import parse_qsl, urlsplit

from pipeline.feeds import read_feed
from pipeline.items import Entity, Link, Page, Source
from pipeline.names import Syntax, phrased, queries
from pipeline.urls import is_fetchable
from spiders.sources.base import Ask, DocumentReading, Scope
from spiders.sources.names import BING_NEWS
from spiders.sources.search import link_of, paced, parameters, search_url, with_parameters

__all__ = ["KIND"]

_BASE = "https://www.bing.com"
_MARKETS = {"ko": "ko-KR", "en": "en-US"}
_SYNTAX = Syntax(max_length=1000, max_words=30)
_ON_MSN = re.compile(r"\s+on\s+MSN(?:\.com)?$", re.IGNORECASE)
_MOST_PAGES = 10
_DELAY = 2.0


class _BingNews:
    name = BING_NEWS

    def searches(self, entity: Entity, base_url: str | None = None) -> tuple[Source, ...]:
        return tuple(
            Source(
                self.name,
                search_url(
                    base_url or _BASE,
                    "/news/search",
                    {"q": text, "format": "rss", "mkt": _MARKETS[query.language]},
                ),
                f"Bing News: {entity.name}",
            )
            for query in queries(entity)
            for text in phrased(query, _SYNTAX)
        )

    def first(self, source: Source, scope: Scope) -> Ask:
        del scope
        return paced(source.url, _BASE, _DELAY)

    def read(self, source: Source, page: Page, scope: Scope) -> DocumentReading:
        document = read_feed(page.body, page.header("content-type"), page.url_answered, UTC, now=page.fetched_at)
        links = tuple(_unwrapped(link_of(source, entry)) for entry in document.entries)
        return DocumentReading(links, _next_page(page.url, links, scope), document.warnings)


def _unwrapped(link: Link) -> Link:
    inner = dict(parse_qsl(urlsplit(link.url).query)).get("url", "")
    if urlsplit(link.url).path.endswith("/apiclick.aspx") and is_fetchable(inner):
        link = replace(link, url=inner, other_urls=(link.url,))
    return replace(link, outlet_name=_ON_MSN.sub("", link.outlet_name or "") or None)


def _next_page(url: str, links: tuple[Link, ...], scope: Scope) -> tuple[Ask, ...]:
    """The next results, when going back in time, until results are older than that."""
    first = parameters(url).get("first", "1")
    start = int(first) if first.isdigit() else 1
    if not links or scope.since is None or start > len(links) * _MOST_PAGES:
        return ()
    dated = [link.published_at for link in links if link.published_at is not None]
    if dated and max(dated) < scope.since:
        return ()
    return (paced(with_parameters(url, first=str(start + len(links))), _BASE, _DELAY),)


KIND = _BingNews()
