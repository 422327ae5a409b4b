"""Judge archived pages again: for names that came later, or with rules that changed.

The pages are those of the archive, byte for byte; nothing is fetched.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from pipeline.errors import ArchiveAway, ArchiveError
from pipeline.items import Link, Source
from scheduler.processes import Workers
from scheduler.run.handler import RunHandler
from scheduler.run.plan import RunContext
from scheduler.run.tally import Progress, Tally
from storage.archive import Archive
from storage.ledger.archived import ArchivedLink, archived

__all__ = ["judge_again"]

log = logging.getLogger(__name__)
_ARCHIVE = Source("archive", "archive")
_IN_HAND = 16


async def judge_again(
    context: RunContext,
    workers: Workers,
    *,
    everything: bool,
    stop: asyncio.Event,
    progress: Callable[[Progress], None],
) -> Tally:
    """Judge the archive's pages: `everything`, or only those that were judged for fewer names than are in force.

    In the tally that is given back, links are pages of the archive, and `problems` what could not be read there. An
    archive that cannot be reached is one problem: what is left is judged next time.
    """
    if context.plan.archive is None:
        return Tally()
    away = asyncio.Event()
    handler = RunHandler(context, workers, stop=stop, progress=progress)
    archive = Archive(context.plan.archive)
    gate = asyncio.Semaphore(_IN_HAND)
    after = 0
    try:
        while not (stop.is_set() or away.is_set()):
            batch = await asyncio.to_thread(_next, context, after, everything=everything)
            if not batch:
                break
            after = batch[-1].id
            await asyncio.gather(*(_judge(handler, archive, row, gate, away) for row in batch))
    finally:
        handler.close()
    return handler.tally


def _next(context: RunContext, after: int, *, everything: bool) -> list[ArchivedLink]:
    with context.database.read() as connection:
        return archived(connection, after=after, not_judged_for=None if everything else context.sets)


async def _judge(
    handler: RunHandler, archive: Archive, row: ArchivedLink, gate: asyncio.Semaphore, away: asyncio.Event
) -> None:
    async with gate:
        if away.is_set():
            return
        try:
            page = await asyncio.to_thread(archive.read, row.ref, url=row.url)
        except ArchiveError as error:
            if isinstance(error, ArchiveAway):
                away.set()
            if str(error) not in handler.tally.problems:
                handler.tally.problems.append(str(error))
            return
        handler.tally.links += 1
        link = Link(row.url, _ARCHIVE, row.headline, row.published_at, row.has_time)
        await handler.judge(link, page, row.ref)
