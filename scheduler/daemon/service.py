"""The daemon: asks every source in its own rhythm until it is told to stop.

APScheduler (in memory) runs the periodic jobs. When each source is due is kept in the coverage database, so that a
restart forgets nothing and several daemons can share the work: each host is asked by one that holds it.
Sources that are due are asked in rounds (`scheduler.daemon.rounds`), each of which is a run of `scheduler.run`.
Before a round begins, the configuration is read again if it changed. Everything that waits for the database does so
in a thread, so that the daemon still reacts to signals.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from pipeline.errors import OldWatchlist, ScrapeError
from scheduler.daemon.rounds import Rhythm, Rounds
from scheduler.processes import Workers
from scheduler.run import Plan, RunReport
from scheduler.run.holdings import Holdings
from spiders.politeness.hosts import Hosts
from storage.database.engine import Database
from storage.ledger.due import give_up
from storage.sources import leases
from storage.sources.clock import mend_times
from storage.sources.hosts import clock as clock_of
from storage.watchlist import note_going_on, note_held_back, refuse_old

__all__ = ["Chore", "Daemon", "Rhythm", "Setup"]

log = logging.getLogger(__name__)

_LONGEST_PAUSE = 300.0  # seconds between tries while the database refuses
_GRACE = 20.0  # seconds that work in progress is given after a stop, beside the time limit of a request
_NETWORK = "network"
_JUMP = 60.0  # seconds by which the clock was set, not corrected
_MENDED_EVERY = timedelta(hours=1)
_OFTEN: dict[str, Any] = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}


@dataclass(frozen=True, slots=True)
class Setup:
    """What a configuration asks for. `chores` are done by one daemon at a time, each at an interval in seconds."""

    plan: Plan
    rhythm: Rhythm
    make_workers: Callable[[], Workers]
    chores: Mapping[str, tuple[float, Chore]] = field(default_factory=dict)


# Work that is done now and then in a thread; called with the database, the setup and the time.
Chore = Callable[[Database, Setup, datetime], None]


class Daemon:
    """One daemon on a database.

    `load` returns the configuration if it changed since the last call, else None; it raises ScrapeError for a
    broken one, and the current one stays in use. `on_report` is called after every round.
    """

    def __init__(
        self,
        database: Database,
        setup: Setup,
        *,
        load: Callable[[], Setup | None],
        on_report: Callable[[RunReport], Awaitable[None]] | None = None,
    ) -> None:
        self._database = database
        self._setup = setup
        self._load = load
        hosts, crawl = Hosts(), setup.plan.crawl
        self._holdings = Holdings(
            database,
            leases.DAEMON,
            setup.rhythm.held_for,
            hosts,
            delay=crawl.delay,
            user_agent=crawl.user_agent,
        )
        self.owner = self._holdings.owner
        self._rounds = Rounds(database, self._holdings, hosts, on_report=on_report, on_end=self._on_end)
        self._pauses: dict[str, float] = {}
        self._was_held_back = False
        self._ahead: float | None = None  # the wall clock, against one that is never set
        self._mended = 0.0

    @property
    def rounds(self) -> int:
        """How many rounds were completed."""
        return self._rounds.made

    async def serve(self, stop: asyncio.Event) -> bool:
        """Work until `stop` is set; then finish the pages in progress and release the sources held. False when that
        took longer than the time limit of a request and a little more."""
        clock = AsyncIOScheduler(timezone=UTC)
        self._schedule(clock)
        clock.start()
        log.info("daemon %s started: %d sources", self.owner, len(self._setup.plan.sources))
        work = asyncio.ensure_future(self._work(clock, stop))
        tending = asyncio.ensure_future(self._holdings.tend())
        stopped = asyncio.ensure_future(stop.wait())
        try:
            await asyncio.wait({work, stopped}, return_when=asyncio.FIRST_COMPLETED)
            if work.done():
                work.result()  # raises what went wrong
            log.info("daemon %s is stopping and finishes the pages in progress", self.owner)
        finally:
            clock.shutdown(wait=False)
            stopped.cancel()
            ended = await self._finish(work, tending)
        log.info("daemon %s stopped", self.owner)
        return ended

    async def _finish(self, work: asyncio.Future[None], tending: asyncio.Future[None]) -> bool:
        self._rounds.stop()
        within = self._setup.plan.crawl.timeout + _GRACE
        ends = asyncio.get_running_loop().time() + within
        await asyncio.wait({work}, timeout=within)  # it may be waiting for the database
        left = max(0.0, ends - asyncio.get_running_loop().time())
        ended = work.done() and await self._rounds.finish(left)
        tending.cancel()
        if not ended:
            log.error("some pages in progress could not be finished; the next start fetches them")
            return False
        with_database = self._guarded("leave", self._holdings.end)
        try:
            await asyncio.wait_for(with_database, max(1.0, left))
        except TimeoutError:
            return False
        return True

    async def _work(self, clock: AsyncIOScheduler, stop: asyncio.Event) -> None:
        while not await self._guarded("lease", self._enter) and not stop.is_set():
            await self._rest(stop)
        while not stop.is_set():
            await self._reload(clock)
            await self._guarded("mend", self._mend)
            if self._rounds.is_cut_off():
                await self._guarded("give way", self._rounds.give_way)
                self._refused(_NETWORK, ScrapeError("no host answers here; other daemons may reach them"))
                await _sleep(stop, self._pauses[_NETWORK])
                continue
            if self._rounds.was_answered():
                self._pauses.pop(_NETWORK, None)
            while await self._guarded("begin", self._begin) and not stop.is_set():
                pass
            await self._rest(stop)

    async def _rest(self, stop: asyncio.Event) -> None:
        pauses = (seconds for name, seconds in self._pauses.items() if name != _NETWORK)
        await _sleep(stop, max(self._setup.rhythm.tick, *pauses, 0.0))

    async def _enter(self) -> bool:
        await self._holdings.begin()
        return True

    async def _mend(self) -> None:
        """Put right what a wrong clock left, at the start and when the clock was set; every hour also what was
        forgotten."""
        ahead = time.time() - self._holdings.moment()
        was_set = self._ahead is None or abs(ahead - self._ahead) > _JUMP

        def mend() -> int:
            here = datetime.now(UTC)
            with self._database.write() as connection:
                now = clock_of(connection, here)
                until = now + _MENDED_EVERY
                if not was_set and not leases.hold(connection, "mend", self.owner, now=now, until=until):
                    return 0
                give_up(connection, now)
                return mend_times(connection, now)

        if was_set or self._holdings.moment() - self._mended > _MENDED_EVERY / timedelta(seconds=1):
            mended = await asyncio.to_thread(mend)
            self._ahead, self._mended = ahead, self._holdings.moment()
            if mended:
                log.warning("the clock was put back: %d sources are asked now", mended)

    def _is_held_back(self) -> bool:
        """Whether no rounds may begin, for the watchlist is older than the one in force; that is told once."""
        listing = self._setup.plan.listing
        if listing is None:
            return False
        try:
            with self._database.read() as connection:
                refuse_old(connection, listing)
        except OldWatchlist as error:
            if not self._was_held_back:
                log.error("%s; until then this daemon asks nothing", error)  # noqa: TRY400 - reported in words
            until = datetime.now(UTC) + timedelta(seconds=self._setup.rhythm.lease)
            with self._database.write() as connection:
                note_held_back(connection, listing.place, self.owner, until)
            self._was_held_back = True
            return True
        if self._was_held_back:
            log.warning("%s: its watchlist is in force: this daemon goes on", listing.place)
            with self._database.write() as connection:
                note_going_on(connection, listing.place)
        self._was_held_back = False
        return False

    async def _begin(self) -> bool:
        if await asyncio.to_thread(self._is_held_back):
            return False
        return await self._rounds.begin(self._setup.plan, self._setup.rhythm, self._setup.make_workers)

    # --- what goes on beside it

    def _schedule(self, clock: AsyncIOScheduler) -> None:
        now = datetime.now(UTC)
        for job in clock.get_jobs():
            if job.id.startswith("chore "):
                job.remove()
        for name, (seconds, chore) in self._setup.chores.items():
            clock.add_job(
                self._do,
                "interval",
                [name, chore, seconds],
                id=f"chore {name}",
                seconds=seconds,
                next_run_time=now + timedelta(seconds=min(seconds, 5)),
                **_OFTEN,
            )

    async def _do(self, name: str, chore: Chore, seconds: float) -> None:
        def work() -> None:
            now = datetime.now(UTC)
            # Held a little less than its interval: the holder does it again, or another if the holder is gone.
            until = now + timedelta(seconds=max(seconds * 0.9, self._setup.rhythm.lease))
            with self._database.write() as connection:
                held = leases.hold(connection, name, self.owner, now=now, until=until)
            if held:
                chore(self._database, self._setup, now)

        await self._guarded(name, lambda: asyncio.to_thread(work))

    def is_healthy(self) -> bool:
        """Whether the latest writes to the database and the archive succeeded."""
        return not self._pauses and self._holdings.refused is None

    async def _guarded(self, name: str, work: Callable[[], Awaitable[bool | None]]) -> bool:
        """Do `work`; while the database refuses, wait longer and longer instead of giving up."""
        try:
            done = await work()
        except ScrapeError as error:
            self._refused(name, error)
            return False
        self._pauses.pop(name, None)
        return bool(done)

    def _on_end(self, error: ScrapeError | None) -> None:
        if error is None:
            self._pauses.pop("round", None)
        else:
            self._refused("round", error)

    def _refused(self, name: str, error: ScrapeError) -> None:
        pause = min(_LONGEST_PAUSE, max(1.0, self._pauses.get(name, 0.0) * 2))
        self._pauses[name] = pause
        log.error("%s; trying again in %.0f s", error, pause)

    async def _reload(self, clock: AsyncIOScheduler) -> None:
        try:
            setup = self._load()
        except ScrapeError as error:
            log.error("%s; the current configuration stays in use", error)  # noqa: TRY400 - reported in words
            return
        if setup is None:
            return
        log.info("the configuration was read again: %d sources", len(setup.plan.sources))
        self._setup = setup
        self._holdings.delay = setup.plan.crawl.delay
        self._schedule(clock)
        await self._rounds.dismiss_workers()


async def _sleep(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return
