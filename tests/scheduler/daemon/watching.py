"""`scrape daemon` as a process of its own, for tests that signal or kill it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.waiting import LIMIT, until

__all__ = ["ROOT", "Process", "watching"]

ROOT = Path(__file__).parents[3]
_AS_JSON = ("--log-format", "json")
_LOG = "daemon.log"


class Process(subprocess.Popen[str]):
    """A daemon at work, in a group of processes of its own. `log` is its log file."""

    log: Path

    def send(self, number: int, *, group: bool = False) -> None:
        """Send it (or all its `group`) a signal."""
        if group:
            os.killpg(self.pid, number)
        else:
            self.send_signal(number)

    def stop(self, number: int, *, group: bool = False) -> None:
        """Send it a signal that tells it to stop, and wait until it has heard it."""
        self.send(number, group=group)
        until(lambda: self.has_said("finishes the pages in progress") or self.poll() is not None)

    def has_said(self, words: str) -> bool:
        """Whether these words stand in its log."""
        return self.log.exists() and words in self.log.read_text(encoding="utf-8")

    def end(self) -> tuple[int, str]:
        """Wait for its end: its exit code, and what it said."""
        out, err = self.communicate(timeout=LIMIT)
        return self.returncode, out + err


@contextmanager
def watching(config: Path, **environment: str) -> Iterator[Process]:
    """A daemon with that configuration; it is killed when the context ends."""
    process = Process(
        [
            sys.executable,
            "-m",
            "scrape.cli",
            "--config",
            str(config),
            "--log-file",
            _LOG,
            *_AS_JSON,
            "daemon",
        ],
        cwd=config.parent,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    process.log = config.parent / _LOG
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()
