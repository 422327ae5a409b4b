"""What is usual for a source, and when it is not as usual: silence, and fewer readable articles. Pure.

Silence is counted in the time at which a source works: hours of the day, or of the week, in which it always rests
do not count. So an outlet that sleeps at night is not called silent every morning.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from pipeline.health.chance import chance_of_at_most

__all__ = ["Yield", "is_silent", "usual_gap", "yield_of"]

_SILENT = 3.0  # times its usual gap after which a source is called silent
_FEWEST_TIMES = 5
_HOUR = 3600
_LOOKED_AHEAD = timedelta(days=60)  # a silence of so long is one, whatever was usual
# So many new items were to be expected in an hour, over all days looked at, before their absence is a habit.
_EXPECTED = 3.0


def usual_gap(times: Sequence[datetime]) -> timedelta | None:
    """The median time between two moments at which a source had something new; None when too little is known."""
    moments = sorted(set(times))
    if len(moments) < _FEWEST_TIMES:
        return None
    return timedelta(seconds=median((later - earlier).total_seconds() for earlier, later in pairwise(moments)))


def is_silent(gap: timedelta, times: Sequence[datetime], now: datetime) -> bool:
    """Whether a source that had something new at `times`, usually every `gap`, has had nothing for more than three
    times that: hours in which it never has anything, by the days in `times`, left out."""
    last = max(times)
    waited = now - last
    if waited <= gap * _SILENT:
        return False
    return waited > _LOOKED_AHEAD or _working_time(gap, times, last, now) > gap * _SILENT


def _working_time(gap: timedelta, times: Sequence[datetime], last: datetime, now: datetime) -> timedelta:
    day, week = _rest(times, 24, gap), _rest(times, 7 * 24, gap)
    counted, moment, end = 0.0, last.timestamp(), now.timestamp()
    while moment < end:
        hour = int(moment // _HOUR)
        until = min(end, float((hour + 1) * _HOUR))
        if hour % 24 not in day and hour % (7 * 24) not in week:
            counted += until - moment
        moment = until
    return timedelta(seconds=counted)


def _rest(times: Sequence[datetime], hours: int, gap: timedelta) -> frozenset[int]:
    """The hours, of a day or a week of so many, in which a source rests: it never had anything new then, although
    it was watched long enough, and for so long on end that it would be called silent each time."""
    watched = (max(times) - min(times)) // timedelta(hours=hours)
    if watched < 2 or watched * timedelta(hours=1) < _EXPECTED * gap:
        return frozenset()
    busy = sorted({int(time.timestamp() // _HOUR) % hours for time in times})
    rest: set[int] = set()
    for last, following in pairwise([*busy, busy[0] + hours]):
        idle = range(last + 1, following)
        if len(idle) * timedelta(hours=1) > gap * _SILENT:
            rest.update(hour % hours for hour in idle)
    return frozenset(rest)


@dataclass(frozen=True, slots=True)
class Yield:
    """Which share of its offered links became readable articles: recently, and usually. `fell` says that it is down
    by half or more, beyond chance."""

    now: float
    usual: float
    fell: bool


_WINDOWS = (5, 8, 12, 20, 40)  # links: a break of all pages is seen in few, one of half of them needs more
_FEWEST_BEFORE = 15
_LEAST_USUAL = 0.1
_CHANCE = 0.002


def yield_of(readable: Sequence[bool], fallen_from: float | None) -> Yield | None:
    """The yield of a source by how its links ended, the newest first; None when too few ended.

    The newest links are compared with those before them (binomial, one-sided). While it is down, `fallen_from` is
    what was usual: it is so until the newest are better than half of that, however long it takes.
    """
    if fallen_from is not None:
        newest = readable[: _WINDOWS[1]]
        share = sum(newest) / len(newest) if newest else 0.0
        return Yield(share, fallen_from, fell=share <= fallen_from / 2)
    result = None
    for size in _WINDOWS:
        newest, before = readable[:size], readable[size:]
        if len(before) < _FEWEST_BEFORE:
            break
        share, usual = sum(newest) / size, sum(before) / len(before)
        result = Yield(share, usual, fell=_has_fallen(sum(newest), size, usual, len(before)))
        if result.fell:
            return result
    return result


def _has_fallen(successes: int, trials: int, usual: float, known: int) -> bool:
    if usual < _LEAST_USUAL or successes / trials > usual / 2:
        return False
    return chance_of_at_most(successes, trials, usual, known) < _CHANCE
