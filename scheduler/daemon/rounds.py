"""Rounds: what is due at hosts that this daemon holds is asked a few sources at a time, in several rounds at once.

When a source is due again is set as soon as it was asked, not when its round ends: a host that answers slowly keeps
its own round busy and delays no other source. `spiders.politeness.pacing` keeps the pace of each host over all
rounds. A round that takes too long is ended; what it did not reach is fetched later.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from pipeline.errors import ScrapeError
from scheduler.cadence import Pace, interval, next_look
from scheduler.processes import Workers
from scheduler.run import Kept, Plan, RunReport, run
from scheduler.run.holdings import Hands, Holdings
from scheduler.run.plan import OnAsked
from scheduler.run.source_health import assess
from spiders.politeness.hosts import Hosts
from storage.archive import ArchivePlace, ArchiveWriter
from storage.database import Connection
from storage.database.engine import Database
from storage.ledger.due import hosts_with_due
from storage.sources import due, leases
from storage.sources.due import DueSource
from storage.sources.hosts import HeldHost, clock, excuse
from storage.sources.listed import enter_listed, they_are_old
from storage.sources.rhythm import articles_a_day, interval_of, times_published

__all__ = ["Rhythm", "Rounds"]

log = logging.getLogger(__name__)

_ARCHIVE = "archive"  # the duty of judging archived pages for new names
_SILENT = 3  # hosts in a row without an answer, and the network is taken for dead
_LINGERING = 4  # so many times as many rounds may wait for pages alone as may ask sources
_WORKERS_LAST = 3600.0  # seconds; new workers know the decisions made in `scrape review` since


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How the daemon works: `tick` seconds between two looks for what is due, the seconds that a lease lasts, how
    many hosts are taken for a round and how many sources it asks, how many rounds ask sources at once, and after
    how many seconds a round is ended."""

    pace: Pace = field(default_factory=Pace)
    tick: float = 10.0
    lease: float = 180.0
    hosts_a_round: int = 40
    sources_a_round: int = 40
    rounds: int = 4
    round_lasts: float = 600.0

    @property
    def held_for(self) -> timedelta:
        """How long hosts are held each time: less than a lease, so that another daemon, which looks only now and
        then, has them within one lease."""
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
    """A round at work: the sources it asks, of which `asked` were, the hosts whose waiting links it fetches, and
    whether it judges archived pages for new names."""

    sources: Sequence[DueSource]
    links_at: Collection[str]
    judges_archive: bool
    hands: Hands
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    asked: set[int] = field(default_factory=set)

    @property
    def is_asking(self) -> bool:
        """Whether sources are left that were not asked."""
        return len(self.asked) < len(self.sources)


@dataclass(frozen=True, slots=True)
class _Claim:
    """What a daemon may work at: hosts that were `taken`, sources that are due at these and at others it holds."""

    taken: Sequence[HeldHost]
    sources: Sequence[DueSource]
    links_at: Collection[str]
    judges_archive: bool


class Rounds:
    """The rounds of one daemon. `on_report` is called with each that was made, `on_end` with how each ended: None,
    or why the database or the archive refused."""

    def __init__(
        self,
        database: Database,
        holdings: Holdings,
        hosts: Hosts,
        *,
        on_report: Callable[[RunReport], Awaitable[None]] | None,
        on_end: Callable[[ScrapeError | None], None],
    ) -> None:
        self.made = 0
        self._database = database
        self._holdings = holdings
        self._on_report = on_report
        self._on_end = on_end
        self._hosts = hosts
        self._archive: ArchiveWriter | None = None
        self._crew: _Crew | None = None
        self._at_work: dict[asyncio.Task[None], _Round] = {}
        self._listed: Plan | None = None
        self._stopped = False

    async def begin(self, plan: Plan, rhythm: Rhythm, make_workers: Callable[[], Workers]) -> bool:
        """Take what is due, and begin a round with it; False when nothing is due or no more rounds may run. Raises
        StorageError."""
        asking = sum(round_.is_asking for round_ in self._at_work.values())
        if asking >= rhythm.rounds or len(self._at_work) >= rhythm.rounds * _LINGERING:
            return False
        began = self._holdings.moment()
        claim = await asyncio.to_thread(self._claim, plan, rhythm)
        self._holdings.gained(claim.taken, began)
        if self._stopped:
            return False
        round_ = _Round(claim.sources, claim.links_at, claim.judges_archive, Hands(self._holdings))
        for due_source in claim.sources:
            round_.hands.take(due_source.source, due_source.host)
        if claim.sources or claim.links_at:
            task = asyncio.ensure_future(self._work(round_, plan, rhythm, make_workers))
            self._at_work[task] = round_
            task.add_done_callback(self._at_work.pop)
        return bool(claim.taken or claim.sources)

    def is_cut_off(self) -> bool:
        """Whether no host answers, while other daemons may reach them."""
        return len(self._hosts.unanswering) >= _SILENT and self._holdings.has_company

    async def give_way(self) -> None:
        """End all work here, and leave it to others as if it had not been tried. Raises StorageError."""
        for round_ in self._at_work.values():
            round_.stop.set()
        if self._at_work:
            await asyncio.wait(tuple(self._at_work))
        names = self._hosts.excuse()

        def forget() -> None:
            with self._database.write() as connection:
                excuse(connection, names, clock(connection, datetime.now(UTC)))

        await asyncio.to_thread(forget)

    def was_answered(self) -> bool:
        """Whether any host answered since this was asked."""
        answered, self._hosts.answered = self._hosts.answered, False
        return answered

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

    def _claim(self, plan: Plan, rhythm: Rhythm) -> _Claim:
        here = datetime.now(UTC)
        listing = None if self._listed is plan else plan.sources_listing
        newer = None
        with self._database.write() as connection:
            now = clock(connection, here)
            if listing is not None:
                newer = enter_listed(connection, listing, plan.sources, now)
            taken = self._holdings.claim_due(connection, rhythm.hosts_a_round)
            names = [host.name for host in taken]
            in_hand = self._holdings.sources_in_hand()
            sources = due.due_sources(
                connection,
                {*names, *self._holdings.names()},
                now,
                most=rhythm.sources_a_round,
                without=in_hand,
            )
            links_at = hosts_with_due(connection, now, hasty=False, among=names)
            judges_archive = bool(sources or links_at) and leases.hold(
                connection, _ARCHIVE, self._holdings.owner, now=now, until=now + rhythm.held_for
            )
        self._listed = plan
        if listing is not None and newer is not None:
            log.warning("%s; until then those are asked", they_are_old(listing, newer))
        return _Claim(taken, sources, links_at, judges_archive)

    async def _work(self, round_: _Round, plan: Plan, rhythm: Rhythm, make_workers: Callable[[], Workers]) -> None:
        ending = asyncio.get_running_loop().call_later(rhythm.round_lasts, round_.stop.set)
        try:
            report = await self._ask(round_, plan, rhythm, make_workers)
            if not round_.stop.is_set():
                await asyncio.to_thread(self._assess, round_, rhythm)
        except ScrapeError as error:
            self._on_end(error)
        except Exception:  # one round must not end the daemon
            log.exception("a round")
            self._on_end(ScrapeError("a round failed; see the log"))
        else:
            self.made += 1
            self._on_end(None)
            if self._on_report is not None:
                await self._on_report(report)
        finally:
            ending.cancel()
            round_.hands.clear()

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
            sources=tuple(one.source for one in round_.sources),
            sources_listing=None,
            only_at=round_.links_at,
            judges_archive=round_.judges_archive,
            hasty=False,
            kind="daemon",
            on_asked=_put_off(round_, rhythm.pace),
        )
        crew.rounds += 1
        try:
            kept = Kept(self._hosts, self._archive_for(plan.archive), round_.hands)
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

    def _assess(self, round_: _Round, rhythm: Rhythm) -> None:
        """Assess the health of the round's sources now that their pages are read, and put off those not asked."""
        now = datetime.now(UTC)
        with self._database.write() as connection:
            for key in (one.key for one in round_.sources):
                assess(connection, key, interval_of(connection, key), now)
                if key not in round_.asked:
                    _put_off(round_, rhythm.pace)(connection, key, now)


def _put_off(round_: _Round, pace: Pace) -> OnAsked:
    """A callback that notes when a source of the round is due again."""

    def note(connection: Connection, key: int, now: datetime) -> None:
        round_.asked.add(key)
        a_day = articles_a_day(connection, [key], now)[key]
        wait = interval(pace, a_day, jitter=random.uniform(-1, 1))  # noqa: S311
        # The database keeps whole seconds, rounded down: one more, or the source would be due too early.
        look = next_look(pace, wait, times_published(connection, key, now), clock(connection, now))
        due.put_off(connection, key, wait, look + timedelta(seconds=1))

    return note
