"""Whose turn it is: the queue of what has not been handed to the downloader."""

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
    """Hands out requests for hosts that have room for one.

    Scrapy hands out whatever there is, and requests that wait for the pace of their host take up the places of all:
    one slow host with many links holds up every other. Here a host holds no more places than it may be sent
    requests at a time, and when a crawl is stopped no long row of requests is left to be finished.
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
        """The link that `request` is made of and nothing else, if it is."""
        ...

    def fetch(self, link: Link) -> Request:
        """The request of a link."""
        ...


class Waiting:
    """Last in, first out: holds links, and makes a request of one when its turn comes. A request takes four times
    as much memory, and a site may offer a hundred thousand links at once."""

    def __init__(self, spider: _Asking) -> None:
        self._held: list[Request | Link] = []
        self._spider = spider

    @classmethod
    def from_crawler(cls, crawler: Crawler, *_: Any) -> Self:
        """Made by Scrapy for its `crawler`, whose spider must be one that fetches links."""
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
        """What `pop` would give."""
        return self._request(self._held[-1]) if self._held else None

    def close(self) -> None:
        """Nothing is left open."""

    def _request(self, held: Request | Link) -> Request:
        return self._spider.fetch(held) if isinstance(held, Link) else held
