"""Charts as SVG, made without a browser: looks come from the classes of the page's stylesheet alone.

Widths are percentages and heights pixels, so that a chart is as wide as its place and its letters stay as large as
those around it. Every chart needs its numbers in a table beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from scrape.output.export import one_line

__all__ = ["Column", "bars", "strip"]

_ABOVE, _BELOW = 22, 40  # pixels for the number on top of a bar, and for two lines of labels


@dataclass(frozen=True, slots=True)
class Column:
    """An upright bar: its label, one below that (`note`), and its parts from the ground up, one for each series.

    `href` leads to the rows that are counted; `is_marked` sets it apart from the others. `value` is written on top
    in place of the sum.
    """

    label: str
    values: tuple[float, ...]
    note: str = ""
    href: str = ""
    is_marked: bool = False
    value: str = ""


def bars(columns: Sequence[Column], *, title: str, desc: str, height: int = 200) -> str:
    """Upright bars, stacked where they have several parts: parts of one series have the class ``series-N``.

    `title` and `desc` say what a reader who does not see it should know. `height` is in pixels.
    """
    highest = max((sum(column.values) for column in columns), default=0) or 1
    room = height - _ABOVE - _BELOW
    ground = height - _BELOW
    step = 100 / max(len(columns), 1)
    role = "group" if any(column.href for column in columns) else "img"  # what is in an image cannot be reached
    drawn = [f'<svg class="chart" role="{role}" width="100%" height="{height}">']
    drawn.append(f"<title>{_text(title)}</title><desc>{_text(desc)}</desc>")
    for place, column in enumerate(columns):
        drawn.append(_bar(column, place * step, step, ground, room / highest))
    drawn.append(f'<line class="ground" x1="0" x2="100%" y1="{ground}.5" y2="{ground}.5"/></svg>')
    return "".join(drawn)


def _bar(column: Column, left: float, step: float, ground: int, scale: float) -> str:
    middle = _number(left + step / 2)
    top = float(ground)
    parts = []
    for series, value in enumerate(column.values, 1):
        if value > 0:
            tall = max(value * scale, 1.0)
            top -= tall
            parts.append(
                f'<rect class="series-{series}" x="{_number(left + step * 0.16)}%" y="{_number(top)}" '
                f'width="{_number(step * 0.68)}%" height="{_number(tall)}"/>'
            )
    total = column.value or f"{sum(column.values):,g}"
    parts.append(f'<text class="value" x="{middle}%" y="{_number(top - 7)}">{_text(total)}</text>')
    parts.append(f'<text class="label" x="{middle}%" y="{ground + 17}">{_text(column.label)}</text>')
    if column.note:
        parts.append(f'<text class="note" x="{middle}%" y="{ground + 33}">{_text(column.note)}</text>')
    kind = ' class="marked"' if column.is_marked else ""
    if column.href:
        return f'<a href="{_text(column.href)}"{kind}>{"".join(parts)}</a>'
    return f"<g{kind}>{''.join(parts)}</g>"


def strip(value: float, highest: float, *, series: int = 1) -> str:
    """A lying bar for a cell of a table whose number stands beside it; `highest` is as long as the cell is wide."""
    part = _number(100 * value / highest) if highest > 0 else "0"
    return (
        '<svg class="strip" aria-hidden="true" width="100%" height="10">'
        f'<rect class="series-{series}" width="{part}%" height="10" rx="1"/></svg>'
    )


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _text(text: str) -> str:
    return escape(one_line(text))
