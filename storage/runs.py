"""Runs: each with the account of its links, kept so that it can be asked for later."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa

from pipeline.items import Reason
from storage.schema.tables import lease, run

__all__ = ["at_work", "finish_run", "start_run"]


def start_run(connection: sa.Connection, kind: str, now: datetime, lease_name: str | None = None) -> int:
    """Enter a run that begins now, at work as long as the lease of that name lasts; its key."""
    values = {"kind": kind, "started_at": now, "outcomes": {}, "lease_name": lease_name}
    statement = sa.insert(run).values(values).returning(run.c.id)
    return int(connection.execute(statement).scalar_one())


def at_work(connection: sa.Connection, now: datetime) -> frozenset[int]:
    """The runs that go on now; one whose process died, until its lease ends."""
    statement = sa.select(run.c.id).join(lease, lease.c.name == run.c.lease_name).where(lease.c.until >= now)
    return frozenset(connection.execute(statement).scalars())


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
