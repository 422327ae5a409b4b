"""When: texts of dates to aware datetimes, none rather than false.

Understands ISO 8601 and its sloppy relatives, RFC 822 and 2822, the prose of Korean and English date lines, epoch
times and compact stamps. A time without a zone is in the zone the caller names; nothing depends on the machine's.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import pairwise
from typing import Literal

from pipeline.dates.days import Day, find_days, ordinal_day
from pipeline.dates.relative import relative_date
from pipeline.dates.times import Clock, clock_after, clock_before, is_east_asian
from pipeline.language.scripts import has_hangul

__all__ = ["PressDate", "Role", "TextDate", "find_dates", "is_imprint", "parse_date"]

_MAX_TEXT = 400  # characters; a date line is shorter
_FIRST_YEAR = 1990
_MARGIN = timedelta(days=1)  # how far ahead of `now` a time may lie: clocks differ, and zones are mistaken
_EPOCH_DIGITS = {10: 1, 13: 1_000, 16: 1_000_000}
_EPOCH_END = 2_100_000_000  # seconds; later ones are stamps such as 2408071515
_ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)", re.ASCII)
_DIGITS = re.compile(r"(\d{6,17})(?:\.\d{1,9})?")
_STAMP = re.compile(
    r"(?P<date>\d{8}|\d{6})(?:(?P<t>[Tt_-])?(?P<time>\d{4}(?:\d{2}(?:\d{3})?)?|\d\d:\d\d(?::\d\d)?)(?:\.\d{1,9})?"
    r"(?P<zone>\s?[A-Za-z+-].{0,9})?)?"
)
_DOTNET = re.compile(r"\\?/?Date\((\d{10,13})(?:[+-]\d{4})?\)\\?/?")
_ORDINAL = re.compile(r"((?:19|20)\d\d)-?(\d{3})(?![\d-])")
_MONTH_ONLY = re.compile(r"(?:-(?P<short>\d\d)-?|(?P<year>(?:19|20)\d\d)-)(?P<month>\d\d)")
_FROM_TO = re.compile(r"\s{0,3}(?:\([^()]{1,9}\))?\s{0,3}(?:[~∼〜–—-]|부터|until|through|to)\s{0,3}", re.IGNORECASE)

Role = Literal["published", "modified", ""]
_LABEL = re.compile(
    r"(?P<modified>수정|업데이트|변경|갱신|편집|최종(?!\s?(?:입력|승인|등록|송고))|modif|updat|edited|revis|last\s)"
    r"|입력|승인|송고|등록|작성|게재|발행|최초|보도|게시|publish|posted|created|first|issued|released|written",
    re.IGNORECASE,
)
_LABEL_REACH = 24
# Korean outlets name the day on which they were registered at the foot of every page.
_IMPRINT = re.compile(r"등록\s?번호|등록(?:\(발행\))?일자|발행인|편집인|청소년\s?보호|사업자\s?등록|정기간행물")


@dataclass(frozen=True, slots=True)
class PressDate:
    """An aware time. When only the day is known, `has_time` is False and the clock reads 00:00."""

    when: datetime
    has_time: bool


@dataclass(frozen=True, slots=True)
class TextDate:
    """A date in a text, and what its label says it is: of publication, of change, or nothing."""

    date: PressDate
    role: Role


def parse_date(text: str, zone: tzinfo, *, now: datetime | None = None) -> PressDate | None:
    """The date that `text` tells, of publication where it tells several; None when there is no single honest one.

    A time without a zone is in `zone`; one that names its zone keeps it. 00:00 stands for a day without a time.
    Refused are impossible days and clocks, 07/08/2024 (two readings), periods, the imprint of an outlet, years
    before 1990 and, when `now` is given, what lies more than a day ahead of it. Relative forms (3시간 전,
    yesterday) are read with `now` alone.
    """
    line = _prepared(text)
    if not line:
        return None
    machine = _plain_iso(line) or _machine_date(line, zone)
    if machine is not None:
        return machine if _is_sound(machine, now) else None
    dates = find_dates(line, zone, now=now)
    if dates:
        return next((dated.date for role in _PREFERENCE for dated in dates if dated.role == role), None)
    relative = relative_date(line, zone, now) if now is not None else None
    return PressDate(*relative) if relative else None


_PREFERENCE: tuple[Role, ...] = ("published", "", "modified")


def find_dates(text: str, zone: tzinfo, *, now: datetime | None = None) -> tuple[TextDate, ...]:
    """All dates written in a line of text with their labels, in its order; the rules are those of `parse_date`.

    Labels stand before their dates (입력 … 수정 …), or behind them when the line ends with one (… 송고).
    """
    line = _prepared(text)
    days = find_days(line, year_first=is_east_asian(zone) or has_hangul(line))
    if not days or _is_period(line, days) or _IMPRINT.search(line):
        return ()
    placed: list[tuple[int, int, PressDate]] = []
    free = 0  # where the text not yet used begins
    for index, day in enumerate(days):
        limit = days[index + 1].start if index + 1 < len(days) else len(line)
        try:
            clock = _clock_of(line[:limit], day, free, zone)
        except ValueError:
            continue
        free = max(day.end, clock.end if clock else 0)
        date = _press_date(day, clock, zone)
        if date is not None and _is_sound(date, now):
            placed.append((day.start, free, date))
    return tuple(_labelled(line, placed))


def is_imprint(text: str) -> bool:
    """Does a text tell of the outlet itself: its registration, its publisher?"""
    return _IMPRINT.search(text) is not None


def _prepared(text: str) -> str:
    line = text[: _MAX_TEXT * 2].strip()
    if not line.isascii():
        line = unicodedata.normalize("NFKC", line)
    return " ".join(line.split())[:_MAX_TEXT]


def _clock_of(line: str, day: Day, free: int, zone: tzinfo) -> Clock | None:
    """The clock of a day: inside of it, right after it or right before it. ValueError: it cannot be."""
    if day.clock:
        inside = clock_after(f" {day.clock}", 0, zone)
        return replace(inside, end=day.end) if inside else None
    return clock_after(line, day.end, zone) or clock_before(line, free, day.start, zone)


def _press_date(day: Day, clock: Clock | None, zone: tzinfo) -> PressDate | None:
    when = datetime(day.day.year, day.day.month, day.day.day, tzinfo=zone)
    if clock is None:
        return PressDate(when, has_time=False)
    when = when.replace(tzinfo=clock.zone or zone)
    try:
        if clock.hour == 24:
            return PressDate(when + timedelta(days=1), has_time=False)
        when = when.replace(hour=clock.hour, minute=clock.minute, second=clock.second)
        when.astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    return PressDate(when, has_time=(clock.hour, clock.minute, clock.second) != (0, 0, 0))


def _is_sound(date: PressDate, now: datetime | None) -> bool:
    return date.when.year >= _FIRST_YEAR and (now is None or date.when <= now + _MARGIN)


def _is_period(line: str, days: list[Day]) -> bool:
    """Whether two days are the ends of a period: an event, not a publication."""
    return any(_FROM_TO.fullmatch(line, first.end, second.start) is not None for first, second in pairwise(days))


def _labelled(line: str, placed: list[tuple[int, int, PressDate]]) -> list[TextDate]:
    """The dates with their roles: the nearest label before each, or behind each when the line ends with a label."""
    if not placed:
        return []
    starts, ends = [start for start, _, _ in placed], [end for _, end, _ in placed]
    before = [line[max(0, starts[0] - _LABEL_REACH) : starts[0]]]
    before += [line[end:start] for end, start in zip(ends, starts[1:], strict=False)]
    behind = [*before[1:], line[ends[-1] : ends[-1] + _LABEL_REACH]]
    if _labels(behind[-1]) and not _labels(before[0]):
        return [
            TextDate(date, next(iter(_labels(gap)), "")) for (_, _, date), gap in zip(placed, behind, strict=True)
        ]
    return [
        TextDate(date, next(reversed(_labels(gap)), "")) for (_, _, date), gap in zip(placed, before, strict=True)
    ]


def _labels(gap: str) -> list[Role]:
    """The roles that the words of a gap give, in its order."""
    return ["modified" if match["modified"] else "published" for match in _LABEL.finditer(gap)]


def _plain_iso(line: str) -> PressDate | None:
    """ISO 8601 as most machines write it, in full and with its zone: a shortcut, the other rules say the same."""
    if _ISO.fullmatch(line) is None:
        return None
    try:
        when = datetime.fromisoformat(line)
    except ValueError:
        return None
    return PressDate(when, has_time=(when.hour, when.minute, when.second) != (0, 0, 0))


def _machine_date(line: str, zone: tzinfo) -> PressDate | None:
    """Epoch times, compact stamps, ordinal days and months: dates only when they are all there is."""
    if (digits := _DIGITS.fullmatch(line)) and (unit := _EPOCH_DIGITS.get(len(digits[1]))):
        seconds = int(digits[1]) // unit
        if 1_000_000_000 <= seconds < _EPOCH_END:
            when = datetime.fromtimestamp(seconds, UTC)
            return PressDate(when, has_time=True)
    if match := _DOTNET.fullmatch(line):
        return _machine_date(match[1], zone)
    if match := _STAMP.fullmatch(line):
        return _stamp(match, zone)
    if (match := _ORDINAL.match(line)) and (day := ordinal_day(int(match[1]), int(match[2]))):
        return _written(Day(day, 0, match.end()), line, zone)
    if match := _MONTH_ONLY.fullmatch(line):
        year = int(match["year"] or f"20{match['short']}")
        month = int(match["month"])
        return PressDate(datetime(year, month, 1, tzinfo=zone), has_time=False) if 1 <= month <= 12 else None
    return None


def _stamp(match: re.Match[str], zone: tzinfo) -> PressDate | None:
    digits, clock = match["date"], (match["time"] or "").replace(":", "")
    if len(digits) == 6 and match["t"]:
        return None
    numeric = f"{digits[:-4]}-{digits[-4:-2]}-{digits[-2:]}"
    days = find_days(numeric, year_first=True)
    if not days:
        return None
    if not clock:
        return _press_date(days[0], None, zone)
    shown = f"{clock[:2]}:{clock[2:4]}" + (f":{clock[4:6]}" if len(clock) > 4 else "")
    return _written(Day(days[0].day, 0, 0), f"T{shown}{(match['zone'] or '').strip()}", zone)


def _written(day: Day, line: str, zone: tzinfo) -> PressDate | None:
    try:
        return _press_date(day, clock_after(line, day.end, zone), zone)
    except ValueError:
        return None
