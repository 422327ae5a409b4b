"""The lease of a run on demand: while it lasts, no daemon and no other run fetches the links of this run.

A run that was killed leaves a lease behind. The next run on the same machine sees that its process is gone and ends
the lease at once, so that it fetches everything that was left; on other machines the lease expires.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta

from pipeline.errors import StorageError
from scheduler.processes.owner import is_dead, this_process
from storage.database.engine import Database
from storage.sources import leases

__all__ = ["run_lease"]

_LASTS = timedelta(seconds=90)
_KEPT = timedelta(days=1)  # leases that ended longer ago are removed


@asynccontextmanager
async def run_lease(database: Database, lasts: timedelta = _LASTS) -> AsyncIterator[str]:
    """Hold a lease, and end those of dead runs on this machine; yields its name.

    The lease is renewed until the context ends; when the process dies, it expires after `lasts`. Raises
    StorageError.
    """
    owner = this_process()
    name = leases.RUN + owner
    await asyncio.to_thread(_begin, database, name, owner, lasts)
    renewing = asyncio.create_task(_renew(database, owner, lasts))
    try:
        yield name
    finally:
        renewing.cancel()
        with suppress(StorageError):  # then it expires
            await asyncio.to_thread(_end, database, owner)


def _begin(database: Database, name: str, owner: str, lasts: timedelta) -> None:
    now = datetime.now(UTC)
    with database.write() as connection:
        leases.forget_old(connection, now - _KEPT)
        for holder in leases.owners_of_runs(connection):
            if is_dead(holder):
                leases.leave(connection, holder)
        leases.hold(connection, name, owner, now=now, until=now + lasts)


async def _renew(database: Database, owner: str, lasts: timedelta) -> None:
    def renew() -> None:
        with suppress(StorageError), database.write() as connection:
            leases.renew(connection, owner, (), datetime.now(UTC) + lasts)

    while True:
        await asyncio.sleep(lasts / timedelta(seconds=4))
        await asyncio.to_thread(renew)


def _end(database: Database, owner: str) -> None:
    with database.write() as connection:
        leases.leave(connection, owner)
