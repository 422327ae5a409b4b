"""Fixed hours: found where a source has them, whatever the clock, and nowhere else."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.health import after_fixed_hour

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


def editions(*clock: tuple[int, int], days: int = 14, late: int = 5) -> list[datetime]:
    """What a paper publishes that puts an edition on line at these times, within some minutes."""
    chance = random.Random(1)
    return [
        (NOW - timedelta(days=day)).replace(hour=hour, minute=minute) + timedelta(minutes=chance.uniform(0, late))
        for day in range(1, days + 1)
        for hour, minute in clock
    ]


def minutes_to(times: list[datetime], now: datetime = NOW) -> float:
    then = after_fixed_hour(times, now)
    assert then is not None
    return (then - now) / timedelta(minutes=1)


def test_a_paper_with_editions_is_asked_just_after_the_next_and_once_more() -> None:
    paper = editions((6, 0), (18, 0))
    assert 6 * 60 + 2 < minutes_to(paper) <= 6 * 60 + 7
    first = after_fixed_hour(paper, NOW)
    assert first is not None
    assert minutes_to(paper, first) == pytest.approx(10)


def test_an_hour_just_past_counts_today() -> None:
    assert 0 < minutes_to(editions((11, 58), late=1)) < 2


def test_an_edition_around_midnight_is_one_hour() -> None:
    assert 12 * 60 < minutes_to(editions((23, 55), late=15)) <= 12 * 60 + 15


@pytest.mark.parametrize(
    "times",
    [
        [],
        editions((6, 0), days=3),
        [time for day, time in enumerate(editions((6, 0), days=28)) if day % 7 == 0],
        [NOW - timedelta(minutes=37 * step) for step in range(500)],
    ],
    ids=["nothing", "three days", "once a week", "all day"],
)
def test_others_have_no_fixed_hours(times: list[datetime]) -> None:
    assert after_fixed_hour(times, NOW) is None


@given(st.integers(0, 24 * 60 - 1), st.sampled_from([(6, 0), (23, 50), (0, 5)]))
def test_the_time_zone_and_the_hour_of_the_day_change_nothing(minutes: int, clock: tuple[int, int]) -> None:
    shift = timedelta(minutes=minutes)
    paper = editions(clock)
    moved = after_fixed_hour([time + shift for time in paper], NOW + shift)
    before = after_fixed_hour(paper, NOW)
    assert moved is not None
    assert before is not None
    assert moved - shift == before


@given(st.lists(st.datetimes(NOW.replace(tzinfo=None), NOW.replace(year=2027, tzinfo=None)), max_size=60))
def test_the_moment_is_always_ahead_within_a_day(times: list[datetime]) -> None:
    then = after_fixed_hour([time.replace(tzinfo=UTC) for time in times], NOW)
    assert then is None or timedelta() < then - NOW <= timedelta(days=1, minutes=12)
