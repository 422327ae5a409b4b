"""How often a source publishes, and how often it is asked."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

import sqlalchemy as sa

from storage.database.statements import chunks
from storage.schema.tables import UtcDateTime, ledger, offer, source

__all__ = ["articles_a_day", "interval_of", "times_published"]

_PERIOD = timedelta(days=7)
_SHORTEST = timedelta(hours=1)  # over so long at least a rate is taken
_LOOKED_BACK = timedelta(days=14)
_MOST_TIMES = 400
_AT_ONCE = 5_000  # sources; of more a database takes no parameters


def articles_a_day(connection: sa.Connection, keys: Collection[int], now: datetime) -> dict[int, float]:
    """How many articles a day each source published in the last week, or since the oldest of them that we know of:
    a new feed shows its last hours, not a week. An article counts when it was published, or else first offered."""
    found: dict[int, float] = dict.fromkeys(keys, 0.0)
    for chunk in chunks(sorted(keys), _AT_ONCE):
        found |= _articles_a_day(connection, chunk, now)
    return found


def _articles_a_day(connection: sa.Connection, keys: Collection[int], now: datetime) -> dict[int, float]:
    # Read first: else PostgreSQL starts parallel workers for the join, which takes longer than the join.
    recent = (
        sa.select(offer.c.source_id, offer.c.ledger_id, offer.c.first_offered_at)
        .where(offer.c.source_id.in_(keys), offer.c.first_offered_at >= now - _PERIOD)
        .cte("recent")
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    published = sa.func.coalesce(ledger.c.published_at, recent.c.first_offered_at, type_=UtcDateTime)
    rows = connection.execute(
        sa.select(recent.c.source_id, sa.func.count().label("articles"), sa.func.min(published).label("oldest"))
        .join(ledger, ledger.c.id == recent.c.ledger_id)
        .where(published >= now - _PERIOD)
        .group_by(recent.c.source_id)
    )
    day = timedelta(days=1)
    return {row.source_id: row.articles / (max(now - row.oldest, _SHORTEST) / day) for row in rows}


def times_published(connection: sa.Connection, key: int, now: datetime) -> list[datetime]:
    """When the articles were published that a source offered in the last two weeks, where they say a time of day;
    of very many the newest."""
    statement = (
        sa.select(ledger.c.published_at)
        .join(offer, offer.c.ledger_id == ledger.c.id)
        .where(
            offer.c.source_id == key,
            offer.c.first_offered_at >= now - _LOOKED_BACK,
            ledger.c.has_time,
            ledger.c.published_at >= now - _LOOKED_BACK,
        )
        .order_by(offer.c.first_offered_at.desc())
        .limit(_MOST_TIMES)
    )
    return list(connection.execute(statement).scalars())


def interval_of(connection: sa.Connection, key: int) -> timedelta | None:
    """How often a source is asked; None when no daemon asked it yet."""
    seconds: float | None = connection.execute(
        sa.select(source.c.interval_seconds).where(source.c.id == key)
    ).scalar_one()
    return None if seconds is None else timedelta(seconds=seconds)
