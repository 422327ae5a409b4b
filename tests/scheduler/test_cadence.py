"""When a source is asked again: by its interval, or just after an hour at which it publishes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from scheduler.cadence import Pace, next_look

NOW = datetime(2026, 11, 27, 5, 57, tzinfo=UTC)
PACE = Pace()
AT_SIX = [NOW.replace(hour=6, minute=0) - timedelta(days=day) for day in range(1, 8)]


def test_a_source_with_fixed_hours_is_asked_after_them_though_its_interval_is_longer() -> None:
    assert next_look(PACE, timedelta(hours=9), AT_SIX, NOW) == NOW + timedelta(minutes=5)
    later = NOW + timedelta(minutes=5)
    assert next_look(PACE, timedelta(hours=9), AT_SIX, later) == NOW.replace(hour=6, minute=12)


def test_its_interval_holds_where_it_is_shorter_or_nothing_is_known() -> None:
    wait = timedelta(minutes=4)
    assert next_look(PACE, wait, AT_SIX, NOW) == NOW + wait
    assert next_look(PACE, timedelta(hours=9), [], NOW) == NOW + timedelta(hours=9)
