"""What is wrong with the monitor, in words: sources, layouts of outlets, the share of sources that fail, the disk.

Notices, `scrape status`, metrics and the report of a run take their words from here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from pipeline.health import LayoutAlarm
from storage.status import SourceStatus

__all__ = ["Problem", "Trouble", "describe", "describe_layout", "problems_of", "span", "troubles"]

_FAILED_OFTEN = 5  # failures in a row before a notice is sent; fewer for a source that is gone
_GONE_OFTEN = 2
_FEWEST_SOURCES = 4
_FULL = 1_000_000_000  # free bytes, below which the disk counts as full


class Problem(StrEnum):
    """What may be wrong with a source."""

    GONE = "gone"  # its server says that it does not exist any more
    FAILING = "failing"
    SILENT = "silent"
    YIELD = "yield"  # fewer of its links become articles


class Trouble(NamedTuple):
    """Something that is wrong: `key` stays the same as long as it lasts, so that it is reported once."""

    key: str
    text: str


def problems_of(source: SourceStatus) -> tuple[Problem, ...]:
    """What is wrong with a source; () when all is as usual."""
    problems = []
    if source.failures:
        problems.append(Problem.GONE if source.is_dead else Problem.FAILING)
    if source.health.silent_since is not None:
        problems.append(Problem.SILENT)
    if source.health.yield_fell_at is not None:
        problems.append(Problem.YIELD)
    return tuple(problems)


def troubles(sources: Sequence[SourceStatus], known: int, free_bytes: int | None, now: datetime) -> list[Trouble]:
    """What to send notices about: `sources` are those with which something is wrong, of so many `known`;
    `free_bytes` is the free space on the disk, None when it is unknown."""
    result = [
        Trouble(key, f"{source.kind} {source.url}: {describe(source, now)}")
        for source in sources
        if (key := _key(source)) is not None
    ]
    failing = sum(source.failures > 0 for source in sources)
    if known >= _FEWEST_SOURCES and failing * 2 >= known:
        result.append(
            Trouble(f"failing:{now:%Y-%m-%d}", f"{failing} of {known} sources fail: is the network down?")
        )
    if free_bytes is not None and free_bytes < _FULL:
        result.append(
            Trouble(f"disk:{now:%Y-%m-%d}", f"the disk is nearly full: {free_bytes / 1e6:.0f} MB are free")
        )
    return result


def _key(source: SourceStatus) -> str | None:
    """The key of the first problem of a source that deserves a notice; None when there is none."""
    name = f"{source.kind}:{source.url}"
    for problem in problems_of(source):
        match problem:
            case Problem.GONE | Problem.FAILING:
                often = _GONE_OFTEN if problem is Problem.GONE else _FAILED_OFTEN
                return f"failed:{_stamp(source.last_success_at)}:{name}" if source.failures >= often else None
            case Problem.SILENT:
                return f"silent:{_stamp(source.health.silent_since)}:{name}"
            case Problem.YIELD:
                return f"yield:{_stamp(source.health.yield_fell_at)}:{name}"
    return None


def describe(source: SourceStatus, now: datetime) -> str:
    """What is wrong with a source, in words; "" when all is as usual."""
    if source.failures:
        often = f"failed {source.failures} times in a row: {source.failure}"
        gone = " (gone; asked at least every 30 days)" if source.is_dead else ""
        later = source.asked_at if source.asked_at is not None and source.asked_at > now else None
        again = f", tried again in {span(later - now)}" if later is not None else ""
        return often + gone + again
    health, words = source.health, []
    if health.silent_since is not None and health.usual_gap is not None:
        waited, usual = span(now - health.silent_since), span(health.usual_gap)
        words.append(f"silent: nothing new for {waited}, usually every {usual}")
    if health.yield_fell_at is not None:
        words.append(
            f"{health.yield_now or 0:.0%} of its links become articles, usually {health.yield_usual or 0:.0%}: "
            "its pages may have changed"
        )
    return "; ".join(words)


def describe_layout(alarm: LayoutAlarm) -> str:
    """A field that went missing at an outlet, described in words."""
    return (
        f"{alarm.outlet}: {alarm.field} read on {alarm.given} of {alarm.pages} pages today, "
        f"on {alarm.habit:.0%} of them before: its layout may have changed"
    )


def span(time: timedelta) -> str:
    """A length of time in its largest unit, such as "3 h"."""
    seconds = max(0, int(time.total_seconds()))
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds} s"


def _stamp(when: datetime | None) -> str:
    return "never" if when is None else f"{when:%Y-%m-%dT%H:%M:%S}"
