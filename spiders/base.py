"""What every source kind shares, and the step from a response to a Page.

A kind is one module with one object that follows `SourceKind`, entered in `spiders/kinds.py`. It says which
document to ask for first and reads links out of a document; fetching, politeness, the archive and what is
already known are none of its business.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Protocol

from scrapy.http import Response

from pipeline.items import Hop, Link, Page, Reason, Source

__all__ = ["Ask", "Reading", "SourceKind", "page_of", "reason_of_status"]


@dataclass(frozen=True, slots=True)
class Ask:
    """A document to fetch for a source."""

    url: str
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What one document of a source offered: links, and further documents of the same source to ask for."""

    links: tuple[Link, ...] = ()
    more: tuple[Ask, ...] = ()
    warnings: tuple[str, ...] = ()


class SourceKind(Protocol):
    """One way to find articles."""

    name: str
    summary: str

    def first(self, source: Source) -> Ask:
        """The document to begin with."""
        ...

    def read(self, source: Source, page: Page, zone: tzinfo) -> Reading:
        """Links and further documents in `page`. Pure; runs in a worker process.

        Times without a zone are in `zone`. Raises PageError when the document cannot be used.
        """
        ...


def page_of(response: Response, asked: str, hops: tuple[Hop, ...] = ()) -> Page:
    """The value of a Scrapy response that answered the request for `asked`."""
    headers = tuple(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in response.headers.items()
        for value in values
    )
    return Page(
        url=asked,
        url_answered=response.url,
        status=response.status,
        headers=headers,
        body=response.body,
        fetched_at=datetime.now(UTC),
        hops=hops,
    )


def reason_of_status(status: int) -> Reason | None:
    """Why a page with this HTTP status is no article; None when it may be one."""
    if 200 <= status < 300:
        return None
    if status in {401, 402, 403, 407, 429, 451}:
        return Reason.BLOCKED
    if status in {404, 410}:
        return Reason.GONE
    return Reason.FAILED
