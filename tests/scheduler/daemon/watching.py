"""`scrape daemon` as a process of its own, for tests that signal or kill it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["Process", "until", "watching"]

ROOT = Path(__file__).parents[3]
_AS_JSON = ("--log-format", "json")
LIMIT = 60.0  # seconds for whatever is waited for


class Process(subprocess.Popen[str]):
    """A daemon at work, in a group of processes of its own."""

    def end(self, *signals: int, between: float = 0.5, group: bool = False) -> tuple[int, str, float]:
        """Send it (or all its `group`) signals and wait for its end: its exit code, what it said, and how many
        seconds it took since the last one."""
        for number, one in enumerate(signals):
            time.sleep(between if number else 0)
            if group:
                os.killpg(self.pid, one)
            else:
                self.send_signal(one)
        began = time.monotonic()
        out, err = self.communicate(timeout=LIMIT)
        return self.returncode, out + err, time.monotonic() - began


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
            "daemon.log",
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
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()


def until(condition: Callable[[], object], limit: float = LIMIT) -> None:
    """Wait for something to be so."""
    ends = time.monotonic() + limit
    while not condition():
        assert time.monotonic() < ends, "it did not come"
        time.sleep(0.05)
