"""What is remembered of hosts: their pace, what they asked for, and whether this process may ask them.

A host is what `pipeline.urls.host_of` says an address has: one notion for the pace, the ledger and who holds it.
robots.txt alone is that of an origin (RFC 9309, 2.3).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import Protocol, Self
from urllib.parse import urlsplit

from scrapy.exceptions import IgnoreRequest

from pipeline.hosts import HostTerms, RobotsText
from pipeline.urls import host_of
from spiders.politeness.bounds import Pause
from spiders.politeness.robots import Robots

__all__ = ["DEFAULT_PAUSE", "Door", "HeldElsewhere", "Host", "Hosts", "Interrupted", "Rules", "Unready"]

DEFAULT_PAUSE = Pause(30.0)  # after a 429 that does not say how long
_LOOKED_EVERY = 0.25  # seconds


class Interrupted(IgnoreRequest):
    """The crawl was stopped before this request was made."""


class Unready(IgnoreRequest):
    """The host is to be left alone for `seconds`: it said so (`blocked`), or its robots.txt could not be read."""

    def __init__(self, why: str, seconds: float, *, blocked: bool) -> None:
        super().__init__(why)
        self.seconds = seconds
        self.blocked = blocked


class HeldElsewhere(IgnoreRequest):
    """Another process asks the host `name`: `holder`."""

    def __init__(self, name: str, holder: str) -> None:
        super().__init__(f"{name} is being asked by {holder}")
        self.name = name
        self.holder = holder


class Door(Protocol):
    """Lets this process ask a host while no other does."""

    def holds(self, name: str) -> bool:
        """Whether this process may ask the host `name` now."""
        ...

    async def hold(self, name: str) -> None:
        """Try to make it so; it may fail for now. Raises HeldElsewhere."""
        ...

    def changed(self, name: str) -> None:
        """The host `name`, which is held, asked for something else than before."""
        ...


@dataclass(slots=True, eq=False)
class Rules:
    """The robots.txt of an origin, good until `valid_until`: None where it could not be read, and why."""

    robots: Robots | None = None
    text: str | None = None
    failure: str = ""
    valid_until: float = float("-inf")
    asking: asyncio.Lock = field(default_factory=asyncio.Lock)

    def remember(self, text: str | None, failure: str, until: float, user_agent: str) -> None:
        """Note what robots.txt says, empty where there is none; or why it could not be read."""
        if text is None or text != self.text:
            self.robots = None if text is None else Robots.of_text(text, user_agent)
        self.text, self.failure, self.valid_until = text, failure, until


@dataclass(slots=True, eq=False)
class Host:
    """What is remembered of one host. Times are those of the monotonic clock: `sent_at` is when the last request
    was sent, `ready_at` when another may be because of those of other processes; `within` counts requests that wait
    for their turn, `busy` those on the way, of which `connecting` was not sent yet."""

    sent_at: float = float("-inf")
    connecting: object | None = None
    ready_at: float = float("-inf")
    delay: float = 0.0
    within: int = 0
    busy: int = 0
    paused_until: float = float("-inf")
    pause: Pause = DEFAULT_PAUSE
    silent_until: float = float("-inf")
    missed_since: float | None = None  # since when it is waited for that another process gives it back
    unanswered: set[str] = field(default_factory=set)
    rules: dict[str, Rules] = field(default_factory=dict)
    news: bool = False  # of robots.txt

    def wait(self, now: float, most: int, delay: float) -> float:
        """Seconds until a request may be sent, if at most `most` may be on the way; infinite when they all are."""
        if self.busy >= most or self.connecting is not None:
            return float("inf")
        return max(0.0, self.sent_at + delay - now, self.ready_at - now)

    def unready(self, now: float) -> Unready:
        """The error of a request that cannot wait for the pause that the host asked for."""
        return Unready(str(self.pause), max(0.0, self.paused_until - now), blocked=True)


class Hosts:
    """The memory of all hosts; outlives a crawl, so that a daemon asks each for its robots.txt once a day.
    `refused` are those that were refused, with the reason; `busy` counts the requests of all crawls. With a
    `door` a host is asked only while it is held; the first request waits for that for `patience` seconds.
    `unanswering` are the hosts that gave no answer since any other did, `answered` says that one did."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self.clock = clock
        self.busy = 0
        self.refused: dict[str, str] = {}
        self.door: Door | None = None
        self.patience = 0.0
        self.unanswering: set[str] = set()
        self.answered = False
        self._hosts: dict[str, Host] = {}

    def __deepcopy__(self, memo: object) -> Self:
        # Scrapy copies the settings that hold this; what a copy learned would be lost with the crawl.
        return self

    def of(self, url: str) -> Host:
        """What is remembered of the host of `url`."""
        return self.named(host_of(url))

    def named(self, name: str) -> Host:
        """What is remembered of the host of that name."""
        return self._hosts.setdefault(name, Host())

    def rules_of(self, url: str) -> Rules:
        """What is remembered of the robots.txt for `url`."""
        parts = urlsplit(url)
        return self.of(url).rules.setdefault(f"{parts.scheme}://{parts.netloc.lower()}", Rules())

    def changed(self, url: str) -> None:
        """The host of `url` asked for something else than before."""
        if self.door is not None:
            self.door.changed(host_of(url))

    # --- whether it may be asked

    def may_ask(self, url: str) -> bool:
        """Whether this process may ask the host of `url` now."""
        return self.door is None or self.door.holds(host_of(url))

    async def enter(self, url: str, is_running: Callable[[], bool]) -> None:
        """Wait until this process may ask the host of `url`. Raises HeldElsewhere, or Interrupted at the end."""
        host, name = self.of(url), host_of(url)
        while self.door is not None and not self.door.holds(name):
            if not is_running():
                raise Interrupted("the crawl was stopped")
            try:
                await self.door.hold(name)
            except HeldElsewhere:
                host.missed_since = host.missed_since or self.clock()
                if self.clock() - host.missed_since >= self.patience:
                    raise
            if not self.door.holds(name):
                await asyncio.sleep(_LOOKED_EVERY)
        host.missed_since = None

    def excuse(self) -> frozenset[str]:
        """Forget that the hosts which are `unanswering` gave no answer; which they are."""
        names = frozenset(self.unanswering)
        for name in names:
            host = self.named(name)
            host.silent_until = float("-inf")
            host.unanswered.clear()
            for origin in [origin for origin, rules in host.rules.items() if rules.robots is None]:
                del host.rules[origin]
        self.unanswering.clear()
        return names

    # --- what one process hands to the next

    def terms(self, name: str) -> HostTerms:
        """What the host asks of its next visitor; its robots.txt only when that is new."""
        host, now = self.named(name), self.clock()
        return HostTerms(
            rest=max(0.0, host.sent_at + host.delay - now, host.ready_at - now),
            delay=host.delay,
            pause=max(0.0, host.paused_until - now),
            asked=host.pause.asked,
            silence=max(0.0, host.silent_until - now),
            robots=tuple(
                RobotsText(origin, rules.text, rules.failure, rules.valid_until - now)
                for origin, rules in host.rules.items()
                if host.news and rules.valid_until > now
            ),
        )

    def learn(self, name: str, terms: HostTerms, user_agent: str) -> None:
        """Keep to what the host asked of its visitors before."""
        host, now = self.named(name), self.clock()
        host.ready_at = max(host.ready_at, now + terms.rest)
        host.delay = terms.delay
        if now + terms.pause > host.paused_until:
            host.paused_until, host.pause = now + terms.pause, Pause(terms.pause, terms.asked)
        host.silent_until = max(host.silent_until, now + terms.silence)
        for robots in terms.robots:
            rules = host.rules.setdefault(robots.origin, Rules())
            if now + robots.seconds > rules.valid_until:
                rules.remember(robots.text, robots.failure, now + robots.seconds, user_agent)
