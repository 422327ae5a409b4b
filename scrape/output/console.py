"""Tables and messages in the terminal.

Headlines are printed as text, never as markup or terminal commands.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from pipeline.items import Coverage, CoverageStatus
from scrape.output.export import announced_cell, elsewhere_cells, gone_cell, month_cell, one_line, press_cell, shown
from scrape.output.table import print_table

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
    header = ["Month", *(["Who"] if several else []), "Headline", "Press", *(["Status"] if doubtful else [])]
    table = []
    for row in rows:
        cells = [Text(month_cell(row))]
        if several:
            cells.append(Text(one_line(row.entity_name)))
        cells += [_headline(row), Text(one_line(press_cell(row)))]
        if row.announced_by:
            cells[-1].append(f"\n{one_line(announced_cell(row))}", style="dim")
        if doubtful:
            cells.append(Text(f"{row.status.value} {row.confidence:.2f}"))
        table.append(cells)
    print_table(_stdout(), header, table)


def print_rows(header: Sequence[str], rows: Sequence[Sequence[str]], *, as_stored: bool = False) -> None:
    """A plain table on standard output; keys in addresses are hidden unless it is to be `as_stored`."""
    clean = one_line if as_stored else shown
    print_table(_stdout(), header, [[clean(cell) for cell in row] for row in rows])


def _headline(row: Coverage) -> Text:
    text = Text(one_line(row.headline))
    if row.url.lower().startswith(("http://", "https://")):
        text.append("\n")
        text.append(one_line(row.url), style="dim")
    if not row.article_id:
        why = "; ".join(one_line(reason.detail) for reason in row.evidence)
        text.append(f"\nyour own row h{-row.id}: {why}", style="dim")
    for line in elsewhere_cells(row):
        text.append(f"\n{one_line(line)}", style="dim")
    if row.gone_at is not None:
        text.stylize("strike")
        text.append(f"\n{gone_cell(row)}; its copy: scrape why --copy FILE URL")
    return text


def _stdout() -> Console:
    """Standard output: as wide as the terminal, or as COLUMNS says."""
    has_width = sys.stdout.isatty() or os.environ.get("COLUMNS", "").isdigit()
    return Console(width=None if has_width else _PLAIN_WIDTH, markup=False, highlight=False, emoji=False)
