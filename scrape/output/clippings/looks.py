"""The looks of the clipping report: fonts, colours and edges of its cells."""

from __future__ import annotations

from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

__all__ = ["ACCENT", "BAR", "FONT", "INK", "LINE", "QUIET", "Looks"]

FONT = "Malgun Gothic"  # of Windows and of Office for Mac; LibreOffice replaces it by what the machine has
INK, QUIET, LINE, ACCENT, BAR = "#171A1F", "#59616C", "#DDE1E6", "#1D4F91", "#C9D8EC"
_DAY = "yyyy.mm.dd"


class Looks:
    """The formats of one workbook, by what they are for."""

    def __init__(self, book: Workbook) -> None:
        def look(**settings: Any) -> Format:
            return book.add_format(
                {"font_name": FONT, "font_size": 10, "font_color": INK, "font_charset": 129, **settings}
            )

        def cell(**settings: Any) -> Format:
            return look(valign="top", **settings)

        self.plain = look()
        # The cover.
        self.title = look(font_size=20, bold=True, valign="vcenter")
        self.subtitle = look(font_color=QUIET, valign="vcenter", bottom=2, bottom_color=ACCENT)
        self.figure = look(
            font_size=20, bold=True, font_color=ACCENT, align="left", valign="vcenter", num_format="#,##0"
        )
        self.caption = look(font_size=9, font_color=QUIET, align="left", valign="top")
        self.heading = look(bold=True, valign="vcenter", bottom=1, bottom_color=INK)
        self.heading_number = look(
            font_size=9, font_color=QUIET, valign="vcenter", align="right", bottom=1, bottom_color=INK
        )
        self.item = look(valign="vcenter", bottom=1, bottom_color=LINE)
        self.item_number = look(valign="vcenter", align="right", num_format="#,##0", bottom=1, bottom_color=LINE)
        self.item_share = look(
            valign="vcenter", align="right", num_format="0%", font_color=QUIET, bottom=1, bottom_color=LINE
        )
        self.item_link = look(valign="vcenter", font_color=ACCENT, underline=1, bottom=1, bottom_color=LINE)
        self.item_quiet = look(font_color=QUIET, valign="vcenter", bottom=1, bottom_color=LINE)
        self.note = look(font_size=9, font_color=QUIET, valign="vcenter")
        # The sheets of rows.
        self.header = look(
            bold=True, font_size=9, valign="vcenter", bg_color="#E9EDF3", bottom=1, bottom_color=INK, text_wrap=True
        )
        self.header_center = look(
            bold=True, font_size=9, valign="vcenter", align="center", bg_color="#E9EDF3", bottom=1, bottom_color=INK
        )
        self.header_right = look(
            bold=True, font_size=9, valign="vcenter", align="right", bg_color="#E9EDF3", bottom=1, bottom_color=INK
        )
        self.day = cell(num_format=_DAY, align="left")
        self.text = cell(text_wrap=True)
        self.link = cell(text_wrap=True, font_color=ACCENT, underline=1)
        self.gone = cell(text_wrap=True, font_color=QUIET, font_strikeout=True)
        self.quiet = cell(text_wrap=True, font_color=QUIET, font_size=9)
        self.center = cell(align="center")
        self.address = cell(font_color=QUIET, font_size=9)
        self.number = cell(num_format="0", font_color=QUIET, align="center")
        self.lined = book.add_format({"bottom": 1, "bottom_color": LINE})
        self.month = cell(num_format="yyyy.mm", align="left")
        self.count = cell(num_format="#,##0")
        self.total = cell(num_format="#,##0", bold=True)
