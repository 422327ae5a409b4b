"""Clocks and time zones in texts: 오후 3:15, 3:15 p.m. ET, T15:15:00.000+0900, 15시 15분 KST.

A clock that is written but cannot be (25:00, 1:2:3:4, +00:xx) makes its date unbelievable: ValueError.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

__all__ = ["WEEKDAY", "Clock", "clock_after", "clock_before", "is_east_asian", "offset_zone", "zone_named"]

WEEKDAY = (
    r"(?:[월화수목금토일月火水木金土日]요?일?|(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs?)?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?)"
)
_MARK = r"[AaPp]\.?\s?[Mm]\b\.?"
_KOREAN_MARK = r"오전|오후|새벽|아침|저녁|낮|밤"
_DOTS = r"[\s,.|/·•ㆍ∙‧:;–—-]"
_AFTER = re.compile(
    rf"\s{{0,3}}(?:[(\[]?{WEEKDAY}[)\]]?)?{_DOTS}{{0,5}}"
    rf"(?:(?P<t>[Tt])(?=\d)|(?:at|um|à|kl\.?)\s|@|(?P<early>[A-Z]{{3,4}})(?=\d))?\s{{0,2}}"
    rf"[(\[]?(?P<before>{_KOREAN_MARK}|{_MARK})?\s{{0,2}}"
    r"(?P<hour>\d{1,2})(?!\d)"
    r"(?:\s?:\s?(?P<minute>\d{1,2})(?!\d)(?:\s?:\s?(?P<second>\d{1,2})(?!\d)(?:[.,]\d{1,9})?)?"
    r"|\s?[시時时](?:\s{0,2}(?P<minute_ko>\d{1,2})\s?[분分](?:\s{0,2}(?P<second_ko>\d{1,2})\s?[초秒])?)?"
    r"|\s?[Hh](?P<minute_h>[0-5]\d)?(?!\w)"
    rf"|\.(?P<minute_dot>[0-5]\d)(?=\s?(?:{_MARK}|[A-Z]{{3,4}}\b))"
    rf"|(?=\s{{0,2}}{_MARK})|(?=[Zz](?!\w)))"
    rf"(?:\s{{0,2}}(?P<after>{_MARK}|{_KOREAN_MARK}))?"
)
_BASIC = re.compile(r"[Tt\s](?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?(?:[.,]\d{1,9})?(?!\d)")
_BEFORE = re.compile(
    rf"(?:(?P<before>{_KOREAN_MARK}|\b{_MARK})\s{{0,2}})?(?<![\d:.,+-])"
    r"(?P<hour>\d{1,2})(?::(?P<minute>\d{2})(?::(?P<second>\d{2}))?)?"
    rf"(?:\s{{0,2}}(?P<after>{_MARK}))?(?:\s{{0,2}}\(?(?P<zone>[A-Z]{{2,5}}|[+-]\d{{4}})\)?)?"
    rf"(?:\s{{0,2}}[,·|•–—-])?\s{{0,2}}(?:on\s{{1,2}})?(?:{WEEKDAY},?\s{{0,2}})?\Z"
)
_ZONE = re.compile(
    r"\s{0,2}[(\[]?(?:(?P<utc>[Zz]{1,2})(?![A-Za-z+-])"
    r"|(?:GMT|UTC?|Z)?\s?(?P<sign>[+−-])(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?(?!\d)"
    r"|(?P<name>[A-Z][a-z]{2,9}/[A-Z][A-Za-z_]{2,19}|Etc/[A-Z]{2,4}|[A-Z]{2,5}|한국\s?시[간각])(?![A-Za-z]))"
)
_NAME_BEHIND = re.compile(r"\s?[(\[]?[A-Z]{3,4}(?![A-Za-z])")
_NO_ZONE = re.compile(r"\s?[+-]\s?\w{1,2}:\w\w")
_REST = re.compile(r"[\w:]")
_BEFORE_REACH = 48

# Hours east of Greenwich.
_OFFSETS: dict[str, float] = {
    "UT": 0, "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "ETC/GMT": 0, "ETC/UTC": 0,
    "KST": 9, "JST": 9, "HKT": 8, "SGT": 8, "PHT": 8, "MYT": 8, "AWST": 8, "ICT": 7, "WIB": 7, "IST": 5.5, "PKT": 5,
    "GST": 4, "MSK": 3, "TRT": 3, "EAT": 3, "CAT": 2, "SAST": 2, "WAT": 1, "BST": 1, "WEST": 1,
    "CET": 1, "MET": 1, "MEZ": 1, "CEST": 2, "MEST": 2, "MESZ": 2, "EET": 2, "EEST": 3,
    "ACST": 9.5, "ACDT": 10.5, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
    "NST": -3.5, "NDT": -2.5, "AST": -4, "ADT": -3, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7,
    "MDT": -6, "PST": -8, "PDT": -7, "AKST": -9, "AKDT": -8, "HST": -10, "BRT": -3, "ART": -3,
}  # fmt: skip
# Names that mean the time of a place, whatever the season.
_PLACES = {
    "ET": "America/New_York",
    "CT": "America/Chicago",
    "MT": "America/Denver",
    "PT": "America/Los_Angeles",
    "AT": "America/Halifax",
    "AET": "Australia/Sydney",
}
_CHINA_OFFSET, _INDIA_RIVALS = timedelta(hours=8), (timedelta(0), timedelta(hours=2))
_ANY_WINTER_DAY = datetime(2024, 1, 15)  # noqa: DTZ001 - to ask a zone for its standard offset
_ANY_SUMMER_DAY = datetime(2024, 7, 15)  # noqa: DTZ001
_NOON, _NIGHT_FROM = 12, 6


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day, the zone it names if any, and where in the text it ends. Hour 24 is the end of the day."""

    hour: int
    minute: int
    second: int
    zone: tzinfo | None
    end: int


def clock_after(text: str, at: int, home: tzinfo) -> Clock | None:
    """The clock that follows a date which ends at `at`, or None; `home` decides between zones of one name.

    Raises ValueError for a clock that cannot be.
    """
    match = _AFTER.match(text, at)
    if match is None:
        match = _BASIC.match(text, at)
        if match is None:
            return None
        hour, minute, second = (int(match[group] or 0) for group in ("hour", "minute", "second"))
        strict, early = True, None
    else:
        minute = int(next((match[group] for group in _MINUTES if match[group]), 0))
        second = int(match["second"] or match["second_ko"] or 0)
        hour = _on_the_clock(int(match["hour"]), match["before"] or match["after"])
        strict, early = bool(match["t"]), match["early"]
    if text[match.end() : match.end() + 1] == ":":
        raise ValueError("a clock with too many parts")
    bare = not strict and second == 0 and not match.groupdict().get("second")
    zone, end = _zone_after(text, match.end(), home, strict=strict, bare=bare)
    if zone is None and early:
        zone = zone_named(early, home)
    return _checked(hour, minute, second, zone, end)


_MINUTES = ("minute", "minute_ko", "minute_h", "minute_dot")


def clock_before(text: str, start: int, end: int, home: tzinfo) -> Clock | None:
    """The clock right before a date that starts at `end`, read no farther back than `start`."""
    match = _BEFORE.search(text[max(start, end - _BEFORE_REACH) : end])
    if match is None or not (match["minute"] or match["after"]):
        return None
    name = match["zone"]
    zone = None
    if name and name[0] in "+-":
        zone = offset_zone(name[0], int(name[1:3]), int(name[3:]))
    elif name:
        zone = zone_named(name, home)
    hour = _on_the_clock(int(match["hour"]), match["before"] or match["after"])
    return _checked(hour, int(match["minute"] or 0), int(match["second"] or 0), zone, end)


def zone_named(name: str, home: tzinfo) -> tzinfo | None:
    """The zone of an abbreviation or IANA name; of rivals for one name the one that `home` makes likely."""
    standard = home.utcoffset(_ANY_WINTER_DAY)
    if name == "CST" and standard == _CHINA_OFFSET:
        return timezone(_CHINA_OFFSET, name)
    if name == "IST" and standard in _INDIA_RIVALS and standard != home.utcoffset(_ANY_SUMMER_DAY):
        return home  # Irish or Israel time
    if name.startswith("한국"):
        name = "KST"
    if name.upper() in _OFFSETS:
        hours = _OFFSETS[name.upper()]
        return timezone(timedelta(hours=hours), name) if hours else UTC
    key = _PLACES.get(name, name if "/" in name else "")
    try:
        return ZoneInfo(key) if key else None
    except (KeyError, ValueError, OSError):
        return None


def offset_zone(sign: str, hours: int, minutes: int) -> tzinfo:
    """The zone of an offset such as +09:00; ValueError beyond a day's reach."""
    if hours > 14 or minutes > 59:
        raise ValueError(f"no zone is {hours}:{minutes:02} from Greenwich")
    offset = timedelta(hours=hours, minutes=minutes)
    if not offset:
        return UTC
    return timezone(offset if sign == "+" else -offset)


def is_east_asian(zone: tzinfo) -> bool:
    """Whether dates in this zone are written with the year first: Korea, Japan, China."""
    return zone.utcoffset(_ANY_WINTER_DAY) in {timedelta(hours=8), timedelta(hours=9)}


def _zone_after(text: str, at: int, home: tzinfo, *, strict: bool, bare: bool) -> tuple[tzinfo | None, int]:
    """The zone at `at` and where it ends. `strict` clocks (ISO's T) must be followed by a zone or by nothing."""
    match = _ZONE.match(text, at)
    zone: tzinfo | None = None
    end = at
    if match is not None and match["utc"]:
        zone, end = UTC, match.end()
    elif match is not None and match["sign"]:
        a_range = bare and match["sign"] != "+" and match.start("sign") == at and ":" in match[0]
        if not a_range:  # 09:00-11:00 lasts two hours
            zone, end = offset_zone(match["sign"], int(match["hours"]), int(match["minutes"] or 0)), match.end()
    elif match is not None and (zone := zone_named(match["name"], home)) is not None:
        end = match.end()
    if end > at and match is not None and match["sign"] and (named := _NAME_BEHIND.match(text, end)):
        end = named.end()
    if (zone is None and _NO_ZONE.match(text, at) and not bare) or (end > at and text[end : end + 1] == ":"):
        raise ValueError("a zone that is none")
    if strict and _REST.match(text, end):
        raise ValueError("a clock that goes on")
    return zone, end


def _on_the_clock(hour: int, mark: str | None) -> int:
    """The hour of 24 for an hour and the half of the day."""
    if not mark or hour > _NOON:
        if mark and (mark[0] in "Aa" or mark in {"오전", "새벽", "아침"}) and hour > _NOON:
            raise ValueError("an afternoon hour in the morning")
        return hour
    late = mark[0] in "Pp" or mark in {"오후", "저녁", "낮"} or (mark == "밤" and hour >= _NIGHT_FROM)
    if mark == "낮" and hour in {10, 11}:
        late = False
    if hour == _NOON:
        return 12 if late and mark != "밤" else 0
    return hour + 12 if late else hour


def _checked(hour: int, minute: int, second: int, zone: tzinfo | None, end: int) -> Clock:
    if minute > 59 or second > 60 or hour > 24 or (hour == 24 and (minute or second)):
        raise ValueError(f"no clock shows {hour}:{minute:02}:{second:02}")
    return Clock(hour, minute, min(second, 59), zone, end)
