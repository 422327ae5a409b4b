"""Runs: each with the account of its links, kept so that it can be asked for later."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from pipeline.items import Reason
from storage.schema.tables import lease, run

__all__ = ["PastRun", "at_work", "finish_run", "newest_runs", "start_run"]


class PastRun(NamedTuple):
    """A run and how it ended; `is_at_work` while it goes on, and neither that nor `finished_at` when its process
    died. `outcomes` are counts of links by reason."""

    id: int
    kind: str
    started_at: datetime
    finished_at: datetime | None
    links_seen: int
    outcomes: Mapping[str, int]
    sources_read: int
    sources_failed: int
    new_coverage: int
    interrupted: bool
    is_at_work: bool


def start_run(connection: sa.Connection, kind: str, now: datetime, lease_name: str | None = None) -> int:
    """Enter a run that begins now, at work until it is finished or the lease of its process ends; its key."""
    values = {"kind": kind, "started_at": now, "outcomes": {}, "lease_name": lease_name}
    statement = sa.insert(run).values(values).returning(run.c.id)
    return int(connection.execute(statement).scalar_one())


def at_work(connection: sa.Connection, now: datetime) -> frozenset[int]:
    """The runs that go on now; one whose process died, until its lease ends."""
    statement = (
        sa.select(run.c.id)
        .join(lease, lease.c.name == run.c.lease_name)
        .where(lease.c.until >= now, run.c.finished_at.is_(None))
    )
    return frozenset(connection.execute(statement).scalars())


def newest_runs(
    connection: sa.Connection, now: datetime, limit: int, before: int | None = None
) -> tuple[PastRun, ...]:
    """So many runs at most, the newest first; `before` is the id of the run behind which they begin."""
    column = run.c
    fields = [column[name] for name in PastRun._fields[:-1]]
    statement = sa.select(*fields).order_by(column.id.desc()).limit(limit)
    if before is not None:
        statement = statement.where(column.id < before)
    working = at_work(connection, now)
    return tuple(PastRun(*[*row, row.id in working]) for row in connection.execute(statement))


def finish_run(
    connection: sa.Connection,
    run_id: int,
    *,
    outcomes: Mapping[Reason, int],
    links_seen: int,
    sources_read: int,
    sources_failed: int,
    new_coverage: int,
    interrupted: bool,
    now: datetime,
) -> None:
    """Enter how a run ended."""
    connection.execute(
        sa.update(run)
        .where(run.c.id == run_id)
        .values(
            finished_at=now,
            links_seen=links_seen,
            outcomes={reason.value: count for reason, count in sorted(outcomes.items())},
            sources_read=sources_read,
            sources_failed=sources_failed,
            new_coverage=new_coverage,
            interrupted=interrupted,
        )
    )
