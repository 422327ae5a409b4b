"""The daemon: asks every source in its own rhythm, for as long as it is left alone.

APScheduler (in memory) makes the clock tick; what is due when is kept in the coverage database, so that a restart
forgets nothing and several daemons share the work: each source is held by a lease while it is asked. One round of
sources is asked at a time, with everything `scheduler.run` does for a run; between rounds the configuration is read
again when it changed.
"""

from __future__ import annotations

import asyncio
import logging
import os
import random
import secrets
import socket
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from pipeline.errors import ScrapeError
from pipeline.items import Source
from scheduler.assessing import assess
from scheduler.cadence import Pace, interval
from scheduler.run import Kept, Plan, RunReport, run
from scheduler.workers import Workers
from spiders.manners import Hosts
from storage import leases, sources
from storage.archive import ArchiveWriter
from storage.engine import Database
from storage.leases import Claimed
from storage.ledger import has_due

__all__ = ["Chore", "Daemon", "Rhythm", "Setup"]

log = logging.getLogger(__name__)

_LONGEST_PAUSE = 300.0  # seconds between tries while the database refuses
_WORKERS_LAST = 3600.0  # seconds; new ones know what was decided in `scrape review` meanwhile


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How the daemon works: seconds between looks for what is due, how long a lease lasts, and how many sources are
    asked in one round."""

    pace: Pace = field(default_factory=Pace)
    tick: float = 10.0
    lease: float = 180.0
    sources_a_round: int = 40


@dataclass(frozen=True, slots=True)
class Setup:
    """What a configuration asks for."""

    plan: Plan
    rhythm: Rhythm
    make_workers: Callable[[], Workers]


# Something done now and then, besides asking sources: told what the daemon is set up for and when it is.
Chore = Callable[[Database, Setup, datetime], Awaitable[None]]


class Daemon:
    """One daemon on a database.

    `load` reads the configuration when it changed since it was called last, else gives None; it raises ScrapeError
    for a broken one, and the one in force is kept. `chores` are done by one daemon at a time, each in its interval
    of seconds. `on_report` is told of every round.
    """

    def __init__(
        self,
        database: Database,
        setup: Setup,
        *,
        load: Callable[[], Setup | None],
        chores: dict[str, tuple[float, Chore]] | None = None,
        on_report: Callable[[RunReport], Awaitable[None]] | None = None,
    ) -> None:
        self.owner = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(3)}"
        self.rounds = 0
        self._database = database
        self._setup = setup
        self._load = load
        self._chores = chores or {}
        self._on_report = on_report
        self._workers: Workers | None = None
        self._hosts = Hosts()
        self._archive: ArchiveWriter | None = None
        self._pause = 0.0
        self._renew_workers_at = 0.0

    async def serve(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set; then finish the pages in hand and give back what is held."""
        clock = AsyncIOScheduler(timezone=UTC)
        rhythm = self._setup.rhythm
        often = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        now = datetime.now(UTC)
        clock.add_job(self._renew, "interval", seconds=rhythm.lease / 4, **often)
        for name, (seconds, chore) in self._chores.items():
            first = now + timedelta(seconds=min(seconds, 5))
            clock.add_job(
                self._do, "interval", [name, chore, seconds], seconds=seconds, next_run_time=first, **often
            )
        clock.start()
        log.info("daemon %s begins: %d sources", self.owner, len(self._setup.plan.sources))
        try:
            while not stop.is_set():
                self._reload()
                busy = await self._guarded(self._round, stop)
                if not busy and not stop.is_set():
                    await _sleep(stop, max(self._setup.rhythm.tick, self._pause))
        finally:
            clock.shutdown(wait=False)
            await self._close()
        log.info("daemon %s ends", self.owner)

    def is_well(self) -> bool:
        """Whether the database took the last that was offered to it."""
        return self._pause == 0.0

    async def _close(self) -> None:
        if self._workers is not None:
            await asyncio.to_thread(self._workers.close)
        if self._archive is not None:
            self._archive.close()

    # --- a round

    async def _round(self, stop: asyncio.Event) -> bool:
        """Ask what is due; False when nothing was."""
        plan, rhythm = self._setup.plan, self._setup.rhythm
        now = datetime.now(UTC)
        until = now + timedelta(seconds=rhythm.lease)
        with self._database.write() as connection:
            if not leases.sources_are_known(connection, plan.sources):
                sources.register(connection, plan.sources, now)
            claimed = leases.claim_sources(
                connection, plan.sources, self.owner, now=now, until=until, most=rhythm.sources_a_round
            )
            # Links left over and visits to look for corrections belong to one daemon at a time.
            links = leases.hold(connection, "links", self.owner, now=now, until=until) and has_due(connection, now)
        if not (claimed or links):
            return False
        try:
            report = await self._ask(plan, [one.source for one in claimed], links=links, stop=stop)
        except BaseException:
            self._give_back(claimed, finished=False)
            raise
        self._give_back(claimed, finished=not stop.is_set())
        self.rounds += 1
        if self._on_report is not None:
            await self._on_report(report)
        return True

    async def _ask(self, plan: Plan, due: Sequence[Source], *, links: bool, stop: asyncio.Event) -> RunReport:
        if self._workers is not None and time.monotonic() > self._renew_workers_at:
            await asyncio.to_thread(self._workers.close)
            self._workers = None
        if self._workers is None:
            self._workers = self._setup.make_workers()
            self._renew_workers_at = time.monotonic() + _WORKERS_LAST
        if self._archive is None and plan.archive is not None:
            self._archive = ArchiveWriter(plan.archive)
        part = replace(plan, sources=tuple(due), fetches_due=links, hasty=False, kind="daemon")
        return await run(self._database, part, self._workers, stop=stop, kept=Kept(self._hosts, self._archive))

    def _give_back(self, claimed: Sequence[Claimed], *, finished: bool) -> None:
        now = datetime.now(UTC)
        with self._database.write() as connection:
            told = leases.rhythm(connection, [one.key for one in claimed], now)
            for one in claimed:
                wait = interval(self._setup.rhythm.pace, told[one.key], jitter=random.uniform(-1, 1))  # noqa: S311
                assess(connection, one.key, wait, now)
                leases.release(
                    connection,
                    one.key,
                    self.owner,
                    interval=wait if finished else None,
                    # The database keeps whole seconds, cut off: a part of one more, or it would be due too early.
                    due_at=now + wait + timedelta(seconds=1) if finished else None,
                )

    # --- what goes on beside it

    async def _renew(self) -> None:
        async def work(_: asyncio.Event | None) -> bool:
            until = datetime.now(UTC) + timedelta(seconds=self._setup.rhythm.lease)
            with self._database.write() as connection:
                leases.renew(connection, self.owner, until)
                leases.hold(connection, f"daemon {self.owner}", self.owner, now=datetime.now(UTC), until=until)
            return True

        await self._guarded(work, None)

    async def _do(self, name: str, chore: Chore, seconds: float) -> None:
        async def work(_: asyncio.Event | None) -> bool:
            now = datetime.now(UTC)
            # Held a little less than its interval: the holder does it again, another only when that one is gone.
            until = now + timedelta(seconds=max(seconds * 0.9, self._setup.rhythm.lease))
            with self._database.write() as connection:
                ours = leases.hold(connection, name, self.owner, now=now, until=until)
            if ours:
                await chore(self._database, self._setup, now)
            return ours

        await self._guarded(work, None)

    async def _guarded(self, work: Callable[[asyncio.Event], Awaitable[bool]], stop: asyncio.Event | None) -> bool:
        """Do `work`; while the database or the archive refuses, wait longer and longer instead of ending."""
        try:
            done = await work(stop)  # type: ignore[arg-type]
        except ScrapeError as error:
            self._pause = min(_LONGEST_PAUSE, max(1.0, self._pause * 2))
            log.error("%s; trying again in %.0f s", error, self._pause)  # noqa: TRY400 - told in words
            return False
        self._pause = 0.0
        return done

    def _reload(self) -> None:
        try:
            setup = self._load()
        except ScrapeError as error:
            log.error("%s; the configuration in force is kept", error)  # noqa: TRY400 - told in words
            return
        if setup is None:
            return
        log.info("the configuration was read again: %d sources", len(setup.plan.sources))
        if self._archive is not None and setup.plan.archive != self._setup.plan.archive:
            self._archive.close()
            self._archive = None
        if self._workers is not None:
            self._workers.close()
            self._workers = None
        self._setup = setup


async def _sleep(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return
