"""Whose turn it is: the queue of requests that have not been handed to the downloader."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from scrapy.crawler import Crawler
from scrapy.pqueues import DownloaderAwarePriorityQueue, DownloaderInterface

__all__ = ["Turns"]


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
