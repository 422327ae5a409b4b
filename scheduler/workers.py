"""CPU work in processes of its own: pages are understood and sources parsed off the reactor thread.

A worker is given the watchlist once and builds its matcher from it. A page that kills its worker is tried once
more by itself and then given up; the pages beside it are not lost.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import ParamSpec, TypeVar

from pipeline.errors import PageError
from pipeline.items import Link, Outcome, Outlet, Page, Source, Watchlist
from pipeline.precedent import PastDecisions
from pipeline.process import Reader
from spiders.base import Reading, Scope
from spiders.kinds import read_source

__all__ = ["WorkerDied", "Workers"]

P = ParamSpec("P")
T = TypeVar("T")


class WorkerDied(PageError):
    """A page or feed killed the process that read it."""


class Workers:
    """A pool of `count` worker processes that know a watchlist, outlets and past decisions; started when needed."""

    def __init__(
        self,
        watchlist: Watchlist,
        outlets: tuple[Outlet, ...],
        count: int,
        decisions: Mapping[str, PastDecisions] | None = None,
    ) -> None:
        self._setup = (watchlist, outlets, dict(decisions or {}))
        self._count = count
        self._pool: ProcessPoolExecutor | None = None
        self._alone = asyncio.Lock()

    async def understand(self, page: Page, offered: Link | None) -> Outcome:
        """`pipeline.process` of one page. Raises WorkerDied."""
        return await self._run(_understand, page, offered)

    async def judge_offer(self, link: Link, failure: Outcome) -> Outcome:
        """What can be said of a link whose page could not be had. Raises WorkerDied."""
        return await self._run(_judge_offer, link, failure)

    async def read(self, source: Source, page: Page, scope: Scope) -> Reading:
        """Links in a document of a source. Raises PageError."""
        return await self._run(read_source, source, page, scope)

    async def _run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        if self._pool is None:
            self._pool = self._new_pool(self._count)
        pool = self._pool
        try:
            return await asyncio.wrap_future(pool.submit(function, *args, **kwargs))
        except BrokenProcessPool:
            if self._pool is pool:
                self._pool = None
            pool.shutdown(wait=False, cancel_futures=True)
        # Whose page it was cannot be told: each that was in hand is read again, in a process to itself.
        async with self._alone:
            pool = self._new_pool(1)
            try:
                return await asyncio.wrap_future(pool.submit(function, *args, **kwargs))
            except BrokenProcessPool as error:
                raise WorkerDied("it killed the process that read it") from error
            finally:
                pool.shutdown(wait=False, cancel_futures=True)

    def _new_pool(self, count: int) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            count,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_start_worker,
            initargs=self._setup,
        )

    def knows(self, watchlist: Watchlist, outlets: tuple[Outlet, ...]) -> bool:
        """Whether these workers were made for this watchlist and these outlets."""
        return self._setup[:2] == (watchlist, outlets)

    def close(self) -> None:
        """End the processes; work in hand is finished first."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None


_reader: Reader | None = None


def _start_worker(
    watchlist: Watchlist, outlets: tuple[Outlet, ...], decisions: Mapping[str, PastDecisions]
) -> None:
    global _reader  # noqa: PLW0603 - the one thing a worker process holds, built once in its life
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()
    _reader = Reader.of(watchlist, outlets, decisions)


def _end_with_parent() -> None:
    """A parent that is killed cannot say so: without this its workers would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _the_reader() -> Reader:
    if _reader is None:
        raise RuntimeError("the worker was not started with a watchlist")
    return _reader


def _understand(page: Page, offered: Link | None) -> Outcome:
    return _the_reader().process(page, offered)


def _judge_offer(link: Link, failure: Outcome) -> Outcome:
    return _the_reader().judge_offer(link, failure)
