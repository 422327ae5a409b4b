"""What is reported to people: each thing once.

A notice is entered before it is sent, so that a crash can lose one but never send it twice; one that could not be
sent is taken back and tried again.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

import sqlalchemy as sa

from pipeline.items import Coverage, CoverageStatus
from storage.coverage.read import find_where
from storage.database.statements import chunks, insert_into
from storage.schema.tables import media_coverage, notice

__all__ = ["mark_sent", "never_sent", "reserve", "take_back", "untold_coverage"]


def untold_coverage(connection: sa.Connection, since: datetime) -> tuple[Coverage, ...]:
    """Confirmed rows made since then that were not reported yet, newest first."""
    key = sa.literal("coverage:").concat(sa.cast(media_coverage.c.id, sa.Text))
    sent = sa.exists().where(notice.c.key == key)
    return find_where(
        connection,
        (media_coverage.c.status == CoverageStatus.CONFIRMED) & (media_coverage.c.first_seen_at >= since) & ~sent,
    )


def reserve(connection: sa.Connection, keys: Collection[str], now: datetime) -> list[str]:
    """Enter notices that are about to be sent; those of `keys` that are new, and so ours to send."""
    ours: list[str] = []
    for chunk in chunks(sorted(set(keys))):
        entered = insert_into(connection, notice).values([{"key": key, "created_at": now} for key in chunk])
        fresh = entered.on_conflict_do_nothing(index_elements=["key"]).returning(notice.c.key)
        ours += connection.execute(fresh).scalars()
    return ours


def mark_sent(connection: sa.Connection, keys: Collection[str], now: datetime) -> None:
    """They were sent."""
    for chunk in chunks(sorted(keys)):
        connection.execute(sa.update(notice).where(notice.c.key.in_(chunk)).values(sent_at=now))


def take_back(connection: sa.Connection, keys: Collection[str]) -> None:
    """They could not be sent: they may be reserved again."""
    for chunk in chunks(sorted(keys)):
        connection.execute(sa.delete(notice).where(notice.c.key.in_(chunk), notice.c.sent_at.is_(None)))


def never_sent(connection: sa.Connection, now: datetime) -> int:
    """How many were entered more than an hour ago and not marked as sent: a crash came between."""
    waiting = notice.c.sent_at.is_(None) & (notice.c.created_at < now - timedelta(hours=1))
    return int(connection.execute(sa.select(sa.func.count()).select_from(notice).where(waiting)).scalar_one())
