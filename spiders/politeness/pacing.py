"""The pace of a host over all crawls of a process: several crawls at once take turns, as if they were one.

Scrapy keeps the pace within one crawl. Here each request waits until no other crawl has one at the host, until
the host's delay has passed since the last one, until any pause that the host asked for is over, and until fewer
requests are on the way than are allowed in all.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from spiders.politeness.manners import MAX_WAIT_SECONDS, Hosts, Interrupted
from spiders.safety.headers import BoundedHandler

__all__ = ["PacedHandler"]

_LOOKED_EVERY = 0.25  # seconds


class PacedHandler(BoundedHandler):
    """The handler for http and https that keeps the pace."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._hosts: Hosts = crawler.settings["PRESS_HOSTS"]
        self._most = crawler.settings.getint("CONCURRENT_REQUESTS")

    async def download_request(self, request: Request) -> Response:
        """Fetch `request` when it is its turn. Raises Interrupted or Unready."""
        async with self._turn(request):
            return await super().download_request(request)

    @asynccontextmanager
    async def _turn(self, request: Request) -> AsyncIterator[None]:
        engine: Any = self._crawler.engine
        key, slot = engine.downloader._get_slot(request)  # noqa: SLF001 - where Scrapy keeps a host's delay
        turn = self._hosts.turn_of(key)
        while True:
            wait = self._paused(request)
            if not wait:
                wait = turn.wait(self._hosts.clock(), slot.concurrency, slot.delay)
            if not wait and self._hosts.busy < self._most:
                break
            if not engine.running:
                raise Interrupted("the crawl was stopped")
            await asyncio.sleep(min(wait or _LOOKED_EVERY, _LOOKED_EVERY))
        turn.begin(self._hosts.clock())
        self._hosts.busy += 1
        try:
            yield
        finally:
            turn.end()
            self._hosts.busy -= 1

    def _paused(self, request: Request) -> float:
        """The seconds left of a pause that its host asked for, perhaps in another crawl."""
        host, now = self._hosts.of(request.url), self._hosts.clock()
        if host.paused_until - now > MAX_WAIT_SECONDS:
            raise host.unready(now)
        return max(0.0, host.paused_until - now)
