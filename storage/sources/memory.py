"""What we remember of each source: when it was read, what it said then, where it moved, and what went wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from pipeline.items import Source
from pipeline.urls import host_of
from storage.database.statements import chunks, insert_all, insert_into
from storage.schema.tables import source
from storage.sources import hosts

__all__ = [
    "Memory",
    "SourcePlace",
    "SourceState",
    "Validators",
    "enter_sources",
    "record_failure",
    "record_success",
    "record_unchanged",
    "register",
    "states",
]


@dataclass(frozen=True, slots=True)
class Validators:
    """By what a document is known to be the one we have (RFC 9110, 8.8); `digest` is of its bytes."""

    etag: str | None = None
    last_modified: str | None = None
    digest: str | None = None


class SourcePlace(NamedTuple):
    """Where a source is: `moved_to` when its server said so twice, `moving_to` when it said so once; None for the
    address it was given with."""

    moved_to: str | None = None
    moving_to: str | None = None


@dataclass(frozen=True, slots=True)
class Memory:
    """A source as it was last time. `full_at` is when its document was last read whole, for the names of
    `name_set_id`; `moved_to` is where its server says it is for good, `moving_to` where it said so once; `retry_at`
    is until when it is left alone after `failures` failures in a row, the last of them `failure`, at `fetched_at`;
    `interval` is how often a daemon asks it."""

    key: int
    validators: Validators = field(default_factory=Validators)
    full_at: datetime | None = None
    name_set_id: int | None = None
    moved_to: str | None = None
    moving_to: str | None = None
    failures: int = 0
    failure: str | None = None
    retry_at: datetime | None = None
    fetched_at: datetime | None = None
    interval: timedelta | None = None

    def spares(self, name_set_id: int, now: datetime, at_least_every: timedelta) -> bool:
        """Whether a document that did not change may go unread: its links were offered for the names in force,
        and it was read whole not long ago (some servers call everything unchanged)."""
        return (
            self.name_set_id == name_set_id
            and self.full_at is not None
            and timedelta() <= now - self.full_at < at_least_every
        )


def register(connection: sa.Connection, sources: Iterable[Source], now: datetime) -> dict[Source, Memory]:
    """What is remembered of each source; those that are new are entered."""
    wanted = tuple(dict.fromkeys(sources))
    rows = _rows(connection, wanted)
    new = [one for one in wanted if _key(one) not in rows or rows[_key(one)].name != one.name]
    if new:
        enter_sources(connection, new, now)
        rows |= _rows(connection, new)
    return {one: _memory(rows[_key(one)]) for one in wanted}


def enter_sources(
    connection: sa.Connection,
    sources: Iterable[Source],
    now: datetime,
    *,
    active: bool = False,
    imported: bool = False,
) -> None:
    """Enter sources that are not there, and call the others by their names of now. `active` and `imported` make
    them that; where they are false, it is left as it is. What is active is due."""
    statement = insert_into(connection, source)
    changed: dict[str, Any] = {"name": statement.excluded.name, "host": statement.excluded.host}
    changed |= {"active": sa.true()} if active else {}
    changed |= {"imported": sa.true()} if imported else {}
    rows = [
        {
            "kind": one.kind,
            "url": one.url,
            "host": host_of(one.url),
            "name": one.name,
            "first_seen_at": now,
            "active": active,
            "imported": imported,
        }
        for one in sources
    ]
    insert_all(connection, statement.on_conflict_do_update(index_elements=["kind", "url"], set_=changed), rows)
    if active:
        hosts.touch(connection, {str(row["host"]): now for row in rows})


def _key(listed: Source) -> tuple[str, str]:
    return listed.kind, listed.url


def _rows(connection: sa.Connection, sources: Iterable[Source]) -> dict[tuple[str, str], sa.Row[Any]]:
    """The rows of sources, by kind and address."""
    by_kind: dict[str, list[str]] = {}
    for listed in sources:
        by_kind.setdefault(listed.kind, []).append(listed.url)
    rows: dict[tuple[str, str], sa.Row[Any]] = {}
    for kind, urls in by_kind.items():
        for chunk in chunks(urls):
            those = sa.select(source).where(source.c.kind == kind, source.c.url.in_(chunk))
            rows |= {(row.kind, row.url): row for row in connection.execute(those)}
    return rows


def _memory(row: sa.Row[Any]) -> Memory:
    return Memory(
        key=row.id,
        validators=Validators(row.etag, row.last_modified, row.digest),
        full_at=row.last_full_at,
        name_set_id=row.name_set_id,
        moved_to=row.moved_to,
        moving_to=row.moving_to,
        failures=row.failures,
        failure=row.failure,
        retry_at=row.retry_at,
        fetched_at=row.last_fetched_at,
        interval=None if row.interval_seconds is None else timedelta(seconds=row.interval_seconds),
    )


def record_success(
    connection: sa.Connection,
    memory: Memory,
    *,
    items: int,
    validators: Validators,
    place: SourcePlace,
    name_set_id: int,
    now: datetime,
) -> Memory:
    """The source was read whole and offered `items` links. Gives back what is remembered now."""
    connection.execute(
        sa.update(source)
        .where(source.c.id == memory.key)
        .values(
            **_read_well(place, now),
            last_full_at=now,
            last_items=items,
            etag=validators.etag,
            last_modified=validators.last_modified,
            digest=validators.digest,
            name_set_id=name_set_id,
        )
    )
    return Memory(
        memory.key,
        validators,
        now,
        name_set_id,
        place.moved_to,
        place.moving_to,
        fetched_at=now,
        interval=memory.interval,
    )


def record_unchanged(connection: sa.Connection, memory: Memory, place: SourcePlace, now: datetime) -> Memory:
    """The source had nothing new. Gives back what is remembered now."""
    connection.execute(sa.update(source).where(source.c.id == memory.key).values(**_read_well(place, now)))
    return replace(
        memory,
        failures=0,
        failure=None,
        retry_at=None,
        fetched_at=now,
        moved_to=place.moved_to,
        moving_to=place.moving_to,
    )


def _read_well(place: SourcePlace, now: datetime) -> dict[str, Any]:
    return {
        "last_fetched_at": now,
        "last_success_at": now,
        "failures": 0,
        "failure": None,
        "retry_at": None,
        "moved_to": place.moved_to,
        "moving_to": place.moving_to,
    }


def record_failure(
    connection: sa.Connection, memory: Memory, why: str, *, retry_at: datetime, now: datetime
) -> Memory:
    """The source could not be read; it is asked again, whole, not before `retry_at`."""
    connection.execute(
        sa.update(source)
        .where(source.c.id == memory.key)
        .values(
            last_fetched_at=now,
            failures=memory.failures + 1,
            failure=why,
            retry_at=retry_at,
            last_full_at=None,
        )
    )
    return replace(
        memory, failures=memory.failures + 1, failure=why, retry_at=retry_at, full_at=None, fetched_at=now
    )


@dataclass(frozen=True, slots=True)
class SourceState:
    """Source health: when it was last read to its end and how many links it offered then; `failures` in a row
    since, the last of them `failure`, and until when it is left alone."""

    last_success_at: datetime | None
    last_items: int | None
    failures: int
    failure: str | None
    retry_at: datetime | None
    moved_to: str | None


def states(connection: sa.Connection) -> dict[tuple[str, str], SourceState]:
    """The health of every source that was ever asked, by kind and URL."""
    return {
        (row.kind, row.url): SourceState(
            row.last_success_at, row.last_items, row.failures, row.failure, row.retry_at, row.moved_to
        )
        for row in connection.execute(
            sa.select(
                source.c.kind,
                source.c.url,
                source.c.last_success_at,
                source.c.last_items,
                source.c.failures,
                source.c.failure,
                source.c.retry_at,
                source.c.moved_to,
            )
        )
    }
