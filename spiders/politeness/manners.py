"""Manners: what a host asks of its visitors is read once, remembered, and respected.

robots.txt is read for every origin before its first page and kept for 24 hours (RFC 9309). While a server fails to
deliver its robots.txt, the host is left alone. Crawl-delay slows requests down; Retry-After stops them for as long
as it says, and requests that cannot wait that long in a crawl are left for a later one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import monotonic
from typing import Any, Self
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    StopDownload,
)
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from twisted.python.failure import Failure

from spiders.failures import in_words
from spiders.politeness.bounds import Pause, pause_asked
from spiders.politeness.robots import ROBOTS_MAX_BYTES, Robots
from spiders.safety.decompression import CUT_AT, WAS_CUT

__all__ = ["Denied", "Host", "Hosts", "Interrupted", "Manners", "Turn", "Unready", "drop_waiting"]

ROBOTS_LIFETIME_SECONDS = 24 * 3600.0
ROBOTS_RETRY_SECONDS = 600.0  # how long a host is left alone whose robots.txt could not be read
MAX_WAIT_SECONDS = 60.0  # how long in all a crawl waits for a host that asks for a pause
SILENT_ADDRESSES = 3  # after this many addresses in a row without an answer the host is left alone for a while
SILENT_WAIT_SECONDS = 600.0
DEFAULT_PAUSE = Pause(30.0)  # after a 429 that does not say how long


class Denied(IgnoreRequest):
    """robots.txt does not allow this address."""


class Interrupted(IgnoreRequest):
    """The crawl was stopped before this request was made."""


class Unready(IgnoreRequest):
    """The host is to be left alone for `seconds`: it said so (`blocked`), or its robots.txt could not be read."""

    def __init__(self, why: str, seconds: float, *, blocked: bool) -> None:
        super().__init__(why)
        self.seconds = seconds
        self.blocked = blocked


@dataclass(slots=True, eq=False)
class Host:
    """What is remembered of one origin. Times are those of the monotonic clock."""

    robots: Robots | None = None
    failure: str | None = None
    valid_until: float = 0.0
    paused_until: float = 0.0
    pause: Pause = DEFAULT_PAUSE
    silent_until: float = 0.0
    unanswered: set[str] = field(default_factory=set)
    asking: asyncio.Lock = field(default_factory=asyncio.Lock)

    def unready(self, now: float) -> Unready:
        """The error of a request that cannot wait for the pause that the host asked for."""
        return Unready(str(self.pause), max(0.0, self.paused_until - now), blocked=True)


@dataclass(slots=True)
class Turn:
    """The turns of all crawls at a host: how many requests are on the way, and when the last one began."""

    busy: int = 0
    began: float = float("-inf")

    def wait(self, now: float, most: int, delay: float) -> float:
        """Seconds until a request may begin, if at most `most` may be on the way; infinite when they all are."""
        return float("inf") if self.busy >= most else max(0.0, self.began + delay - now)

    def begin(self, now: float) -> None:
        """A request begins."""
        self.busy += 1
        self.began = now

    def end(self) -> None:
        """A request ended."""
        self.busy -= 1


class Hosts:
    """The memory of all origins; outlives a crawl, so that a daemon asks each host once a day. `refused` are the
    hosts that were refused, with the reason; `busy` is how many requests of all crawls are on the way."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self.clock = clock
        self.busy = 0
        self.refused: dict[str, str] = {}
        self._hosts: dict[str, Host] = {}
        self._turns: dict[str, Turn] = {}

    def __deepcopy__(self, memo: object) -> Self:
        # Scrapy copies the settings that hold this; what a copy learned would be lost with the crawl.
        return self

    def of(self, url: str) -> Host:
        """What is remembered of the origin of `url`."""
        parts = urlsplit(url)
        return self._hosts.setdefault(f"{parts.scheme}://{parts.netloc.lower()}", Host())

    def turn_of(self, name: str) -> Turn:
        """The turns at the host of that name."""
        return self._turns.setdefault(name, Turn())


@dataclass(slots=True)
class _Patience:
    """How long a host was waited for in this crawl, and until when."""

    spent: float = 0.0
    until: float = 0.0


class Manners:
    """Downloader middleware. It stands between the downloader and Scrapy's retries, which ignore Retry-After."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._hosts: Hosts = crawler.settings["PRESS_HOSTS"]
        self._obey: bool = crawler.settings.getbool("PRESS_OBEY_ROBOTS")
        self._retries = crawler.settings.getint("RETRY_TIMES")
        self._user_agent: str = crawler.settings["USER_AGENT"]
        self._patience: dict[Host, _Patience] = {}
        self._received: WeakKeyDictionary[Request, int] = WeakKeyDictionary()  # bytes
        crawler.signals.connect(self._on_downloaded, signal=signals.response_downloaded)
        crawler.signals.connect(self._on_bytes, signal=signals.bytes_received)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made by Scrapy."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let the request pass, or raise Denied, Unready or Interrupted."""
        host = self._hosts.of(request.url)
        self._check(request, host)
        if request.meta.get("least_delay"):
            self._slow_down(request.url, request.meta["least_delay"])
        if not self._obey or request.meta.get("dont_obey_robotstxt"):
            return
        robots = await self._robots(host, request.url)
        if not robots.allows(request.url):
            raise Denied("robots.txt does not allow it")
        if robots.crawl_delay is not None:
            self._slow_down(request.url, robots.crawl_delay)
        self._check(request, host)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Try again after a 429 or 503 that asks for a short wait; of a longer one, note how long it is."""
        pause = _pause_asked(response)
        if pause is None:
            return response
        tried = request.meta.get("patience", 0)
        retries = request.meta.get("max_retry_times", self._retries)
        if tried < retries and self._waits_for(self._hosts.of(request.url)):
            return request.replace(meta={**request.meta, "patience": tried + 1}, dont_filter=True)
        request.meta.update(pause=pause, dont_retry=True)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Note that a host did not answer; after several such addresses it is left alone."""
        if not isinstance(exception, (DownloadTimeoutError, DownloadConnectionRefusedError)):
            return
        host = self._hosts.of(request.url)
        host.unanswered.add(request.url)
        if len(host.unanswered) >= SILENT_ADDRESSES:
            host.silent_until = self._hosts.clock() + SILENT_WAIT_SECONDS
            _drop(self._slot(request), self._silent(host))

    def _silent(self, host: Host) -> Unready:
        left = max(0.0, host.silent_until - self._hosts.clock())
        return Unready(f"{SILENT_ADDRESSES} other addresses of this host gave no answer", left, blocked=False)

    def _on_downloaded(self, response: Response, request: Request) -> None:
        self._hosts.of(request.url).unanswered.clear()
        # This is called before the next request to the host is sent; process_response comes after.
        pause = _pause_asked(response)
        if pause is None:
            return
        host = self._hosts.of(request.url)
        until = self._hosts.clock() + pause.seconds
        if until > host.paused_until:
            host.paused_until, host.pause = until, pause
        if self._waits_for(host):
            self._hold_back(request, pause.seconds)
        else:
            _drop(self._slot(request), host.unready(self._hosts.clock()))

    def _on_bytes(self, data: bytes, request: Request) -> None:
        """Stop reading a robots.txt, and what is of use in part, at the size limit."""
        limit = request.meta.get(CUT_AT)
        if limit is None:
            return
        self._received[request] = self._received.get(request, 0) + len(data)
        if self._received[request] > limit:
            request.meta[WAS_CUT] = True
            raise StopDownload(fail=False)

    def _check(self, request: Request, host: Host) -> None:
        if not self._crawler.engine.running:
            raise Interrupted("the crawl was stopped")
        if host.silent_until > self._hosts.clock():
            raise self._silent(host)
        left = host.paused_until - self._hosts.clock()
        if left <= 0:
            return
        if not self._waits_for(host):
            raise host.unready(self._hosts.clock())
        self._hold_back(request, left)

    def _waits_for(self, host: Host) -> bool:
        """Whether this crawl can still wait for as long as `host` asks; counts the wait."""
        patience = self._patience.setdefault(host, _Patience())
        more = host.paused_until - max(patience.until, self._hosts.clock())
        if more <= 0:
            return True
        if patience.spent + more > MAX_WAIT_SECONDS:
            return False
        patience.spent += more
        patience.until = host.paused_until
        return True

    async def _robots(self, host: Host, url: str) -> Robots:
        async with host.asking:
            if self._hosts.clock() >= host.valid_until:
                await self._ask(host, url)
        if host.robots is None:
            left = max(0.0, host.valid_until - self._hosts.clock())
            raise Unready(f"robots.txt could not be read ({host.failure})", left, blocked=False)
        return host.robots

    async def _ask(self, host: Host, url: str) -> None:
        parts = urlsplit(url)
        request = Request(
            f"{parts.scheme}://{parts.netloc}/robots.txt",
            priority=1000,
            callback=NO_CALLBACK,
            dont_filter=True,
            meta={"dont_obey_robotstxt": True, "max_retry_times": 1, CUT_AT: ROBOTS_MAX_BYTES},
        )
        try:
            response = await self._crawler.engine.download_async(request)
        except IgnoreRequest as error:
            # Too many redirects count as no robots.txt (RFC 9309, 2.3.1.2); other refusals as a failure.
            redirected = "redirect" in str(error)
            self._remember(host, Robots.allowing() if redirected else None, str(error))
        except Exception as error:  # noqa: BLE001 - any failure means that robots.txt could not be read
            self._remember(host, None, in_words(error))
        else:
            self._remember(host, *self._understood(response))

    def _understood(self, response: Response) -> tuple[Robots | None, str]:
        if response.status >= 500 or response.status == 429:
            return None, f"HTTP {response.status}"
        if response.status >= 300:
            return Robots.allowing(), ""
        return Robots.parse(response.body, self._user_agent), ""

    def _remember(self, host: Host, robots: Robots | None, failure: str) -> None:
        host.robots, host.failure = robots, failure
        lifetime = ROBOTS_RETRY_SECONDS if robots is None else ROBOTS_LIFETIME_SECONDS
        host.valid_until = self._hosts.clock() + lifetime

    def _slow_down(self, url: str, delay: float) -> None:
        downloader: Any = self._crawler.engine.downloader
        key = urlsplit(url).hostname or ""
        known = downloader.per_slot_settings.get(key, {})
        if known.get("delay", downloader._delay) < delay:  # noqa: SLF001 - Scrapy has no other way to ask
            downloader.per_slot_settings[key] = {**known, "delay": delay, "concurrency": 1}
            slot = downloader.slots.get(key)
            if slot is not None:
                slot.delay, slot.concurrency = delay, 1

    def _slot(self, request: Request) -> Any:
        downloader: Any = self._crawler.engine.downloader
        return downloader._get_slot(request)[1]  # noqa: SLF001 - the place where requests to a host wait

    def _hold_back(self, request: Request, seconds: float) -> None:
        """Hold back the requests queued for the host. A slot sends `delay` after it was last seen, so that time is
        set in the future."""
        slot = self._slot(request)
        slot.delay = slot.delay or 0.001
        slot.lastseen = max(slot.lastseen, monotonic() + seconds - slot.delay)


def drop_waiting(crawler: Crawler) -> None:
    """Drop the requests of a stopped crawl that have not been sent: they end as Interrupted."""
    downloader: Any = crawler.engine.downloader
    for slot in list(downloader.slots.values()):
        _drop(slot, Interrupted("the crawl was stopped"))


def _drop(slot: Any, error: IgnoreRequest) -> None:
    while slot.queue:
        _, waiting = slot.queue.popleft()
        waiting.errback(Failure(error))  # type: ignore[no-untyped-call]


def _pause_asked(response: Response) -> Pause | None:
    if response.status not in {429, 503}:
        return None
    header = response.headers.get("Retry-After")
    pause = None if header is None else pause_asked(header.decode("latin-1"), datetime.now(UTC))
    return DEFAULT_PAUSE if pause is None and response.status == 429 else pause
