"""Months as tables have them: 2024.08, 2024-08, 2024년 8월, Aug 2024, or a day of the month."""

from __future__ import annotations

import re
import unicodedata

from pipeline.dates.days import find_days, month_number

__all__ = ["month_of"]

_MAX_TEXT = 40  # characters; a month is shorter
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_NAME = r"[^\W\d_]{3,12}"
_NUMBERS = re.compile(
    rf"(?:{_YEAR}|['’](?P<short>\d\d))\s{{0,2}}[-./년年]?\s{{0,2}}(?P<month>\d{{1,2}})\s?[.월月]?"
)
_NAME_FIRST = re.compile(rf"(?P<name>{_NAME})[.,]?[\s-]{{0,2}}{_YEAR}")
_NAME_LAST = re.compile(rf"{_YEAR}[\s-]{{0,2}}(?P<name>{_NAME})\.?")


def month_of(text: str) -> str | None:
    """The month that `text` names, as ``YYYY-MM``; None when it names none, or cannot be one (``2024.13``)."""
    line = unicodedata.normalize("NFKC", text).strip()
    if not line or len(line) > _MAX_TEXT:
        return None
    if numbers := _NUMBERS.fullmatch(line):
        year = int(numbers["year"] or f"20{numbers['short']}")
        month = int(numbers["month"])
    elif words := _NAME_FIRST.fullmatch(line) or _NAME_LAST.fullmatch(line):
        year, month = int(words["year"]), month_number(words["name"])
    else:
        days = {found.day.replace(day=1) for found in find_days(line, year_first=True)}
        return f"{days.pop():%Y-%m}" if len(days) == 1 else None
    return f"{year}-{month:02d}" if 1 <= month <= 12 else None
