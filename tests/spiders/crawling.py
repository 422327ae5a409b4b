"""A crawl of the loopback web, and a handler that keeps whatever is brought to it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from pipeline.items import Link, Page, Source
from scheduler.processes import run_on_reactor
from spiders.crawl import Miss, crawl
from spiders.politeness.hosts import Hosts
from spiders.replay import Lookup
from spiders.settings import CrawlSettings
from spiders.sources.base import Ask, DocumentReading, Scope
from spiders.sources.kinds import KINDS, read_source
from tests.waiting import LIMIT

NOBODY = Source("feed", "http://nobody.example/feed")
US = "press-scrape-test/1.0 (+mailto:press@example.org)"


@dataclass
class RecordingHandler:
    """Wants every link it has not wanted before, and remembers all it hears. `on_page` is called with each page."""

    on_page: Callable[[Page], Awaitable[None]] | None = None
    pages: dict[str, Page] = field(default_factory=dict)
    misses: dict[str, Miss] = field(default_factory=dict)
    links: dict[str, Link] = field(default_factory=dict)
    read_sources: dict[str, int] = field(default_factory=dict)
    failed_sources: dict[str, str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    left_to: dict[str, tuple[str, str]] = field(default_factory=dict)
    settled: int = 0

    def begin(self, source: Source) -> Ask:
        return KINDS[source.kind].first(source, self._scope())

    async def read(self, source: Source, page: Page) -> DocumentReading:
        return read_source(source, page, self._scope())

    async def offer(self, source: Source, links: Sequence[Link]) -> Sequence[Link]:
        new = {link.url: link for link in links if link.url not in self.links}
        self.links |= new
        return list(new.values())

    async def page_fetched(self, link: Link, page: Page) -> None:
        if self.on_page is not None:
            await self.on_page(page)
        self.pages[link.url] = page
        self.settled += 1

    async def page_missed(self, link: Link, miss: Miss) -> None:
        self.misses[link.url] = miss
        self.settled += 1

    async def left(self, what: Source | Link, name: str, holder: str) -> None:
        self.left_to[what.url] = (name, holder)

    async def source_read(self, source: Source, links: int, warnings: Sequence[str]) -> None:
        self.read_sources[source.url] = links
        self.warnings.extend(warnings)

    async def source_failed(self, source: Source, why: str, wait: float = 0.0) -> None:
        self.failed_sources[source.url] = why

    def _scope(self) -> Scope:
        return Scope(UTC, datetime.now(UTC))


def settings(
    *,
    delay: float = 0.0,
    timeout: float = 2 * LIMIT,
    retries: int = 0,
    concurrency: int = 16,
    max_bytes: int = 1_000_000,
    obey_robots: bool = True,
    allow_private_addresses: bool = True,
) -> CrawlSettings:
    """Settings of a hurried crawler that may visit loopback."""
    return CrawlSettings(
        user_agent=US,
        delay=delay,
        timeout=timeout,
        retries=retries,
        concurrency=concurrency,
        max_bytes=max_bytes,
        obey_robots=obey_robots,
        allow_private_addresses=allow_private_addresses,
    )


def visit(
    *urls: str,
    sources: Sequence[Source] = (),
    how: CrawlSettings | None = None,
    handler: RecordingHandler | None = None,
    hosts: Hosts | None = None,
    lookup: Lookup | None = None,
    stop_when: Callable[[asyncio.Event, RecordingHandler], Awaitable[None]] | None = None,
) -> RecordingHandler:
    """Read `sources`, fetch `urls` and whatever the sources offer; what became of it is on the handler."""
    kept = handler or RecordingHandler()
    links = [Link(url, NOBODY) for url in urls]

    async def main(stop: asyncio.Event) -> None:
        watcher = None if stop_when is None else asyncio.ensure_future(stop_when(stop, kept))
        work = crawl(sources, kept, how or settings(), stop=stop, links=links, hosts=hosts, lookup=lookup)
        await asyncio.wait_for(work, LIMIT)
        if watcher is not None:
            watcher.cancel()

    run_on_reactor(main)
    return kept


def feed(*urls: str) -> bytes:
    """An RSS feed that offers `urls`."""
    items = "".join(f"<item><title>Item {n}</title><link>{url}</link></item>" for n, url in enumerate(urls))
    return f'<rss version="2.0"><channel><title>F</title>{items}</channel></rss>'.encode()
