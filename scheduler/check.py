"""Ask sources once, to see whether they work; no article is fetched and nothing is stored."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from pipeline.errors import PageError
from pipeline.items import Link, Page, Source
from pipeline.outlets import OutletRegistry
from scheduler.run.holdings import hosts_shared
from scheduler.run.sources import zone_of
from spiders.crawl import Miss, crawl
from spiders.settings import CrawlSettings
from spiders.sources.base import Ask, DocumentReading, Scope
from spiders.sources.kinds import KINDS, read_source
from storage.database.engine import Database

__all__ = ["Checked", "check"]


@dataclass(slots=True)
class Checked:
    """What a source answered: `status` is that of HTTP, None when there was no answer; `why` is "" when it works.

    `items` counts the links of its first document, `documents` those it leads to; `newest` is the time of the
    newest link that has one.
    """

    source: Source
    status: int | None = None
    items: int = 0
    documents: int = 0
    newest: datetime | None = None
    moved_to: str | None = None
    why: str = ""
    warnings: list[str] = field(default_factory=list)


async def check(
    sources: Sequence[Source],
    settings: CrawlSettings,
    outlets: OutletRegistry,
    keys: Mapping[str, str],
    *,
    stop: asyncio.Event,
    database: Database | None,
) -> tuple[Checked, ...]:
    """Ask every source for its first document; with the database of those who ask the same hosts meanwhile, a host
    is waited for. Needs a running reactor."""
    handler = _CheckHandler(sources, outlets, keys)
    async with hosts_shared(database, settings) as hosts:
        await crawl(sources, handler, settings, stop=stop, hosts=hosts)
    return tuple(handler.checked.values())


class _CheckHandler:
    """A handler that asks for first documents only."""

    def __init__(self, sources: Sequence[Source], outlets: OutletRegistry, keys: Mapping[str, str]) -> None:
        self.checked = {source: Checked(source, why="not asked") for source in sources}
        self._outlets = outlets
        self._keys = keys

    def _scope(self, source: Source) -> Scope:
        return Scope(zone_of(self._outlets, source.url), datetime.now(UTC), keys=self._keys)

    def begin(self, source: Source) -> Ask:
        """The first document. Raises PageError when it cannot be asked for."""
        return KINDS[source.kind].first(source, self._scope(source))

    async def read(self, source: Source, page: Page) -> DocumentReading:
        """Note what the document says. Raises PageError when it cannot be read."""
        answer = self.checked[source]
        answer.status = page.status
        if page.hops:
            answer.moved_to = page.url_answered
        reading = await asyncio.to_thread(read_source, source, page, self._scope(source))
        answer.items, answer.documents = len(reading.links), len(reading.more)
        answer.newest = max((link.published_at for link in reading.links if link.published_at), default=None)
        answer.warnings.extend(reading.warnings)
        return DocumentReading()

    async def offer(self, source: Source, links: Sequence[Link]) -> Sequence[Link]:
        """Nothing is fetched."""
        del source, links
        return ()

    async def page_fetched(self, link: Link, page: Page) -> None:
        """Nothing is fetched."""
        raise PageError(f"{link.url} was not requested ({page.url})")

    async def page_missed(self, link: Link, miss: Miss) -> None:
        """Nothing is fetched."""
        raise PageError(f"{link.url} was not requested ({miss.detail})")

    async def left(self, what: Source | Link, name: str, holder: str) -> None:
        """The host was waited for in vain."""
        if isinstance(what, Source):
            self.checked[what].why = f"{name} is being asked by {holder}; try again later"

    async def source_read(self, source: Source, links: int, warnings: Sequence[str]) -> None:
        """The source works."""
        del links, warnings
        answer = self.checked[source]
        answer.why = "" if answer.items or answer.documents else "it lists nothing"

    async def source_failed(self, source: Source, why: str, wait: float = 0.0) -> None:
        """The source does not work."""
        del wait
        self.checked[source].why = why
