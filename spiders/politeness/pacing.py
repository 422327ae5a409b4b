"""The pace of a host over all crawls of a process: several crawls at once take turns, as if they were one.

Scrapy keeps the pace within one crawl. Here each request waits until no other crawl has one at the host, until
the host's delay has passed since the last one was sent, until any pause that the host asked for is over, until
fewer requests are on the way than are allowed in all, and until this process alone may ask the host.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from pipeline.urls import host_of
from spiders.politeness.hosts import HeldElsewhere, Host, Hosts, Interrupted
from spiders.politeness.manners import MAX_WAIT_SECONDS
from spiders.safety.headers import BoundedHandler

__all__ = ["PacedHandler"]

_LOOKED_EVERY = 0.25  # seconds
_ROUNDS_TO_SEND = 3  # of the loop, after which what was written is with the kernel: TLS collects it for one


class PacedHandler(BoundedHandler):
    """The handler for http and https that keeps the pace."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._hosts: Hosts = crawler.settings["PRESS_HOSTS"]
        self._most = crawler.settings.getint("CONCURRENT_REQUESTS")

    async def download_request(self, request: Request) -> Response:
        """Fetch `request` when it is its turn. Raises Interrupted, Unready or HeldElsewhere."""
        async with self._turn(request):
            return await super().download_request(request)

    @asynccontextmanager
    async def _turn(self, request: Request) -> AsyncIterator[None]:
        host = self._hosts.of(request.url)
        host.within += 1
        try:
            delay = await self._wait(request, host)
            if host.delay != delay:
                host.delay = delay
                self._hosts.changed(request.url)
            host.sent_at, host.connecting = self._hosts.clock(), request
            host.busy += 1
            self._hosts.busy += 1
            try:
                yield
            finally:
                if host.connecting is request:
                    host.connecting = None
                host.busy -= 1
                self._hosts.busy -= 1
        finally:
            host.within -= 1

    def sending(self, url: str) -> None:
        """Note when a request is sent: that is what its host sees. Raises HeldElsewhere when making the connection
        took so long that another process may ask the host by now."""
        if not self._hosts.may_ask(url):
            raise HeldElsewhere(host_of(url), "another process, perhaps: it took too long to connect")
        host = self._hosts.of(url)
        host.connecting = None
        self._note_sent(host, _ROUNDS_TO_SEND)

    def _note_sent(self, host: Host, rounds: int) -> None:
        host.sent_at = self._hosts.clock()
        if rounds:
            asyncio.get_running_loop().call_soon(self._note_sent, host, rounds - 1)

    async def _wait(self, request: Request, host: Host) -> float:
        """Wait until the request may be sent; the delay of its host. Whether this process may ask is looked at
        last, and nothing is waited for after that."""
        engine: Any = self._crawler.engine
        _, slot = engine.downloader._get_slot(request)  # noqa: SLF001 - where Scrapy keeps a host's delay
        while True:
            wait = self._paused(host) or host.wait(self._hosts.clock(), slot.concurrency, slot.delay)
            if not wait and self._hosts.busy < self._most:
                if self._hosts.may_ask(request.url):
                    return float(slot.delay)
                await self._hosts.enter(request.url, lambda: bool(engine.running))
                continue
            if not engine.running:
                raise Interrupted("the crawl was stopped")
            await asyncio.sleep(min(wait or _LOOKED_EVERY, _LOOKED_EVERY))

    def _paused(self, host: Host) -> float:
        """The seconds left of a pause that the host asked for, perhaps in another crawl."""
        now = self._hosts.clock()
        if host.paused_until - now > MAX_WAIT_SECONDS:
            raise host.unready(now)
        return max(0.0, host.paused_until - now)
