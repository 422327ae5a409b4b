"""Days in texts: 2024.08.07., 2024년 8월 7일, August 7, 2024, 7 Aug 2024, 24.08.07.

Only days that can be read in one way: 07/08/2024 is August to some and July to others, and is no day here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

__all__ = ["Day", "find_days", "month_number", "ordinal_day"]

_WORD = r"(?P<word>[^\W\d_]{3,12})"
_YEAR = r"(?P<year>(?:19|2[01])\d\d)"
_START = r"(?<!\d)(?<!\d[.\-/])"
_END = r"(?!\d)(?![.\-/]\d)"
_YEAR_FIRST = re.compile(
    rf"{_START}{_YEAR}(?:"
    r"\s{0,2}(?P<sep>[-./])\s{0,2}0?(?P<month>\d{1,2})\s{0,2}(?P=sep)\s{0,2}(?P<day>\d{1,2})(?!\d)(?!-\d\d\d|\.\d\d\d)\.?"
    r"|\s{0,2}[년年]\s{0,2}(?P<month_ko>\d{1,2})\s{0,2}[월月]\s{0,2}(?P<day_ko>\d{1,2})\s{0,2}[일日]"
    rf"|[\s.-]{{1,2}}{_WORD}\.?[\s.-]{{1,2}}(?P<day_word>\d{{1,2}})(?!\d))"
)
_MONTH_WORD = re.compile(
    rf"(?<![^\W\d_]){_WORD}\.?(?:\s{{1,2}}|[-/])(?P<day>\d{{1,2}})(?!\d)(?:st|nd|rd|th)?"
    rf"(?:\s{{0,2}}[,.]\s{{0,2}}|\s{{1,2}}|[-/])(?:at\s)?{_YEAR}(?!\d)"
)
_DAY_WORD = re.compile(
    rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?(?:\s{{0,2}}-\s{{0,2}}|\s{{0,3}}|/)(?:of\s|de\s)?{_WORD}\.?"
    rf"(?:,\s{{0,2}}|\s{{1,2}}|[-/])(?:de\s|del\s)?(?:{_YEAR}(?!\d)|'?(?P<short>\d\d)(?=\s{{1,2}}\d{{1,2}}:\d\d))"
)
# A server with a Korean locale: 수, 07 8월 2024
_DAY_MONTH_KO = re.compile(rf"(?<!\d)(?P<day>\d{{1,2}})\s{{1,2}}(?P<month_ko>\d{{1,2}})월\s{{1,2}}{_YEAR}(?!\d)")
# C asctime, Java and JavaScript: the clock stands between day and year
_CLOCK_INSIDE = re.compile(
    rf"(?<![^\W\d_]){_WORD}\.?\s{{1,3}}(?P<day>\d{{1,2}}),?\s{{1,2}}(?P<clock>\d{{1,2}}:\d\d(?::\d\d)?"
    rf"(?:\s{{1,2}}(?:[AP]M|[A-Z]{{2,5}}|(?:GMT|UTC)?[+-]\d\d:?\d\d))?)\s{{1,2}}{_YEAR}(?!\d)"
)
_YEAR_LAST = re.compile(
    rf"{_START}(?P<first>\d{{1,2}})(?P<sep>[-./])\s?(?P<second>\d{{1,2}})(?P=sep)\s?{_YEAR}{_END}"
)
_SHORT_YEAR = re.compile(
    rf"{_START}(?P<quote>['’])?(?P<first>\d\d)(?P<sep>[-./])\s?(?P<second>\d{{1,2}})(?P=sep)\s?(?P<third>\d{{1,2}})"
    r"(?!\d)(?![-/]\d)(?!\.\d{1,2}\b(?!:))(?P<point>\.)?"
)
_FIRST_SHORT, _LAST_SHORT = 90, 30  # '90 is 1990, '30 is 2030; in between nobody writes a year with two digits
_WEEKDAY_BEFORE = re.compile(r"(?<![a-z])(mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?,?\s{0,2}\Z", re.IGNORECASE)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_MONTH_NAMES = (
    "jan january januar janvier janv enero ene gennaio gen janeiro januari januar ιαν ιανουαριου",
    "feb february februar fevrier fev febrero febbraio fevereiro februari februar φεβ φεβρουαριου",
    "mar march marz mrz mars marzo marco maart mrt marcius μαρ μαρτιου",
    "apr april avril avr abril abr aprile aprilis απρ απριλιου",
    "may mai mayo maggio mag maio mei majus μαι μαιου",
    "jun june juni juin junio giugno giu junho junius ιουν ιουνιου",
    "jul july juli juillet juil julio luglio lug julho julius ιουλ ιουλιου",
    "aug august aout agosto ago augustus augusztus αυγ αυγουστου",
    "sep sept september septembre septiembre settembre setembro set szeptember σεπ σεπτεμβριου",
    "oct october oktober okt octobre octubre ottobre ott outubro out οκτ οκτωβριου",
    "nov november novembre noviembre novembro νοε νοεμβριου",
    "dec december dezember dez decembre diciembre dic dicembre dezembro δεκ δεκεμβριου",
)
_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}


@dataclass(frozen=True, slots=True)
class Day:
    """A day, where it stands in the text, and the clock that stands inside of it, if any."""

    day: date
    start: int
    end: int
    clock: str = ""


def find_days(text: str, *, year_first: bool) -> list[Day]:
    """All days in `text`, in its order.

    `year_first` reads 24.08.07 as Korea does; without it, days with a two-digit year must be clear by themselves.
    """
    days: list[Day] = []
    taken: list[tuple[int, int]] = []
    for pattern in (_CLOCK_INSIDE, _YEAR_FIRST, _MONTH_WORD, _DAY_WORD, _DAY_MONTH_KO, _YEAR_LAST, _SHORT_YEAR):
        for match in pattern.finditer(text):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            readings = [day for day in _readings(match, text, year_first=year_first) if day is not None]
            if readings or pattern is _YEAR_LAST:
                taken.append(match.span())
            if len(set(readings)) == 1:
                clock = match.groupdict().get("clock") or ""
                days.append(Day(readings[0], match.start(), match.end(), clock))
    return sorted(days, key=lambda day: day.start)


def _readings(match: re.Match[str], text: str, *, year_first: bool) -> Iterator[date | None]:
    """Every day that a match may mean."""
    if match.re is _SHORT_YEAR:
        yield from _short_readings(match, year_first=year_first)
        return
    parts = match.groupdict()
    if match.re is _YEAR_LAST:
        yield from _year_last_readings(match, text)
        return
    year = _full_year(parts["short"]) if parts.get("short") else int(parts["year"])
    day = parts.get("day") or parts.get("day_ko") or parts.get("day_word")
    month = parts.get("month") or parts.get("month_ko")
    number = int(month) if month else month_number(parts.get("word") or "")
    yield _day(year, number, int(day or 0))


def _year_last_readings(match: re.Match[str], text: str) -> Iterator[date | None]:
    first, second, year = int(match["first"]), int(match["second"]), int(match["year"])
    day_first, month_first = _day(year, second, first), _day(year, first, second)
    if match["sep"] == ".":  # with points, the day comes first everywhere
        yield day_first
        return
    named = _WEEKDAY_BEFORE.search(text[max(0, match.start() - 14) : match.start()])
    for reading in (day_first, month_first):
        if reading and (named is None or _WEEKDAYS[reading.weekday()] == named[1].lower()[:3]):
            yield reading


def _short_readings(match: re.Match[str], *, year_first: bool) -> Iterator[date | None]:
    first, second, third = match["first"], match["second"], match["third"]
    sure = year_first or bool(match["quote"])
    if (len(second) == 1 or len(third) == 1) and not (sure and (match["point"] or match["quote"])):
        return  # rather a version, a score or a section
    yield _day(_full_year(first), int(second), int(third))
    if not sure and len(third) == 2:
        yield _day(_full_year(third), int(second), int(first))
        yield _day(_full_year(third), int(first), int(second))


def _full_year(short: str) -> int:
    year = int(short)
    if year <= _LAST_SHORT:
        return 2000 + year
    return 1900 + year if year >= _FIRST_SHORT else 0


def month_number(word: str) -> int:
    """The number of the month that `word` names, in one of the languages of the press; 0 for other words."""
    plain = unicodedata.normalize("NFD", word.lower())
    return _MONTHS.get("".join(char for char in plain if not unicodedata.combining(char)), 0)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def ordinal_day(year: int, number: int) -> date | None:
    """The day with this number in its year, counted from 1."""
    day = date(year, 1, 1) + timedelta(days=number - 1)
    return day if number and day.year == year else None
