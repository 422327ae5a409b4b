"""Fixed hours: the times of day at which a source publishes, as papers do that put an edition on line. Pure.

Times of day are those of UTC: an outlet whose clock is changed for the summer has its hours again some days later.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

__all__ = ["after_fixed_hour"]

_DAY = timedelta(days=1)
_BETWEEN = timedelta(minutes=20)  # what is published less than this apart belongs together
_LONGEST = timedelta(minutes=30)  # from the first of what belongs together to the last, over all days
_FEWEST_DAYS = 4
_MOST_HOURS = 6  # a source that has more publishes all day
_LATER = (timedelta(minutes=2), timedelta(minutes=12))  # feeds are often made some minutes after their articles


class _Published(NamedTuple):
    at: timedelta  # since midnight
    day: int


def after_fixed_hour(times: Sequence[datetime], now: datetime) -> datetime | None:
    """The next moment after `now` just after an hour at which a source usually publishes, judged by the times at
    which it published; None for one that has no such hours, or published at them on fewer than half of the days."""
    published = [_Published(time - _midnight(time), _midnight(time).toordinal()) for time in times if time <= now]
    days = len({moment.day for moment in published})
    if days < _FEWEST_DAYS:
        return None
    watched = max(days, (now - min(times)) // _DAY)
    hours = [
        together[-1].at
        for together in _together(published)
        if together[-1].at - together[0].at <= _LONGEST and 2 * len({moment.day for moment in together}) >= watched
    ]
    if not hours or len(hours) > _MOST_HOURS:
        return None
    today = _midnight(now)
    moments = (today + day * _DAY + hour + later for day in (-1, 0, 1) for hour in hours for later in _LATER)
    return min(moment for moment in moments if moment > now)


def _together(published: Sequence[_Published]) -> list[list[_Published]]:
    """Moments in groups without a long pause between them, whatever their days; the day goes round at midnight."""
    around = sorted(published)
    pauses = [later.at - earlier.at for earlier, later in pairwise(around)]
    pauses.append(around[0].at + _DAY - around[-1].at)
    longest = max(range(len(pauses)), key=pauses.__getitem__) + 1
    in_turn = around[longest:] + [_Published(moment.at + _DAY, moment.day) for moment in around[:longest]]
    groups = [[in_turn[0]]]
    for earlier, later in pairwise(in_turn):
        if later.at - earlier.at > _BETWEEN:
            groups.append([])
        groups[-1].append(later)
    return groups


def _midnight(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
