"""Work shared by several daemons on one database: who holds which source or duty, and until when.

A lease that its holder does not renew ends by itself, and another takes over. Claims are single conditional
updates, so that two that try at once cannot both succeed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa

from pipeline.items import Source
from storage.database.statements import chunks, insert_into
from storage.schema.tables import lease, source

__all__ = [
    "RUN",
    "Claimed",
    "claim_sources",
    "daemons",
    "forget_old",
    "hold",
    "is_held",
    "leave",
    "let_go",
    "owners_of_runs",
    "release",
    "renew",
    "sources_are_known",
]

RUN = "run "  # leases of runs on demand are called so, and by their owners


class Claimed(NamedTuple):
    """A source that is ours to ask now, and when it was to be asked (None: never asked yet)."""

    key: int
    source: Source
    due_at: datetime | None


def claim_sources(
    connection: sa.Connection, among: Iterable[Source], owner: str, *, now: datetime, until: datetime, most: int
) -> list[Claimed]:
    """Take the lease of the sources of `among` that are due and that nobody holds, the longest due first."""
    wanted = {(candidate.kind, candidate.url): candidate for candidate in among}
    free = (source.c.next_due_at.is_(None) | (source.c.next_due_at <= now)) & (
        source.c.lease_until.is_(None) | (source.c.lease_until < now)
    )
    rested = source.c.retry_at.is_(None) | (source.c.retry_at <= now)
    rows = connection.execute(
        sa.select(source.c.id, source.c.kind, source.c.url, source.c.next_due_at)
        .where(free, rested)
        .order_by(source.c.next_due_at.asc().nulls_first(), source.c.id)
    ).all()
    chosen = [row for row in rows if (row.kind, row.url) in wanted][:most]
    ours: set[int] = set()
    for chunk in chunks([row.id for row in chosen]):
        taken = (
            sa.update(source)
            .where(source.c.id.in_(chunk), free)
            .values(lease_owner=owner, lease_until=until)
            .returning(source.c.id)
        )
        ours |= set(connection.execute(taken).scalars())
    return [Claimed(row.id, wanted[row.kind, row.url], row.next_due_at) for row in chosen if row.id in ours]


def renew(connection: sa.Connection, owner: str, rounds: Collection[str], until: datetime) -> None:
    """Hold for longer what a daemon holds: its duties, and the sources of its rounds that go on."""
    for name in sorted(rounds):
        connection.execute(sa.update(source).where(source.c.lease_owner == name).values(lease_until=until))
    ours = (lease.c.owner == owner) & (lease.c.until < until)
    connection.execute(sa.update(lease).where(ours).values(until=until))


def let_go(connection: sa.Connection, name: str, owner: str) -> None:
    """Give a duty back."""
    connection.execute(sa.delete(lease).where(lease.c.name == name, lease.c.owner == owner))


def leave(connection: sa.Connection, owner: str) -> None:
    """Give every duty of a process back: it ends."""
    connection.execute(sa.delete(lease).where(lease.c.owner == owner))


def forget_old(connection: sa.Connection, before: datetime) -> None:
    """Remove duties of daemons that are gone, whose leases ended before then."""
    connection.execute(sa.delete(lease).where(lease.c.until < before))


def is_held(connection: sa.Connection, key: int, owner: str) -> bool:
    """Whether `owner` has the lease of a source."""
    ours = (source.c.id == key) & (source.c.lease_owner == owner)
    return connection.execute(sa.select(source.c.id).where(ours)).first() is not None


def release(
    connection: sa.Connection, key: int, owner: str, *, interval: timedelta | None, due_at: datetime | None
) -> None:
    """Give a source back, to be asked at `due_at`; None leaves it due when it was. Nothing happens when the lease
    ended and another holds it."""
    values: dict[str, object] = {"lease_owner": None, "lease_until": None}
    if due_at is not None and interval is not None:
        values |= {"next_due_at": due_at, "interval_seconds": interval / timedelta(seconds=1)}
    connection.execute(sa.update(source).where(source.c.id == key, source.c.lease_owner == owner).values(values))


def hold(connection: sa.Connection, name: str, owner: str, *, now: datetime, until: datetime) -> bool:
    """Whether the duty `name` is ours until then: it was, nobody had it, or its lease ended."""
    statement = insert_into(connection, lease).values(name=name, owner=owner, until=until)
    statement = statement.on_conflict_do_update(
        index_elements=["name"],
        set_={"owner": owner, "until": until},
        where=(lease.c.owner == owner) | (lease.c.until < now),
    )
    connection.execute(statement)
    holder: str = connection.execute(sa.select(lease.c.owner).where(lease.c.name == name)).scalar_one()
    return holder == owner


def owners_of_runs(connection: sa.Connection) -> list[str]:
    """Who holds leases of runs on demand, or held them when they ended."""
    statement = sa.select(lease.c.owner).where(lease.c.name.startswith(RUN))
    return list(connection.execute(statement).scalars())


def daemons(connection: sa.Connection, now: datetime) -> list[tuple[str, datetime]]:
    """Which daemons are at work, and until when we know."""
    rows = connection.execute(
        sa.select(lease.c.owner, sa.func.max(lease.c.until).label("until"))
        .where(lease.c.until >= now, ~lease.c.name.startswith(RUN))
        .group_by(lease.c.owner)
    )
    return [(row.owner, row.until) for row in rows]


def sources_are_known(connection: sa.Connection, among: Iterable[Source]) -> bool:
    """Whether each of them is in the database, where its due time is kept."""
    known = {(row.kind, row.url) for row in connection.execute(sa.select(source.c.kind, source.c.url))}
    return all((candidate.kind, candidate.url) in known for candidate in among)
