"""What is wrong with the monitor, in words, and by which key it is told once: sources, their share, the disk."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from storage.status import SourceStatus

__all__ = ["Trouble", "span", "troubles", "what_is_wrong"]

_FAILED_OFTEN = 5  # failures in a row after which somebody is told; of one that is gone, fewer
_GONE_OFTEN = 2
_FEWEST_SOURCES = 4
_FULL = 1_000_000_000  # bytes that are free, below which the disk counts as full


class Trouble(NamedTuple):
    """Something that is wrong: `key` stays the same as long as it does."""

    key: str
    text: str


def troubles(sources: Iterable[SourceStatus], free_bytes: int | None, now: datetime) -> list[Trouble]:
    """What a person should be told of; `free_bytes` are those of the disk, None when they are not known."""
    known = list(sources)
    found = [
        Trouble(key, f"{one.kind} {one.url}: {what_is_wrong(one, now)}")
        for one in known
        if (key := _key(one)) is not None
    ]
    failing = sum(one.failures > 0 for one in known)
    if len(known) >= _FEWEST_SOURCES and failing * 2 >= len(known):
        found.append(
            Trouble(f"failing:{now:%Y-%m-%d}", f"{failing} of {len(known)} sources fail: is the network well?")
        )
    if free_bytes is not None and free_bytes < _FULL:
        found.append(
            Trouble(f"disk:{now:%Y-%m-%d}", f"the disk is nearly full: {free_bytes / 1e6:.0f} MB are free")
        )
    return found


def _key(one: SourceStatus) -> str | None:
    name = f"{one.kind}:{one.url}"
    if one.failures >= (_GONE_OFTEN if one.is_dead else _FAILED_OFTEN):
        return f"failed:{_stamp(one.last_success_at)}:{name}"
    if one.failures:
        return None
    if one.health.silent_since is not None:
        return f"silent:{_stamp(one.health.silent_since)}:{name}"
    if one.health.yield_fell_at is not None:
        return f"yield:{_stamp(one.health.yield_fell_at)}:{name}"
    return None


def what_is_wrong(one: SourceStatus, now: datetime) -> str:
    """What is wrong with a source, in words; "" when all is as usual."""
    if one.failures:
        often = f"failed {one.failures} times in a row: {one.failure}"
        again = f", tried again in {span(one.asked_at - now)}" if one.asked_at and one.asked_at > now else ""
        return f"{often} (gone; asked at least every 30 days){again}" if one.is_dead else often + again
    health, words = one.health, []
    if health.silent_since is not None and health.usual_gap is not None:
        waited, usual = span(now - health.silent_since), span(health.usual_gap)
        words.append(f"silent: nothing new for {waited}, usually every {usual}")
    if health.yield_fell_at is not None:
        words.append(
            f"{health.yield_now or 0:.0%} of its links become articles, usually {health.yield_usual or 0:.0%}: "
            "its pages may have changed"
        )
    return "; ".join(words)


def span(time: timedelta) -> str:
    """A time in its largest unit."""
    seconds = max(0, int(time.total_seconds()))
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds} s"


def _stamp(when: datetime | None) -> str:
    return "never" if when is None else f"{when:%Y-%m-%dT%H:%M:%S}"
