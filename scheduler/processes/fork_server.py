"""The process that workers are forked from.

It begins without the analyser of Korean, which takes 255 MB and a second. A worker that needs it has the server
load it (SIGUSR1) and gives its page back; the workers forked from then on share it. A server that has no workers
left can be ended; `multiprocessing` starts another when it needs one.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
from multiprocessing.context import BaseContext, ForkServerContext
from multiprocessing.synchronize import RLock

from pipeline.language import morphology

__all__ = ["begin_in_worker", "end_server", "workers_context"]

_PRELOAD = ("scheduler.forkserver.session", "scheduler.forkserver.preload")
_LONGEST_END = 30.0  # seconds
_IS_THERE = "forkserver" in multiprocessing.get_all_start_methods()


class _Context(ForkServerContext):
    """Its locks live as long as itself. A pool that closes drops them before it ends its workers: one that was
    just being forked would find its locks gone, and say so with a traceback."""

    def __init__(self) -> None:
        super().__init__()
        self._locks: list[RLock] = []

    def RLock(self) -> RLock:  # noqa: N802 - the name it has there
        self._locks.append(super().RLock())
        return self._locks[-1]


def workers_context() -> BaseContext:
    """How to start workers: forked from a clean process that has loaded what they share. Where that cannot be, each
    loads everything itself."""
    if not _IS_THERE:
        return multiprocessing.get_context("spawn")
    context = _Context()
    context.set_forkserver_preload(list(_PRELOAD))
    return context


def begin_in_worker(*, may_load: bool) -> None:
    """Have this worker ask the server for the analyser of Korean instead of loading it for itself alone, unless it
    `may_load` it, or was forked from no such server."""
    if not may_load and _PRELOAD[-1] in sys.modules:
        morphology.load_by(lambda: os.kill(os.getppid(), signal.SIGUSR1))


def end_server(pid: int) -> None:
    """End the server `pid`, which has no workers left, and wait until it is gone: who then starts workers must not
    find it dying."""
    if not _IS_THERE or pid == os.getpid():
        return
    os.kill(pid, signal.SIGTERM)
    ends = time.monotonic() + _LONGEST_END
    while os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is None and time.monotonic() < ends:
        time.sleep(0.01)
