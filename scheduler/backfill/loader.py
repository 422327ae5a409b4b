"""Store what workers found, in the order of time, as a run does: the same rows, stories, ledger and archive.

To store a page twice changes nothing, so that a file whose worker or loader died is simply done again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path

from pipeline.errors import DatabaseBusy, StorageError
from pipeline.items import Link, Reason, Source
from pipeline.urls import canonical_url
from scheduler.backfill.judge import JudgedFile
from scheduler.backfill.spool import Spooled, read_spool
from scheduler.processes import Writer
from scheduler.processes.writer import Again
from scheduler.run.plan import RunContext
from scheduler.run.records import Ended, Records
from scheduler.run.sources import SourceBook
from storage.articles.rows import Saved
from storage.backfill import files
from storage.database import Connection
from storage.ledger.links import offer_links, rows_of

__all__ = ["Loader"]

log = logging.getLogger(__name__)
_ORIGIN = Source("backfill", "backfill")
_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class _Numbered:
    """An end, and the how manieth of which file it is."""

    end: Ended
    key: int
    number: int


class Loader:
    """Stores the files of one process, one after the other."""

    def __init__(self, context: RunContext, owner: str) -> None:
        self.new = 0  # rows of coverage
        self._run = context
        self._owner = owner
        self._records = Records(context, SourceBook(context))
        self._writer = Writer()

    def close(self) -> None:
        """Finish what is being written."""
        self._writer.close()

    async def load(self, key: int, judged: JudgedFile) -> files.FileEnd:
        """Store what was found in the file `key`, and note that it is done. Raises StorageError, ArchiveError."""
        stored = failed = 0
        for batch in _batches(read_spool(Path(judged.spool))):
            ends = await self._writer.run(partial(self._kept, batch))
            items = [_Numbered(end, key, stored + number) for number, end in enumerate(ends, 1)]
            results = await asyncio.gather(
                *(self._writer.add(self._save, item, self._records.weight(item.end)) for item in items),
                return_exceptions=True,
            )
            failed += sum(map(self._count, items, results))
            stored += len(batch)
        ended = _ended(judged, failed)
        await self._writer.run(partial(self._finish, key, ended, stored - failed))
        return ended

    async def fail(self, key: int, why: str) -> None:
        """Note that a file could not be read."""

        def write() -> None:
            with self._run.database.write() as connection:
                files.fail(connection, key, self._owner, why, datetime.now(UTC))

        await self._writer.run(write)

    def _kept(self, batch: Sequence[Spooled]) -> list[Ended]:
        """Archive the pages of `batch`, but for those that are stored; what is to be stored of them."""
        urls = {found.page.url: canonical_url(found.page.url) for found in batch}
        with self._run.database.read() as connection:
            rows = rows_of(connection, sorted(set(urls.values())))
        ends = []
        for outcome, page in batch:
            row = rows.get(urls[page.url])
            visited = None if row is None or row.reason != Reason.COVERED else row.fetched_at
            at = page.fetched_at.replace(microsecond=0)  # as the database keeps it
            if row is not None and visited == at and row.name_set_id in self._run.sets.judged:
                continue
            link = Link(page.url, _ORIGIN)
            if visited is not None and visited > at:  # what the ledger says of the later visit stays
                ends.append(Ended(link, outcome, seen_at=page.fetched_at))
            else:
                ref = self._records.archive([page])[0]
                ends.append(Ended(link, outcome, page, ref, seen_at=page.fetched_at))
        return ends

    def _save(self, items: Sequence[_Numbered]) -> list[Saved | Again | None]:
        """Store articles, their links, and how far their file is: in one transaction."""

        def first(connection: Connection) -> None:
            links = [item.end.link for item in items]
            now = datetime.now(UTC)
            offer_links(connection, links, source_id=None, sets=self._run.sets, run_id=self._run.run_id, now=now)
            files.note_stored(connection, items[-1].key, self._owner, items[-1].number)

        return self._records.save([item.end for item in items], first)

    def _count(self, item: _Numbered, result: Saved | BaseException | None) -> bool:
        """Count what was stored; whether the database rejects the article. Raises what is wrong with all of it."""
        if isinstance(result, StorageError) and not isinstance(result, DatabaseBusy):
            log.warning("page %s could not be stored: %s", item.end.link.url, result)
            return True
        if isinstance(result, BaseException):
            raise result
        self.new += 0 if result is None else len(result.new)
        return False

    def _finish(self, key: int, ended: files.FileEnd, stored: int) -> None:
        now, names = datetime.now(UTC), self._run.sets.current
        with self._run.database.write() as connection:
            files.finish(connection, key, self._owner, ended, stored=stored, name_set_id=names, now=now)


def _batches(found: Iterable[Spooled]) -> Iterator[list[Spooled]]:
    rest = iter(found)
    while batch := list(islice(rest, _AT_ONCE)):
        yield batch


def _ended(judged: JudgedFile, failed: int) -> files.FileEnd:
    """What the database keeps of a file of which `failed` articles could not be stored."""
    reasons, remarks = dict(judged.reasons), judged.remarks
    if failed:
        reasons[Reason.COVERED] = reasons.get(Reason.COVERED, 0) - failed
        reasons[Reason.FAILED] = reasons.get(Reason.FAILED, 0) + failed
        remarks = (*remarks, f"{failed} articles could not be stored; see the log")
    return files.FileEnd(judged.length, judged.digest, judged.pages, reasons, remarks)
