"""The hosts that this process holds, and alone may ask (`storage.sources.hosts`).

The process has one lease for all of them and extends it. It takes a host before its first request there, and gives
it back when it has nothing in hand there any more. By its own clock a lease ends early: when it cannot be extended,
because the database is away or the process was stopped for a while, no request is made until it was, or until the
host is taken again.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Collection, Hashable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta

from pipeline.errors import StorageError
from pipeline.items import Source
from scheduler.processes.owner import is_dead, this_process
from spiders.politeness.hosts import HeldElsewhere, Hosts
from spiders.settings import CrawlSettings
from storage.database import Connection
from storage.database.engine import Database
from storage.sources import hosts as table
from storage.sources import leases
from storage.sources.hosts import HeldHost

__all__ = ["Hands", "Holdings", "holding", "hosts_shared", "of_a_run"]

log = logging.getLogger(__name__)
_MARGIN = 0.1  # of a lease: so much earlier than in the database it ends here
_TENDED_EVERY = 0.5  # seconds
_IDLE = 1.0  # seconds after which a host with nothing in hand is given back: a redirect may lead there again
_LOST_FOR = 150.0  # seconds without the database after which nobody waits for a host
_RUN_LASTS = timedelta(seconds=90)  # the lease of a run on demand
_PATIENCE = 30.0  # seconds that it waits for a host that another process asks
_KEPT = timedelta(days=1)  # duties that ended longer ago are removed


def _now() -> float:
    """Seconds of a clock that is never set, and goes on while the machine sleeps, where there is one."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


class Holdings:
    """The hosts that one process holds. Implements `spiders.politeness.hosts.Door`.

    What is called in a thread says so; all else belongs to the thread of the loop.
    """

    def __init__(
        self, database: Database, kind: str, lasts: timedelta, hosts: Hosts, *, delay: float, user_agent: str
    ) -> None:
        self.owner = this_process()
        self.name = kind + self.owner
        self.refused: StorageError | None = None  # why the lease could not be extended
        self.has_company = False  # whether other daemons are at work
        self._database = database
        self._lasts = lasts
        self._counted = lasts / timedelta(seconds=1) * (1 - _MARGIN)
        self._hosts = hosts
        self.delay = delay
        self._user_agent = user_agent
        self._until = float("-inf")  # by our own clock
        self._held: dict[str, float] = {}  # since when nothing is in hand there
        self._leaving: set[str] = set()
        self._strange: set[str] = set()
        self._news: set[str] = set()
        self._in_hand: dict[Hashable, str] = {}
        self._at: Counter[str] = Counter()
        self._late = False  # set in a thread: the lease had ended when it was to be extended
        self._taking = asyncio.Lock()
        self._wake = asyncio.Event()

    # --- the door

    def holds(self, name: str) -> bool:
        """See `Door`."""
        return name in self._held and _now() < self._until

    async def hold(self, name: str) -> None:
        """See `Door`."""
        if name in self._held:  # the lease could not be extended: that is tried again and again
            self._give_up_in_the_end(name)
            return
        async with self._taking:
            if name in self._held:
                return
            began = _now()
            try:
                taken, holder = await asyncio.to_thread(self._take, name)
            except StorageError as error:
                self.refused = self.refused or error
                self._give_up_in_the_end(name)
                return
            self.gained(taken, began)
        if holder is not None and holder != self.name:  # else it is just being given back
            raise HeldElsewhere(name, holder)

    def changed(self, name: str) -> None:
        """See `Door`."""
        self._news.add(name)
        self._wake.set()

    def _give_up_in_the_end(self, name: str) -> None:
        if _now() > self._until + _LOST_FOR:
            raise HeldElsewhere(name, f"nobody we know of ({self.refused})")

    def _take(self, name: str) -> tuple[list[HeldHost], str | None]:
        with self._database.write() as connection:
            taken = self.claim(connection, [name])
            return taken, table.holders(connection, [name]).get(name)

    # --- claims, in a thread and a transaction of the caller, who reports them with `gained` when it has ended

    def claim(self, connection: Connection, names: Collection[str]) -> list[HeldHost]:
        """Take those of the hosts `names` that nobody holds."""
        now = self._extend(connection)
        return table.claim_hosts(connection, self.name, names, now, delay=self.delay)

    def claim_due(self, connection: Connection, most: int) -> list[HeldHost]:
        """Take so many hosts at most at which something is due."""
        now = self._extend(connection)
        return table.claim_due(connection, self.name, now, delay=self.delay, most=most)

    def _extend(self, connection: Connection) -> datetime:
        """Extend the lease, and end those of others that are over; the time by which leases are kept."""
        now = table.clock(connection, datetime.now(UTC))
        if not leases.extend(connection, self.name, now + self._lasts):
            self._late = True
            leases.begin_lease(connection, self.name, self.owner, now + self._lasts)
        table.bury(connection, now)
        return now

    @staticmethod
    def moment() -> float:
        """The time by our clock."""
        return _now()

    def gained(self, taken: Iterable[HeldHost], began: float) -> None:
        """These hosts are ours, by a transaction that began at that `moment`."""
        self._extended(began)
        if began + self._counted < _now():  # so long ago that the lease may have ended since: they are freed
            return
        for name, terms in taken:
            self._hosts.learn(name, terms, self._user_agent)
            self._held[name] = _now()
            self._leaving.discard(name)

    def _extended(self, began: float) -> None:
        if self._late:  # the lease had ended, and with it all that was held by it
            self._late = False
            self._held.clear()
            self._leaving.clear()
            log.warning("%s was away for too long: others may ask its hosts", self.name)
        self._until = max(self._until, began + self._counted)
        self.refused = None

    # --- what is in hand

    def names(self) -> list[str]:
        """The hosts that are held."""
        return list(self._held)

    def is_in_hand(self, key: Hashable) -> bool:
        """Whether a run of this process has that source or link in hand."""
        return key in self._in_hand

    def sources_in_hand(self) -> list[Source]:
        """The sources that runs of this process have in hand."""
        return [key for key in list(self._in_hand) if isinstance(key, Source)]

    def take(self, key: Hashable, name: str) -> bool:
        """A run takes something in hand at the host `name`, which is held as long; False when another has it."""
        if key in self._in_hand:
            return False
        self._in_hand[key] = name
        self._at[name] += 1
        return True

    def drop(self, key: Hashable) -> None:
        """What a run has taken is done."""
        name = self._in_hand.pop(key, None)
        if name is not None:
            self._at[name] -= 1
            if not self._at[name]:
                del self._at[name]

    def _is_idle(self, name: str) -> bool:
        host = self._hosts.named(name)
        if name in self._at or host.within or host.busy:
            self._held[name] = _now()
        return _now() - self._held[name] >= _IDLE

    # --- what goes on beside

    async def tend(self) -> None:
        """Extend the lease, keep what hosts ask for, and give back those with nothing in hand; without an end."""
        every = self._lasts / timedelta(seconds=4)
        extended = _now()
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), min(_TENDED_EVERY, every))
            self._wake.clear()
            try:
                if _now() - extended >= every:
                    await self._renew()
                    extended = _now()
                await self._note_news()
                await self._give_back([name for name in self._held if self._is_idle(name)])
            except StorageError as error:
                if self.refused is None:
                    log.warning("%s; hosts are not asked for longer than their lease lasts", error)
                self.refused = error

    async def begin(self) -> None:
        """Begin the lease; a run ends those of runs on this machine that died. Raises StorageError."""

        def enter() -> None:
            with self._database.write() as connection:
                now = table.clock(connection, datetime.now(UTC))
                leases.forget_old(connection, now - _KEPT)
                for owner in leases.owners_of_runs(connection) if self.name.startswith(leases.RUN) else ():
                    if is_dead(owner):
                        leases.end_now(connection, leases.RUN + owner, now)
                leases.begin_lease(connection, self.name, self.owner, now + self._lasts)
                table.bury(connection, now)

        began = _now()
        await asyncio.to_thread(enter)
        self._extended(began)
        self._hosts.door = self

    async def end(self) -> None:
        """Give everything back, and end the lease and all duties. Raises StorageError."""

        def leave() -> None:
            with self._database.write() as connection:
                leases.leave(connection, self.owner)

        await self._give_back(self.names())
        await asyncio.to_thread(leave)

    async def _renew(self) -> None:
        def extend() -> tuple[set[str], bool]:
            with self._database.write() as connection:
                now = self._extend(connection)
                return table.held_by(connection, self.name), len(leases.daemons(connection, now)) > 1

        before, began = self.names(), _now()
        ours, self.has_company = await asyncio.to_thread(extend)
        self._extended(began)
        for name in before:
            if name not in ours:
                self._held.pop(name, None)
        # A claim of which nobody heard, because the connection broke: the second time it is none of a moment ago.
        strange = ours - self._held.keys() - self._leaving
        self._leaving |= strange & self._strange
        self._strange = strange - self._leaving

    async def _note_news(self) -> None:
        names = self._news & self._held.keys()
        self._news.clear()
        if names:
            await self._write(table.note_terms, names)

    async def _give_back(self, names: Collection[str]) -> None:
        for name in names:
            del self._held[name]
            self._leaving.add(name)
        if leaving := self._leaving - self._held.keys():
            await self._write(table.give_back_hosts, leaving)
            self._leaving -= leaving

    async def _write(self, write: Callable[..., None], names: Collection[str]) -> None:
        terms = {name: self._hosts.terms(name) for name in names}

        def at_once() -> None:
            with self._database.write() as connection:
                now = table.clock(connection, datetime.now(UTC))
                write(connection, self.name, terms, now)

        for name in names:
            self._hosts.named(name).news = False
        try:
            await asyncio.to_thread(at_once)
        except StorageError:
            for name in names:
                self._hosts.named(name).news = True
            self._news |= names & self._held.keys()
            raise


@asynccontextmanager
async def holding(holdings: Holdings) -> AsyncIterator[Holdings]:
    """Hold hosts while the context lasts; when the process dies, they are free when its lease ends. Raises
    StorageError."""
    await holdings.begin()
    tending = asyncio.create_task(holdings.tend())
    try:
        yield holdings
    finally:
        tending.cancel()
        with suppress(asyncio.CancelledError):
            await tending
        with suppress(StorageError):  # then the lease ends by itself
            await holdings.end()


def of_a_run(database: Database, crawl: CrawlSettings, hosts: Hosts) -> Holdings:
    """What a run on demand holds: it waits a little for hosts that another process asks."""
    hosts.patience = _PATIENCE
    return Holdings(database, leases.RUN, _RUN_LASTS, hosts, delay=crawl.delay, user_agent=crawl.user_agent)


@asynccontextmanager
async def hosts_shared(database: Database | None, crawl: CrawlSettings) -> AsyncIterator[Hosts]:
    """The hosts that a person asks a few things, held as a run holds them while a daemon or a run is at work on the
    database. Nothing is written when none is, and nobody is beside that person without a database that can be."""
    hosts = Hosts()
    async with AsyncExitStack() as stack:
        if database is not None:
            try:
                if await asyncio.to_thread(_are_at_work, database):
                    await stack.enter_async_context(holding(of_a_run(database, crawl, hosts)))
            except StorageError as error:
                log.info("%s; hosts are asked without knowing who else asks them", error)
        yield hosts


def _are_at_work(database: Database) -> bool:
    with database.read() as connection:
        return leases.are_at_work(connection, table.clock(connection, datetime.now(UTC)))


class Hands:
    """What one run has in hand: sources, and links by their canonical addresses. Without `holdings` no host is
    held, and no other run is beside it."""

    def __init__(self, holdings: Holdings | None = None) -> None:
        self.holdings = holdings
        self._ours: set[Hashable] = set()

    def take(self, key: Hashable, name: str) -> bool:
        """Take something in hand, at the host `name`; False when another run of this process has it."""
        if key not in self._ours and (self.holdings is None or self.holdings.take(key, name)):
            self._ours.add(key)
        return key in self._ours

    def drop(self, key: Hashable) -> None:
        """It is done."""
        if key in self._ours:
            self._ours.remove(key)
            if self.holdings is not None:
                self.holdings.drop(key)

    def clear(self) -> None:
        """All is done, or left for later."""
        for key in list(self._ours):
            self.drop(key)
