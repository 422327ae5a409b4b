"""What the first page says: what is new, and of whom; what waits."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from pipeline.items import CoverageStatus
from storage.schema.tables import media_coverage, tally

__all__ = ["NewOfLate", "NewRows", "count_new", "waiting"]

_MOST = 20_000  # rows


class NewOfLate(NamedTuple):
    """How many articles and stories are new of one who is tracked."""

    entity_id: str
    entity_name: str
    articles: int
    stories: int


class NewRows(NamedTuple):
    """What is new: `by_name` those with most stories first; `is_all` is false when only the newest were counted."""

    stories: int
    articles: int
    by_name: tuple[NewOfLate, ...]
    is_all: bool


def count_new(connection: sa.Connection, since: datetime) -> NewRows:
    """The confirmed coverage whose rows were made since then."""
    column = media_coverage.c
    newest = (
        sa.select(column.entity_id, column.entity_name, column.article_id, column.story_id, column.status)
        .where(column.first_seen_at >= since)
        .order_by(column.first_seen_at.desc())
        .limit(_MOST)
        .subquery()
    )
    is_confirmed = newest.c.status == CoverageStatus.CONFIRMED.value
    count = sa.func.count
    stories, articles = count(newest.c.story_id.distinct()), count(newest.c.article_id.distinct())
    whole = connection.execute(sa.select(stories, articles).where(is_confirmed)).one()
    name = sa.func.max(newest.c.entity_name)
    rows = connection.execute(
        sa.select(newest.c.entity_id, name, articles, stories.label("stories"))
        .where(is_confirmed)
        .group_by(newest.c.entity_id)
        .order_by(sa.desc("stories"), newest.c.entity_id)
    )
    by_name = tuple(NewOfLate(*row) for row in rows)
    return NewRows(whole[0], whole[1], by_name, sum(one.articles for one in by_name) < _MOST)


def waiting(connection: sa.Connection) -> int:
    """How many rows wait for a decision, as it is kept."""
    is_waiting = (tally.c.subject == media_coverage.name) & (tally.c.value == CoverageStatus.REVIEW.value)
    return int(connection.execute(sa.select(sa.func.sum(tally.c.number)).where(is_waiting)).scalar() or 0)
