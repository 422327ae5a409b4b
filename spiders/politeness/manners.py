"""Manners: what a host asks of its visitors is read once, remembered, and respected.

robots.txt is read for every origin before its first page and kept for 24 hours (RFC 9309). While a server fails to
deliver its robots.txt, the host is left alone. Crawl-delay slows requests down; Retry-After stops them for as long
as it says, and requests that cannot wait that long in a crawl are left for a later one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic
from typing import Any, Self
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    StopDownload,
)
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from twisted.python.failure import Failure

from pipeline.urls import host_of
from spiders.failures import in_words
from spiders.politeness.bounds import Pause, pause_asked
from spiders.politeness.hosts import DEFAULT_PAUSE, HeldElsewhere, Host, Hosts, Interrupted, Rules, Unready
from spiders.politeness.robots import ROBOTS_MAX_BYTES, Robots, robots_text
from spiders.safety.decompression import CUT_AT, WAS_CUT

__all__ = ["Denied", "Manners", "drop_waiting"]

ROBOTS_LIFETIME_SECONDS = 24 * 3600.0
ROBOTS_RETRY_SECONDS = 600.0  # how long a host is left alone whose robots.txt could not be read
MAX_WAIT_SECONDS = 60.0  # how long in all a crawl waits for a host that asks for a pause
SILENT_ADDRESSES = 3  # after this many addresses in a row without an answer the host is left alone for a while
SILENT_WAIT_SECONDS = 600.0
_UNREACHED = (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
)


class Denied(IgnoreRequest):
    """robots.txt does not allow this address."""


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
        """Let the request pass, or raise Denied, Unready, HeldElsewhere or Interrupted."""
        await self._hosts.enter(request.url, lambda: bool(self._crawler.engine.running))
        host = self._hosts.of(request.url)
        self._check(request, host)
        if request.meta.get("least_delay"):
            self._slow_down(request.url, request.meta["least_delay"])
        if not self._obey or request.meta.get("dont_obey_robotstxt"):
            return
        robots = await self._robots(request.url)
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
        if isinstance(exception, _UNREACHED):
            self._hosts.unanswering.add(host_of(request.url))
        if not isinstance(exception, (DownloadTimeoutError, DownloadConnectionRefusedError)):
            return
        host = self._hosts.of(request.url)
        host.unanswered.add(request.url)
        if len(host.unanswered) >= SILENT_ADDRESSES:
            host.silent_until = self._hosts.clock() + SILENT_WAIT_SECONDS
            self._hosts.changed(request.url)
            _drop(self._slot(request), self._silent(host))

    def _silent(self, host: Host) -> Unready:
        left = max(0.0, host.silent_until - self._hosts.clock())
        return Unready(f"{SILENT_ADDRESSES} other addresses of this host gave no answer", left, blocked=False)

    def _on_downloaded(self, response: Response, request: Request) -> None:
        self._hosts.of(request.url).unanswered.clear()
        self._hosts.unanswering.clear()
        self._hosts.answered = True
        # This is called before the next request to the host is sent; process_response comes after.
        pause = _pause_asked(response)
        if pause is None:
            return
        host = self._hosts.of(request.url)
        until = self._hosts.clock() + pause.seconds
        if until > host.paused_until:
            host.paused_until, host.pause = until, pause
            self._hosts.changed(request.url)
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

    async def _robots(self, url: str) -> Robots:
        rules = self._hosts.rules_of(url)
        async with rules.asking:
            if self._hosts.clock() >= rules.valid_until:
                await self._ask(rules, url)
        if rules.robots is None:
            left = max(0.0, rules.valid_until - self._hosts.clock())
            raise Unready(f"robots.txt could not be read ({rules.failure})", left, blocked=False)
        return rules.robots

    async def _ask(self, rules: Rules, url: str) -> None:
        parts = urlsplit(url)
        request = Request(
            f"{parts.scheme}://{parts.netloc}/robots.txt",
            priority=1000,
            callback=NO_CALLBACK,
            dont_filter=True,
            meta={"dont_obey_robotstxt": True, "max_retry_times": 1, CUT_AT: ROBOTS_MAX_BYTES},
        )
        try:
            text, failure = _understood(await self._crawler.engine.download_async(request))
        except (HeldElsewhere, Interrupted):
            raise
        except IgnoreRequest as error:
            # Too many redirects count as no robots.txt (RFC 9309, 2.3.1.2); other refusals as a failure.
            text, failure = ("" if "redirect" in str(error) else None), str(error)
        except Exception as error:  # noqa: BLE001 - any failure means that robots.txt could not be read
            text, failure = None, in_words(error)
        lifetime = ROBOTS_RETRY_SECONDS if text is None else ROBOTS_LIFETIME_SECONDS
        rules.remember(text, failure, self._hosts.clock() + lifetime, self._user_agent)
        self._hosts.of(url).news = True
        self._hosts.changed(url)

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


def _understood(response: Response) -> tuple[str | None, str]:
    """The text of a robots.txt, empty where there is none; None with the reason where it could not be read."""
    if response.status >= 500 or response.status == 429:
        return None, f"HTTP {response.status}"
    return ("" if response.status >= 300 else robots_text(response.body)), ""


def _pause_asked(response: Response) -> Pause | None:
    if response.status not in {429, 503}:
        return None
    header = response.headers.get("Retry-After")
    pause = None if header is None else pause_asked(header.decode("latin-1"), datetime.now(UTC))
    return DEFAULT_PAUSE if pause is None and response.status == 429 else pause
