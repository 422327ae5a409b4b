"""Rounds: the sources that are due are asked a few at a time, in several rounds at once.

When a source is due again is set as soon as it was asked, not when its round ends: a host that answers slowly keeps
its own round busy and delays no other source. `spiders.politeness.pacing` keeps the pace of each host over all
rounds. A round that takes too long is ended; what it did not reach is fetched later.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from pipeline.errors import ScrapeError
from scheduler.cadence import Pace, interval
from scheduler.processes import Workers
from scheduler.run import Kept, Plan, RunReport, run
from scheduler.run.plan import OnAsked
from scheduler.run.records import RETRIED_FOR
from scheduler.run.source_health import assess
from spiders.politeness.manners import Hosts
from storage.archive import ArchivePlace, ArchiveWriter
from storage.database import Connection
from storage.database.engine import Database
from storage.ledger.links import has_due
from storage.sources import leases, memory
from storage.sources.clock import mend_times
from storage.sources.leases import Claimed
from storage.sources.rhythm import articles_a_day, interval_of

__all__ = ["Rhythm", "Rounds"]

log = logging.getLogger(__name__)

_LINKS = "links"  # the task of fetching leftover links and looking for corrections; one round has it at a time
_WORKERS_LAST = 3600.0  # seconds; new workers know the decisions made in `scrape review` since


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How the daemon works: `tick` seconds between two looks for what is due, the seconds that a lease lasts, how
    many sources one round asks, how many rounds run at once, and after how many seconds a round is ended."""

    pace: Pace = field(default_factory=Pace)
    tick: float = 10.0
    lease: float = 180.0
    sources_a_round: int = 40
    rounds: int = 4
    round_lasts: float = 600.0

    @property
    def held_for(self) -> timedelta:
        """How long a source is held each time: less than a lease, so that another daemon, which looks only now and
        then, has it within one lease."""
        return timedelta(seconds=self.lease * 0.75)


@dataclass(slots=True, eq=False)
class _Crew:
    """Workers that several rounds share; after a dismissal they end with the last round that uses them."""

    workers: Workers
    since: float
    rounds: int = 0
    dismissed: bool = False

    async def end_if_idle(self) -> None:
        if self.dismissed and not self.rounds:
            await asyncio.to_thread(self.workers.close)


@dataclass(slots=True, eq=False)
class _Round:
    """A round at work. `name` is that of its lease; `links` says whether it has that task."""

    name: str
    claimed: Sequence[Claimed]
    links: bool
    stop: asyncio.Event = field(default_factory=asyncio.Event)


class Rounds:
    """The rounds of one daemon. `on_report` is called with each that was made, `on_end` with how each ended: None,
    or why the database or the archive refused."""

    def __init__(
        self,
        database: Database,
        owner: str,
        *,
        on_report: Callable[[RunReport], Awaitable[None]] | None,
        on_end: Callable[[ScrapeError | None], None],
    ) -> None:
        self.made = 0
        self._database = database
        self._owner = owner
        self._on_report = on_report
        self._on_end = on_end
        self._hosts = Hosts()
        self._archive: ArchiveWriter | None = None
        self._crew: _Crew | None = None
        self._at_work: dict[asyncio.Task[None], _Round] = {}
        self._begun = 0
        self._stopped = False

    async def begin(self, plan: Plan, rhythm: Rhythm, make_workers: Callable[[], Workers]) -> bool:
        """Begin a round with what is due; False when nothing is due or no more rounds may run. Raises
        StorageError."""
        if len(self._at_work) >= rhythm.rounds:
            return False
        self._begun += 1
        name = f"round {self._owner} {self._begun}"
        made = await asyncio.to_thread(self._claim, name, plan, rhythm)
        if not (made.claimed or made.links):
            return False
        if self._stopped:
            await self._break_off(made, rhythm)
            return False
        task = asyncio.ensure_future(self._work(made, plan, rhythm, make_workers))
        self._at_work[task] = made
        task.add_done_callback(self._at_work.pop)
        return True

    def names(self) -> list[str]:
        """The names of the leases of the rounds at work."""
        return [round_.name for round_ in self._at_work.values()]

    async def dismiss_workers(self) -> None:
        """Let the next round begin with new workers."""
        crew, self._crew = self._crew, None
        if crew is not None:
            crew.dismissed = True
            await crew.end_if_idle()

    def stop(self) -> None:
        """Make no new requests; pages in progress are finished."""
        self._stopped = True
        for round_ in self._at_work.values():
            round_.stop.set()

    async def finish(self, within: float) -> bool:
        """Finish the pages in progress; False when that takes longer than `within` seconds."""
        self.stop()
        ends = time.monotonic() + within
        if self._at_work:
            _, late = await asyncio.wait(tuple(self._at_work), timeout=within)
            if late:
                return False
        await self.dismiss_workers()
        if self._archive is not None:  # what cannot be uploaded in time is at the next start
            await asyncio.wait({asyncio.wrap_future(self._archive.finish())}, timeout=ends - time.monotonic())
        return True

    # --- one round

    def _claim(self, name: str, plan: Plan, rhythm: Rhythm) -> _Round:
        now = datetime.now(UTC)
        until = now + rhythm.held_for
        others = any(round_.links for round_ in self._at_work.values())
        with self._database.write() as connection:
            mended = mend_times(connection, now, rhythm.held_for)
            if not leases.sources_are_known(connection, plan.sources):
                memory.register(connection, plan.sources, now)
            claimed = leases.claim_sources(
                connection, plan.sources, name, now=now, until=until, most=rhythm.sources_a_round
            )
            links = (
                not others
                and leases.hold(connection, _LINKS, self._owner, now=now, until=until)
                and has_due(connection, now, offered_since=now - RETRIED_FOR)
            )
            if claimed or links:
                leases.hold(connection, name, self._owner, now=now, until=until)
        if mended:
            log.warning("the clock was put back: %d sources are asked now", mended)
        return _Round(name, claimed, links)

    async def _work(self, round_: _Round, plan: Plan, rhythm: Rhythm, make_workers: Callable[[], Workers]) -> None:
        ending = asyncio.get_running_loop().call_later(rhythm.round_lasts, round_.stop.set)
        try:
            report = await self._ask(round_, plan, rhythm, make_workers)
            await asyncio.to_thread(self._give_back, round_, rhythm, finished=not round_.stop.is_set())
        except ScrapeError as error:
            await self._break_off(round_, rhythm)
            self._on_end(error)
        except Exception:  # one round must not end the daemon
            log.exception("a round")
            await self._break_off(round_, rhythm)
            self._on_end(ScrapeError("a round failed; see the log"))
        else:
            self.made += 1
            self._on_end(None)
            if self._on_report is not None:
                await self._on_report(report)
        finally:
            ending.cancel()

    async def _break_off(self, round_: _Round, rhythm: Rhythm) -> None:
        with suppress(ScrapeError):  # then the leases end by themselves
            await asyncio.to_thread(self._give_back, round_, rhythm, finished=False)

    async def _ask(
        self, round_: _Round, plan: Plan, rhythm: Rhythm, make_workers: Callable[[], Workers]
    ) -> RunReport:
        if self._crew is not None and time.monotonic() - self._crew.since > _WORKERS_LAST:
            await self.dismiss_workers()
        if self._crew is None:
            self._crew = _Crew(make_workers(), time.monotonic())
        crew = self._crew
        part = replace(
            plan,
            sources=tuple(claimed.source for claimed in round_.claimed),
            fetches_due=round_.links,
            hasty=False,
            kind="daemon",
            lease_name=round_.name,
            on_asked=_put_off(round_, rhythm.pace),
        )
        crew.rounds += 1
        try:
            kept = Kept(self._hosts, self._archive_for(plan.archive))
            return await run(self._database, part, crew.workers, stop=round_.stop, kept=kept)
        finally:
            crew.rounds -= 1
            await crew.end_if_idle()

    def _archive_for(self, place: ArchivePlace | None) -> ArchiveWriter | None:
        if self._archive is not None and self._archive.place != place:
            self._archive.close()  # a round that still has it opens another file in its folder
            self._archive = None
        if self._archive is None and place is not None:
            self._archive = ArchiveWriter(place)
        return self._archive

    def _give_back(self, round_: _Round, rhythm: Rhythm, *, finished: bool) -> None:
        """Assess the health of the round's sources now that their pages are read; release those not asked."""
        now = datetime.now(UTC)
        keys = [claimed.key for claimed in round_.claimed]
        with self._database.write() as connection:
            for key in keys:
                if finished:
                    assess(connection, key, interval_of(connection, key), now)
                    _put_off(round_, rhythm.pace)(connection, key, now)
                else:
                    leases.release(connection, key, round_.name, interval=None, due_at=None)
            leases.let_go(connection, round_.name, self._owner)


def _put_off(round_: _Round, pace: Pace) -> OnAsked:
    """A callback that notes when a source held by the round is due again, and releases it."""

    def note(connection: Connection, key: int, now: datetime) -> None:
        if not leases.is_held(connection, key, round_.name):
            return
        a_day = articles_a_day(connection, [key], now)[key]
        wait = interval(pace, a_day, jitter=random.uniform(-1, 1))  # noqa: S311
        # The database keeps whole seconds, rounded down: one more, or the source would be due too early.
        leases.release(connection, key, round_.name, interval=wait, due_at=now + wait + timedelta(seconds=1))

    return note
