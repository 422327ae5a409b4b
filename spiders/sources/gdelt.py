"""Source kind `gdelt`: searches of GDELT's DOC 2.0 index of the last three months for each tracked name.

It gives the time when it saw an article, not when that was published, so its times are not used. It reports errors
as text with status 200, and refuses phrases of fewer than four characters: short Korean names cannot be searched.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from pipeline.errors import FeedError, Undecodable
from pipeline.feeds import plain_text, read_rows
from pipeline.items import Entity, Link, Page, Source
from pipeline.markup.encoding import decode
from pipeline.names import Syntax, phrased, queries
from pipeline.urls import is_fetchable
from spiders.sources.base import Ask, DocumentReading, Scope
from spiders.sources.names import GDELT
from spiders.sources.search import halves, paced, parameters, search_url, with_parameters

__all__ = ["KIND"]

_BASE = "https://api.gdeltproject.org"
_SYNTAX = Syntax(max_length=500, min_phrase=4)
_MOST = 250
_REACH = timedelta(days=90)
_OVERLAP = timedelta(days=1)  # articles enter the index late
_SHORTEST = timedelta(hours=1)
_DELAY = 5.5  # seconds; one request in five seconds is allowed
_CLOCK = "%Y%m%d%H%M%S"
_CONTROL = re.compile("[\x00-\x1f]+")


class _Gdelt:
    name = GDELT

    def searches(self, entity: Entity, base_url: str | None = None) -> tuple[Source, ...]:
        values = {"mode": "artlist", "format": "json", "maxrecords": str(_MOST), "sort": "datedesc"}
        return tuple(
            Source(
                self.name,
                search_url(base_url or _BASE, "/api/v2/doc/doc", {"query": text, **values}),
                f"GDELT: {entity.name}",
            )
            for query in queries(entity)
            if not query.context  # a full answer is halved by time
            for text in phrased(query, _SYNTAX)
        )

    def first(self, source: Source, scope: Scope) -> Ask:
        reach = scope.now - _REACH
        begin = scope.since or (reach if scope.last is None else scope.last - _OVERLAP)
        return _window(source.url, max(begin, reach), scope.now)

    def read(self, source: Source, page: Page, scope: Scope) -> DocumentReading:
        del scope
        results, broken = _articles(page)
        links = tuple(
            Link(result["url"], source, headline=plain_text(result.get("title"), markup=False) or None)
            for result in results
            if isinstance(result, dict) and isinstance(result.get("url"), str) and is_fetchable(result["url"])
        )
        left_out = len(results) - len(links)
        warnings = (f"{left_out} results without an address were left out",) if left_out else ()
        if broken:
            warnings = (*warnings, f"{broken} damaged results could not be read")
        more, full = _further(page.url) if len(results) + broken >= _MOST else ((), ())
        return DocumentReading(links, more, (*warnings, *full))


def _articles(page: Page) -> tuple[list[Any], int]:
    """The list in the answer, and how many of it were too damaged to be read. Raises FeedError with GDELT's own
    words when there is none."""
    try:
        text = decode(page.body, page.header("content-type")).text.strip()
    except Undecodable as error:
        raise FeedError(f"GDELT's answer is not text ({error})") from error
    try:
        answer, broken = read_rows(_CONTROL.sub(" ", text), "articles")  # its titles hold control characters
    except ValueError as error:
        if text.startswith("{"):
            raise FeedError(f"GDELT's answer is damaged ({error})") from error
        words = " ".join(re.sub(r"<[^<>]*>", " ", text).split())[:200]
        raise FeedError(f"GDELT refused the search: {words or 'an empty answer'}") from error
    results = answer.get("articles", []) if isinstance(answer, dict) else None
    if not isinstance(results, list):
        raise FeedError("GDELT's answer has no list of articles")
    return results, broken


def _window(url: str, start: datetime, end: datetime) -> Ask:
    bounds = {"startdatetime": start.astimezone(UTC), "enddatetime": end.astimezone(UTC)}
    return paced(with_parameters(url, **{name: f"{when:{_CLOCK}}" for name, when in bounds.items()}), _BASE, _DELAY)


def _further(url: str) -> tuple[tuple[Ask, ...], tuple[str, ...]]:
    values = parameters(url)
    try:
        start, end = (
            datetime.strptime(values[name], _CLOCK).replace(tzinfo=UTC) for name in ("startdatetime", "enddatetime")
        )
    except (KeyError, ValueError):
        return (), ("more results than GDELT shows",)
    if end - start <= _SHORTEST:
        return (), (f"more results around {start:%Y-%m-%d %H:%M} than GDELT shows",)
    return tuple(_window(url, first, last) for first, last in halves(start, end)), ()


KIND = _Gdelt()
