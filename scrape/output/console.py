"""Tables and messages in the terminal.

Headlines are printed as text, never as markup or terminal commands.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.items import Coverage, CoverageStatus
from scrape.output.export import announced_cell, month_cell, one_line, press_cell, shown

__all__ = ["complain", "print_coverage", "print_rows"]

# Width of a table that goes into a file or a pipe, where no terminal says how wide it is.
_PLAIN_WIDTH = 160


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
        if row.announced_by:
            cells[-1].append(f"\n{one_line(announced_cell(row))}", style="dim")
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
