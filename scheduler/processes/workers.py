"""CPU work in separate processes: pages are analysed and sources parsed outside the reactor thread.

A worker is given the watchlist once and builds its matcher from it; after some thousand pages another takes its
place. Pages that are waiting when a worker is free go to it in a batch. A page that kills its worker, or takes far
too long, is given up with that reason; the other pages of its batch are read again, each by itself.
"""

from __future__ import annotations

import asyncio
import ctypes
import itertools
import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import date
from functools import cache
from multiprocessing import resource_tracker
from typing import Concatenate, NamedTuple, ParamSpec, TypeVar

from pebble import ProcessExpired, ProcessPool

from pipeline.errors import PageError, ScrapeError
from pipeline.identity import PastDecisions
from pipeline.items import Link, Outcome, Outlet, Page, Source, Watchlist
from pipeline.language.morphology import AnalyserNeeded
from pipeline.process import Reader
from scheduler.processes.cpu_limit import OutOfTime, limited
from scheduler.processes.fork_server import begin_in_worker, end_server, workers_context
from spiders.sources.base import DocumentReading, Scope
from spiders.sources.kinds import read_source

__all__ = ["WorkerDied", "Workers", "check_workers", "give_back"]

P = ParamSpec("P")
T = TypeVar("T")

_LONGEST = 60.0  # seconds for a batch, by the clock; the slowest of a thousand real pages takes one
_MOST_CPU = 8.0  # seconds of the processor for one page or document
_PAGES_A_BATCH = 16
_BYTES_A_BATCH = 4 << 20
_BATCHES_A_WORKER = 2  # in hand: one that is read, one that waits in the pipe
_BATCHES_A_LIFE = 500
_BATCHES_TO_TRIM = 16
_IDLE = 60.0  # seconds; to start workers again takes one or two
_TURN = (
    threading.Lock()
)  # pools start and end one after the other: one that ends may end what another is forked from
_alive: set[int] = set()  # pools of this process, by their ids
_SHARED_MEMORY = "/dev/shm"  # noqa: S108 - where the C library keeps semaphores on Linux


class WorkerDied(PageError):
    """A page or feed killed the process that read it, or took too long."""


class _PendingPage(NamedTuple):
    page: Page
    offered: Link | None
    done: asyncio.Future[Outcome]


class Workers:
    """A pool of `count` worker processes that know a watchlist, outlets and past decisions; started when needed.

    With `extract_all` every page is analysed, even if the name scan finds nobody in it. A batch of pages
    may take `longest` seconds. Workers that had nothing to do for `idle` seconds end.
    """

    def __init__(
        self,
        watchlist: Watchlist,
        outlets: tuple[Outlet, ...],
        count: int,
        decisions: Mapping[str, PastDecisions] | None = None,
        *,
        extract_all: bool = False,
        longest: float = _LONGEST,
        idle: float = _IDLE,
    ) -> None:
        self._setup = (watchlist, outlets, dict(decisions or {}), extract_all)
        self._count = count
        self._longest = longest
        self._idle = idle
        self._pool: Future[ProcessPool] | None = None
        self._running = 0
        self._resting: asyncio.TimerHandle | None = None
        self._may_load = False
        self._pending: deque[_PendingPage] = deque()
        self._in_hand: set[asyncio.Task[None]] = set()

    async def understand(self, page: Page, offered: Link | None) -> Outcome:
        """`pipeline.process` of one page. Raises WorkerDied."""
        pending = _PendingPage(page, offered, asyncio.get_running_loop().create_future())
        self._pending.append(pending)
        self._hand_out()
        return await pending.done

    async def judge_offer(self, link: Link, failure: Outcome) -> Outcome:
        """The outcome of a link whose page could not be fetched, judged by its headline. Raises WorkerDied."""
        return await self._run(_judge_offer, link, failure)

    async def days_told(self, page: Page) -> frozenset[date]:
        """Every day on which a page says anywhere that its article was published or changed. Raises WorkerDied, and
        Undecodable."""
        return await self._run(_days_told, page)

    async def read(self, source: Source, page: Page, scope: Scope) -> DocumentReading:
        """Links in a document of a source. Raises PageError."""
        return await self._run(_read_source, source, page, scope)

    async def do(self, function: Callable[Concatenate[Reader, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `function` returns for the reader of a worker, however long it works. Raises WorkerDied, and what it
        raises."""
        return await self._scheduled(None, _with_reader, function, args, kwargs)

    def close(self) -> None:
        """End the processes; work in progress is finished first."""
        pool, self._pool = self._pool, None
        _end_pool(pool)

    def stop(self) -> None:
        """End the processes at once; what they have in hand is lost."""
        if self._pool is not None and self._pool.done() and self._pool.exception() is None:
            self._pool.result().stop()  # type: ignore[no-untyped-call]
        self.close()

    # --- batches

    def _hand_out(self) -> None:
        while self._pending and len(self._in_hand) < self._count * _BATCHES_A_WORKER:
            batch = [self._pending.popleft()]
            size = len(batch[0].page.body)
            while self._pending and len(batch) < _PAGES_A_BATCH:
                size += len(self._pending[0].page.body)
                if size > _BYTES_A_BATCH:
                    break
                batch.append(self._pending.popleft())
            task = asyncio.create_task(self._understand(batch))
            self._in_hand.add(task)
            task.add_done_callback(self._handed_in)

    def _handed_in(self, task: asyncio.Task[None]) -> None:
        self._in_hand.discard(task)
        self._hand_out()

    async def _understand(self, batch: Sequence[_PendingPage]) -> None:
        """Give every page of `batch` its outcome or its error."""
        try:
            ends = await self._run(_understand, [(pending.page, pending.offered) for pending in batch])
        except Exception as error:  # noqa: BLE001 - it is raised where the page was given
            if len(batch) == 1 or not isinstance(error, WorkerDied):
                for pending in batch:
                    _end(pending.done, error)
                return
            for pending in batch:  # it is not known which of them it was
                await self._understand([pending])
            return
        for pending, end in zip(batch, ends, strict=True):
            _end(pending.done, end)

    async def _run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self._scheduled(self._longest, function, *args, **kwargs)

    async def _scheduled(
        self, longest: float | None, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        self._running += 1
        try:
            while True:
                pool = await self._started()
                try:
                    future = pool.schedule(function, args, kwargs, timeout=longest)
                    return await asyncio.wrap_future(future)
                except AnalyserNeeded:
                    self._renew(pool)
        except ProcessExpired as error:
            raise WorkerDied("the process that read it died") from error
        except BrokenProcessPool as error:
            raise WorkerDied("the process to read it could not be started, or was ended") from error
        except TimeoutError as error:
            raise WorkerDied(f"it could not be read within {longest:g} s") from error
        finally:
            self._running -= 1
            self._rest()

    async def _started(self) -> ProcessPool:
        """The pool. It is started in a thread, because loading what workers share takes seconds."""
        if self._pool is None or (self._pool.done() and not _works(self._pool)):
            self._pool = _in_thread(self._start, self._pool)
        return self._pool.result() if self._pool.done() else await asyncio.shield(asyncio.wrap_future(self._pool))

    def _renew(self, pool: ProcessPool) -> None:
        """Take new workers for those of `pool`: what is forked from now on has the analyser of Korean."""
        self._may_load = True
        if self._pool is not None and self._pool.done() and self._pool.result() is pool:
            self._pool = _in_thread(self._start, self._pool)

    def _rest(self) -> None:
        """Have the workers end when they are given nothing to do for a while."""
        if self._resting is not None:
            self._resting.cancel()
        self._resting = asyncio.get_running_loop().call_later(self._idle, self._end_idle)

    def _end_idle(self) -> None:
        if not self._running and self._pool is not None:
            pool, self._pool = self._pool, None
            _in_thread(_end_with_server, pool)

    def _start(self, before: Future[ProcessPool] | None) -> ProcessPool:
        with _TURN:
            _end_pool(before)
            if hasattr(signal, "pthread_sigmask"):  # inherited: only we stop them, also while they load
                sys.warnoptions.append("ignore:resource_tracker")  # it removes what we left when we ended at once
                resource_tracker.ensure_running()  # unblocks it again, if it is started later
                signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
            pool = ProcessPool(
                self._count,
                max_tasks=_BATCHES_A_LIFE,
                initializer=_start_worker,
                initargs=(*self._setup, self._may_load),
                context=workers_context(),
            )
            _alive.add(id(pool))
            if not pool.active:  # to ask this starts it
                raise RuntimeError("the worker processes could not be started")
            return pool


def check_workers() -> None:
    """Raise ScrapeError when worker processes cannot be started here."""
    if sys.platform == "linux" and not os.access(_SHARED_MEMORY, os.W_OK | os.X_OK):
        raise ScrapeError(
            f"{_SHARED_MEMORY} cannot be written, and worker processes share their locks there; "
            f"mount it, for example: mount -t tmpfs -o mode=1777 tmpfs {_SHARED_MEMORY}"
        )


def _in_thread(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
    thread = ThreadPoolExecutor(1, thread_name_prefix="workers")
    future = thread.submit(work, *args, **kwargs)
    thread.shutdown(wait=False)
    return future


def _end_pool(pool: Future[ProcessPool] | None) -> None:
    """End the processes of a pool, even a broken one; of one that is starting, once it has started."""
    if pool is not None and pool.exception() is None:
        pool.result().close()  # type: ignore[no-untyped-call]
        pool.result().join()
        _alive.discard(id(pool.result()))


def _end_with_server(pool: Future[ProcessPool]) -> None:
    """End the processes of a pool, and the one that they were forked from, unless others were too."""
    with _TURN:
        server = pool.result().schedule(os.getppid).result()
        _end_pool(pool)
        if not _alive:
            end_server(server)


def _works(pool: Future[ProcessPool]) -> bool:
    """Whether a pool was started and is not broken."""
    return pool.exception() is None and pool.result().active


def _end(done: asyncio.Future[Outcome], end: Outcome | Exception) -> None:
    if done.cancelled():
        return
    if isinstance(end, Exception):
        done.set_exception(end)
    else:
        done.set_result(end)


# --- in the worker


_reader: Reader | None = None
_extract_all = False
_batches_read = itertools.count(1)


def _start_worker(
    watchlist: Watchlist,
    outlets: tuple[Outlet, ...],
    decisions: Mapping[str, PastDecisions],
    extract_all: bool,
    may_load: bool,
) -> None:
    global _reader, _extract_all  # noqa: PLW0603 - what a worker process holds, built once in its life
    _extract_all = extract_all
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which has us finish
    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()
    begin_in_worker(may_load=may_load)
    _reader = Reader.of(watchlist, outlets, decisions)


def _end_with_parent() -> None:
    """A parent that is killed cannot end its workers: without this they would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _the_reader() -> Reader:
    if _reader is None:
        raise RuntimeError("the worker was not started with a watchlist")
    return _reader


def _with_reader(function: Callable[..., T], args: Sequence[object], kwargs: Mapping[str, object]) -> T:
    return function(_the_reader(), *args, **kwargs)


def _understand(pages: Sequence[tuple[Page, Link | None]]) -> list[Outcome | Exception]:
    """The outcome of each page, or what it raised."""
    reader = _the_reader()
    ends: list[Outcome | Exception] = []
    for page, offered in pages:
        try:
            with limited(_MOST_CPU):
                ends.append(reader.process(page, offered, extract_all=_extract_all))
        except AnalyserNeeded:  # the batch is read again by a worker that has it
            raise
        except OutOfTime:
            ends.append(WorkerDied(f"it could not be read within {_MOST_CPU:g} s of the processor"))
        except Exception as error:  # noqa: BLE001 - it is raised where the page was given
            ends.append(error)
    if next(_batches_read) % _BATCHES_TO_TRIM == 0:
        give_back()
    return ends


def _days_told(page: Page) -> frozenset[date]:
    try:
        with limited(_MOST_CPU):
            return frozenset(claimed.when.date() for claimed, _ in _the_reader().extract(page).date_witnesses)
    except OutOfTime:
        raise WorkerDied(f"it could not be read within {_MOST_CPU:g} s of the processor") from None


def _read_source(source: Source, page: Page, scope: Scope) -> DocumentReading:
    try:
        with limited(3 * _MOST_CPU):  # a feed may hold ten thousand entries
            return read_source(source, page, scope)
    except OutOfTime:
        raise WorkerDied(f"it could not be read within {3 * _MOST_CPU:g} s of the processor") from None


@cache
def _allocator() -> ctypes.CDLL | None:
    """The C library, where it is one that keeps what was freed until it is asked to give it back (glibc)."""
    library = ctypes.CDLL(None) if os.name == "posix" else None
    return library if hasattr(library, "malloc_trim") else None


def give_back() -> None:
    """Return the memory that large pages left free in the heap to the system: a quarter of what a worker holds."""
    if (library := _allocator()) is not None:
        library.malloc_trim(0)


def _judge_offer(link: Link, failure: Outcome) -> Outcome:
    return _the_reader().judge_offer(link, failure)
