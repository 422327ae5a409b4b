"""Cells of a small sheet, put in any order: a workbook that is not held in memory takes them from the top down."""

from __future__ import annotations

from collections import defaultdict

from xlsxwriter.format import Format
from xlsxwriter.url import Url
from xlsxwriter.worksheet import Worksheet

from scrape.output.clippings.coverage_sheet import cell_text

__all__ = ["CoverGrid"]


class CoverGrid:
    """Cells by row and column, from 0; `row_height` in pixels is that of rows for which nothing else is said."""

    def __init__(self, row_height: int) -> None:
        self._rows: defaultdict[int, dict[int, tuple[str | float | Url | None, Format]]] = defaultdict(dict)
        self._heights: defaultdict[int, int] = defaultdict(lambda: row_height)

    @property
    def last_row(self) -> int:
        """The last row that has a cell."""
        return max(self._rows)

    def put(self, row: int, column: int, value: str | float | Url | None, look: Format) -> None:
        """Put a cell; what stood there is replaced."""
        self._rows[row][column] = (value, look)

    def fill(self, row: int, first: int, last: int, look: Format) -> None:
        """Give the cells from `first` to `last` that hold nothing a look."""
        for column in range(first, last + 1):
            self._rows[row].setdefault(column, (None, look))

    def height(self, row: int, pixels: int) -> None:
        """Set the height of a row."""
        self._heights[row] = pixels

    def write(self, sheet: Worksheet) -> None:
        """Write all cells into an empty sheet."""
        for row in range(self.last_row + 1):
            sheet.set_row_pixels(row, self._heights[row])
            for column, (value, look) in sorted(self._rows[row].items(), key=lambda item: item[0]):
                _write(sheet, row, column, value, look)


def _write(sheet: Worksheet, row: int, column: int, value: str | float | Url | None, look: Format) -> None:
    if isinstance(value, Url):
        sheet.write_url(row, column, value, look)
    elif isinstance(value, str) and value:
        sheet.write_string(row, column, cell_text(value), look)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value, look)
    else:
        sheet.write_blank(row, column, None, look)
