"""Days as people type them."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, time, timedelta, timezone

from pipeline.errors import UsageError

__all__ = ["begin_of_day", "parse_day", "parse_days"]

_EASTERNMOST = timezone(timedelta(hours=14))


def parse_day(option: str, text: str, *, last: bool) -> date:
    """The day that `text` names: itself, or the first (`last`: the last) of a month or year. Raises UsageError."""
    parts = text.strip().replace(".", "-").rstrip("-").split("-")
    try:
        numbers = [int(part) for part in parts]
        if len(numbers) == 1:
            numbers.append(12 if last else 1)
        if len(numbers) == 2:
            numbers.append(monthrange(*numbers)[1] if last else 1)
        return date(*numbers)
    except (ValueError, TypeError) as error:
        raise UsageError(f"{option} {text!r}: expected a day such as 2024-08-01, a month or a year") from error


def parse_days(since: str | None, until: str | None) -> tuple[date | None, date | None]:
    """The days that `--since` and `--until` name. Raises UsageError, also when they are in the wrong order."""
    first = None if since is None else parse_day("--since", since, last=False)
    last = None if until is None else parse_day("--until", until, last=True)
    if first is not None and last is not None and first > last:
        raise UsageError(f"--since {since} is after --until {until}; did you mean --since {until} --until {since}?")
    return first, last


def begin_of_day(day: date) -> datetime:
    """When a day begins where it begins first."""
    return datetime.combine(day, time(), _EASTERNMOST)
