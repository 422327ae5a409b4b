"""Links in hand: of several runs at work at once, also of several daemons, one alone fetches a link."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from pipeline.items import Reason
from storage import runs
from storage.schema import ledger

__all__ = ["RETRIED", "is_free", "take"]

RETRIED = frozenset({Reason.FAILED, Reason.BLOCKED, Reason.DENIED, Reason.GONE})


def take(connection: sa.Connection, rows: Sequence[sa.Row[Any]], run_id: int, now: datetime) -> set[str]:
    """Of `rows` of the ledger, the addresses that the run `run_id` fetches from now on: not those that another run,
    which is still at work, has in hand."""
    others = runs.at_work(connection, now) - {run_id}
    free = [row for row in rows if row.run_id not in others or not _is_open(row)]
    ours = {row.url for row in free if row.run_id == run_id}
    for row in free:
        if row.url in ours:
            continue
        # Another may have been faster since the row was read.
        seen = ledger.c.run_id.is_(None) if row.run_id is None else ledger.c.run_id == row.run_id
        if connection.execute(sa.update(ledger).where(ledger.c.id == row.id, seen).values(run_id=run_id)).rowcount:
            ours.add(row.url)
    return ours


def is_free(connection: sa.Connection, now: datetime) -> sa.ColumnElement[bool]:
    """The condition that no run which is still at work has a link in hand."""
    return ledger.c.run_id.is_(None) | ledger.c.run_id.not_in(sorted(runs.at_work(connection, now)))


def _is_open(row: sa.Row[Any]) -> bool:
    return row.reason is None or row.reason in RETRIED
