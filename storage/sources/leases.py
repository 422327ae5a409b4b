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
from storage.schema.tables import lease, ledger, offer, source

__all__ = [
    "RUN",
    "Claimed",
    "claim_sources",
    "daemons",
    "forget_old",
    "hold",
    "interval_of",
    "is_held",
    "leave",
    "let_go",
    "mend_times",
    "owners_of_runs",
    "release",
    "renew",
    "rhythm",
    "sources_are_known",
]

RUN = "run "  # leases of runs on demand are called so, and by their owners
RHYTHM_OVER = timedelta(days=7)


class Claimed(NamedTuple):
    """A source that is ours to ask now, and when it was to be asked (None: never asked yet)."""

    key: int
    source: Source
    due_at: datetime | None


# By how much the clocks of several machines may differ without being taken for a clock that was put back.
_SKEW = timedelta(minutes=10)


_LONGEST_WAIT = timedelta(days=31)  # of anything that is done later
_LONGEST_DUTY = timedelta(days=1)


def mend_times(connection: sa.Connection, now: datetime, lease_lasts: timedelta) -> int:
    """Make due what a clock that ran ahead, and was put back since, left to be done in a far future; no lease lasts
    longer than `lease_lasts`. Gives for how many sources that was so."""
    ahead = source.c.last_fetched_at > now + _SKEW
    due = {"next_due_at": now, "retry_at": None, "last_fetched_at": now}
    mended = connection.execute(sa.update(source).where(ahead).values(due)).rowcount
    for table, column, longest, values in (
        (source, source.c.lease_until, lease_lasts + _SKEW, {"lease_owner": None, "lease_until": None}),
        (lease, lease.c.until, _LONGEST_DUTY, {"until": now - _SKEW}),
        (ledger, ledger.c.retry_at, _LONGEST_WAIT, {"retry_at": now}),
        (ledger, ledger.c.revisit_at, _LONGEST_WAIT, {"revisit_at": now}),
    ):
        connection.execute(sa.update(table).where(column > now + longest).values(values))
    return mended


def claim_sources(
    connection: sa.Connection, among: Iterable[Source], owner: str, *, now: datetime, until: datetime, most: int
) -> list[Claimed]:
    """Take the lease of the sources of `among` that are due and that nobody holds, the longest due first."""
    wanted = {(one.kind, one.url): one for one in among}
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


def interval_of(connection: sa.Connection, key: int) -> timedelta | None:
    """How often a source is asked; None when no daemon asked it yet."""
    seconds: float | None = connection.execute(
        sa.select(source.c.interval_seconds).where(source.c.id == key)
    ).scalar_one()
    return None if seconds is None else timedelta(seconds=seconds)


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


def rhythm(connection: sa.Connection, keys: Collection[int], now: datetime) -> dict[int, float]:
    """How many articles a day each source offered of late, by when they were published, else first offered."""
    # Read first, so that PostgreSQL does not take longer to start workers for the rest than that takes.
    lately = (
        sa.select(offer.c.source_id, offer.c.ledger_id, offer.c.first_offered_at)
        .where(offer.c.source_id.in_(sorted(keys)), offer.c.first_offered_at >= now - RHYTHM_OVER)
        .cte("lately")
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    rows = connection.execute(
        sa.select(lately.c.source_id, sa.func.count().label("articles"))
        .join(ledger, ledger.c.id == lately.c.ledger_id)
        .where(sa.func.coalesce(ledger.c.published_at, lately.c.first_offered_at) >= now - RHYTHM_OVER)
        .group_by(lately.c.source_id)
    )
    days = RHYTHM_OVER / timedelta(days=1)
    return dict.fromkeys(keys, 0.0) | {row.source_id: row.articles / days for row in rows}


def sources_are_known(connection: sa.Connection, among: Iterable[Source]) -> bool:
    """Whether each of them stands in the database, where its due time is kept."""
    known = {(row.kind, row.url) for row in connection.execute(sa.select(source.c.kind, source.c.url))}
    return all((one.kind, one.url) in known for one in among)
