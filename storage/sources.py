"""What we remember of each source: when it was read, what it said then, and what went wrong."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from pipeline.items import Source
from storage.schema import source
from storage.statements import insert_into

__all__ = ["record_failure", "record_success", "register"]


def register(connection: sa.Connection, sources: Iterable[Source], now: datetime) -> dict[Source, int]:
    """The key of each source, made when it is new."""
    keys = {}
    for one in sources:
        statement = insert_into(connection, source).values(
            kind=one.kind, url=one.url, name=one.name, first_seen_at=now
        )
        statement = statement.on_conflict_do_update(
            index_elements=["kind", "url"], set_={"name": statement.excluded.name}
        )
        connection.execute(statement)
        where = (source.c.kind == one.kind) & (source.c.url == one.url)
        keys[one] = connection.execute(sa.select(source.c.id).where(where)).scalar_one()
    return keys


def record_success(connection: sa.Connection, key: int, items: int, now: datetime) -> None:
    """The source was read and offered `items` links."""
    connection.execute(
        sa.update(source)
        .where(source.c.id == key)
        .values(last_fetched_at=now, last_success_at=now, last_items=items, failures=0, failure=None)
    )


def record_failure(connection: sa.Connection, key: int, why: str, now: datetime) -> None:
    """The source could not be read."""
    connection.execute(
        sa.update(source)
        .where(source.c.id == key)
        .values(last_fetched_at=now, failures=source.c.failures + 1, failure=why)
    )
