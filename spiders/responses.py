"""Turns a response of Scrapy into a page, and an HTTP status into a reason."""

from __future__ import annotations

from datetime import UTC, datetime

from scrapy.http import Response

from pipeline.items import Hop, Page, Reason

__all__ = ["page_of", "reason_of_status"]


def page_of(response: Response, url: str, hops: tuple[Hop, ...] = ()) -> Page:
    """The page in a Scrapy response that answered the request for `url`."""
    headers = tuple(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in response.headers.items()
        for value in values
    )
    return Page(
        url=url,
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
