"""Worker processes on behalf of a Dask worker: a process of ours that Dask starts on each of its machines.

It has the same workers as a backfill without Dask: forked from one process that has loaded what they share, bounded
in time and begun anew when a page kills one. Tasks come in and results go out through pipes, as pickles between two
processes of one machine and one program; when the pipe closes, everything here ends.
"""

from __future__ import annotations

import asyncio
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from pipeline.errors import ScrapeError
from pipeline.identity import PastDecisions
from pipeline.items import Outlet, Watchlist
from scheduler.backfill.engine import OwnWorkers, Unfinished
from scheduler.backfill.judge import JudgedFile, Task
from scheduler.processes import Workers, run_on_reactor
from spiders.files import fetch_file
from spiders.politeness.hosts import Hosts
from spiders.settings import CrawlSettings

__all__ = ["Child", "ChildDied", "JudgeSetup"]


class ChildDied(Exception):
    """The process ended before it had judged a file: killed, or out of memory."""


@dataclass(frozen=True, slots=True)
class JudgeSetup:
    """What workers need to know: who is looked for, the outlets, past decisions, and how files are fetched into
    `folder`; `count` is how many files are judged at once."""

    watchlist: Watchlist
    outlets: tuple[Outlet, ...]
    decisions: Mapping[str, PastDecisions]
    crawl: CrawlSettings
    folder: str
    count: int = 1


class Child:
    """The process, started when it is needed, and again when it died. Thread-safe."""

    def __init__(self, setup: JudgeSetup) -> None:
        self._setup = setup
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._waiting: dict[int, Future[JudgedFile | str]] = {}
        self._number = 0

    def judge(self, task: Task) -> JudgedFile | str:
        """Have a file judged; what came of it, or why it cannot be read. Raises ChildDied."""
        done: Future[JudgedFile | str] = Future()
        with self._lock:
            out = self._input()
            self._number += 1
            self._waiting[self._number] = done
            try:
                pickle.dump((self._number, task), out)
                out.flush()
            except OSError as error:
                self._waiting.pop(self._number)
                raise ChildDied from error
        return done.result()

    def close(self) -> None:
        """End the process."""
        with self._lock:
            if self._process is not None and self._process.stdin is not None:
                self._process.stdin.close()

    def _input(self) -> IO[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "scheduler.backfill.child"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                start_new_session=True,  # Ctrl-C is for whoever hands out the files
            )
            threading.Thread(target=self._listen, args=(self._process,), daemon=True).start()
            pickle.dump(self._setup, self._process.stdin)  # type: ignore[arg-type]
        if self._process.stdin is None:
            raise ChildDied
        return self._process.stdin

    def _listen(self, process: subprocess.Popen[bytes]) -> None:
        while process.stdout is not None:
            try:
                number, result = pickle.load(process.stdout)  # noqa: S301 - of our own process
            except (EOFError, OSError, pickle.UnpicklingError):
                break
            with self._lock:
                done = self._waiting.pop(number)
            done.set_result(result)
        process.wait()
        with self._lock:
            lost, self._waiting = self._waiting, {}
        for done in lost.values():
            done.set_exception(ChildDied())


# --- in the child


def main() -> None:
    """Judge what comes in through standard input, until it closes."""
    incoming = sys.stdin.buffer
    outgoing = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what anybody prints is no result
    setup: JudgeSetup = pickle.load(incoming)  # noqa: S301 - of the process that started us
    run_on_reactor(lambda stop: _serve(setup, incoming, outgoing, stop))


async def _serve(setup: JudgeSetup, incoming: IO[bytes], outgoing: IO[bytes], stop: asyncio.Event) -> None:
    workers = Workers(setup.watchlist, setup.outlets, setup.count, setup.decisions)
    hosts = Hosts()

    async def fetch(address: str, file: Path) -> bool:
        return await fetch_file(address, file, setup.crawl, stop=stop, hosts=hosts)

    engine = OwnWorkers(workers, setup.count, Path(setup.folder), fetch)
    loop, closed = asyncio.get_running_loop(), asyncio.Event()
    judging: set[asyncio.Task[None]] = set()

    async def judge(number: int, task: Task) -> None:
        result = await _result(engine, task)
        pickle.dump((number, result), outgoing)
        outgoing.flush()

    def begin(number: int, task: Task) -> None:
        judging.add(asyncio.create_task(judge(number, task)))

    def listen() -> None:
        while True:
            try:
                number, task = pickle.load(incoming)  # noqa: S301 - of the process that started us
            except (EOFError, OSError, pickle.UnpicklingError):
                break
            loop.call_soon_threadsafe(begin, number, task)
        loop.call_soon_threadsafe(closed.set)

    threading.Thread(target=listen, daemon=True).start()
    await closed.wait()
    for task in judging:
        task.cancel()
    await asyncio.to_thread(workers.stop)


async def _result(engine: OwnWorkers, task: Task) -> JudgedFile | str:
    try:
        return await engine.judge(task)
    except Unfinished:
        return "it was not fetched to its end"
    except ScrapeError as error:
        return str(error)
    except Exception as error:  # noqa: BLE001 - it is told where the file was given
        return f"internal error ({type(error).__name__}: {error})"


if __name__ == "__main__":
    main()
