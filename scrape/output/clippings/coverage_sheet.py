"""A sheet of rows: one line of coverage each, to filter, sort and print."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from xlsxwriter.format import Format
from xlsxwriter.url import Url
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from scrape.output.clippings.line import ClippingLine
from scrape.output.clippings.looks import FONT, Looks
from scrape.output.words import Words

__all__ = ["FIRST_YEAR", "HELD_ROWS", "MOST_ROWS", "CoverageSheet", "Links", "cell_text", "print_on_a4"]

MOST_ROWS = 1_048_575  # Excel's 1,048,576 with the header
_LONGEST_CELL = 32_767  # UTF-16 units
_LONGEST_LINK = 2_079
HELD_ROWS = 10_000  # so many have a height of their own; of more Excel finds them when it opens the workbook
FIRST_YEAR = 1900  # of Excel's calendar
_A4 = 9
_WIDEST = 100  # digits
_HEADLINE, _OUTLET, _OTHERS, _SNIPPET, _NOTE = 56, 22, 20, 42, 16  # widths in digits
_SMALLER = 0.9  # the quiet columns
_LINE, _PADDING, _MOST_LINES = 18, 5, 12  # pixels, and lines that a row shows
_LONGEST_RUNNING_TITLE = 100


@dataclass(slots=True)
class Links:
    """How many links a workbook may still have. Excel takes 65,530 on a sheet; here that is the bound of all sheets
    together, because a link is held in memory until the end. Where there is none the address stands beside."""

    left: int = 65_530

    def take(self, address: str) -> bool:
        """Whether `address` may be a link; it then counts."""
        if not address or not self.left or len(address.encode("utf-16-le")) > 2 * _LONGEST_LINK:
            return False
        self.left -= 1
        return True


class CoverageSheet:
    """A sheet that takes lines from the top to the bottom and holds none of them."""

    def __init__(
        self, book: Workbook, name: str, *, looks: Looks, words: Words, title: str, links: Links, with_names: bool
    ) -> None:
        self._sheet: Worksheet = book.add_worksheet(name)
        self._looks, self._links, self._with_names = looks, links, with_names
        self._row = 0
        columns = _columns(words, with_names=with_names)
        self._last = len(columns) - 1
        self._widths = [width for _, width, _ in columns]
        self._empty = set(range(3 + with_names, self._last - 1))  # columns that nothing was written into
        for at, (heading, width, is_centered) in enumerate(columns):
            self._sheet.set_column(at, at, width)
            self._sheet.write_string(0, at, heading, looks.header_center if is_centered else looks.header)
        self._sheet.set_row_pixels(0, 26)
        self._sheet.freeze_panes(1, 0)
        self._sheet.repeat_rows(0)
        self._sheet.hide_gridlines(2)
        print_on_a4(self._sheet, title, words)

    def add(self, line: ClippingLine) -> None:
        """Write the next line."""
        looks = self._looks
        self._row += 1
        note = _note(line)
        if self._row <= HELD_ROWS:
            self._sheet.set_row_pixels(self._row, _height(line, note))
        self._write_day(line)
        at = 1
        if self._with_names:
            self._write(at, line.name, looks.text)
            at += 1
        self._write_headline(at, line)
        self._write(at + 1, line.label, looks.text)
        self._write(at + 2, ", ".join(line.others), looks.quiet)
        self._write(at + 3, line.place, looks.center)
        self._write(at + 4, line.quoted, looks.center)
        self._write(at + 5, line.snippet, looks.text)
        self._write(at + 6, note, looks.quiet)
        if line.story:
            self._sheet.write_number(self._row, at + 7, line.story, looks.number)
        self._write(at + 8, line.address, looks.address)

    def close(self) -> None:
        """Set what depends on the number of lines."""
        for at in self._empty:
            self._sheet.set_column(at, at, None, None, {"hidden": True})
        if self._empty:  # their room is the headline's
            room = sum(self._widths[at] for at in self._empty)
            headline = 1 + self._with_names
            self._sheet.set_column(headline, headline, min(_HEADLINE + room, _WIDEST))
        lined = {"type": "no_errors", "format": self._looks.lined}  # also cells that hold nothing
        self._sheet.conditional_format(1, 0, max(self._row, 1), self._last, lined)
        self._sheet.autofilter(0, 0, max(self._row, 1), self._last)
        self._sheet.print_area(0, 0, max(self._row, 1), self._last - 2)  # without number and address

    def _write_day(self, line: ClippingLine) -> None:
        if line.day is not None and line.day.year >= FIRST_YEAR:
            self._sheet.write_datetime(self._row, 0, line.day, self._looks.day)
        else:
            self._write(0, line.month, self._looks.day)

    def _write_headline(self, at: int, line: ClippingLine) -> None:
        looks = self._looks
        if line.headline and self._links.take(line.link):
            url = Url(line.link)
            url.text = cell_text(line.headline)
            self._sheet.write_url(self._row, at, url, looks.gone if line.gone else looks.link)
            url.text = ""  # it is written: what waits for the end is the address
        else:
            self._write(at, line.headline, looks.gone if line.gone else looks.text)

    def _write(self, at: int, text: str, look: Format) -> None:
        if text:
            self._sheet.write_string(self._row, at, cell_text(text), look)
            self._empty.discard(at)


def print_on_a4(sheet: Worksheet, title: str, words: Words) -> None:
    """Landscape, as wide as the paper, with the title above and the page's number below."""
    sheet.set_paper(_A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
    sheet.set_header(f'&L&"{FONT},Regular"&9&K59616C{cell_text(title, _LONGEST_RUNNING_TITLE).replace("&", "&&")}')
    sheet.set_footer(f'&L&"{FONT},Regular"&9&K59616C&A&R&"{FONT},Regular"&9&K59616C{words.page} &P / &N')


def cell_text(text: str, units: int = _LONGEST_CELL) -> str:
    """`text`, or its beginning and ``…`` where it has more than `units` of UTF-16: what a cell holds."""
    if len(text) <= units // 2:
        return text
    encoded = text.encode("utf-16-le")
    return text if len(encoded) <= 2 * units else encoded[: 2 * units - 2].decode("utf-16-le", "ignore") + "…"


def _height(line: ClippingLine, note: str) -> int:
    """The height of a row, in pixels."""
    lines = max(
        _lines(line.headline, _HEADLINE),
        _lines(line.label, _OUTLET),
        _lines(", ".join(line.others), _OTHERS, _SMALLER),
        _lines(line.snippet, _SNIPPET),
        _lines(note, _NOTE, _SMALLER),
    )
    return _PADDING + _LINE * min(lines, _MOST_LINES)


def _note(line: ClippingLine) -> str:
    also = (f"{other.headline} ({other.outlet})" for other in line.elsewhere)
    return "; ".join(filter(None, (line.gone, *line.notes, *also)))


def _lines(text: str, width: int, scale: float = 1.0) -> int:
    """About how many lines a text takes in a column that is so many digits wide: a syllable of Hangul, which has
    three bytes, takes a little less than two digits."""
    cells = len(text) * 0.56 + len(text.encode()) * 0.4
    return ceil(cells * scale / width) if text else 1


def _columns(words: Words, *, with_names: bool) -> list[tuple[str, int, bool]]:
    """The title of each column, its width in digits (one of Hangul takes two), and whether it is centered."""
    return [
        (words.when, 11, False),
        *([(words.name, 11, False)] if with_names else []),
        (words.headline, _HEADLINE, False),
        (words.outlet, _OUTLET, False),
        (words.other_outlets, _OTHERS, False),
        (words.place, 8, True),
        (words.quoted, 7, True),
        (words.snippet, _SNIPPET, False),
        (words.note, _NOTE, False),
        (words.story, 9, True),
        (words.address, 34, False),
    ]
