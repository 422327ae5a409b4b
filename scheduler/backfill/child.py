"""Worker processes on behalf of a Dask worker: a process of ours that Dask starts on each of its machines.

It has the same workers as a backfill without Dask: forked from one process that has loaded what they share, bounded
in time and begun anew when a page kills one. Tasks come in and results go out through pipes, as pickles between two
processes of one machine and one program; when the pipe closes, everything here ends.
"""

from __future__ import annotations

import asyncio
import os
import pickle
import sys
import threading
from collections.abc import Mapping
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

__all__ = ["JudgeSetup"]


@dataclass(frozen=True, slots=True)
class JudgeSetup:
    """What workers need to know: who is looked for, the outlets, past decisions, and how files are fetched into
    `folder`."""

    watchlist: Watchlist
    outlets: tuple[Outlet, ...]
    decisions: Mapping[str, PastDecisions]
    crawl: CrawlSettings
    folder: str


def main() -> None:
    """Judge what comes in through standard input, until it closes; so many files at once as the argument says."""
    incoming = sys.stdin.buffer
    outgoing = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what anybody prints is no result
    setup: JudgeSetup = pickle.load(incoming)  # noqa: S301 - of the process that started us
    run_on_reactor(lambda stop: _serve(setup, int(sys.argv[1]), incoming, outgoing, stop))


async def _serve(
    setup: JudgeSetup, count: int, incoming: IO[bytes], outgoing: IO[bytes], stop: asyncio.Event
) -> None:
    workers = Workers(setup.watchlist, setup.outlets, count, setup.decisions)
    hosts = Hosts()

    async def fetch(address: str, file: Path) -> bool:
        return await fetch_file(address, file, setup.crawl, stop=stop, hosts=hosts)

    engine = OwnWorkers(workers, count, Path(setup.folder), fetch)
    loop, closed = asyncio.get_running_loop(), asyncio.Event()
    judging: set[asyncio.Task[None]] = set()

    async def judge(number: int, task: Task) -> None:
        result = await _result(engine, task)
        pickle.dump((number, pickle.dumps(result)), outgoing)
        outgoing.flush()

    def begin(number: int, task: Task) -> None:
        judging.add(asyncio.create_task(judge(number, task)))

    def listen() -> None:
        while True:
            try:
                number, task = pickle.load(incoming)  # noqa: S301 - of the process that started us
                task = pickle.loads(task)  # noqa: S301 - of the command
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
