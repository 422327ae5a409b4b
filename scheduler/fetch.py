"""Fetch pages for a person who asks about them; nothing is stored. With the database of those who ask the same
hosts meanwhile, a host is waited for."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from pipeline.errors import PageError
from pipeline.items import BY_HAND, Link, Outcome, Page, Reason, Source
from scheduler.processes import Workers
from scheduler.run.holdings import hosts_shared
from spiders.crawl import Miss, crawl
from spiders.replay import Lookup
from spiders.settings import CrawlSettings
from spiders.sources.base import Ask, DocumentReading
from storage.database.engine import Database

__all__ = ["fetch", "look_at", "understood"]

log = logging.getLogger(__name__)

# Called with the address that was asked, its page, and what that is.
Note = Callable[[str, Page, Outcome], Awaitable[None]]

_PERSON = Source(BY_HAND, BY_HAND)


async def fetch(
    url: str, settings: CrawlSettings, *, lookup: Lookup | None, stop: asyncio.Event, database: Database | None
) -> Page:
    """The page at `url`. Raises PageError with the reason when it cannot be fetched. Needs a running reactor."""
    handler = _OnePage()
    async with hosts_shared(database, settings) as hosts:
        links = (Link(url, _PERSON),)
        await crawl((), handler, settings, stop=stop, lookup=lookup, links=links, hosts=hosts)
    if handler.page is None:
        raise PageError(f"{url}: {handler.why}")
    return handler.page


async def look_at(
    urls: Sequence[str],
    settings: CrawlSettings,
    workers: Workers,
    *,
    lookup: Lookup | None,
    stop: asyncio.Event,
    database: Database | None,
    note: Note,
    progress: Callable[[int], None] = lambda _: None,
) -> dict[str, Outcome]:
    """What the pages at `urls` are, each by the address that was asked; those not reached before `stop` was set are
    left out. `note` sees each page with what it is; `progress` is told how many are known. Needs a running
    reactor."""
    handler = _Pages(workers, note, progress)
    links = [Link(url, _PERSON) for url in dict.fromkeys(urls)]
    async with hosts_shared(database, settings) as hosts:
        await crawl((), handler, settings, stop=stop, lookup=lookup, links=links, hosts=hosts)
    return handler.outcomes


class _NoSources:
    """The part of a handler that is about sources, for crawls that ask none."""

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


class _OnePage(_NoSources):
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

    async def left(self, what: Source | Link, name: str, holder: str) -> None:
        del what
        self.why = f"{name} is being asked by {holder}; try again later"


class _Pages(_NoSources):
    """A handler that has each page understood, and keeps what it is."""

    def __init__(self, workers: Workers, note: Note, progress: Callable[[int], None]) -> None:
        self.outcomes: dict[str, Outcome] = {}
        self._workers = workers
        self._note = note
        self._progress = progress

    async def page_fetched(self, link: Link, page: Page) -> None:
        outcome = await understood(page, self._workers)
        await self._note(link.url, page, outcome)
        self._end(link, outcome)

    async def page_missed(self, link: Link, miss: Miss) -> None:
        self._end(link, Outcome(link.url, miss.reason, miss.detail))

    async def left(self, what: Source | Link, name: str, holder: str) -> None:
        self._end(what, Outcome(what.url, Reason.FAILED, f"{name} is being asked by {holder}"))

    def _end(self, link: Source | Link, outcome: Outcome) -> None:
        self.outcomes[link.url] = outcome
        self._progress(len(self.outcomes))


async def understood(page: Page, workers: Workers) -> Outcome:
    """What `page` is; a page that cannot be read has failed."""
    try:
        return await workers.understand(page, None)
    except PageError as error:
        return Outcome(page.url, Reason.FAILED, str(error))
    except Exception as error:  # one page must not end the rest
        log.exception("page %s", page.url)
        return Outcome(page.url, Reason.FAILED, f"internal error ({type(error).__name__}); see the log")
