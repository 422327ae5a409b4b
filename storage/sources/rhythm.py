"""How often a source publishes, and how often it is asked."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

import sqlalchemy as sa

from storage.database.statements import chunks
from storage.schema.tables import ledger, offer, source

__all__ = ["articles_a_day", "interval_of"]

_PERIOD = timedelta(days=7)
_AT_ONCE = 5_000  # sources; of more a database takes no parameters


def articles_a_day(connection: sa.Connection, keys: Collection[int], now: datetime) -> dict[int, float]:
    """How many articles a day each source offered in the last week (published then, or else first offered then)."""
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
    rows = connection.execute(
        sa.select(recent.c.source_id, sa.func.count().label("articles"))
        .join(ledger, ledger.c.id == recent.c.ledger_id)
        .where(sa.func.coalesce(ledger.c.published_at, recent.c.first_offered_at) >= now - _PERIOD)
        .group_by(recent.c.source_id)
    )
    days = _PERIOD / timedelta(days=1)
    return {row.source_id: row.articles / days for row in rows}


def interval_of(connection: sa.Connection, key: int) -> timedelta | None:
    """How often a source is asked; None when no daemon asked it yet."""
    seconds: float | None = connection.execute(
        sa.select(source.c.interval_seconds).where(source.c.id == key)
    ).scalar_one()
    return None if seconds is None else timedelta(seconds=seconds)
