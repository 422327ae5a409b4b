"""Source kind `naver-news`: Naver's news search, by NAVER API HUB or, while its keys are valid, by the older API.

The keys in the environment decide which is asked. The publisher's own address is preferred; Naver's copy is kept as
another address of the article. A search shows its 1,000 newest results.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pipeline.dates import parse_date
from pipeline.errors import FeedError, PageError, Undecodable
from pipeline.feeds import read_rows
from pipeline.items import Entity, Link, Page, Source
from pipeline.markup.encoding import decode
from pipeline.names import Syntax, phrased, queries
from pipeline.urls import is_fetchable
from spiders.sources.base import Ask, DocumentReading, Scope
from spiders.sources.names import NAVER_HUB_KEYS, NAVER_NEWS, NAVER_OLD_KEYS
from spiders.sources.search import parameters, plain, search_url, with_parameters

__all__ = ["KIND"]

_HUB = "https://naverapihub.apigw.ntruss.com"
_HUB_PATH = "/search/v1/news"
_HUB_KEYS = dict(zip(NAVER_HUB_KEYS, ("X-NCP-APIGW-API-KEY-ID", "X-NCP-APIGW-API-KEY"), strict=True))
_OLD = "https://openapi.naver.com"
_OLD_PATH = "/v1/search/news.json"
_OLD_KEYS = dict(zip(NAVER_OLD_KEYS, ("X-Naver-Client-Id", "X-Naver-Client-Secret"), strict=True))
_SYNTAX = Syntax(max_length=200, alternatives=False)
_PAGE = 100
_MOST = 1000
_OVERLAP = timedelta(days=1)
_ZONE = ZoneInfo("Asia/Seoul")


class _NaverNews:
    name = NAVER_NEWS

    def searches(self, entity: Entity, base_url: str | None = None) -> tuple[Source, ...]:
        values = {"display": str(_PAGE), "start": "1", "sort": "date", "format": "json"}
        texts = dict.fromkeys(text for query in queries(entity) for text in phrased(query, _SYNTAX))
        return tuple(
            Source(
                self.name,
                search_url(base_url or _HUB, _HUB_PATH, {"query": text, **values}),
                f"Naver News: {entity.name}",
            )
            for text in texts
        )

    def first(self, source: Source, scope: Scope) -> Ask:
        if _headers(scope.keys, _HUB_KEYS):
            return Ask(source.url, _headers(scope.keys, _HUB_KEYS))
        headers = _headers(scope.keys, _OLD_KEYS)
        if not headers:
            raise PageError(
                "it needs a key: set NAVER_API_KEY_ID and NAVER_API_KEY (NAVER API HUB), or NAVER_CLIENT_ID and "
                "NAVER_CLIENT_SECRET, in the environment"
            )
        parts = urlsplit(source.url)
        base = f"{parts.scheme}://{parts.netloc}"
        values = {name: value for name, value in parameters(source.url).items() if name != "format"}
        return Ask(search_url(_OLD if base == _HUB else base, _OLD_PATH, values), headers)

    def read(self, source: Source, page: Page, scope: Scope) -> DocumentReading:
        answer, broken = _answer(page)
        items = answer.get("items")
        if not isinstance(items, list):
            raise FeedError(f"Naver refused the search: {_complaint(answer)}")
        offered = tuple(_link(source, item, page.fetched_at) for item in items if isinstance(item, dict))
        links = tuple(link for link in offered if link is not None)
        left_out = len(items) - len(links)
        warnings = (f"{left_out} results without an address were left out",) if left_out else ()
        if broken:
            warnings = (*warnings, f"{broken} damaged results could not be read")
        more, full = _further(page.url, answer, links, scope)
        return DocumentReading(links, more, (*warnings, *full))


def _headers(keys: Mapping[str, str], names: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """The headers with the keys, when all keys are set; else none."""
    given = tuple((header, keys[name]) for name, header in names.items() if keys.get(name))
    return given if len(given) == len(names) else ()


def _answer(page: Page) -> tuple[dict[str, Any], int]:
    """The answer, and how many of its results were too damaged to be read."""
    try:
        answer, broken = read_rows(decode(page.body, page.header("content-type")).text, "items")
    except (Undecodable, ValueError) as error:
        raise FeedError("Naver's answer is not JSON") from error
    if not isinstance(answer, dict):
        raise FeedError("Naver's answer has no results")
    return answer, broken


def _complaint(answer: Mapping[str, Any]) -> str:
    error = answer.get("errorMessage") or answer.get("error") or "no reason given"
    return plain(str(error.get("message", error) if isinstance(error, dict) else error))[:200]


def _link(source: Source, item: Mapping[str, Any], now: datetime) -> Link | None:
    urls = [
        url.strip()
        for name in ("originallink", "link")
        if isinstance(url := item.get(name), str) and is_fetchable(url.strip())
    ]
    if not urls:
        return None
    when = parse_date(str(item.get("pubDate") or ""), _ZONE, now=now)
    return Link(
        urls[0],
        source,
        headline=plain(str(item.get("title") or "")) or None,
        published_at=when.when if when else None,
        has_time=when is not None and when.has_time,
        other_urls=tuple(dict.fromkeys(url for url in urls[1:] if url != urls[0])),
    )


def _further(
    url: str, answer: Mapping[str, Any], links: tuple[Link, ...], scope: Scope
) -> tuple[tuple[Ask, ...], tuple[str, ...]]:
    """The next page, until results were seen last time or the service shows no more."""
    written = parameters(url).get("start", "1")
    following = (int(written) if written.isdigit() else 1) + _PAGE
    total = answer.get("total")
    until = scope.since or (scope.last and scope.last - _OVERLAP)
    dated = [link.published_at for link in links if link.published_at is not None]
    reached = bool(dated) and until is not None and min(dated) < until
    if not links or reached or not isinstance(total, int) or following > total:
        return (), ()
    if following > _MOST:
        oldest = f", the oldest of {min(dated):%Y-%m-%d}" if dated else ""
        return (), (f"{total} results match, of which it shows the newest {_MOST}{oldest}",)
    headers = _headers(scope.keys, _HUB_KEYS) or _headers(scope.keys, _OLD_KEYS)
    return (Ask(with_parameters(url, start=str(following)), headers),), ()


KIND = _NaverNews()
