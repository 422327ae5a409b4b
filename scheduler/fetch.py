"""Fetch one page, for a person who asks about it; nothing is stored."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from pipeline.errors import PageError
from pipeline.items import Link, Page, Source
from spiders.crawl import Miss, crawl
from spiders.replay import Lookup
from spiders.settings import CrawlSettings
from spiders.sources.base import Ask, DocumentReading

__all__ = ["fetch"]


async def fetch(url: str, settings: CrawlSettings, *, lookup: Lookup | None, stop: asyncio.Event) -> Page:
    """The page at `url`. Raises PageError with the reason when it cannot be fetched. Needs a running reactor."""
    handler = _OnePage()
    link = Link(url, Source("command line", url))
    await crawl((), handler, settings, stop=stop, lookup=lookup, links=(link,))
    if handler.page is None:
        raise PageError(f"{url}: {handler.why}")
    return handler.page


class _OnePage:
    """A handler for a single page."""

    def __init__(self) -> None:
        self.page: Page | None = None
        self.why = "interrupted"

    async def page_fetched(self, link: Link, page: Page) -> None:
        del link
        self.page = page

    async def page_missed(self, link: Link, miss: Miss) -> None:
        del link
        self.why = f"{miss.reason.value}: {miss.detail}"

    def begin(self, source: Source) -> Ask:
        raise PageError(f"{source.url}: no source is asked here")

    async def read(self, source: Source, page: Page) -> DocumentReading:
        raise PageError(f"{source.url}: no source is read here ({page.url})")

    async def offer(self, source: Source, links: Sequence[Link]) -> Sequence[Link]:
        del source, links
        return ()

    async def source_read(self, source: Source, links: int, warnings: Sequence[str]) -> None:
        del source, links, warnings

    async def source_failed(self, source: Source, why: str, wait: float = 0.0) -> None:
        del source, why, wait
