"""Tables of comma-separated files, whatever character separates them (RFC 4180, and what spreadsheets write)."""

from __future__ import annotations

import csv
import re
from collections import Counter
from itertools import islice
from pathlib import Path

from pipeline.errors import UsageError
from scrape.table.reading.cells import Cell, Grid, GridRow

__all__ = ["delimited_grid"]

_SEPARATORS = ",;\t"
_SAMPLE = 50  # rows by which the separator is told
_GUARDED = re.compile(r"'(?=[=+\-@＝＋－＠])")  # an apostrophe that keeps a spreadsheet from computing a cell


def delimited_grid(path: Path, text: str) -> Grid:
    """The table of a file. Raises UsageError when a cell never ends."""
    separator = max(_SEPARATORS, key=lambda character: _columns(text, character))
    reader = csv.reader(_lines(text), delimiter=separator)
    rows, number = [], 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append(GridRow(number, tuple(_cell(cell) for cell in cells)))
            number = reader.line_num + 1
    except csv.Error as error:
        raise UsageError(f"{path}: line {number} cannot be read as a row ({error})") from error
    return Grid(tuple(rows), "line")


def _lines(text: str) -> list[str]:
    """The lines with their ends: other separators than a line feed are part of a cell."""
    return [f"{line}\n" for line in text.split("\n")]


def _columns(text: str, separator: str) -> tuple[int, int]:
    """In how many of the first rows this separator gives the same number of cells, two or more; and that number."""
    try:
        counts = Counter(map(len, islice(csv.reader(_lines(text[:200_000]), delimiter=separator), _SAMPLE)))
    except csv.Error:
        return 0, 0
    several = [(rows, cells) for cells, rows in counts.items() if cells > 1]
    return max(several, default=(0, 0))


def _cell(text: str) -> Cell:
    words = _GUARDED.sub("", " ".join(text.split()), count=1) if text.startswith("'") else " ".join(text.split())
    return Cell(words, words if words.lower().startswith(("http://", "https://")) else "")
