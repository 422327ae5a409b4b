"""What a person sees in the terminal: the table, and how far a run has come.

Headlines are printed as text, never as markup or terminal commands.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as RichProgress
from rich.table import Table
from rich.text import Text

from pipeline.items import Coverage, CoverageStatus
from scheduler.run import Progress
from scrape.output.export import month_cell, one_line, press_cell, shown

__all__ = ["ProgressView", "complain", "print_coverage", "print_rows"]

# Width of a table that goes into a file or a pipe, where no terminal says how wide it is.
_PLAIN_WIDTH = 160
_PLAIN_EVERY_SECONDS = 5.0


def complain(text: str) -> None:
    """One line on standard error."""
    print(shown(text), file=sys.stderr)


def print_coverage(rows: Sequence[Coverage]) -> None:
    """The coverage table on standard output; one table, a column for the entity when there are several."""
    several = len({row.entity_id for row in rows}) > 1
    doubtful = any(row.status is not CoverageStatus.CONFIRMED for row in rows)
    table = Table(box=None, pad_edge=False, header_style="bold", show_edge=False)
    table.add_column("Month", no_wrap=True)
    if several:
        table.add_column("Who", overflow="fold")
    table.add_column("Headline", overflow="fold", ratio=1)
    table.add_column("Press", overflow="fold")
    if doubtful:
        table.add_column("Status", no_wrap=True)
    for row in rows:
        cells = [Text(month_cell(row))]
        if several:
            cells.append(Text(one_line(row.entity_name)))
        cells += [_headline(row), Text(one_line(press_cell(row)))]
        if doubtful:
            cells.append(Text(f"{row.status.value} {row.confidence:.2f}"))
        table.add_row(*cells)
    _stdout().print(table)


def print_rows(header: Sequence[str], rows: Sequence[Sequence[str]], *, as_stored: bool = False) -> None:
    """A plain table on standard output; keys in addresses are hidden unless it is to be `as_stored`."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in header:
        table.add_column(Text(name), overflow="fold")
    for row in rows:
        table.add_row(*(Text((one_line if as_stored else shown)(cell)) for cell in row))
    _stdout().print(table)


def _headline(row: Coverage) -> Text:
    text = Text(one_line(row.headline))
    if row.url.lower().startswith(("http://", "https://")):
        text.append("\n")
        text.append(one_line(row.url), style="dim")
    return text


def _stdout() -> Console:
    return Console(width=None if sys.stdout.isatty() else _PLAIN_WIDTH, markup=False, highlight=False, emoji=False)


class ProgressView:
    """Progress on standard error: a bar on a terminal, else a line now and then."""

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
        words = (
            f"sources {now.sources_done}/{now.sources}, links {now.links}, pages {now.ended}, "
            f"articles {now.covered}, mentions {now.mentions}"
        )
        if now.oldest is not None:
            words += f", back to {now.oldest:%Y-%m-%d}"
        if self._task is not None:
            self._bar.update(self._task, description=words, completed=now.ended, total=now.links or None)
        elif not self._live and time.monotonic() - self._said >= _PLAIN_EVERY_SECONDS:
            self._said = time.monotonic()
            print(words, file=sys.stderr, flush=True)
