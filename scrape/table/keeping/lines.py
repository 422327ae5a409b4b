"""Lines of a Markdown table: what they say, and how a row of ours is written among them. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.dates import month_of
from pipeline.items import Coverage
from scrape.formats.options import ExportOptions
from scrape.formats.plain import markdown_line, markdown_table
from scrape.table.read import written_row
from scrape.table.reading.cells import Grid
from scrape.table.reading.columns import Columns, columns_of
from scrape.table.reading.markdown import markdown_grids, markdown_row, raw_cells
from scrape.table.written import WrittenRow

__all__ = ["Layout", "LinedTable", "new_table", "tables_in"]

_MONTH = re.compile(
    r"(?P<year>\d{4})(?P<between>\D{1,3})(?P<month>\d{1,2})(?:(?P=between)(?P<day>\d{1,2}))?(?P<end>\D{0,2})"
)
_NAMES = "January February March April May June July August September October November December".split()
_NAMED = re.compile(
    rf"(?:(?P<whole>{'|'.join(_NAMES)})|(?:{'|'.join(name[:3] for name in _NAMES)}))(?P<end>\.?) \d{{4}}"
)
_PLAIN = re.compile(r"[^\\`*_\[\]|<>&~]+")  # words without markup


@dataclass(frozen=True, slots=True)
class Layout:
    """How the rows of a table are written: the column of each role, how many columns there are, whether pipes stand
    at both ends of a line, a month as it is written, and the words of links that have a column of their own."""

    places: Mapping[str, int]
    width: int
    is_framed: bool = False
    month: str = "2024.08"
    link: str = ""

    def read(self, line: str, number: int = 0) -> WrittenRow:
        """What the line with this number says."""
        return written_row(markdown_row(number, line), self.places, None)[0]

    def line(self, row: Coverage, lang: str | None) -> str:
        """The line of a row; that which a person wrote, where it has the columns of this table."""
        if row.written and self._fits(row):
            return row.written
        cells = [""] * self.width
        for role, place in self.places.items():
            cells[place] = self._cell(row, role, lang)
        line = " | ".join(cells)
        return f"| {line} |" if self.is_framed else line

    def _fits(self, row: Coverage) -> bool:
        read = self.read(row.written)
        same_words = (read.headline, read.url, read.label) == (row.headline, row.url, row.label)
        return same_words and len(raw_cells(row.written)) == self.width

    def _cell(self, row: Coverage, role: str, lang: str | None) -> str:
        if role == "month":
            return _month_like(self.month, row)
        if role == "headline" and "url" in self.places:
            bare = _cell(replace(row, url="", gone_at=None), "headline", lang)
            return bare.removeprefix("[").removesuffix("]()")
        if role == "url":
            address = _cell(row, "url", lang)
            return f"[{self.link}]({address[1:-1]})" if address and _PLAIN.fullmatch(self.link) else address
        return _cell(row, {"outlet": "press"}.get(role, role), lang)


def _cell(row: Coverage, column: str, lang: str | None) -> str:
    line = markdown_line(replace(row, written=""), ExportOptions(lang=lang, columns=(column,)))
    return line.removeprefix("|").removesuffix("|").strip()


def _month_like(example: str, row: Coverage) -> str:
    """The month of a row in the form of `example`, which is a month or a day."""
    match = _MONTH.fullmatch(example)
    month = month_of(row.month or "")
    if month is None:
        return _cell(row, "month", None)
    if named := _NAMED.fullmatch(example):
        name = _NAMES[int(month[5:]) - 1]
        return f"{name if named['whole'] else name[:3]}{named['end']} {month[:4]}"
    if match is None:
        return month.replace("-", ".")
    day = f"{row.published_on.day:0{len(match['day'])}}" if match["day"] and row.published_on is not None else ""
    number = f"{int(month[5:]):0{len(match['month'])}}"
    between = match["between"]
    return f"{month[:4]}{between}{number}{f'{between}{day}' if day else ''}{match['end']}"


@dataclass(frozen=True, slots=True)
class LinedTable:
    """A table in the lines of a text: its layout, its rows with the lines they stand on (`WrittenRow.number`,
    counted from 0), and the line before the first of them."""

    layout: Layout
    rows: tuple[WrittenRow, ...]
    head: int


def tables_in(lines: Sequence[str]) -> list[LinedTable]:
    """The tables of coverage in the lines of a Markdown text: those whose columns are told best."""
    found = [(grid, columns) for grid in markdown_grids(lines) if (columns := columns_of(grid)) is not None]
    best = max((columns.told for _, columns in found), default=0)
    return [_lined(grid, columns) for grid, columns in found if columns.told == best]


def new_table(lang: str | None) -> list[str]:
    """The head of a table of our own."""
    return "".join(markdown_table(lambda: (), ExportOptions(lang=lang))).splitlines()


def _lined(grid: Grid, columns: Columns) -> LinedTable:
    head, *body = grid.rows
    layout = Layout(columns.places, len(head.cells), is_framed=head.line.lstrip().startswith("|"))
    rows = tuple(
        replace(written_row(row, columns.places, None)[0], number=row.number - 1, line=row.line) for row in body
    )
    months = Counter(shape for row in rows if (shape := _shape(row.month)) is not None)
    links = Counter(
        row.cells[place].link
        for row in body
        if (place := columns.places.get("url", len(row.cells))) < len(row.cells)
    )
    layout = replace(
        layout,
        month=months.most_common(1)[0][0] if months else layout.month,
        link=links.most_common(1)[0][0] if links else "",
    )
    return LinedTable(layout, rows, head.number)


def _shape(month: str) -> str | None:
    """A month written in the way of this one, the same for all that are written alike."""
    if month.startswith("May"):
        return None  # short and whole are the same
    if named := _NAMED.fullmatch(month):
        return f"{'August' if named['whole'] else 'Aug'}{named['end']} 2024"
    match = _MONTH.fullmatch(month)
    if match is None:
        return None
    day = f"{match['between']}{'01' if match['day'].startswith('0') else '1'}" if match["day"] else ""
    return f"2024{match['between']}{'08' if len(match['month']) == 2 else '8'}{day}{match['end']}"
