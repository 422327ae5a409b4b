"""Hosts, of which each is asked by one process at a time: who holds one, what is due there, and what it asked for.

A host is free when it has no owner. An owner is a lease of `storage.sources.leases`: when that has ended, `bury`
removes it and frees its hosts in one transaction, so that a holder that comes back late finds no lease to extend.
Whoever enters something that is due at a host says so here (`touch`), in the transaction that enters it; whoever
gives a host back reckons anew what is due there, behind a lock on its row, so that no touch is lost.

Times are those of the database's clock (`clock`), and those that outlive a process are kept as seconds from now: a
machine whose clock is wrong neither takes a host too early nor leaves it alone too long.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from pipeline.hosts import HostTerms, RobotsText
from storage.database.statements import chunks, insert_all, insert_into
from storage.schema.tables import UtcDateTime, host, lease, ledger, source
from storage.sources.leases import OF_PROCESSES

__all__ = [
    "RETRIED_FOR",
    "HeldHost",
    "bury",
    "claim_due",
    "claim_hosts",
    "clock",
    "excuse",
    "give_back_hosts",
    "held_by",
    "holders",
    "note_terms",
    "rouse",
    "touch",
]

RETRIED_FOR = timedelta(days=30)  # how long after it was last offered a link is fetched, or tried again


class HeldHost(NamedTuple):
    """A host that was claimed, and what its visitors have to keep to."""

    name: str
    terms: HostTerms


def clock(connection: sa.Connection, here: datetime) -> datetime:
    """The time by which leases are kept: that of the server, for all machines alike; with SQLite, which serves one
    machine, `here`. It is that of the beginning of the transaction: what is counted from it ends too early."""
    if connection.dialect.name != "postgresql":
        return here
    now: datetime = connection.execute(sa.select(sa.func.now())).scalar_one()
    return now


def touch(connection: sa.Connection, due: Mapping[str, datetime]) -> None:
    """Something is due at each of these hosts, at that time.

    The row is locked also where it stays as it is: a holder that is reckoning what is due waits for what this
    transaction enters, or comes first and is corrected. All take rows in the order of their names.
    """
    statement = insert_into(connection, host)
    sooner = host.c.due_at.is_(None) | (host.c.due_at > statement.excluded.due_at)
    statement = statement.on_conflict_do_update(
        index_elements=["name"], set_={"due_at": statement.excluded.due_at}, where=sooner
    )
    insert_all(connection, statement, [{"name": name, "due_at": due[name]} for name in sorted(due)])


def claim_due(connection: sa.Connection, owner: str, now: datetime, *, delay: float, most: int) -> list[HeldHost]:
    """Take hosts at which something is due and that nobody holds, the longest due first; not those that are to be
    left alone. `owner` is a lease of this process, `delay` its least time in seconds between two requests."""
    over = [until.is_(None) | (until <= now) for until in (host.c.paused_until, host.c.silent_until)]
    chosen = (
        sa.select(host.c.name)
        .where(host.c.owner.is_(None), host.c.due_at <= now, *over)
        .order_by(host.c.due_at)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    return _take(connection, chosen, owner, now, delay)


def claim_hosts(
    connection: sa.Connection, owner: str, names: Collection[str], now: datetime, *, delay: float
) -> list[HeldHost]:
    """Take those of the hosts `names` that nobody holds, by whatever they are to be left alone."""
    taken = []
    for chunk in chunks(sorted(names)):
        new = insert_into(connection, host).on_conflict_do_nothing(index_elements=["name"])
        insert_all(connection, new, [{"name": name} for name in chunk])
        free = sa.select(host.c.name).where(host.c.name.in_(chunk), host.c.owner.is_(None))
        taken += _take(connection, free.order_by(host.c.name).with_for_update(), owner, now, delay)
    return taken


def _take(
    connection: sa.Connection, chosen: sa.Select[Any], owner: str, now: datetime, delay: float
) -> list[HeldHost]:
    names = chosen.cte("chosen")
    rows = connection.execute(
        sa.update(host)
        .where(host.c.name.in_(sa.select(names.c.name)), host.c.owner.is_(None))
        .values(owner=owner, delay=sa.case((host.c.delay > delay, host.c.delay), else_=delay))
        .returning(host)
    )
    return [HeldHost(row.name, _terms(row, now)) for row in rows]


def holders(connection: sa.Connection, names: Collection[str]) -> dict[str, str]:
    """Who holds those of the hosts `names` that somebody holds."""
    found: dict[str, str] = {}
    for chunk in chunks(sorted(names)):
        held = sa.select(host.c.name, host.c.owner).where(host.c.name.in_(chunk), host.c.owner.is_not(None))
        found |= {row.name: row.owner for row in connection.execute(held)}
    return found


def held_by(connection: sa.Connection, owner: str) -> set[str]:
    """The hosts that `owner` holds."""
    return set(connection.execute(sa.select(host.c.name).where(host.c.owner == owner)).scalars())


def note_terms(connection: sa.Connection, owner: str, terms: Mapping[str, HostTerms], now: datetime) -> None:
    """Keep what hosts that `owner` holds ask for, in case it dies."""
    _write(connection, owner, {name: _columns(terms[name], now) for name in terms})


def give_back_hosts(connection: sa.Connection, owner: str, terms: Mapping[str, HostTerms], now: datetime) -> None:
    """Free hosts that `owner` holds, with what they ask for and when something is due there again."""
    for chunk in chunks(sorted(terms)):
        ours = sa.select(host.c.name).where(host.c.name.in_(chunk), host.c.owner == owner).order_by(host.c.name)
        names = connection.execute(ours.with_for_update()).scalars().all()
        due = _due_at(connection, names, now)
        _write(
            connection,
            owner,
            {name: {**_columns(terms[name], now), "owner": None, "due_at": due[name]} for name in names},
        )


def bury(connection: sa.Connection, now: datetime) -> None:
    """End the leases of processes that did not extend them in time, and free their hosts: each may be asked again
    when its delay has passed since the lease ended, for until then it may have been asked."""
    dead = sa.delete(lease).where(lease.c.until <= now, OF_PROCESSES).returning(lease.c.name, lease.c.until)
    for gone in connection.execute(dead).all():
        theirs = sa.select(host.c.name, host.c.delay, host.c.ready_at).where(host.c.owner == gone.name)
        values = {}
        for row in connection.execute(theirs.order_by(host.c.name).with_for_update()).all():
            ready_at = gone.until + timedelta(seconds=row.delay or 0.0)
            values[row.name] = {"owner": None, "due_at": now, "ready_at": max(ready_at, row.ready_at or ready_at)}
        _write(connection, gone.name, values)


def excuse(connection: sa.Connection, names: Collection[str], now: datetime) -> None:
    """Forget that the hosts `names` did not answer, for the network of whoever asked them is dead: what is there is
    due at once."""
    for chunk in chunks(sorted(names)):
        put_off = source.c.host.in_(chunk) & (source.c.failures > 0) & (source.c.retry_at > now)
        again = {"failures": source.c.failures - 1, "retry_at": None, "next_due_at": now}
        connection.execute(sa.update(source).where(put_off).values(again))
        later = ledger.c.host.in_(chunk) & (ledger.c.retry_at > now)
        connection.execute(sa.update(ledger).where(later).values(retry_at=now))
        rows = sa.select(host.c.name, host.c.robots).where(host.c.name.in_(chunk)).order_by(host.c.name)
        for name, robots in connection.execute(rows.with_for_update()).all():
            read = {origin: known for origin, known in (robots or {}).items() if known[0] is not None}
            values = {"robots": read, "silent_until": None, "due_at": now}
            connection.execute(sa.update(host).where(host.c.name == name).values(values))


def rouse(connection: sa.Connection, now: datetime) -> None:
    """Make hosts due at which something is, whatever their rows say: nothing may wait for ever because of a fault.
    Reads everything that is due."""
    since = now - RETRIED_FOR
    for column, where in (
        (source.c.host, source.c.active & (_source_due(now) <= now)),
        (ledger.c.host, ledger.c.reason.is_(None) & (ledger.c.last_offered_at >= since)),
        (ledger.c.host, (ledger.c.retry_at <= now) & (ledger.c.last_offered_at >= since)),
        (ledger.c.host, ledger.c.revisit_at <= now),
    ):
        names = connection.execute(sa.select(column).where(where, column.is_not(None)).distinct()).scalars().all()
        asleep = host.c.due_at.is_(None) | (host.c.due_at > now)
        for chunk in chunks(sorted(names)):
            known = insert_into(connection, host).on_conflict_do_nothing(index_elements=["name"])
            insert_all(connection, known, [{"name": name, "due_at": now} for name in chunk])
            connection.execute(sa.update(host).where(host.c.name.in_(chunk), asleep).values(due_at=now))


def _due_at(connection: sa.Connection, names: Sequence[str], now: datetime) -> dict[str, datetime | None]:
    """When something is due at each host: a source, a link that was not read or failed, an article's next visit."""
    here = ledger.c.host == host.c.name
    offered = ledger.c.last_offered_at >= now - RETRIED_FOR
    unread = sa.select(sa.literal(1)).where(here, ledger.c.reason.is_(None), offered).exists()
    retry, revisit = (
        sa.select(column).where(here, column.is_not(None), where).order_by(column).limit(1).scalar_subquery()
        for column, where in ((ledger.c.retry_at, offered), (ledger.c.revisit_at, sa.true()))
    )
    asked = sa.select(sa.func.min(_source_due(now))).where(source.c.host == host.c.name, source.c.active)
    rows = connection.execute(
        sa.select(
            host.c.name,
            sa.case((unread, sa.literal(now, UtcDateTime()))).label("unread"),
            retry.label("retry"),
            revisit.label("revisit"),
            asked.scalar_subquery().label("asked"),
        ).where(host.c.name.in_(names))
    )
    return {row.name: min(filter(None, row[1:]), default=None) for row in rows}


def _source_due(now: datetime) -> sa.ColumnElement[datetime]:
    """When a source is due: one that was never asked, at once; one that failed, not before it is to be tried."""
    due = sa.func.coalesce(source.c.next_due_at, sa.literal(now, UtcDateTime()))
    return sa.case((source.c.retry_at > due, source.c.retry_at), else_=due)


# --- rows and terms


def _terms(row: sa.Row[Any], now: datetime) -> HostTerms:
    def left(until: datetime | None) -> float:
        return 0.0 if until is None else max(0.0, (until - now) / timedelta(seconds=1))

    robots = tuple(
        RobotsText(origin, text, failure, left(datetime.fromisoformat(until)))
        for origin, (text, failure, until) in (row.robots or {}).items()
    )
    return HostTerms(
        left(row.ready_at), row.delay, left(row.paused_until), row.asked_pause, left(row.silent_until), robots
    )


def _columns(terms: HostTerms, now: datetime) -> dict[str, Any]:
    def until(seconds: float) -> datetime | None:
        return now + timedelta(seconds=seconds) if seconds > 0 else None

    values: dict[str, Any] = {
        "ready_at": until(terms.rest),
        "delay": terms.delay,
        "paused_until": until(terms.pause),
        "asked_pause": terms.asked,
        "silent_until": until(terms.silence),
    }
    if terms.robots:  # unchanged else
        values["robots"] = {
            robots.origin: (robots.text, robots.failure, (now + timedelta(seconds=robots.seconds)).isoformat())
            for robots in terms.robots
        }
    return values


def _write(connection: sa.Connection, owner: str, values: Mapping[str, dict[str, Any]]) -> None:
    """Change rows that `owner` holds, those with the same columns in one statement, in the order of their names."""
    alike: dict[Iterable[str], list[dict[str, Any]]] = {}
    for name in sorted(values):
        alike.setdefault(tuple(values[name]), []).append({"row_name": name, **values[name]})
    ours = (host.c.name == sa.bindparam("row_name")) & (host.c.owner == owner)
    for rows in alike.values():
        connection.execute(sa.update(host).where(ours), rows)
