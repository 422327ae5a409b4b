"""One thread for everything that touches the disk, in batches.

Everything that waits when the thread is free is done together: many articles in one transaction with one commit.
While the database is busy, work waits here with back-off and nothing is dropped; the crawl waits with it, because a
page counts as in progress until it is stored, and their number is limited.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, TypeVar

from pipeline.errors import DatabaseBusy

__all__ = ["MOST_AT_ONCE", "Again", "Batch", "Writer"]

log = logging.getLogger(__name__)
I = TypeVar("I")  # noqa: E741 - an item
R = TypeVar("R")


class Again(Enum):
    """What a batch gives for an item that is to be done once more, by itself: nothing was done of it."""

    AGAIN = "again"


# Does several things at once, or none of them; returns a result for each.
Batch = Callable[[Sequence[I]], Sequence[R | Again]]

# Waits between attempts to write to a busy database, in seconds; their sum is the longest we wait.
_BUSY_WAITS = (0.5, 1, 2, 5, 10, 20, 30, 60)
MOST_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class _Waiting:
    batch: Batch[Any, Any]
    item: Any
    done: asyncio.Future[Any]
    weight: int


class Writer:
    """Does work in one thread, in the order in which it was given.

    While the database is busy or full it waits, for the seconds in `waits` between attempts: once, not for each
    piece of work. After that nothing waits until something could be written again.
    """

    def __init__(self, waits: Sequence[float] = _BUSY_WAITS) -> None:
        self._waits = waits
        self._has_given_up = False
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="writer")
        self._waiting: deque[_Waiting] = deque()
        self._pump: asyncio.Task[None] | None = None

    async def run(self, work: Callable[[], R]) -> R:
        """Do one thing. Raises what `work` raises; DatabaseBusy only after minutes of trying again."""
        return await self.add(_alone, work)

    async def add(self, batch: Batch[I, R], item: I, weight: int = 1) -> R:
        """Do `item` together with others waiting for the same `batch` (the same function); returns its own result.

        Of items that weigh more, fewer are done together. Errors are those of `run`. When a batch raises, its items
        are done one by one, so that only the item that causes the error sees it.
        """
        done: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(batch, item, done, weight))
        if self._pump is None or self._pump.done():
            self._pump = asyncio.create_task(self._empty())
        return await done

    def close(self) -> None:
        """Finish what is being written."""
        self._thread.shutdown(wait=True)

    async def _empty(self) -> None:
        while self._waiting:
            first = self._waiting.popleft()
            together, weight = [first], first.weight
            while (
                self._waiting
                and first.batch is not _alone
                and self._waiting[0].batch == first.batch
                and weight + self._waiting[0].weight <= MOST_AT_ONCE
            ):
                together.append(self._waiting.popleft())
                weight += together[-1].weight
            await self._do(together)

    async def _do(self, together: Sequence[_Waiting]) -> None:
        """Give everything in `together` its result or its error."""
        try:
            results = await self._patiently(together[0].batch, [waiting.item for waiting in together])
        except Exception as error:  # noqa: BLE001 - it is raised where the item was given
            if len(together) == 1 or isinstance(error, DatabaseBusy):
                for waiting in together:
                    _end(waiting.done, error=error)
                return
            for waiting in together:
                await self._do([waiting])
            return
        for waiting, result in reversed(list(zip(together, results, strict=True))):
            if result is Again.AGAIN:
                self._waiting.appendleft(replace(waiting, weight=MOST_AT_ONCE))
            else:
                _end(waiting.done, result)

    async def _patiently(self, batch: Batch[I, R], items: Sequence[I]) -> Sequence[R | Again]:
        loop = asyncio.get_running_loop()
        for wait in () if self._has_given_up else self._waits:
            try:
                return await loop.run_in_executor(self._thread, batch, items)
            except DatabaseBusy as error:
                log.warning("%s; trying again in %s s", error, wait)
                await asyncio.sleep(wait)
        self._has_given_up = True
        results = await loop.run_in_executor(self._thread, batch, items)
        self._has_given_up = False
        return results


def _alone(works: Sequence[Callable[[], Any]]) -> Sequence[Any]:
    return [work() for work in works]


def _end(done: asyncio.Future[Any], result: Any = None, error: Exception | None = None) -> None:
    if done.cancelled():
        return
    if error is None:
        done.set_result(result)
    else:
        done.set_exception(error)
