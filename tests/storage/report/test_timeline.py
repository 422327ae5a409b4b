"""How much was written, period by period."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.database.engine import Database
from storage.report.timeline import Amount, Step, read_timeline, spans
from tests.storage.report.newsroom import HARAM, LAB, SEOHA, Newsroom

DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))


@given(st.sampled_from(Step), DAYS, st.integers(0, 400))
def test_periods_follow_each_other_and_hold_both_days(step: Step, since: date, length: int) -> None:
    until = since + timedelta(days=length)
    found = spans(step, since, until)
    assert found[0].first <= since <= found[0].last
    assert found[-1].first <= until <= found[-1].last
    assert all(one.last + timedelta(days=1) == other.first for one, other in pairwise(found))


@pytest.mark.parametrize(
    ("step", "first", "amounts"),
    [
        (Step.MONTH, date(2026, 11, 1), {SEOHA: Amount(4, 2), LAB: Amount(1, 1)}),
        (Step.WEEK, date(2026, 11, 2), {SEOHA: Amount(3, 1)}),
        (Step.DAY, date(2026, 11, 3), {SEOHA: Amount(2, 1)}),
    ],
)
def test_articles_and_stories_of_a_period(
    database: Database, step: Step, first: date, amounts: dict[object, Amount]
) -> None:
    with database.write() as connection:
        room = Newsroom(connection)
        for day in ("2026-11-03", "2026-11-03", "2026-11-08"):
            room.publish(day, of_story=7)
        room.publish("2026-11-09", who=(SEOHA, LAB))
        room.publish("2026-11-09", who=(HARAM,), status="review")
        room.publish("2026-10-31")
        room.publish(None)
    who = (SEOHA, HARAM, LAB)
    periods = spans(step, date(2026, 11, 1), date(2026, 11, 30))
    with database.read() as connection:
        found = read_timeline(connection, step, periods, [one.id for one in who])
    assert {one: found[first, one.id] for one in who if (first, one.id) in found} == amounts
