"""The addresses of articles that Google News links to by ids of its own: asked of Google, several in one request.

First the page of each article is read for the signature that Google requires, then the signed ids are sent in
batches. Google does not document this: a link that cannot be resolved is reported with the reason.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from pipeline.errors import PageError
from pipeline.items import Link, Page, Source
from pipeline.markup.encoding import decode
from pipeline.urls.google_news import Signed, article_id, question, resolved, signature
from spiders.crawl import Miss, crawl
from spiders.politeness.hosts import Hosts
from spiders.settings import CrawlSettings
from spiders.sources.base import Ask, DocumentReading

__all__ = ["Addresses", "resolve_google_links"]

_BATCH = 20
_DELAY = 1.5  # seconds; faster requests are answered with 429
_FORM = (("Content-Type", "application/x-www-form-urlencoded;charset=UTF-8"),)
_NOT_GIVEN = "Google News did not give the address"


@dataclass(slots=True)
class Addresses:
    """Addresses of articles: `resolved` by the address at Google News; `failed` says why the others are not."""

    resolved: dict[str, str] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)


async def resolve_google_links(
    urls: Sequence[str], settings: CrawlSettings, *, stop: asyncio.Event, hosts: Hosts | None = None
) -> Addresses:
    """Ask Google News for the addresses of the articles at `urls`. Those cut off by `stop` are in neither part."""
    result = Addresses()
    signatures = _Signatures(result)
    await crawl([Source("article", url) for url in urls], signatures, settings, stop=stop, hosts=hosts)
    signed = list(signatures.signed.items())
    origins = dict.fromkeys(_origin(url) for url, _ in signed)
    for origin in origins:
        here = [(url, article) for url, article in signed if _origin(url) == origin]
        batches = [here[start : start + _BATCH] for start in range(0, len(here), _BATCH)]
        sources = [Source("batch", f"{origin}#{number}") for number in range(len(batches))]
        handler = _Batches(result, origin, dict(zip(sources, batches, strict=True)))
        await crawl(sources, handler, settings, stop=stop, hosts=hosts)
    return result


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


class _Handler:
    """What both steps have in common: they offer no links."""

    async def offer(self, source: Source, links: Sequence[Link]) -> Sequence[Link]:
        """Nothing is offered."""
        del source, links
        return ()

    async def page_fetched(self, link: Link, page: Page) -> None:
        """Nothing is fetched."""

    async def page_missed(self, link: Link, miss: Miss) -> None:
        """Nothing is fetched."""

    async def left(self, what: Source | Link, name: str, holder: str) -> None:
        """Google News is asked by another process: the links wait."""

    async def source_read(self, source: Source, links: int, warnings: Sequence[str]) -> None:
        """Nothing is left to do."""


class _Signatures(_Handler):
    """Reads the signature off the page of each article."""

    def __init__(self, result: Addresses) -> None:
        self.signed: dict[str, Signed] = {}
        self._result = result

    def begin(self, source: Source) -> Ask:
        """The page of an article."""
        return Ask(f"{_origin(source.url)}/articles/{article_id(source.url)}", delay=_DELAY)

    async def read(self, source: Source, page: Page) -> DocumentReading:
        """Keep the signature. Raises PageError when there is none."""
        signed = signature(article_id(source.url) or "", decode(page.body, page.header("content-type")).text)
        if signed is None:
            raise PageError("its page at Google News has no signature")
        self.signed[source.url] = signed
        return DocumentReading()

    async def source_failed(self, source: Source, why: str, wait: float = 0.0) -> None:
        """Keep the reason."""
        del wait
        self._result.failed[source.url] = why


class _Batches(_Handler):
    """Asks for the addresses of signed ids."""

    def __init__(self, result: Addresses, origin: str, batches: dict[Source, list[tuple[str, Signed]]]) -> None:
        self._result = result
        self._origin = origin
        self._batches = batches

    def begin(self, source: Source) -> Ask:
        """One request for a batch."""
        body = question([signed for _, signed in self._batches[source]])
        return Ask(f"{self._origin}/_/DotsSplashUi/data/batchexecute", _FORM, body, delay=_DELAY)

    async def read(self, source: Source, page: Page) -> DocumentReading:
        """Keep the addresses."""
        batch = self._batches[source]
        addresses = resolved(decode(page.body, page.header("content-type")).text, [signed for _, signed in batch])
        for url, signed in batch:
            if signed.id in addresses:
                self._result.resolved[url] = addresses[signed.id]
            else:
                self._result.failed[url] = _NOT_GIVEN
        return DocumentReading()

    async def source_failed(self, source: Source, why: str, wait: float = 0.0) -> None:
        """Keep the reason for every article of the batch."""
        del wait
        for url, _ in self._batches[source]:
            self._result.failed[url] = why
