"""Sources that are due, at hosts that one process holds; and when they are due again."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa

from pipeline.items import Source
from storage.database.statements import chunks
from storage.schema.tables import source

__all__ = ["DueSource", "due_sources", "put_off"]


class DueSource(NamedTuple):
    """A source that is to be asked now, at `host`."""

    key: int
    source: Source
    host: str


def due_sources(
    connection: sa.Connection, names: Collection[str], now: datetime, *, most: int, without: Collection[Source]
) -> list[DueSource]:
    """At most so many sources at the hosts `names` that are due, the longest due first, `without` those in hand."""
    due = source.c.next_due_at.is_(None) | (source.c.next_due_at <= now)
    rested = source.c.retry_at.is_(None) | (source.c.retry_at <= now)
    found: list[tuple[datetime | None, DueSource]] = []
    for chunk in chunks(names):
        rows = connection.execute(
            sa.select(source.c.id, source.c.kind, source.c.url, source.c.name, source.c.host, source.c.next_due_at)
            .where(source.c.host.in_(chunk), source.c.active, due, rested)
            .order_by(source.c.next_due_at.asc().nulls_first(), source.c.id)
            .limit(most + len(without))
        )
        found += [
            (row.next_due_at, DueSource(row.id, Source(row.kind, row.url, row.name), row.host)) for row in rows
        ]
    found.sort(key=lambda one: (one[0] is not None, one[0] or now, one[1].key))
    return [one for _, one in found if one.source not in without][:most]


def put_off(connection: sa.Connection, key: int, interval: timedelta, due_at: datetime) -> None:
    """A source is asked again at `due_at`, and every `interval`."""
    values = {"next_due_at": due_at, "interval_seconds": interval / timedelta(seconds=1)}
    connection.execute(sa.update(source).where(source.c.id == key).values(values))
