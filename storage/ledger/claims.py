"""Links in hand: of several runs at work at once, also of several daemons, one alone fetches a link."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from pipeline.items import Reason
from storage import runs
from storage.database.statements import chunks
from storage.schema.tables import ledger

__all__ = ["LEADS_NOWHERE", "RETRIED", "is_free", "take"]

RETRIED = frozenset({Reason.FAILED, Reason.BLOCKED, Reason.DENIED, Reason.GONE})
LEADS_NOWHERE = frozenset({Reason.GONE, Reason.DENIED})  # a link that ends so keeps no headline for review


def take(connection: sa.Connection, rows: Sequence[sa.Row[Any]], run_id: int, now: datetime) -> set[str]:
    """Of `rows` of the ledger, the addresses that the run `run_id` fetches from now on: not those that another run,
    which is still at work, has in hand."""
    other_runs = runs.at_work(connection, now) - {run_id}
    free = [row for row in rows if row.run_id not in other_runs or not _is_open(row)]
    ours = {row.url for row in free if row.run_id == run_id}
    seen: dict[int | None, list[int]] = {}
    for row in free:
        if row.url not in ours:
            seen.setdefault(row.run_id, []).append(row.id)
    for before, keys in seen.items():
        unchanged = ledger.c.run_id.is_(None) if before is None else ledger.c.run_id == before
        for chunk in chunks(keys):  # another may have been faster since the row was read
            ours |= _claim(connection, ledger.c.id.in_(chunk) & unchanged, run_id)
    return ours


def _claim(connection: sa.Connection, where: sa.ColumnElement[bool], run_id: int) -> set[str]:
    statement = sa.update(ledger).where(where).values(run_id=run_id).returning(ledger.c.url)
    return set(connection.execute(statement).scalars())


def is_free(connection: sa.Connection, now: datetime) -> sa.ColumnElement[bool]:
    """The condition that no run which is still at work has a link in hand."""
    return ledger.c.run_id.is_(None) | ledger.c.run_id.not_in(sorted(runs.at_work(connection, now)))


def _is_open(row: sa.Row[Any]) -> bool:
    return row.reason is None or row.reason in RETRIED
