"""How far a run has come, on standard error."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as RichProgress

from scheduler.run import Progress

__all__ = ["ProgressView"]

_PLAIN_EVERY_SECONDS = 5.0


class ProgressView:
    """A bar on a terminal, otherwise a line from time to time."""

    def __init__(self) -> None:
        self._live = sys.stderr.isatty()
        self._bar = RichProgress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._task: TaskID | None = None
        self._said = time.monotonic()

    def __enter__(self) -> Self:
        """Begin to show."""
        if self._live:
            self._bar.start()
            self._task = self._bar.add_task("reading sources", total=None)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave a clean line."""
        if self._live:
            self._bar.stop()

    def show(self, now: Progress) -> None:
        """Say how far the run has come."""
        words = f"links {now.links}, pages {now.ended}, articles {now.covered}, mentions {now.mentions}"
        if now.sources:
            words = f"sources {now.sources_done}/{now.sources}, {words}"
        if now.oldest is not None:
            words += f", back to {now.oldest:%Y-%m-%d}"
        self._say(words, now.ended, now.links)

    def count(self, what: str, done: int, total: int) -> None:
        """Say how many of so many things are done."""
        self._say(f"{what} {done}/{total}", done, total)

    def _say(self, words: str, done: int, total: int) -> None:
        if self._task is not None:
            self._bar.update(self._task, description=words, completed=done, total=total or None)
        elif not self._live and time.monotonic() - self._said >= _PLAIN_EVERY_SECONDS:
            self._said = time.monotonic()
            print(words, file=sys.stderr, flush=True)
