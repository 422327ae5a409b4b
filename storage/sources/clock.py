"""Times that a wrong clock left in the future, of sources, leases, hosts and links, are put right."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from storage.schema.tables import host, lease, ledger, source
from storage.sources.hosts import bury, rouse
from storage.sources.leases import OF_PROCESSES

__all__ = ["mend_times"]

# By how much the clocks of several machines may differ without being taken for a clock that was put back.
_SKEW = timedelta(minutes=10)
_LONGEST_WAIT = timedelta(days=31)  # of anything that is done later
_LONGEST_DUTY = timedelta(days=1)
_LONGEST_LEASE = timedelta(hours=1)  # of a process


def mend_times(connection: sa.Connection, now: datetime) -> int:
    """Make due now what a clock that ran ahead, and has been put back since, scheduled for the far future; `now` is
    the time by which leases are kept. Returns how many sources were read in the future."""
    ahead = source.c.last_fetched_at > now + _SKEW
    due = {"next_due_at": now, "retry_at": None, "last_fetched_at": now}
    mended = connection.execute(sa.update(source).where(ahead).values(due)).rowcount
    far: tuple[tuple[sa.Table, sa.ColumnElement[bool], dict[str, Any]], ...] = (
        (lease, lease.c.until > now + _LONGEST_DUTY, {"until": now - _SKEW}),
        (lease, OF_PROCESSES & (lease.c.until > now + _LONGEST_LEASE + _SKEW), {"until": now - _SKEW}),
        (host, host.c.ready_at > now + _LONGEST_LEASE + _SKEW, {"ready_at": now}),
        (host, host.c.paused_until > now + _LONGEST_DUTY + _SKEW, {"paused_until": None}),
        (host, host.c.silent_until > now + _LONGEST_LEASE + _SKEW, {"silent_until": None}),
        (ledger, ledger.c.retry_at > now + _LONGEST_WAIT, {"retry_at": now}),
        (ledger, ledger.c.revisit_at > now + _LONGEST_WAIT, {"revisit_at": now}),
    )
    for table, where, values in far:
        connection.execute(sa.update(table).where(where).values(values))
    bury(connection, now)
    rouse(connection, now)
    return mended
