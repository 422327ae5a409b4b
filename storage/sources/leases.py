"""Leases: which processes are at work on a database, and which of several daemons has a duty.

A lease that its holder does not extend ends by itself. Claims are single conditional statements, so that two that
try at once cannot both succeed.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from storage.database.statements import insert_into
from storage.schema.tables import lease

__all__ = [
    "DAEMON",
    "OF_PROCESSES",
    "RUN",
    "are_at_work",
    "begin_lease",
    "daemons",
    "end_now",
    "extend",
    "forget_old",
    "hold",
    "leave",
    "owners_of_runs",
]

# The lease of a process is called after it: what kind it is, and its owner.
DAEMON = "daemon "
RUN = "run "  # on demand

OF_PROCESSES = lease.c.name.startswith(DAEMON) | lease.c.name.startswith(RUN)


def begin_lease(connection: sa.Connection, name: str, owner: str, until: datetime) -> None:
    """A process begins its work, until then."""
    connection.execute(sa.insert(lease).values(name=name, owner=owner, until=until))


def extend(connection: sa.Connection, name: str, until: datetime) -> bool:
    """A process goes on until then; False when its lease was ended, for it was late."""
    return connection.execute(sa.update(lease).where(lease.c.name == name).values(until=until)).rowcount == 1


def end_now(connection: sa.Connection, name: str, now: datetime) -> None:
    """The lease of a process ended by now: it is known to be gone."""
    connection.execute(sa.update(lease).where(lease.c.name == name, lease.c.until > now).values(until=now))


def leave(connection: sa.Connection, owner: str) -> None:
    """A process ends, with its duties."""
    connection.execute(sa.delete(lease).where(lease.c.owner == owner))


def forget_old(connection: sa.Connection, before: datetime) -> None:
    """Remove duties whose leases ended before then."""
    connection.execute(sa.delete(lease).where(lease.c.until < before, ~OF_PROCESSES))


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


def are_at_work(connection: sa.Connection, now: datetime) -> bool:
    """Whether a daemon or a run may be at work."""
    return bool(connection.execute(sa.select(sa.exists().where(OF_PROCESSES, lease.c.until >= now))).scalar())


def owners_of_runs(connection: sa.Connection) -> list[str]:
    """Who makes runs on demand, or made them when they died."""
    return list(connection.execute(sa.select(lease.c.owner).where(lease.c.name.startswith(RUN))).scalars())


def daemons(connection: sa.Connection, now: datetime) -> list[tuple[str, datetime]]:
    """Which daemons are at work, and until when we know."""
    at_work = sa.select(lease.c.owner, lease.c.until).where(lease.c.until >= now, lease.c.name.startswith(DAEMON))
    return [(row.owner, row.until) for row in connection.execute(at_work)]
