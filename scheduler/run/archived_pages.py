"""Judge archived pages again: for names that came later, or with rules that changed.

The pages are those of the archive, byte for byte; nothing is fetched.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from pipeline.errors import ArchiveError
from pipeline.items import Link, Source
from scheduler.processes import Workers
from scheduler.run.handler import RunDesk
from scheduler.run.sources import RunContext
from scheduler.run.tally import Progress
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
) -> RunDesk:
    """Judge the archive's pages: `everything`, or only those that were judged for fewer names than are in force.

    The desk that is given back holds the tally: links are pages of the archive, `problems` what could not be
    read there.
    """
    desk = RunDesk(context, workers, stop=stop, progress=progress)
    if context.archive is None:
        return desk
    archive = Archive(context.archive)
    gate = asyncio.Semaphore(_IN_HAND)
    after = 0
    try:
        while not stop.is_set():
            batch = await asyncio.to_thread(_next, context, after, everything=everything)
            if not batch:
                break
            after = batch[-1].id
            await asyncio.gather(*(_judge_one(desk, archive, one, gate) for one in batch))
    finally:
        desk.close()
    return desk


def _next(context: RunContext, after: int, *, everything: bool) -> list[ArchivedLink]:
    with context.database.read() as connection:
        return archived(connection, after=after, not_judged_for=None if everything else context.sets)


async def _judge_one(desk: RunDesk, archive: Archive, one: ArchivedLink, gate: asyncio.Semaphore) -> None:
    async with gate:
        try:
            page = await asyncio.to_thread(archive.read, one.ref, url=one.url)
        except ArchiveError as error:
            desk.tally.problems.append(str(error))
            return
        desk.tally.links += 1
        link = Link(one.url, _ARCHIVE, one.headline, one.published_at, one.has_time)
        await desk.judge(link, page, one.ref)
