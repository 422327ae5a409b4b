"""How a source fares, looked at each time it is asked: is it silent, do fewer of its links become articles?"""

from __future__ import annotations

from datetime import datetime, timedelta

from pipeline.health import is_silent, usual_gap, yield_of
from storage.database import Connection
from storage.sources import health
from storage.sources.health import Health

__all__ = ["assess"]

_LOOKED_BACK = timedelta(days=28)


def assess(connection: Connection, key: int, interval: timedelta | None, now: datetime) -> Health:
    """Look at what the source `key` offered, keep what is made of it, and give it back.

    `interval` is how often the source is asked: what comes oftener than that is not told apart.
    """
    before = health.health_of(connection, key)
    offered = health.offered_of_late(connection, key)
    times = [one.at for one in offered]
    gap = usual_gap(times)
    last = max(times, default=None)
    silent = False
    if gap is not None and last is not None:
        gap = max(gap, interval or gap)
        if is_silent(gap, times, now):  # by what it offered of late; or does it rest at this hour?
            longer = health.moments_since(connection, key, now - _LOOKED_BACK)
            silent = is_silent(gap, [*times, *longer], now)
    usual_before = before.yield_usual if before.yield_fell_at is not None else None
    found = yield_of([one.readable for one in offered if one.readable is not None], usual_before)
    made = Health(
        last_new_at=last,
        usual_gap=gap,
        silent_since=last if silent else None,
        yield_now=None if found is None else found.now,
        yield_usual=None if found is None else found.usual,
        yield_fell_at=(before.yield_fell_at or now) if found is not None and found.fell else None,
    )
    if made != before:
        health.record_health(connection, key, made)
    return made
