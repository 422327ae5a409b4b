"""The sheet of counts by month, also of each name; the chart of the cover is drawn from it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from xlsxwriter.workbook import Workbook

from scrape.output.clippings.coverage_sheet import FIRST_YEAR, cell_text, print_on_a4
from scrape.output.clippings.looks import Looks
from scrape.output.clippings.summary import NameCount, Summary
from scrape.output.export import one_line

__all__ = ["CHARTED", "charted_months", "write_months"]

CHARTED = 24  # months
_NAMES = 20  # columns of names


def charted_months(summary: Summary) -> tuple[tuple[str, int], ...]:
    """The months a chart shows: the last ones."""
    return summary.by_month[-CHARTED:]


def write_months(book: Workbook, name: str, summary: Summary, looks: Looks, title: str) -> None:
    """Add the sheet: the oldest month first, so that a chart reads from left to right."""
    sheet = book.add_worksheet(name)
    words, names = summary.words, _columns(summary)
    sheet.set_column(0, 0, 12)
    sheet.set_column(1, 1 + len(names), 14)
    sheet.set_row_pixels(0, 26)
    headings = [words.month_heading, words.everything, *(cell_text(one_line(name.name)) for name in names)]
    for at, heading in enumerate(headings):
        sheet.write_string(0, at, heading, looks.header if at == 0 else looks.header_right)
    for row, (month, count) in enumerate(summary.by_month, 1):
        first = date(int(month[:4]), int(month[5:]), 1)
        if first.year < FIRST_YEAR:
            sheet.write_string(row, 0, month.replace("-", "."), looks.month)
        else:
            sheet.write_datetime(row, 0, first, looks.month)
        sheet.write_number(row, 1, count, looks.total)
        for at, one in enumerate(names, 2):
            sheet.write_number(row, at, one.by_month[month], looks.count)
    sheet.conditional_format(
        1, 0, len(summary.by_month), len(headings) - 1, {"type": "no_errors", "format": looks.lined}
    )
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    sheet.hide_gridlines(2)
    print_on_a4(sheet, title, words)


def _columns(summary: Summary) -> Sequence[NameCount]:
    """The names with most coverage; of a single one the total says it."""
    return summary.by_name[:_NAMES] if len(summary.by_name) > 1 else ()
