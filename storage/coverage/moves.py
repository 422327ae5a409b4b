"""People who change employers and companies that change names: articles that tell of it, and those that follow.

An article of the first kind proposes an affiliation or a name (evidence of the kind `MOVES`, `RENAMES`). Until a
person has decided, articles that present somebody by the new employer wait in review, whichever is stored first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

import sqlalchemy as sa

from pipeline.identity import MOVES, RENAMES, Bearer, BearerKind
from pipeline.items import CoverageStatus
from pipeline.presentation import is_same_organisation
from storage.coverage.bearers import known_bearers, presented
from storage.database.locks import await_turn
from storage.schema.tables import media_coverage

__all__ = ["ProposedMove", "expected", "keep_waiting", "proposals"]

_STRANGE_PATTERN = "%another_s organisation%"
_LOOKED_BACK = 300  # rows of an entity, the newest


class ProposedMove(NamedTuple):
    """An affiliation that an article proposes, and the row of media_coverage that it covers the entity with."""

    entity_id: str
    bearer: Bearer
    row: int


def proposals(connection: sa.Connection, entity_ids: Collection[str]) -> list[ProposedMove]:
    """What articles propose and nobody decided, each once with its earliest time."""
    made: dict[tuple[str, tuple[BearerKind, str]], ProposedMove] = {}
    for entity_id in sorted(entity_ids):
        known = {bearer.key for bearer in known_bearers(connection, entity_id)}
        for row in _proposing(connection, entity_id):
            bearer = presented(row.evidence)
            earlier = made.get((entity_id, bearer.key))
            if bearer.key in known or (earlier is not None and earlier.bearer.since <= bearer.since):
                continue
            made[entity_id, bearer.key] = ProposedMove(entity_id, bearer, row.id)
    return list(made.values())


def expected(connection: sa.Connection, entity_id: str) -> tuple[str, ...]:
    """Organisations to which an article said that the entity moves, and nobody decided whether it is so."""
    made = proposals(connection, [entity_id])
    return tuple(move.bearer.shown for move in made if move.bearer.kind is BearerKind.ORGANISATION)


def keep_waiting(connection: sa.Connection, rows: Iterable[dict[str, Any]]) -> None:
    """Let rows wait in review that present somebody by an organisation to which the entity may have moved.

    `rows` are about to be stored and are changed where they stand; stored ones are updated.
    """
    for row in rows:
        bearer = presented(row["evidence"])
        if bearer.kind is not BearerKind.ORGANISATION:
            continue
        is_rejected = row["status"] == CoverageStatus.REJECTED
        proposes = any(reason["kind"] == MOVES for reason in row["evidence"])
        if is_rejected and not proposes:
            if any(is_same_organisation(bearer.shown, name) for name in expected(connection, row["entity_id"])):
                row["status"] = CoverageStatus.REVIEW.value
        elif proposes and not is_rejected and not _is_known(connection, row["entity_id"], bearer):
            await_turn(connection)  # it is others' rows that wait
            _wait(connection, row["entity_id"], bearer.shown)


def _wait(connection: sa.Connection, entity_id: str, organisation: str) -> None:
    rejected = (media_coverage.c.status == CoverageStatus.REJECTED) & media_coverage.c.decided_by.is_(None)
    keys = [
        row.id
        for row in _newest_of(connection, entity_id, _STRANGE_PATTERN, rejected)
        if is_same_organisation(presented(row.evidence).shown, organisation)
    ]
    where = media_coverage.c.id.in_(keys)
    connection.execute(sa.update(media_coverage).where(where).values(status=CoverageStatus.REVIEW.value))


def _is_known(connection: sa.Connection, entity_id: str, bearer: Bearer) -> bool:
    return any(known.key == bearer.key for known in known_bearers(connection, entity_id))


_IS_NOT_REJECTED = media_coverage.c.status != CoverageStatus.REJECTED


def _proposing(connection: sa.Connection, entity_id: str) -> list[Any]:
    confirmed = media_coverage.c.status == CoverageStatus.CONFIRMED
    moving = _newest_of(connection, entity_id, f'%"{MOVES}"%', _IS_NOT_REJECTED)
    return moving + _newest_of(connection, entity_id, f'%"{RENAMES}"%', confirmed)


def _newest_of(connection: sa.Connection, entity_id: str, pattern: str, where: sa.ColumnElement[bool]) -> list[Any]:
    latest = (
        sa.select(media_coverage.c.id)
        .where(media_coverage.c.entity_id == entity_id, where)
        .order_by(media_coverage.c.published_on.desc().nulls_last(), media_coverage.c.id.desc())
        .limit(_LOOKED_BACK)
    )
    statement = sa.select(media_coverage.c.id, media_coverage.c.evidence).where(
        media_coverage.c.id.in_(latest), sa.cast(media_coverage.c.evidence, sa.Text).like(pattern)
    )
    return list(connection.execute(statement))
