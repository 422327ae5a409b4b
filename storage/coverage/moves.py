"""People who change employers: articles that tell of it, and articles that present the person by the new one.

An article of the first kind proposes an affiliation (evidence of the kind `MOVES`). Until a person has decided, the
articles of the second kind wait in review, whichever of the two is stored first.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from pipeline.identity import MOVES
from pipeline.items import CoverageStatus
from pipeline.presentation import is_same_organisation
from storage.schema.tables import media_coverage

__all__ = ["expected", "reopen", "strange_organisation"]

_STRANGE = "another's organisation"
_STRANGE_PATTERN = "%another_s organisation%"
_LOOKED_BACK = 300  # rows of an entity, the newest


def strange_organisation(evidence: Iterable[dict[str, Any]]) -> str:
    """The other organisation that is bound to the name, by the evidence of a row; empty when there is none."""
    details = (str(reason["detail"]) for reason in evidence if reason["kind"] == _STRANGE)
    return next((detail.removeprefix("perhaps ").removesuffix(", bound to the name") for detail in details), "")


def expected(connection: sa.Connection, entity_id: str) -> tuple[str, ...]:
    """Organisations to which an article said that the entity moves."""
    rows = _newest_of(connection, entity_id, f'%"{MOVES}"%', media_coverage.c.status != CoverageStatus.REJECTED)
    return tuple(dict.fromkeys(place for row in rows if (place := _proposed(row.evidence))))


def reopen(connection: sa.Connection, rows: Iterable[dict[str, Any]]) -> None:
    """Let rows wait in review that present somebody by an organisation to which the entity may have moved.

    `rows` are about to be stored and are changed where they stand; stored ones are updated.
    """
    for row in rows:
        strange, proposed = strange_organisation(row["evidence"]), _proposed(row["evidence"])
        if row["status"] == CoverageStatus.REJECTED and strange:
            if any(is_same_organisation(strange, place) for place in expected(connection, row["entity_id"])):
                row["status"] = CoverageStatus.REVIEW.value
        elif proposed and row["status"] != CoverageStatus.REJECTED:
            rejected = (media_coverage.c.status == CoverageStatus.REJECTED) & media_coverage.c.decided_by.is_(None)
            keys = [
                earlier.id
                for earlier in _newest_of(connection, row["entity_id"], _STRANGE_PATTERN, rejected)
                if is_same_organisation(strange_organisation(earlier.evidence), proposed)
            ]
            where = media_coverage.c.id.in_(keys)
            connection.execute(sa.update(media_coverage).where(where).values(status=CoverageStatus.REVIEW.value))


def _proposed(evidence: Iterable[dict[str, Any]]) -> str:
    details = (str(reason["detail"]) for reason in evidence if reason["kind"] == MOVES)
    return next((detail.partition(" since ")[0] for detail in details), "")


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
