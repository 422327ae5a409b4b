"""Times counted from now: 3시간 전, 방금, 어제 오후 3:15, 20 minutes ago, yesterday.

Weeks, months and years ago name no day and are not read.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta, tzinfo

from pipeline.dates.times import clock_after

__all__ = ["relative_date"]

_AGO = re.compile(
    r"(?<![\d.])(?P<number>\d{1,3}|an?|one)\s?"
    r"(?P<unit>초|분|시간|일|sec(?:ond)?s?|s|min(?:ute)?s?|m|h(?:ou)?rs?|h|days?|d)\s?(?:전|ago)(?![^\W\d_])",
    re.IGNORECASE,
)
_NOW = re.compile(r"(?:방금(?: 전)?|지금|just now|moments? ago)", re.IGNORECASE)
_DAY = re.compile(r"(?<!\w)(?P<day>오늘|어제|그제|그저께|today|yesterday)(?![^\W\d_])", re.IGNORECASE)
_DAYS_BACK = {"오늘": 0, "today": 0, "어제": 1, "yesterday": 1, "그제": 2, "그저께": 2}
_MAX_LINE = 40  # characters; longer lines are prose, and its yesterday is not ours


def relative_date(line: str, zone: tzinfo, now: datetime) -> tuple[datetime, bool] | None:
    """The time in `zone` that a short line tells from `now`, and whether its clock is known, if it tells one."""
    if len(line) > _MAX_LINE:
        return None
    here = now.astimezone(zone)
    if match := _AGO.search(line):
        return _ago(match["number"], match["unit"].lower(), here)
    if _NOW.search(line):
        return here.replace(microsecond=0), True
    if match := _DAY.search(line):
        midnight = here.replace(hour=0, minute=0, second=0, microsecond=0)
        day = midnight - timedelta(days=_DAYS_BACK[match["day"].lower()])
        try:
            clock = clock_after(line, match.end(), zone)
        except ValueError:
            return None
        if clock is None or clock.hour > 23:
            return day, False
        return day.replace(hour=clock.hour, minute=clock.minute, second=clock.second), True
    return None


def _ago(number: str, unit: str, here: datetime) -> tuple[datetime, bool]:
    count = int(number) if number.isdigit() else 1
    if unit in {"일", "day", "days", "d"}:
        midnight = here.replace(hour=0, minute=0, second=0, microsecond=0)
        return midnight - timedelta(days=count), False
    seconds = 1 if unit[0] in "초s" else 60 if unit[0] in "분m" else 3600
    return (here - timedelta(seconds=count * seconds)).replace(microsecond=0), True
