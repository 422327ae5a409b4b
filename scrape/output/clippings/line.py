"""A row of coverage in the words of a document, before it is laid out. Pure.

What strangers wrote is one line of visible characters from here on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from pipeline.items import Coverage, Elsewhere
from scrape.output.clippings.options import ClippingOptions
from scrape.output.export import month_cell, one_line
from scrape.output.words import Words

__all__ = ["ClippingLine", "calendar_month", "clipping_line"]

_MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class ClippingLine:
    """`day` is there when it is known and lies in `month` (``2024.08``, or as a person wrote it). `link` is an
    address of the web, else empty; `others` are the outlets beside the first, `notes` what else is to be known.
    """

    name: str
    day: date | None
    month: str
    headline: str
    address: str
    link: str
    label: str
    others: tuple[str, ...]
    place: str
    quoted: str
    snippet: str
    story: int
    notes: tuple[str, ...]
    elsewhere: tuple[Elsewhere, ...]
    gone: str
    lang: str


def clipping_line(row: Coverage, options: ClippingOptions) -> ClippingLine:
    """`row`, said in the words that `options` ask for."""
    words = options.words_for(row)
    address = _visible(row.url)
    return ClippingLine(
        name=_visible(row.entity_name),
        day=_day(row),
        month=_visible(month_cell(row)),
        headline=_visible(row.headline),
        address=address,
        link=address if address == row.url and address.lower().startswith(("http://", "https://")) else "",
        label=_visible(row.label) or words.with_others(_visible(row.outlet), len(row.other_outlets)),
        others=tuple(map(_visible, row.other_outlets)),
        place=_place(row, words),
        quoted=words.yes if row.quoted else "",
        snippet=_visible(row.snippet),
        story=row.story_id,
        notes=tuple(map(_visible, _notes(row, words))),
        elsewhere=tuple(_visible_elsewhere(other) for other in row.elsewhere),
        gone=words.gone_form.format(f"{row.gone_at:%Y.%m.%d}") if row.gone_at else "",
        lang=row.language if row.language.isascii() and row.language.isalnum() else "",
    )


def calendar_month(row: Coverage) -> str:
    """``2024-08``; empty when the month is not known, or is none of the calendar."""
    return row.month if row.month and _MONTH.fullmatch(row.month) else ""


def _visible(text: str) -> str:
    if text.isprintable() and "  " not in text:  # the usual case, and much faster
        return text.strip()
    return one_line(text)


def _visible_elsewhere(other: Elsewhere) -> Elsewhere:
    return Elsewhere(*map(_visible, (other.language, other.outlet, other.headline, other.url)))


def _day(row: Coverage) -> date | None:
    day = row.published_on
    return day if day is not None and f"{day:%Y-%m}" == row.month else None


def _place(row: Coverage, words: Words) -> str:
    if row.in_headline:
        return words.in_headline
    if row.in_lead:
        return words.in_lead
    return words.in_text if row.mention_count else ""


def _notes(row: Coverage, words: Words) -> list[str]:
    sources = ", ".join(row.announced_by)
    return [words.announced_form.format(sources)] if sources else []
