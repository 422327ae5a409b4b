"""Crawl: ask the sources, offer their links, fetch the wanted ones. All use of the network starts here.

What to do with links and pages is the caller's business (`CrawlHandler`); this module knows nothing of the database
and decides nothing about articles.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import Any, Protocol, Self
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError
from scrapy.http import Response
from twisted.python.failure import Failure

from pipeline.errors import PageError
from pipeline.items import Link, Page, Reason, Source
from pipeline.markup.frames import article_frame
from spiders.failures import complaint
from spiders.misses import Miss, miss_of, refusal
from spiders.politeness.hosts import HeldElsewhere, Hosts, Interrupted, Unready
from spiders.politeness.manners import drop_waiting
from spiders.replay import Lookup
from spiders.responses import hops_of, page_of, secrets_sent_for, within
from spiders.safety.addresses import Guard, is_written_private
from spiders.safety.decompression import WAS_CUT, reading_to
from spiders.safety.proxies import Proxies
from spiders.settings import CrawlSettings, scrapy_settings
from spiders.sources.base import Ask, DocumentReading
from spiders.status import reason_of_status

__all__ = ["CrawlHandler", "Miss", "ProxySetter", "crawl"]

# Documents one source may ask for in one run (an index of sitemaps, pages of a search).
MAX_DOCUMENTS = 200

NOT_MODIFIED = 304

_FRESH = {"link"}  # all that is in the meta of a request that was never sent

MAX_URL = 8000  # characters; servers refuse longer ones

log = logging.getLogger(__name__)


class CrawlHandler(Protocol):
    """Takes what the crawl finds; every method may wait, and the crawl waits with it."""

    def begin(self, source: Source) -> Ask:
        """The first request for a source, with headers that allow the answer "not modified".

        Raises PageError when the source cannot be asked.
        """
        ...

    async def read(self, source: Source, page: Page) -> DocumentReading:
        """Read a document of a source, off the reactor thread; a 304 offers nothing. Raises PageError."""
        ...

    async def offer(self, source: Source, links: Sequence[Link]) -> Sequence[Link]:
        """Enter links in the ledger; returns those to fetch."""
        ...

    async def page_fetched(self, link: Link, page: Page) -> None:
        """Accept a fetched page."""
        ...

    async def page_missed(self, link: Link, miss: Miss) -> None:
        """Note that a link could not be fetched."""
        ...

    async def left(self, what: Source | Link, name: str, holder: str) -> None:
        """Leave a source or a link as it is: it leads to the host `name`, which another process asks, `holder`."""
        ...

    async def source_read(self, source: Source, links: int, warnings: Sequence[str]) -> None:
        """Note that a source was read to its end."""
        ...

    async def source_failed(self, source: Source, why: str, wait: float = 0.0) -> None:
        """Note that a source could not be read; its host asked for a pause of `wait` seconds."""
        ...


async def crawl(
    sources: Sequence[Source],
    handler: CrawlHandler,
    settings: CrawlSettings,
    *,
    stop: asyncio.Event,
    lookup: Lookup | None = None,
    links: Sequence[Link] = (),
    hosts: Hosts | None = None,
) -> None:
    """Read `sources` and fetch the links that the handler wants; `links` are fetched in any case.

    `hosts` is the memory of what hosts asked for in earlier crawls. With `lookup`, every request is answered by
    it and nothing is contacted. When `stop` is set, requests in progress are finished and no new one is made: links
    that were offered and not requested by then get no outcome. Needs Twisted's asyncio reactor to be running.
    """
    if stop.is_set():
        return
    hosts = hosts or Hosts()
    trusted = settings.proxies.hosts()
    guard = Guard(allow_private=settings.allow_private_addresses, trusted=trusted, refused=hosts.refused)
    _install(guard)
    crawler = Crawler(PressSpider, scrapy_settings(settings, hosts, replay=lookup is not None))
    begun = asyncio.Event()
    given = {"sources": sources, "links": links, "guard": guard, "handler": handler, "lookup": lookup}
    finished = asyncio.ensure_future(crawler.crawl_async(**given, begun=begun))
    stopper = asyncio.ensure_future(_both(begun, stop))
    await asyncio.wait({finished, stopper}, return_when=asyncio.FIRST_COMPLETED)
    if not finished.done():
        stopping = asyncio.ensure_future(crawler.stop_async())
        await asyncio.sleep(0)  # it must have begun, or dropped requests make room for more
        drop_waiting(crawler)
        await stopping
    stopper.cancel()
    await finished


async def _both(begun: asyncio.Event, stop: asyncio.Event) -> None:
    """Wait for both. Scrapy loses a stop that comes before its engine runs, and such a crawl never ends."""
    await begun.wait()
    await stop.wait()


def _install(guard: Guard) -> None:
    from twisted.internet import reactor  # noqa: PLC0415 - it must be running before it is imported

    reactor.installNameResolver(guard)


class ProxySetter:
    """Downloader middleware that sends every request, robots.txt among them, through the proxy that is set for it.

    A proxy resolves names itself, so only private addresses written as numbers are refused here. Its own host
    may be private: that is no reason to ask it for a page.
    """

    def __init__(self, proxies: Proxies, refused: dict[str, str] | None) -> None:
        self._proxies = proxies
        self._refused = refused

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made by Scrapy."""
        allowed = crawler.settings.getbool("PRESS_ALLOW_PRIVATE")
        return cls(crawler.settings["PRESS_PROXIES"], None if allowed else crawler.settings["PRESS_HOSTS"].refused)

    def process_request(self, request: Request) -> None:
        """Set the proxy where Scrapy's own middleware looks for it. Raises CannotResolveHostError."""
        if not self._proxies:
            request.meta["proxy"] = None  # else it would look for one in the environment
            return
        proxy = self._proxies.of(request.url)
        host = (urlsplit(request.url).hostname or "").lower()
        is_private = is_written_private(host) if proxy is not None else host in self._proxies.hosts()
        if self._refused is not None and is_private:
            self._refused[host] = f"{host} is a private address"
            raise CannotResolveHostError(host)
        request.meta["proxy"] = proxy


class PressSpider(Spider):
    """Asks every source for its documents, and the network for the links the handler wants."""

    name = "press"
    sources: Sequence[Source]
    links: Sequence[Link]
    guard: Guard
    handler: CrawlHandler
    lookup: Lookup | None
    begun: asyncio.Event

    async def start(self) -> AsyncIterator[Request]:
        """The first document of every source, and the links that are fetched in any case."""
        self.begun.set()
        for source in self.sources:
            try:
                ask = self.handler.begin(source)
            except PageError as error:
                await self.handler.source_failed(source, str(error))
                continue
            progress = _Progress(source)
            try:
                yield _in_order(self._ask(ask, progress))
            except PageError as error:
                await self.handler.source_failed(source, str(error))
        async for request in self._fetches(self.links):
            yield _in_order(request)

    def _ask(self, ask: Ask, progress: _Progress) -> Request:
        request = self._request(
            ask.url,
            method="GET" if ask.body is None else "POST",
            body=ask.body,
            callback=self.on_document,
            errback=self.on_document_error,
            headers=dict(ask.headers),
            cb_kwargs={"progress": progress},
            meta={
                "dont_obey_robotstxt": not ask.obey_robots,
                "progress": progress,
                "least_delay": 0 if self.lookup else ask.delay,
                **reading_to(self.settings.getint("DOWNLOAD_MAXSIZE")),
            },
            priority=10,
        )
        progress.open += 1
        progress.documents += 1
        progress.seen.add(ask)
        return request

    async def _fetches(self, links: Sequence[Link]) -> AsyncIterator[Request]:
        for link in links:
            try:
                request = self.fetch(link)
            except PageError as error:
                await self.handler.page_missed(link, Miss(Reason.FAILED, str(error), forbidden=True))
            else:
                yield request

    def fetch(self, link: Link) -> Request:
        """The request for a link. Raises PageError when its address cannot be requested."""
        return self._request(
            link.url,
            callback=self.on_page,
            errback=self.on_page_error,
            cb_kwargs={"link": link},
            meta={"link": link},
        )

    def link_of(self, request: Request) -> Link | None:
        """The link whose `fetch` makes this request again; None when the request was changed since."""
        link: Link | None = request.meta.get("link")
        return link if link is not None and request.meta.keys() <= _FRESH else None

    def _request(self, url: str, *, meta: dict[str, Any], **how: Any) -> Request:
        """A request for `url`. Raises PageError when it cannot be requested."""
        if len(url) > MAX_URL:
            raise PageError(f"the address is longer than {MAX_URL} characters")
        try:
            if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname:
                raise PageError("not an http or https address")
            # Scrapy's own filter of duplicates would drop links silently; the ledger decides instead.
            return Request(url, meta=meta, dont_filter=True, **how)
        except ValueError as error:
            raise PageError(f"not an address ({error})") from error

    async def on_document(self, response: Response, progress: _Progress) -> AsyncIterator[Request]:
        """A document of a source was fetched: read it and ask for what it leads to."""
        try:
            async for request in self._document(response, progress):
                yield request
        except Exception as error:  # whatever it is, the source must not get lost silently
            log.exception("document %s", response.url)
            await self._document_done(progress, Miss(Reason.FAILED, _unexpected(error)))

    async def _document(self, response: Response, progress: _Progress) -> AsyncIterator[Request]:
        hops = hops_of(response)
        url = hops[0].url if hops else response.request.url if response.request else response.url
        page = page_of(response, url, hops)
        if page.status != NOT_MODIFIED and reason_of_status(page.status) is not None:
            said = complaint(page, secrets_sent_for(response))
            await self._document_done(progress, refusal(response, Reason.FAILED, said))
            return
        try:
            reading = await self.handler.read(progress.source, page)
        except PageError as error:
            cut = "larger than allowed, and read to the limit: " if response.meta.get(WAS_CUT) else ""
            await self._document_done(progress, Miss(Reason.FAILED, f"{cut}{error}"))
            return
        wanted = await self.handler.offer(progress.source, reading.links)
        progress.links += len(reading.links)
        if response.meta.get(WAS_CUT):
            progress.warnings.append("it is larger than allowed: read to the limit")
        progress.warnings.extend(reading.warnings)
        for ask in reading.more:
            if progress.documents >= MAX_DOCUMENTS:
                progress.warnings.append(f"more than {MAX_DOCUMENTS} documents; the rest was left out")
                break
            if ask not in progress.seen:
                try:
                    yield self._ask(ask, progress)
                except PageError as error:
                    progress.warnings.append(f"a further document could not be read: {error}")
        async for request in self._fetches(wanted):
            yield request
        await self._document_done(progress, None)

    async def on_document_error(self, failure: Failure) -> None:
        """A document of a source could not be fetched."""
        if isinstance(failure.value, Interrupted):
            return
        progress: _Progress = failure.request.meta["progress"]  # type: ignore[attr-defined]
        if isinstance(failure.value, HeldElsewhere):
            progress.elsewhere = failure.value
        await self._document_done(progress, self._why(failure))

    async def _document_done(self, progress: _Progress, failure: Miss | None) -> None:
        progress.open -= 1
        if failure is not None:
            progress.failure = progress.failure or failure
        if progress.open:
            return
        if progress.elsewhere is not None:
            await self.handler.left(progress.source, progress.elsewhere.name, progress.elsewhere.holder)
            return
        if progress.failure is not None and not progress.links:
            await self.handler.source_failed(progress.source, progress.failure.detail, progress.failure.wait)
            return
        if progress.failure is not None:
            progress.warnings.append(f"a further document could not be read: {progress.failure.detail}")
        await self.handler.source_read(progress.source, progress.links, progress.warnings)

    async def on_page(self, response: Response, link: Link, outer: Page | None = None) -> Request | None:
        """A page was fetched, or the frame that holds what the page `outer` shows; the request for a frame."""
        try:
            return await self._page(response, link, outer)
        except Exception as error:  # every page must get an outcome
            log.exception("page %s", response.url)
            await self.handler.page_missed(replace(link, headline=None), Miss(Reason.FAILED, _unexpected(error)))
            return None

    async def _page(self, response: Response, link: Link, outer: Page | None) -> Request | None:
        page = page_of(response, link.url, hops_of(response))
        reason = reason_of_status(page.status)
        if outer is None and reason is not None:
            await self.handler.page_missed(link, refusal(response, reason))
            return None
        if outer is None and (address := article_frame(page)) and len(address) <= MAX_URL:
            known = {"link": link, "outer": page}
            return self._request(
                address, callback=self.on_page, errback=self.on_page_error, cb_kwargs=known, meta=dict(known)
            )
        await self.handler.page_fetched(link, page if outer is None else within(outer, page))
        return None

    async def on_page_error(self, failure: Failure) -> None:
        """A page could not be fetched, or its frame: then the page is what it is without."""
        if isinstance(failure.value, Interrupted):
            return
        meta = failure.request.meta  # type: ignore[attr-defined]
        link: Link = meta["link"]
        if isinstance(failure.value, HeldElsewhere):
            await self.handler.left(link, failure.value.name, failure.value.holder)
            return
        if "outer" in meta:
            await self.handler.page_fetched(link, meta["outer"])
            return
        miss = self._why(failure)
        if self.guard.forbids(urlsplit(link.url).hostname or ""):
            miss = miss._replace(forbidden=True)
        await self.handler.page_missed(link, miss)

    def _why(self, failure: Failure) -> Miss:
        if isinstance(failure.value, (CannotResolveHostError, Unready)):
            host = urlsplit(failure.request.url).hostname or ""  # type: ignore[attr-defined]
            if host in self.guard.refused:
                return Miss(Reason.BLOCKED, self.guard.refused[host], forbidden=True)
        return miss_of(failure.value)


class _Progress:
    """How far one source has been read in this crawl."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.open = 0
        self.documents = 0
        self.links = 0
        self.failure: Miss | None = None
        self.elsewhere: HeldElsewhere | None = None
        self.warnings: list[str] = []
        self.seen: set[Ask] = set()


def _in_order(request: Request) -> Request:
    """A request that Scrapy's queue hands out in the order of entry; of others the last comes first."""
    request.meta["is_start_request"] = True
    return request


def _unexpected(error: Exception) -> str:
    return f"internal error ({type(error).__name__}); see the log"
