"""The first sheet of the clipping report: who, when, how much, where, and what is new."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rich.cells import cell_len
from xlsxwriter.url import Url
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from scrape.output.clippings.cover_grid import CoverGrid
from scrape.output.clippings.coverage_sheet import Links, cell_text, print_on_a4
from scrape.output.clippings.line import ClippingLine, clipping_line
from scrape.output.clippings.looks import ACCENT, BAR, FONT, LINE, QUIET, Looks
from scrape.output.clippings.months_sheet import charted_months
from scrape.output.clippings.options import ClippingOptions
from scrape.output.clippings.summary import Summary
from scrape.output.export import one_line

__all__ = ["Cover"]

# Three blocks side by side, each a label, a number and a share; the third may be a chart. Widths are in digits.
_WIDTHS = (2, 22, 8, 8, 3, 22, 8, 8, 3, 16, 16, 14, 14)
_LEFT, _MIDDLE, _RIGHT, _END = 1, 5, 9, 12
_FIGURES, _BLOCKS = 3, 6  # rows
_LINES = 10  # of a block
_ROW = 23  # pixels
_CHART_WIDTH = 445  # pixels
_LABELLED = 12  # months with their number above
_LABELS, _GRID_LINES = 6, 4  # of the chart, about
_PLACES = 3  # headline, lead, text
_FEW_MONTHS = 2  # no chart is drawn of so many
_FIT = 66  # cells of a headline between its date and its outlet

_EPOCH = date(1899, 12, 30)  # of Excel's days

_Items = Sequence[tuple[str, int]]


class Cover:
    """The cover of a workbook, put together from counts; `months` is the name of the sheet with those by month."""

    def __init__(self, summary: Summary, options: ClippingOptions, looks: Looks, title: str, months: str) -> None:
        self._summary, self._options, self._looks = summary, options, looks
        self._title, self._months = title, months
        self._words = summary.words
        self._grid = CoverGrid(_ROW)
        self._lines = _LINES  # of the longest block
        self._has_chart = sum(1 for _, count in summary.by_month if count) > _FEW_MONTHS

    def write(self, book: Workbook, sheet: Worksheet, links: Links, note: str = "") -> None:
        """Write the cover into an empty sheet, with a line of `note` at its end."""
        for column, width in enumerate(_WIDTHS):
            sheet.set_column(column, column, width, self._looks.plain)
        self._put_head()
        self._put_blocks()
        self._put_newest(links)
        self._put_notes(note)
        self._grid.write(sheet)
        for column in (_LEFT + 1, _MIDDLE + 1, *(() if self._has_chart else (_RIGHT + 1,))):
            self._draw_bars(sheet, column)
        if self._has_chart:
            self._insert_chart(book, sheet)
        sheet.hide_gridlines(2)
        print_on_a4(sheet, self._title, self._words)
        sheet.fit_to_pages(1, 1)
        sheet.center_horizontally()
        sheet.print_area(0, 0, self._grid.last_row, _END)

    def _put_head(self) -> None:
        grid, looks, words, summary = self._grid, self._looks, self._words, self._summary
        grid.height(0, 46)
        grid.put(0, _LEFT, self._title, looks.title)
        grid.height(1, 26)
        grid.put(1, _LEFT, "  ·  ".join(filter(None, (words.coverage, summary.period))), looks.subtitle)
        grid.fill(1, _LEFT, _END, looks.subtitle)
        figures = [
            (summary.stories, words.found),
            (len(summary.by_outlet), words.outlets_found),
            (summary.in_headline, words.found_in_headline),
            (summary.quoted, words.found_quoted),
        ]
        known = [figure for figure in figures if figure[0]] or figures[:1]
        grid.height(_FIGURES, 36)
        for column, (number, caption) in zip((_LEFT, _MIDDLE, _RIGHT, _END - 1), known, strict=False):
            grid.put(_FIGURES, column, number, looks.figure)
            grid.put(_FIGURES + 1, column, caption, looks.caption)

    def _put_blocks(self) -> None:
        words, summary = self._words, self._summary
        if not self._has_chart:
            longest = max(len(summary.by_name), len(summary.by_outlet), _PLACES)
            self._lines = min(longest, _LINES)
        if len(summary.by_name) > 1:
            names = [(one_line(name.name), name.rows) for name in summary.by_name]
            self._put_block(_LEFT, words.by_name, names, summary.rows)
            self._put_block(_MIDDLE, words.by_outlet, summary.by_outlet, summary.stories)
        else:
            places = [
                (words.in_headline, summary.in_headline),
                (words.in_lead, summary.in_lead),
                (words.in_text, summary.in_text),
            ]
            self._put_block(_LEFT, words.by_outlet, summary.by_outlet, summary.stories)
            if any(count for _, count in places):
                self._put_block(_MIDDLE, words.place, places, summary.stories)
        if self._has_chart:
            shown = len(charted_months(summary))
            recent = f" ({words.last_months_form.format(shown)})" if shown < len(summary.by_month) else ""
            self._put_heading(_BLOCKS, _RIGHT, _END, f"{words.by_month}{recent}")
        else:
            months = [(month.replace("-", "."), count) for month, count in reversed(summary.by_month)]
            self._put_block(_RIGHT, words.by_month, months, summary.stories)

    def _put_block(self, column: int, heading: str, items: _Items, whole: int) -> None:
        """A block of counts and of their shares of `whole`; what does not fit is counted in its last line."""
        grid, looks = self._grid, self._looks
        self._put_heading(_BLOCKS, column, column + 2, heading)
        grid.put(_BLOCKS, column + 1, self._words.count, looks.heading_number)
        grid.put(_BLOCKS, column + 2, self._words.share, looks.heading_number)
        shown = items if len(items) <= self._lines else items[: self._lines - 1]
        for row, (label, count) in enumerate(shown, _BLOCKS + 1):
            grid.put(row, column, one_line(label), looks.item)
            grid.put(row, column + 1, count, looks.item_number)
            grid.put(row, column + 2, count / whole if whole else 0, looks.item_share)
        if len(items) > len(shown):
            row = _BLOCKS + 1 + len(shown)
            grid.put(row, column, self._words.more(len(items) - len(shown)), looks.item_quiet)
            grid.fill(row, column, column + 2, looks.item_quiet)

    def _put_heading(self, row: int, first: int, last: int, text: str) -> None:
        self._grid.put(row, first, text, self._looks.heading)
        self._grid.fill(row, first, last, self._looks.heading)

    def _put_newest(self, links: Links) -> None:
        row = _BLOCKS + self._lines + 2
        self._put_heading(row, _LEFT, _END, self._words.latest)
        if not self._summary.newest:
            self._grid.put(row + 1, _LEFT, self._words.nothing, self._looks.note)
        for newest, names in self._summary.newest:
            row += 1
            self._put_line(row, clipping_line(newest, self._options), names, links)

    def _put_line(self, row: int, line: ClippingLine, names: Sequence[str], links: Links) -> None:
        grid, looks = self._grid, self._looks
        grid.put(row, _LEFT, self._words.day(line.day) if line.day else line.month, looks.item)
        headline = _fitting(line.headline, _FIT)
        if headline and links.take(line.link):
            url = Url(line.link)
            url.text = cell_text(headline)
            grid.put(row, _LEFT + 1, url, looks.item_link)
        else:
            grid.put(row, _LEFT + 1, headline, looks.item)
        grid.put(row, _RIGHT, line.label, looks.item)
        if len(self._summary.by_name) > 1:
            grid.put(row, _END - 1, one_line(", ".join(names)), looks.item)
        grid.fill(row, _LEFT, _END, looks.item)

    def _put_notes(self, note: str) -> None:
        words, summary = self._words, self._summary
        notes = [f"{words.undated}: {words.stories(summary.undated)}"] if summary.undated else []
        notes += [f"{words.found_gone}: {words.stories(summary.gone)}"] if summary.gone else []
        notes += [note] if note else []
        if notes:
            self._grid.put(self._grid.last_row + 1, _LEFT, "  ·  ".join(notes), self._looks.note)

    def _draw_bars(self, sheet: Worksheet, column: int) -> None:
        """Bars behind the numbers of a block."""
        bars = {"type": "data_bar", "bar_color": BAR, "bar_solid": True, "min_type": "num", "min_value": 0}
        sheet.conditional_format(_BLOCKS + 1, column, _BLOCKS + self._lines, column, bars)

    def _insert_chart(self, book: Workbook, sheet: Worksheet) -> None:
        months = len(self._summary.by_month)
        shown = charted_months(self._summary)
        first, last = months - len(shown) + 1, months
        chart = book.add_chart({"type": "column"})
        font = {"name": FONT, "size": 8, "color": QUIET}
        chart.add_series(
            {
                "name": self._words.by_month,
                "categories": [self._months, first, 0, last, 0],
                "values": [self._months, first, 1, last, 1],
                "fill": {"color": ACCENT},
                "gap": 60,
                "categories_data": [(_first_of(month) - _EPOCH).days for month, _ in shown],
                "values_data": [count for _, count in shown],
                **({"data_labels": {"value": True, "font": font}} if len(shown) <= _LABELLED else {}),
            }
        )
        chart.set_legend({"none": True})
        chart.set_title({"none": True})
        chart.set_x_axis(
            {
                "num_font": font,
                "num_format": "yyyy.mm",
                "line": {"color": LINE},
                "major_tick_mark": "none",
                "date_axis": True,
                "major_unit": -(-len(shown) // _LABELS),
                "major_unit_type": "months",
            }
        )
        chart.set_y_axis(
            {
                "num_font": font,
                "line": {"none": True},
                "major_gridlines": {"visible": True, "line": {"color": LINE, "width": 0.5}},
                "min": 0,
                "major_unit": max(1, -(-max(count for _, count in shown) // _GRID_LINES)),
                "num_format": "#,##0",
            }
        )
        chart.set_chartarea({"border": {"none": True}, "fill": {"none": True}})
        chart.set_size({"width": _CHART_WIDTH, "height": _ROW * self._lines + _ROW // 2})
        sheet.insert_chart(_BLOCKS + 1, _RIGHT, chart, {"object_position": 1, "description": self._words.by_month})


def _first_of(month: str) -> date:
    return date(int(month[:4]), int(month[5:]), 1)


def _fitting(text: str, cells: int) -> str:
    """`text`, or as much of its beginning as has room, with ``…``."""
    if len(text) * 2 <= cells or cell_len(text) <= cells:
        return text
    width = 0
    for at, character in enumerate(text):
        width += cell_len(character)
        if width > cells - 1:
            return f"{text[:at].rstrip()}…"
    return text
