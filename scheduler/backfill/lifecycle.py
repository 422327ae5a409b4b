"""One backfill, from its files to its report.

    files     -> warc_file  storage.backfill.files     entered once, claimed by a lease, by any number of machines
    warc_file -> JudgedFile     scheduler.backfill.judge   in workers, here or of Dask: most pages are only counted
    spool     -> rows       scheduler.backfill.loader  one after the other, in the order of the files

What is done is known by the table alone, not by what does the work.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections import Counter, deque
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipeline.errors import ArchiveError, PageError, StorageError
from pipeline.items import Reason
from scheduler.backfill.engine import Engine, Unfinished
from scheduler.backfill.judge import JudgedFile, Task
from scheduler.backfill.loader import Loader
from scheduler.backfill.spool import LEFT, Marker
from scheduler.processes import Workers
from scheduler.processes.owner import is_dead, this_process
from scheduler.run.archived_pages import judge_again
from scheduler.run.holdings import Hands, holding, of_a_run
from scheduler.run.lifecycle import begin
from scheduler.run.plan import Kept, Plan, RunContext
from spiders.politeness.hosts import Hosts
from storage import runs
from storage.archive import ArchiveWriter
from storage.backfill import files
from storage.backfill.files import ClaimedFile, OfferedFile
from storage.database.engine import Database

__all__ = ["BackfillProgress", "BackfillReport", "Wanted", "backfill"]

log = logging.getLogger(__name__)
_LEASE = timedelta(minutes=30)  # longer than clocks of machines differ
_LOOK = 1.0  # seconds between two looks at how far workers are
_AHEAD = 4  # files judged for each slot that wait to be stored, at most


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a backfill is to read: files to enter, of `outlets` alone if there are any, and what waits already.

    `folder` is seen by all machines that take part: workers leave there what they found.
    """

    offered: tuple[OfferedFile, ...]
    outlets: tuple[str, ...]
    folder: Path
    retry_failed: bool = False


@dataclass(frozen=True, slots=True)
class BackfillProgress:
    """How far a backfill is, of the files that this process has done and has in hand."""

    files_done: int
    files: int
    pages: int
    covered: int


@dataclass(slots=True)
class BackfillReport:
    """What a backfill did. `remarks` and `failed` name files, with what was left out of them and why they failed;
    `left` is how many files wait or are in other hands."""

    run_id: int
    files: int = 0
    pages: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    new: int = 0
    remarks: list[tuple[str, str]] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    judged_again: int = 0
    left: int = 0
    interrupted: bool = False


async def backfill(
    database: Database,
    plan: Plan,
    wanted: Wanted,
    workers: Workers,
    engine: Engine,
    *,
    stop: asyncio.Event,
    progress: Callable[[BackfillProgress], None] = lambda _: None,
) -> BackfillReport:
    """Read the files that `wanted` names, and whatever else waits, until none is left or `stop` is set: then the
    files in hand are finished.

    Raises StorageError or ArchiveError when the database or the archive fails; what was stored before stays.
    """
    hosts = Hosts()
    async with holding(of_a_run(database, plan.crawl, hosts)) as ours:
        archive = None if plan.archive is None else ArchiveWriter(plan.archive)
        context = await asyncio.to_thread(begin, database, plan, kept=Kept(hosts, archive, Hands(ours)))
        again = await judge_again(context, workers, everything=False, stop=stop, progress=lambda _: None)
        if again.broken is not None:
            raise again.broken
        work = _Backfill(context, wanted, engine, stop)
        work.report.judged_again = again.links
        await asyncio.to_thread(work.enter)
        helpers = [asyncio.create_task(work.keep()), asyncio.create_task(work.show(progress))]
        try:
            await work.all_files()
        finally:
            for helper in helpers:
                helper.cancel()
            work.loader.close()
            with suppress(StorageError):  # then the leases end by themselves
                await asyncio.to_thread(work.give_back)
            if archive is not None:
                await asyncio.wrap_future(archive.finish())
        return await asyncio.to_thread(work.finish)


@dataclass(frozen=True, slots=True)
class _InHand:
    """A file that is judged, or waits to be stored."""

    file: ClaimedFile
    task: Task
    judging: asyncio.Task[JudgedFile]


class _Backfill:
    """The work of one process."""

    def __init__(self, context: RunContext, wanted: Wanted, engine: Engine, stop: asyncio.Event) -> None:
        self.report = BackfillReport(context.run_id)
        self._run = context
        self._wanted = wanted
        self._engine = engine
        self._stop = stop
        self._owner = this_process()
        self.loader = Loader(context, self._owner)
        self._in_hand: deque[_InHand] = deque()

    # --- the table; each is called in a thread

    def enter(self) -> None:
        """Enter the files, and free those of processes that died here."""
        now = datetime.now(UTC)
        with self._run.database.write() as connection:
            files.enter(connection, self._wanted.offered, self._wanted.outlets, self._run.sets, now)
            if self._wanted.retry_failed:
                files.retry_failed(connection)
            for owner in filter(is_dead, files.owners(connection)):
                files.return_files(connection, owner)
            self._sweep(files.ids_in_hand(connection))

    def _sweep(self, in_hand: Collection[int]) -> None:
        """Remove what workers of processes that died left for files that nobody has in hand."""
        for left in self._wanted.folder.glob("*-*.*"):
            key = left.name.partition("-")[0]
            if left.suffix in LEFT and key.isdecimal() and int(key) not in in_hand:
                left.unlink(missing_ok=True)

    def _claim(self) -> ClaimedFile | None:
        now = datetime.now(UTC)
        with self._run.database.write() as connection:
            ours = files.claim_files(connection, self._owner, now=now, until=now + _LEASE, most=1)
        return ours[0] if ours else None

    def give_back(self) -> None:
        """Have the files in hand wait again."""
        with self._run.database.write() as connection:
            files.return_files(connection, self._owner)

    def finish(self) -> BackfillReport:
        """Enter how the run ended."""
        report = self.report
        report.new, report.interrupted = self.loader.new, self._stop.is_set()
        with self._run.database.write() as connection:
            self._sweep(files.ids_in_hand(connection))
            status = files.read_backfill(connection)
            report.left = status.files["waiting"] + status.files["taken"]
            runs.finish_run(
                connection,
                self._run.run_id,
                outcomes={Reason(reason): count for reason, count in report.reasons.items()},
                links_seen=report.pages,
                sources_read=report.files,
                sources_failed=len(report.failed),
                new_coverage=report.new,
                interrupted=report.interrupted,
                now=datetime.now(UTC),
            )
        return report

    async def keep(self) -> None:
        """Renew the leases until cancelled."""

        def renew() -> None:
            with suppress(StorageError), self._run.database.write() as connection:
                files.renew_files(connection, self._owner, datetime.now(UTC) + _LEASE)

        while True:
            await asyncio.sleep(_LEASE / timedelta(seconds=6))
            await asyncio.to_thread(renew)

    async def show(self, progress: Callable[[BackfillProgress], None]) -> None:
        """Say how far the work is, until cancelled."""
        while True:
            await asyncio.sleep(_LOOK)
            marks = [await asyncio.to_thread(Marker.read, hand.task.mark) for hand in tuple(self._in_hand)]
            done = self.report.files + len(self.report.failed)
            progress(
                BackfillProgress(
                    done,
                    done + len(marks),
                    self.report.pages + sum(mark.pages for mark in marks),
                    self.report.reasons[Reason.COVERED] + sum(mark.covered for mark in marks),
                )
            )

    # --- the files

    async def all_files(self) -> None:
        """Claim, judge and store files until none is left or the work is stopped."""
        storing: asyncio.Task[None] | None = None
        try:
            while True:
                await self._fill()
                if storing is None and self._in_hand:
                    storing = asyncio.create_task(self._store_first())
                if storing is None:
                    return
                judging = [hand.judging for hand in self._in_hand if not hand.judging.done()]
                await asyncio.wait([storing, *judging], return_when=asyncio.FIRST_COMPLETED)
                if storing.done():
                    finished, storing = storing, None
                    finished.result()
        finally:
            left = [hand.judging for hand in self._in_hand] + ([] if storing is None else [storing])
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)

    async def _fill(self) -> None:
        """Hand out files as long as somebody is free and not too much waits to be stored."""
        slots = self._engine.slots
        while not self._stop.is_set() and len(self._in_hand) < _AHEAD * slots:
            if sum(not hand.judging.done() for hand in self._in_hand) >= slots:
                return
            file = await asyncio.to_thread(self._claim)
            if file is None:
                return
            task = self._task(file)
            self._in_hand.append(_InHand(file, task, asyncio.create_task(self._engine.judge(task))))

    def _task(self, file: ClaimedFile) -> Task:
        spool = self._wanted.folder / f"{file.id}-{secrets.token_hex(4)}.jsonl"
        keeps = self._run.plan.archive is not None
        most = self._run.plan.crawl.max_bytes
        return Task(file.address, file.address, str(spool), most, file.outlets, with_bodies=keeps)

    async def _store_first(self) -> None:
        """Wait for the first file in hand, and store what was found in it."""
        hand = self._in_hand[0]
        with _removed(hand.task):
            try:
                judged = await hand.judging
                ended = await self.loader.load(hand.file.id, judged)
            except Unfinished:
                pass
            except PageError as error:
                await self._failed(hand.file, str(error))
            except ArchiveError as error:
                if not hand.judging.exception():
                    raise  # our own archive
                await self._failed(hand.file, str(error))
            else:
                self._done(hand.file, ended)
        self._in_hand.popleft()

    async def _failed(self, file: ClaimedFile, why: str) -> None:
        why = why.removeprefix(f"{file.address}: ")
        log.info("%s: %s", file.address, why)  # it stands in the report
        await self.loader.fail(file.id, why)
        self.report.failed.append((file.address, why))

    def _done(self, file: ClaimedFile, ended: files.FileEnd) -> None:
        self.report.files += 1
        self.report.pages += ended.pages
        self.report.reasons.update(ended.reasons)
        self.report.remarks += [(file.address, remark) for remark in ended.remarks]


@contextmanager
def _removed(task: Task) -> Iterator[None]:
    """Remove what a worker left for a file, once that is stored or has failed."""
    try:
        yield
    finally:
        for left in (Path(task.spool), task.mark):
            left.unlink(missing_ok=True)
