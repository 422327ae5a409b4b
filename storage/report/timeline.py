"""How much was written of some, period by period."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

import sqlalchemy as sa

from pipeline.items import CoverageStatus
from storage.schema.tables import media_coverage

__all__ = ["Amount", "Step", "TimeSpan", "newest_day", "read_timeline", "spans"]

_column = media_coverage.c


class Step(StrEnum):
    """How long a period is."""

    MONTH = "month"
    WEEK = "week"
    DAY = "day"


class TimeSpan(NamedTuple):
    """A month, a week from Monday to Sunday, or a day; both ends are in it."""

    first: date
    last: date


class Amount(NamedTuple):
    """Confirmed articles about one in a period, and how many stories they tell."""

    articles: int
    stories: int


def spans(step: Step, since: date, until: date) -> list[TimeSpan]:
    """The whole periods that lie between two days or hold one of them, the earliest first."""
    found = []
    first = _begin(step, since)
    while first <= until:
        following = _following(step, first)
        found.append(TimeSpan(first, following - timedelta(days=1)))
        first = following
    return found


def _begin(step: Step, day: date) -> date:
    if step is Step.MONTH:
        return day.replace(day=1)
    return day - timedelta(days=day.weekday()) if step is Step.WEEK else day


def _following(step: Step, first: date) -> date:
    if step is Step.MONTH:
        return (first + timedelta(days=31)).replace(day=1)
    return first + timedelta(days=7 if step is Step.WEEK else 1)


def newest_day(connection: sa.Connection, entity_ids: Sequence[str]) -> date | None:
    """The last day on which confirmed coverage of any was published; None where there is none with a date."""
    newest = []
    for key in entity_ids:  # each by the end of its part of an index
        ours = (_column.entity_id == key, _column.status == CoverageStatus.CONFIRMED.value)
        last = sa.select(sa.func.max(_column.month)).where(*ours).scalar_subquery()
        day = sa.select(sa.func.max(_column.published_on)).where(*ours, _column.month == last)
        newest.append(connection.execute(day).scalar())
    return max(filter(None, newest), default=None)


def read_timeline(
    connection: sa.Connection, step: Step, periods: Sequence[TimeSpan], entity_ids: Sequence[str]
) -> dict[tuple[date, str], Amount]:
    """The amounts by the first day of a period of `spans` and an id; what is none is left out.

    Months are counted within an index; rows of weeks and days are read, so ask for half a year of them at most.
    """
    if not periods or not entity_ids:
        return {}
    ours = (_column.status == CoverageStatus.CONFIRMED.value, _column.entity_id.in_(entity_ids))
    if step is Step.MONTH:
        return _months(connection, periods, ours)
    found: dict[tuple[date, str], list[int]] = {}
    statement = sa.select(_column.published_on, _column.entity_id, _column.story_id)
    within = _column.published_on.between(periods[0].first, periods[-1].last)
    for day, entity_id, story_id in connection.execute(statement.where(within, *ours)):
        found.setdefault((_begin(step, day), entity_id), []).append(story_id)
    return {key: Amount(len(stories), len(set(stories))) for key, stories in found.items()}


def _months(connection: sa.Connection, periods: Sequence[TimeSpan], ours: Sequence[Any]) -> dict[Any, Amount]:
    months = {f"{one.first:%Y-%m}": one.first for one in periods}
    count = sa.func.count
    statement = (
        sa.select(_column.month, _column.entity_id, count(), count(_column.story_id.distinct()))
        .where(_column.month.in_(months), *ours)
        .group_by(_column.month, _column.entity_id)
    )
    rows = connection.execute(statement)
    return {(months[month], entity_id): Amount(articles, stories) for month, entity_id, articles, stories in rows}
