"""The clipping report: an Excel workbook of a cover, all rows, the rows of each name, and counts by month.

Equal rows give equal bytes. Of many rows none is held but for its link, see `Links`; few are held, which is faster.
"""

from __future__ import annotations

from datetime import UTC, datetime
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import BinaryIO

from xlsxwriter.workbook import Workbook

from pipeline.errors import UsageError
from scrape.output.clippings.cover import Cover
from scrape.output.clippings.coverage_sheet import HELD_ROWS, MOST_ROWS, CoverageSheet, Links
from scrape.output.clippings.line import clipping_line
from scrape.output.clippings.looks import FONT, Looks
from scrape.output.clippings.months_sheet import write_months
from scrape.output.clippings.options import ClippingOptions, RowSource
from scrape.output.clippings.sheet_names import SheetNames
from scrape.output.clippings.summary import Summary, document_title, summary_of

__all__ = ["write_xlsx"]

_MOST_SHEETS = 100  # of names; each is an open file until the end
_CREATED = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)


def write_xlsx(rows: RowSource, out: BinaryIO, options: ClippingOptions) -> None:
    """Write the report of `rows`, which are read twice, to `out`. Raises UsageError when they are too many."""
    summary = summary_of(rows(), options)
    if summary.rows > MOST_ROWS:
        raise UsageError(
            f"--format xlsx: a sheet holds {MOST_ROWS:,} rows and these are {summary.rows:,}; "
            "narrow them with --since or --person, or ask for csv"
        )
    if out.seekable():
        _write_book(summary, rows, out, options)
        return
    with TemporaryFile() as file:  # a pipe would make another file of it, that not every program opens
        _write_book(summary, rows, file, options)
        file.seek(0)
        copyfileobj(file, out)


def _write_book(summary: Summary, rows: RowSource, out: BinaryIO, options: ClippingOptions) -> None:
    book = Workbook(
        out,
        {
            "constant_memory": summary.rows > HELD_ROWS,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_format_properties": {"font_name": FONT, "font_size": 10},
        },
    )
    title = document_title(summary, options)
    book.set_properties({"title": title, "created": _CREATED})
    _Report(book, summary, options, title).write(rows)
    book.close()


class _Report:
    """The sheets of a workbook, in the order in which they stand."""

    def __init__(self, book: Workbook, summary: Summary, options: ClippingOptions, title: str) -> None:
        self._book, self._summary, self._options, self._title = book, summary, options, title
        self._looks, self._links = Looks(book), Links()
        words, taken = summary.words, SheetNames()
        cover, self._everything, self._months = map(taken.take, (words.summary, words.everything, words.by_month))
        self._cover = book.add_worksheet(cover)
        self._named = [name for name in summary.by_name if name.rows]
        self._all: CoverageSheet | None = None
        if len(self._named) != 1:  # else it would be the same as that of the name
            links = self._links if 2 * summary.rows <= self._links.left else Links(0)
            self._all = self._add_sheet(self._everything, links, with_names=True)
        self._of_names = {
            name.entity_id: self._add_sheet(taken.take(name.name), self._links)
            for name in self._named[:_MOST_SHEETS]
        }

    def write(self, rows: RowSource) -> None:
        """Write all sheets, and read `rows` once."""
        words = self._summary.words
        note = words.only_first_form.format(_MOST_SHEETS, self._everything) if self._leaves_out_names else ""
        cover = Cover(self._summary, self._options, self._looks, self._title, self._months)
        cover.write(self._book, self._cover, self._links, note)
        for row in rows():
            line = clipping_line(row, self._options)
            for sheet in (self._all, self._of_names.get(row.entity_id)):
                if sheet is not None:
                    sheet.add(line)
        for sheet in (self._all, *self._of_names.values()):
            if sheet is not None:
                sheet.close()
        if self._summary.by_month:
            write_months(self._book, self._months, self._summary, self._looks, self._title)

    @property
    def _leaves_out_names(self) -> bool:
        return len(self._named) > _MOST_SHEETS

    def _add_sheet(self, name: str, links: Links, *, with_names: bool = False) -> CoverageSheet:
        return CoverageSheet(
            self._book,
            name,
            looks=self._looks,
            words=self._summary.words,
            title=self._title,
            links=links,
            with_names=with_names,
        )
