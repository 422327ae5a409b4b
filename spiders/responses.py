"""Turns a response of Scrapy into a page, and an HTTP status into a reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from scrapy.http import Response

from pipeline.items import Hop, Page
from pipeline.urls import same_site, secrets_of
from spiders.safety.redirects import private_headers
from spiders.status import reason_of_status

__all__ = ["hops_of", "page_of", "secrets_sent_for", "within"]


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


def within(outer: Page, frame: Page) -> Page:
    """The page `outer` with what its frame answered; as it was when that is no page, or of another site."""
    if reason_of_status(frame.status) is not None or not same_site(outer.url_answered, frame.url_answered):
        return outer
    return replace(outer, headers=frame.headers, body=frame.body, fetched_at=frame.fetched_at)


def hops_of(response: Response) -> tuple[Hop, ...]:
    """The redirects that led to a response, first to last."""
    hops: tuple[Hop, ...] = response.meta.get("hops", ())
    return hops


def secrets_sent_for(response: Response) -> tuple[str, ...]:
    """The parts of the answered request that must not be shown."""
    request = response.request
    if request is None:
        return ()
    headers = [request.headers.get(name) or b"" for name in private_headers(request)]
    return (*secrets_of(request.url), *(value.decode("latin-1") for value in headers))
