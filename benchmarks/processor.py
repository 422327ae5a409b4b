"""Processor time: of a process and all that it started (Linux), and of the steps that a page takes in them.

Steps are timed where they are called, in the crawler and in its workers; a step that another one contains does not
count for that. Each process keeps its sums in a file, for a worker may end before anybody asks.
"""

from __future__ import annotations

import functools
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

import pipeline.process
import scheduler.processes.workers
import scheduler.processes.writer
from benchmarks.memory import family
from pipeline.extract import PageReader
from pipeline.mentions import Matcher
from pipeline.process import Reader
from storage.archive import ArchiveWriter

__all__ = ["STEPS", "Stopwatch", "own", "used"]

_WRITING = ("archive", "store")
_READING = ("decode", "scan", "read in full", "second reader")
_TIMED = (*_READING, *_WRITING)
STEPS = ("fetch", "hand over", *_TIMED)
_WATCH = "memory"  # the thread that looks at the memory, which is no work of the monitor
_OTHER_THREADS = ("MainThread", "asyncio", "writer", _WATCH)  # of the crawler, which do not speak with workers
_START = "_start_worker"  # what begins a worker
_TICKS_A_SECOND = 100  # of /proc on every Linux


def used(process: int) -> float:
    """Seconds of the processor that a process has used, with all it started, also those that have ended."""
    return sum(map(_of_process, family(process)))


def own() -> float:
    """Seconds of the processor that this process has used, but for looking at its memory."""
    watching = [thread.native_id for thread in threading.enumerate() if thread.name == _WATCH]
    return time.process_time() - sum(map(_of_thread, watching))


def _of_process(process: int) -> float:
    with suppress(OSError):
        stat = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
        fields = stat.rpartition(")")[2].split()
        return sum(map(int, fields[11:15])) / _TICKS_A_SECOND  # its own, and of children that were waited for
    return 0.0


def _of_thread(thread: int | None) -> float:
    with suppress(OSError):
        return int(Path(f"/proc/self/task/{thread}/schedstat").read_text(encoding="ascii").split()[0]) / 1e9
    return 0.0


class Stopwatch:
    """Times the monitor in this process and its workers, and a database server whose first process is `server`.

    What is no other step is fetching in the crawler, and handing over in a worker; the threads of the crawler that
    speak with workers hand over, too.
    """

    def __init__(self, folder: Path, server: int | None = None) -> None:
        self._folder, self._server = folder, server
        _time_steps(folder)

    def read(self) -> tuple[dict[str, float], dict[str, float]]:
        """Seconds so far by process, and the same by step, without the database server; only differences tell
        anything."""
        crawler = own()
        processes = {"crawler": crawler, "workers": used(os.getpid()) - time.process_time()}
        steps = dict.fromkeys(STEPS, 0.0)
        for path in self._folder.glob("*.steps"):
            for step, seconds in zip(_TIMED, np.fromfile(path).tolist(), strict=True):
                steps[step] += seconds
        threads = [thread for thread in threading.enumerate() if not thread.name.startswith(_OTHER_THREADS)]
        speaking = sum(_of_thread(thread.native_id) for thread in threads)
        steps["fetch"] = crawler - speaking - sum(steps[step] for step in _WRITING)
        steps["hand over"] = processes["workers"] + speaking - sum(steps[step] for step in _READING)
        if self._server is not None:
            processes["database server"] = used(self._server)
        return processes, steps


def _time_steps(folder: Path) -> None:
    """From now on time the steps of this process and of the workers it starts."""
    clock = _Clock(folder, "crawler")

    class Timed(ThreadPoolExecutor):
        def submit(self, work: Callable[..., Any], /, *args: Any, **named: Any) -> Future[Any]:
            return super().submit(clock.timed("store", work), *args, **named)

    writer: Any = scheduler.processes.writer
    writer.ThreadPoolExecutor = Timed
    _time(clock, ArchiveWriter, "write", "archive")
    setattr(scheduler.processes.workers, _START, functools.partial(start_worker, folder))


def start_worker(folder: Path, *setup: Any) -> None:
    """Begin a worker whose steps are timed."""
    clock = _Clock(folder, str(os.getpid()))
    _time(clock, pipeline.process, "decode", "decode")
    _time(clock, Matcher, "names_in", "scan", lambda named: named.get("markup", True))
    _time(clock, Reader, "_understand", "read in full")
    _time(clock, PageReader, "read", "second reader", lambda named: named["both"])
    getattr(scheduler.processes.workers, _START)(*setup)


class _Clock:
    """Seconds of the processor by step, summed in a file of `folder`."""

    def __init__(self, folder: Path, name: str) -> None:
        self._sums = np.memmap(folder / f"{name}.steps", np.float64, "w+", shape=(len(_TIMED),))
        self._inner = [0.0]  # what the steps within each step under way took

    def timed(self, step: str, work: Callable[..., Any]) -> Callable[..., Any]:
        """`work`, timed. All steps of a process are taken in one thread."""
        at = _TIMED.index(step)

        @functools.wraps(work)
        def call(*args: Any, **named: Any) -> Any:
            self._inner.append(0.0)
            began = time.thread_time()
            try:
                return work(*args, **named)
            finally:
                took = time.thread_time() - began
                self._sums[at] += took - self._inner.pop()
                self._inner[-1] += took

        return call


def _time(
    clock: _Clock,
    owner: Any,
    name: str,
    step: str,
    is_meant: Callable[[dict[str, Any]], bool] = lambda named: True,  # noqa: ARG005 - all of them
) -> None:
    """Time a function of `owner`, or those calls of it that the named arguments tell."""
    plain = getattr(owner, name)
    timed = clock.timed(step, plain)

    def call(*args: Any, **named: Any) -> Any:
        return (timed if is_meant(named) else plain)(*args, **named)

    setattr(owner, name, call)
