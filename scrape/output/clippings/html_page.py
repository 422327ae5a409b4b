"""Coverage as one page of HTML that is sent, opened and printed as it is: no script, and nothing is loaded.

Equal rows give equal text.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from itertools import groupby

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from pipeline.items import Coverage
from scrape.output.clippings.line import ClippingLine, calendar_month, clipping_line
from scrape.output.clippings.months_sheet import charted_months
from scrape.output.clippings.options import ClippingOptions, RowSource
from scrape.output.clippings.summary import Summary, document_title, summary_of
from scrape.output.export import one_line

__all__ = ["html_page"]

_LISTED = 6  # names or outlets above the table
_FEW_MONTHS = 2  # no bars are drawn of so many
_BUSY = 6  # stories a month, in the mean: then months are the groups, else years


@dataclass(frozen=True, slots=True)
class _Group:
    """The lines of a month or year; `anchor` is the year whose first group it is, else empty."""

    heading: str
    count: str
    anchor: str
    lines: Iterator[tuple[ClippingLine, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class _Bars:
    """Bars of months as heights of 100, and what they say to who cannot see them."""

    shapes: tuple[float, ...]
    first: str
    last: str
    note: str
    most: str
    said: str


def html_page(rows: RowSource, options: ClippingOptions) -> Iterator[str]:
    """The page of `rows`, which are read twice, in pieces."""
    summary = summary_of(rows(), options)
    style = _style()
    words = summary.words
    stream = (
        _environment()
        .get_template("page.html")
        .stream(
            words=words,
            title=document_title(summary, options),
            period=summary.period,
            summary=summary,
            figures=_figures(summary),
            counts=_counts(summary),
            bars=_bars(summary),
            years=_years(summary),
            several=len(summary.by_name) > 1,
            groups=_groups(rows(), summary, options),
            style=Markup(style),  # noqa: S704 - it is ours
            style_hash=_hash(style),
        )
    )
    stream.enable_buffering(200)
    return iter(stream)


def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("scrape.output", "clippings"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )


def _style() -> str:
    folder = files("scrape.output")
    return (folder / "style.css").read_text("utf-8") + (folder / "clippings" / "page.css").read_text("utf-8")


def _hash(style: str) -> str:
    """What a content security policy lets this style alone in by (CSP 3, section 2.3.1)."""
    return f"sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}"


def _figures(summary: Summary) -> list[tuple[int, str]]:
    words = summary.words
    figures = [
        (summary.stories, words.found),
        (len(summary.by_outlet), words.outlets_found),
        (summary.in_headline, words.found_in_headline),
        (summary.quoted, words.found_quoted),
        (summary.gone, words.found_gone),
    ]
    return [(number, caption) for number, caption in figures if number]


def _counts(summary: Summary) -> list[tuple[str, list[tuple[str, int, str]], str]]:
    """Blocks of a heading, labels with count and share, and how many more there are."""
    words = summary.words
    names = [(name.name, name.rows) for name in summary.by_name]
    blocks = [(words.by_name, names, summary.rows)] if len(names) > 1 else []
    blocks.append((words.by_outlet, list(summary.by_outlet), 0))
    return [
        (
            heading,
            [
                (one_line(label), count, f"{int(100 * count / whole + 0.5)}%" if whole else "")
                for label, count in items[:_LISTED]
            ],
            words.more(len(items) - _LISTED) if len(items) > _LISTED else "",
        )
        for heading, items, whole in blocks
    ]


def _bars(summary: Summary) -> _Bars | None:
    months = charted_months(summary)
    if sum(1 for _, count in months if count) <= _FEW_MONTHS:
        return None
    words = summary.words
    most = max(count for _, count in months)
    note = words.last_months_form.format(len(months)) if len(months) < len(summary.by_month) else ""
    return _Bars(
        shapes=tuple(round(100 * count / most, 1) for _, count in months),
        first=months[0][0].replace("-", "."),
        last=months[-1][0].replace("-", "."),
        note=note,
        most=words.busiest_form.format(f"{most:,}"),
        said=", ".join(f"{words.month(month)} {count:,}" for month, count in months),
    )


def _years(summary: Summary) -> list[tuple[str, int]]:
    counts: Counter[str] = Counter()
    for month, count in summary.by_month:
        counts[month[:4]] += count
    return [(year, count) for year, count in sorted(counts.items(), reverse=True) if count]


def _groups(rows: Iterable[Coverage], summary: Summary, options: ClippingOptions) -> Iterator[_Group]:
    """The groups in the order of the rows; a table kept by hand may come to the same month again."""
    words = summary.words
    busy = summary.stories >= _BUSY * sum(1 for _, count in summary.by_month if count)
    size = 7 if busy else 4
    counts: Counter[str] = Counter({"": summary.undated})
    for month, count in summary.by_month:
        counts[month[:size]] += count
    anchored: set[str] = set()
    shown: set[str] = set()
    for key, members in groupby(rows, key=lambda row: calendar_month(row)[:size]):
        heading = (words.month(key) if busy else words.year(key)) if key else words.undated
        anchor = key[:4] if key[:4] not in anchored else ""
        number = words.stories(counts[key]) if key not in shown else ""
        anchored.add(key[:4])
        shown.add(key)
        yield _Group(heading, number, anchor, _lines(members, options))


def _lines(rows: Iterable[Coverage], options: ClippingOptions) -> Iterator[tuple[ClippingLine, tuple[str, ...]]]:
    """The lines, each article once with the names for which it is there one after the other."""
    for _, members in groupby(rows, key=lambda row: (row.url or row.id, row.headline, row.label)):
        lines = [clipping_line(row, options) for row in members]
        yield lines[0], tuple(dict.fromkeys(line.name for line in lines))
