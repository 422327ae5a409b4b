"""Decisions of several people on the same rows: who is second is told, and nothing of the first is lost."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa

from pipeline.items import CoverageStatus
from storage.database.locks import await_turn
from storage.schema.tables import media_coverage

__all__ = ["RowState", "row_state"]


class RowState(NamedTuple):
    """What a row is at the moment: nobody else decides while the transaction lasts that asked."""

    status: CoverageStatus
    decided_by: str | None

    @property
    def waits(self) -> bool:
        """Whether it is still to be decided."""
        return self.status is CoverageStatus.REVIEW and self.decided_by is None


def row_state(connection: sa.Connection, key: int) -> RowState | None:
    """What the row `key` of media_coverage is, None where there is none; in a transaction that writes."""
    await_turn(connection)
    table = media_coverage.c
    statement = sa.select(table.status, table.decided_by).where(table.id == key)
    row = connection.execute(statement).one_or_none()
    return None if row is None else RowState(CoverageStatus(row.status), row.decided_by)
