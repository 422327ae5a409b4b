"""Source kind `google-news`: searches of Google News for each tracked name, read as RSS.

A result names its outlet, headline and time, but links to an address of Google that may not contain the article's
address; such links are resolved later, in batches (`spiders.google_links`). A search returns 100 results at most. A
full search is repeated for its newest days alone; one that goes back in time is repeated for each half of its days.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from pipeline.feeds import read_feed
from pipeline.items import Entity, Link, Page, Source
from pipeline.names import Syntax, phrased, queries
from pipeline.urls.google_news import address_in
from spiders.sources.base import Ask, DocumentReading, Scope
from spiders.sources.names import GOOGLE_NEWS
from spiders.sources.search import halves, link_of, paced, parameters, search_url, with_parameters

__all__ = ["KIND"]

_BASE = "https://news.google.com"
_EDITIONS = {
    "ko": {"hl": "ko", "gl": "KR", "ceid": "KR:ko"},
    "en": {"hl": "en-US", "gl": "US", "ceid": "US:en"},
}
_SYNTAX = Syntax(max_length=1500, max_words=30)
_FULL = 95  # with this many results or more, some may not be shown
_WINDOW = re.compile(r" after:(\d{4}-\d\d-\d\d) before:(\d{4}-\d\d-\d\d)$")
_RECENT = " when:7d"
_DAY = timedelta(days=1)
_DELAY = 2.0  # seconds; faster requests are answered with 429


class _GoogleNews:
    name = GOOGLE_NEWS

    def searches(self, entity: Entity, base_url: str | None = None) -> tuple[Source, ...]:
        return tuple(
            Source(
                self.name,
                search_url(base_url or _BASE, "/rss/search", {"q": text, **_EDITIONS[query.language]}),
                f"Google News: {entity.name}",
            )
            for query in queries(entity)
            for text in phrased(query, _SYNTAX)
        )

    def first(self, source: Source, scope: Scope) -> Ask:
        if scope.since is None:
            return paced(source.url, _BASE, _DELAY)
        return _window(source.url, scope.since, scope.now + _DAY)

    def read(self, source: Source, page: Page, scope: Scope) -> DocumentReading:
        del scope
        document = read_feed(page.body, page.header("content-type"), page.url_answered, UTC, now=page.fetched_at)
        links = tuple(_located(link_of(source, entry)) for entry in document.entries)
        more, warnings = _further(page.url) if len(links) >= _FULL else ((), ())
        return DocumentReading(links, more, (*document.warnings, *warnings))


def _located(link: Link) -> Link:
    """The link with the headline as the outlet wrote it, and with the outlet's address if Google's contains it."""
    headline = link.headline or ""
    if link.outlet_name and headline.endswith(f" - {link.outlet_name}"):
        headline = headline[: -len(link.outlet_name) - 3]
    link = replace(link, headline=headline or None)
    address = address_in(link.url)
    return link if address is None else replace(link, url=address, other_urls=(link.url,))


def _window(url: str, start: datetime, end: datetime) -> Ask:
    """The search at `url` for the days from `start` to before `end`."""
    query = _WINDOW.sub("", parameters(url)["q"])
    return paced(with_parameters(url, q=f"{query} after:{start:%Y-%m-%d} before:{end:%Y-%m-%d}"), _BASE, _DELAY)


def _further(url: str) -> tuple[tuple[Ask, ...], tuple[str, ...]]:
    """What to ask when the search at `url` returned as many results as it can."""
    query = parameters(url)["q"]
    window = _WINDOW.search(query)
    if window is None:
        recent = query.endswith(_RECENT)
        return (() if recent else (paced(with_parameters(url, q=query + _RECENT), _BASE, _DELAY),)), ()
    start, end = (datetime.fromisoformat(day).replace(tzinfo=UTC) for day in window.groups())
    if end - start <= _DAY:
        return (), (f"more results on {start:%Y-%m-%d} than Google News shows",)
    (_, last), (first, middle) = halves(start, end)
    middle = middle.replace(hour=0)
    return (_window(url, middle, last), _window(url, first, middle)), ()


KIND = _GoogleNews()
