"""Tables of a Markdown text (GitHub Flavored Markdown, section 4.10), wherever they stand but in code."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from scrape.table.reading.cells import Grid, GridRow
from scrape.table.reading.inline import read_cell

__all__ = ["code_lines", "markdown_grids", "markdown_row", "raw_cells"]

_FENCE = re.compile(r" {0,3}(?P<fence>`{3,}(?=[^`]*$)|~{3,})")
_DELIMITER = re.compile(r"\s{0,3}\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*")
_OTHER_BLOCK = re.compile(r" {0,3}(?:#{1,6}(?:\s|$)|>|<!--|</?(?:div|p|table|details|section|h[1-6])\b|`{3}|~{3})")
_CELL = re.compile(r"(?:\\.|[^\\|]|\\$)*+")


def markdown_grids(lines: Sequence[str]) -> Iterator[Grid]:
    """The tables of the lines of a text, with their header first; their rows are numbered from 1."""
    in_code = code_lines(lines)
    at = 1
    while at < len(lines):
        header, delimiter = lines[at - 1], lines[at]
        if not _begins(header, delimiter) or in_code[at] or in_code[at - 1]:
            at += 1
            continue
        rows = [markdown_row(at, header)]
        at += 1
        while at < len(lines) and not in_code[at] and lines[at].strip() and not _OTHER_BLOCK.match(lines[at]):
            rows.append(markdown_row(at + 1, lines[at]))
            at += 1
        yield Grid(tuple(rows), "line", has_header=True)
        at += 1


def _begins(header: str, delimiter: str) -> bool:
    if "|" not in header or "-" not in delimiter or "|" not in delimiter:
        return False
    return _DELIMITER.fullmatch(delimiter) is not None and not _OTHER_BLOCK.match(header)


def code_lines(lines: Sequence[str]) -> list[bool]:
    """Of each line, whether it stands in a fenced block of code, the fences among them."""
    inside: list[bool] = []
    fence = ""
    for line in lines:
        match = _FENCE.match(line)
        if fence:
            inside.append(True)
            closes = match is not None and match["fence"].startswith(fence) and not line[match.end() :].strip()
            fence = "" if closes else fence
        else:
            inside.append(match is not None)
            fence = match["fence"] if match is not None else ""
    return inside


def markdown_row(number: int, line: str) -> GridRow:
    """The row that the line with this number is."""
    return GridRow(number, tuple(read_cell(cell.replace("\\|", "|")) for cell in raw_cells(line)), line)


def raw_cells(line: str) -> list[str]:
    """The cells of a line as they are written, without blanks around them."""
    cells, at = [], 0
    text = line.strip()
    while True:
        match = _CELL.match(text, at)
        end = match.end() if match is not None else len(text)
        cells.append(text[at:end].strip() if end > at else "")
        if end >= len(text):
            break
        at = end + 1
    if text.startswith("|"):
        cells = cells[1:]
    if len(cells) > 1 and not cells[-1] and text.endswith("|"):
        cells = cells[:-1]
    return cells
