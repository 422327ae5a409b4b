"""Rows and columns as lines of text: as wide as there is room, no blanks at their ends, addresses whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.text import Text

__all__ = ["fitted", "print_table"]

_Cell = str | Text
_GAP = 2
_NARROWEST = 12  # cells of a column that gives way to others


def fitted(line: str, cells: int) -> str:
    """`line`, or its beginning with ``…`` where it takes more than so many cells."""
    return line if cell_len(line) <= cells else f"{set_cell_size(line, max(cells - 1, 1)).rstrip()}…"


def print_table(console: Console, header: Sequence[str], rows: Sequence[Sequence[_Cell]]) -> None:
    """Print a table as wide as the console. A cell that holds more wraps between words; a word longer than its
    column, such as an address, runs over its end, and what stands to the right of it moves one line down."""
    for line in _table_lines(header, rows, console.width):
        if console.is_terminal:
            console.print(_as_text(line), soft_wrap=True)
        else:
            console.file.write(f"{line}\n")


def _table_lines(header: Sequence[str], rows: Sequence[Sequence[_Cell]], width: int) -> Iterator[_Cell]:
    table = [[Text(name, style="bold") for name in header], *rows]
    widths = _widths(table, width)
    starts = [0, *accumulate(column + _GAP for column in widths)]
    for row in table:
        if (line := _plain_line(row, widths)) is not None:
            yield line
        else:
            yield from _row_lines([_as_text(cell) for cell in row], widths, starts)


def _as_text(cell: _Cell) -> Text:
    return cell if isinstance(cell, Text) else Text(cell)


def _plain_line(row: Sequence[_Cell], widths: Sequence[int]) -> str | None:
    """The line of a row without styles whose cells have room, as most have; None of another one."""
    line = ""
    for cell, width in zip(row, widths, strict=False):
        if isinstance(cell, Text) or "\n" in cell or (room := width - _cells(cell)) < 0:
            return None
        line += cell + " " * (room + _GAP)
    return line.rstrip()


def _cells(text: str) -> int:
    return len(text) if text.isascii() and text.isprintable() else cell_len(text)


def _widths(table: Sequence[Sequence[_Cell]], width: int) -> list[int]:
    """As wide as the lines of each column; when that is too much for all, the widest columns are narrowed."""
    columns = list(zip(*table, strict=True))
    widths = [max(_wanted(cell) for cell in column) for column in columns]
    room = max(width - _GAP * (len(columns) - 1), len(columns))
    while sum(widths) > room and max(widths) > _NARROWEST:
        widest = widths.index(max(widths))
        second = max((other for at, other in enumerate(widths) if at != widest), default=0)
        excess = sum(widths) - room
        widths[widest] = max(_NARROWEST, min(widths[widest] - 1, max(second, widths[widest] - excess)))
    return widths


def _wanted(cell: _Cell) -> int:
    """How wide a cell is; an address below something else may run over its end."""
    first, *others = str(cell).split("\n")
    return max(_cells(first), *(_cells(line) for line in others if "://" not in line), 0)


def _row_lines(row: Sequence[Text], widths: Sequence[int], starts: Sequence[int]) -> Iterator[Text]:
    lines: list[Text] = []
    for cell, width, start in zip(row, widths, starts, strict=False):
        pieces = _wrapped(cell, width)
        first = _first_free(lines, len(pieces), start)
        lines += [Text() for _ in range(first + len(pieces) - len(lines))]
        for at, piece in enumerate(pieces, first):
            if piece.plain:
                lines[at].append(" " * (start - cell_len(lines[at].plain))).append_text(piece)
    yield from lines


def _first_free(lines: Sequence[Text], count: int, start: int) -> int:
    """The first of `count` lines on which nothing runs into the column at `start`."""
    first = 0
    for at, line in enumerate(lines):
        if at >= first + count:
            break
        if start and cell_len(line.plain) > start - _GAP:
            first = at + 1
    return first


def _wrapped(cell: Text, width: int) -> list[Text]:
    """The lines of a cell: wrapped between words, and nowhere else."""
    lines = []
    for line in cell.split("\n", allow_blank=True):
        start = 0
        for end in _breaks(line.plain, width):
            lines.append(line[start:end])
            start = end
        lines.append(line[start:])
    for line in lines:
        line.rstrip()
    return lines


def _breaks(line: str, width: int) -> Iterator[int]:
    """Where a line is broken: before the word that would not fit."""
    start = word = 0
    while word < len(line):
        blank = line.find(" ", word)
        end = len(line) if blank < 0 else blank
        if word > start and cell_len(line[start:end]) > width:
            yield word
            start = word
        word = end + 1
