"""Who judges the files: the worker processes of this machine, or whatever else follows `Engine`."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from pipeline.errors import PageError
from scheduler.backfill.judge import JudgedFile, Task, judge_file, load
from scheduler.backfill.spool import Marker
from scheduler.processes import Workers
from scheduler.processes.workers import WorkerDied

__all__ = ["Engine", "Fetch", "OwnWorkers", "Unfinished"]

# Fetches an address into a file; False when it was told to stop before that was whole.
Fetch = Callable[[str, Path], Awaitable[bool]]

_MOST_DEATHS = 10


class Unfinished(Exception):
    """A file was not judged because the work was stopped: it waits for another time."""


class Engine(Protocol):
    """Judges files."""

    @property
    def slots(self) -> int:
        """How many files it judges at once."""
        ...

    async def judge(self, task: Task) -> JudgedFile:
        """Judge a file. Raises ArchiveError and PageError when it cannot be read, Unfinished when it was not."""
        ...


class OwnWorkers:
    """The workers of this machine. A file at an address is fetched first, one at a time, and removed afterwards."""

    def __init__(self, workers: Workers, count: int, folder: Path, fetch: Fetch) -> None:
        self._workers = workers
        self._count = count
        self._folder = folder
        self._fetch = fetch
        self._fetching = asyncio.Lock()
        self._loading: asyncio.Task[None] | None = None

    @property
    def slots(self) -> int:
        """One for each worker."""
        return self._count

    async def judge(self, task: Task) -> JudgedFile:
        """Judge a file; again when its worker dies, and without the response in hand where that happens twice."""
        if not task.address.startswith(("http://", "https://")):
            return await self._judge(task)
        fetched = self._folder / f"{hashlib.sha256(task.address.encode()).hexdigest()[:32]}.warc.gz"
        fetched.parent.mkdir(parents=True, exist_ok=True)
        async with self._fetching:
            if not await self._fetch(task.address, fetched):
                raise Unfinished
        try:
            return await self._judge(replace(task, file=str(fetched)))
        finally:
            fetched.unlink(missing_ok=True)

    async def _judge(self, task: Task) -> JudgedFile:
        if self._loading is None:
            self._loading = asyncio.create_task(self._workers.do(load))
        with suppress(WorkerDied):  # the next one loads it when it needs it
            await self._loading
        died_at: list[int] = []
        while True:
            try:
                return await self._workers.do(judge_file, task)
            except WorkerDied as error:
                offset = Marker.read(task.mark).offset
                if offset in died_at:
                    task = replace(task, skip=(*task.skip, offset))
                died_at.append(offset)
                if len(died_at) > _MOST_DEATHS:
                    raise PageError(f"{error} {len(died_at)} times, at byte {offset} the last time") from error
