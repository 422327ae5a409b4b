"""The queue of requests that have not been given to the downloader."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, Protocol, Self, cast

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.pqueues import DownloaderAwarePriorityQueue, DownloaderInterface

from pipeline.items import Link

__all__ = ["Turns", "Waiting"]


class Turns(DownloaderAwarePriorityQueue):
    """Hands out requests only for hosts that may be sent another one.

    Scrapy hands out any request, and requests that wait for the pace of their host take the places of others: one
    slow host with many links delays every other host. Here a host takes no more places than it may have requests at
    a time, and when a crawl is stopped, no long row of requests is left to finish.
    """

    def __init__(self, crawler: Crawler, *args: Any, **kwargs: Any) -> None:
        super().__init__(crawler, *args, **kwargs)
        self._downloader_interface = _HostsWithRoom(crawler)


class _HostsWithRoom(DownloaderInterface):
    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._per_host = crawler.settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN")

    def stats(self, possible_slots: Iterable[str]) -> list[tuple[int, str]]:
        busy = Counter(self.get_slot_key(request) for request in self.downloader.active)
        return [(busy[slot], slot) for slot in possible_slots if busy[slot] < self._per_host]


class _Asking(Protocol):
    """The spider whose links wait."""

    def link_of(self, request: Request) -> Link | None:
        """The link that alone makes up `request`; None when there is more to it."""
        ...

    def fetch(self, link: Link) -> Request:
        """The request for a link."""
        ...


class Waiting:
    """Last in, first out: holds links, and turns one into a request when its turn comes. A request takes four times
    as much memory, and a site may offer a hundred thousand links at once."""

    def __init__(self, spider: _Asking) -> None:
        self._held: list[Request | Link] = []
        self._spider = spider

    @classmethod
    def from_crawler(cls, crawler: Crawler, *_: Any) -> Self:
        """Made by Scrapy for its `crawler`, whose spider must fetch links."""
        return cls(cast("_Asking", crawler.spider))

    def __len__(self) -> int:
        return len(self._held)

    def push(self, request: Request) -> None:
        """Add a request."""
        self._held.append(self._spider.link_of(request) or request)

    def pop(self) -> Request | None:
        """Take the last one out; None when there is none."""
        return self._request(self._held.pop()) if self._held else None

    def peek(self) -> Request | None:
        """What `pop` would return."""
        return self._request(self._held[-1]) if self._held else None

    def close(self) -> None:
        """Nothing is left open."""

    def _request(self, held: Request | Link) -> Request:
        return self._spider.fetch(held) if isinstance(held, Link) else held
