"""What Dask's own workers load of us: a process of ours beside each, which has the workers that judge files.

It is kept small, for the scheduler and each worker of a cluster load it: what goes through here is bytes, which the
command and that process alone read.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
import threading
from concurrent.futures import Future
from contextlib import suppress
from typing import IO, TYPE_CHECKING, Any

from distributed import WorkerPlugin, get_worker

if TYPE_CHECKING:
    from distributed import Worker

__all__ = ["ChildDied", "Judges", "judge_there"]


class ChildDied(Exception):
    """The process ended before it had judged a file: killed, or out of memory."""


class Judges(WorkerPlugin):
    """Our process on the machine of a Dask worker: begun with it, and on every worker that comes later. `setup` is
    a JudgeSetup as a pickle."""

    def __init__(self, setup: bytes) -> None:
        self._setup = setup

    def setup(self, worker: Worker) -> None:
        """The worker starts."""
        self.child = _Child(self._setup, worker.state.nthreads)

    def teardown(self, worker: Worker) -> None:
        """The worker ends."""
        del worker
        self.child.close()


def judge_there(name: str, task: bytes) -> bytes:
    """Judge a file in a Dask worker: what came of it, or why it cannot be read; pickles both. Raises ChildDied."""
    plugin: Any = get_worker().plugins[name]
    result: bytes = plugin.child.judge(task)
    return result


class _Child:
    """The process, started when it is needed, and again when it died. Thread-safe."""

    def __init__(self, setup: bytes, count: int) -> None:
        self._setup, self._count = setup, count
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._waiting: dict[int, Future[bytes]] = {}
        self._number = 0

    def judge(self, task: bytes) -> bytes:
        """Have a file judged. Raises ChildDied."""
        done: Future[bytes] = Future()
        with self._lock:
            try:
                out = self._input()
                self._number += 1
                pickle.dump((self._number, task), out)
                out.flush()
            except OSError as error:
                raise ChildDied from error
            self._waiting[self._number] = done  # no answer is taken before the lock is free
        return done.result()

    def close(self) -> None:
        """End the process."""
        with self._lock:
            if self._process is not None and self._process.stdin is not None:
                self._process.stdin.close()

    def _input(self) -> IO[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(  # noqa: S603 - of ours
                [sys.executable, "-m", "scheduler.backfill.child", str(self._count)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                start_new_session=True,  # Ctrl-C is for whoever hands out the files
            )
            self._waiting = {}  # what an earlier one had is told by its own thread
            listening = threading.Thread(target=self._listen, args=(self._process, self._waiting), daemon=True)
            listening.start()
            _open(self._process.stdin).write(self._setup)
        return _open(self._process.stdin)

    def _listen(self, process: subprocess.Popen[bytes], waiting: dict[int, Future[bytes]]) -> None:
        out = _open(process.stdout)
        with suppress(EOFError, OSError, pickle.UnpicklingError):
            while True:
                number, result = pickle.load(out)  # noqa: S301 - of our own process
                with self._lock:
                    done = waiting.pop(number)
                done.set_result(result)
        process.wait()
        with self._lock:
            lost = list(waiting.values())
            waiting.clear()
        for done in lost:
            done.set_exception(ChildDied())


def _open(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise BrokenPipeError
    return pipe
