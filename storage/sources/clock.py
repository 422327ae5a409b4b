"""Times that a wrong clock left in the future, of sources, leases and links, are put right."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from storage.schema.tables import lease, ledger, source

__all__ = ["mend_times"]

# By how much the clocks of several machines may differ without being taken for a clock that was put back.
_SKEW = timedelta(minutes=10)
_LONGEST_WAIT = timedelta(days=31)  # of anything that is done later
_LONGEST_DUTY = timedelta(days=1)


def mend_times(connection: sa.Connection, now: datetime, lease_lasts: timedelta) -> int:
    """Make due now what a clock that ran ahead, and has been put back since, scheduled for the far future.

    No lease lasts longer than `lease_lasts`. Returns how many sources were read in the future.
    """
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
