"""What there is to know of the monitor at a glance."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from pipeline import items
from storage.engine import Database
from storage.leases import daemons, rhythm
from storage.ledger import RETRIED
from storage.schema import article, ledger, media_coverage, offer, source
from storage.upkeep import size_in_bytes

__all__ = ["SourceStatus", "Status", "read_status"]


class SourceStatus(NamedTuple):
    """How one source fares; `newest_at` is when it last offered something for the first time."""

    kind: str
    url: str
    last_success_at: datetime | None
    next_due_at: datetime | None
    items_a_day: float
    newest_at: datetime | None
    failures: int
    failure: str | None


class Status(NamedTuple):
    """The whole monitor: `unread` links are not read yet, `late` of them to be tried again now; `size` in bytes."""

    sources: tuple[SourceStatus, ...]
    daemons: tuple[str, ...]
    unread: int
    late: int
    articles: int
    in_review: int
    size: int


def read_status(connection: sa.Connection, database: Database, now: datetime) -> Status:
    """The state as of `now`."""
    rows = connection.execute(sa.select(source).order_by(source.c.kind, source.c.url)).all()
    often = rhythm(connection, [row.id for row in rows], now)
    newest = {
        row.source_id: row.newest
        for row in connection.execute(
            sa.select(offer.c.source_id, sa.func.max(offer.c.first_offered_at).label("newest")).group_by(
                offer.c.source_id
            )
        )
    }
    failed = ledger.c.reason.in_(RETRIED) & ledger.c.retry_at.is_not(None)
    return Status(
        sources=tuple(
            SourceStatus(
                row.kind,
                row.url,
                row.last_success_at,
                row.next_due_at,
                often[row.id],
                newest.get(row.id),
                row.failures,
                row.failure,
            )
            for row in rows
        ),
        daemons=tuple(owner for owner, _ in daemons(connection, now)),
        unread=_count(connection, ledger, ledger.c.reason.is_(None) | failed),
        late=_count(connection, ledger, failed & (ledger.c.retry_at <= now)),
        articles=_count(connection, article, sa.true()),
        in_review=_count(connection, media_coverage, media_coverage.c.status == items.Status.REVIEW),
        size=size_in_bytes(database, connection),
    )


def _count(connection: sa.Connection, table: sa.Table, where: sa.ColumnElement[bool]) -> int:
    return int(connection.execute(sa.select(sa.func.count()).select_from(table).where(where)).scalar_one())
