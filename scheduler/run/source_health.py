"""Source health: what storage keeps of a source and of an outlet's pages, judged by `pipeline.health`.

A source is assessed each time it is asked: is it silent, do fewer of its links become articles?
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from pipeline.health import LayoutAlarm, is_silent, layout_alarms, usual_gap, yield_of
from storage.database import Connection
from storage.sources import health, outlet_layout
from storage.sources.health import Health

__all__ = ["assess", "layout_alarms_of"]

_LOOKED_BACK = timedelta(days=28)


def assess(connection: Connection, key: int, interval: timedelta | None, now: datetime) -> Health:
    """Assess what the source `key` offered; store and return the result.

    `interval` is how often the source is asked: a gap shorter than that cannot be measured.
    """
    before = health.health_of(connection, key)
    offered = health.offered_of_late(connection, key)
    times = [link.at for link in offered]
    gap = usual_gap(times)
    last = max(times, default=None)
    silent = False
    if gap is not None and last is not None:
        gap = max(gap, interval or gap)
        if is_silent(gap, times, now):  # judged by recent links alone; or does it always rest at this hour?
            longer = health.moments_since(connection, key, now - _LOOKED_BACK)
            silent = is_silent(gap, [*times, *longer], now)
    usual_before = before.yield_usual if before.yield_fell_at is not None else None
    share = yield_of([link.readable for link in offered if link.readable is not None], usual_before)
    after = Health(
        last_new_at=last,
        usual_gap=gap,
        silent_since=last if silent else None,
        yield_now=None if share is None else share.now,
        yield_usual=None if share is None else share.usual,
        yield_fell_at=(before.yield_fell_at or now) if share is not None and share.fell else None,
    )
    if after != before:
        health.record_health(connection, key, after)
    return after


def layout_alarms_of(connection: Connection, day: date) -> list[LayoutAlarm]:
    """The fields that pages of outlets had before and lack on `day`."""
    return [
        alarm
        for outlet, today, before in outlet_layout.counts_of(connection, day)
        for alarm in layout_alarms(outlet, today, before)
    ]
