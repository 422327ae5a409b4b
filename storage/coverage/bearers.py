"""Bearers of tracked names whom a person recognised: as the entity, or as a namesake."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from pipeline.identity import Bearer, BearerKind, KnownBearer, bearer_of
from pipeline.items import CoverageStatus
from storage.coverage.read import stored_evidence
from storage.database.statements import insert_into
from storage.schema.tables import bearer as table

__all__ = ["Decision", "forget", "known_bearers", "presented", "remember"]


class Decision(NamedTuple):
    """What a person decided, who and when."""

    status: CoverageStatus
    by: str
    at: datetime


def presented(stored: Iterable[dict[str, Any]]) -> Bearer:
    """Whom the article of a row presents, by the row's evidence."""
    return bearer_of(stored_evidence(stored))


def known_bearers(connection: sa.Connection, entity_id: str) -> tuple[KnownBearer, ...]:
    """The bearers of an entity's name that were decided, in the order of the alphabet."""
    statement = sa.select(table).where(table.c.entity_id == entity_id).order_by(table.c.kind, table.c.presented)
    return tuple(
        KnownBearer(BearerKind(row.kind), row.presented, row.is_entity, row.since)
        for row in connection.execute(statement)
    )


def remember(connection: sa.Connection, entity_id: str, bearer: Bearer, decision: Decision) -> bool:
    """Store who a bearer is, in place of what was decided before; False where later articles cannot show it."""
    if bearer.kind is BearerKind.OTHER:
        return False
    forget(connection, entity_id, bearer)
    is_entity = decision.status is CoverageStatus.CONFIRMED
    connection.execute(
        insert_into(connection, table).values(
            entity_id=entity_id,
            kind=bearer.kind.value,
            presented=bearer.shown,
            is_entity=is_entity,
            since=(bearer.since or None) if is_entity else None,
            decided_by=decision.by,
            decided_at=decision.at,
        )
    )
    return True


def forget(connection: sa.Connection, entity_id: str, bearer: Bearer) -> bool:
    """Delete what was decided on a bearer; False when nothing was."""
    keys: Sequence[KnownBearer] = [
        known for known in known_bearers(connection, entity_id) if known.key == bearer.key
    ]
    for known in keys:
        connection.execute(
            sa.delete(table).where(
                table.c.entity_id == entity_id, table.c.kind == known.kind.value, table.c.presented == known.shown
            )
        )
    return bool(keys)
