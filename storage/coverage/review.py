"""Rows of the table that wait for a decision, and what persons have decided."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from pipeline.identity import PastDecisions
from pipeline.items import CoverageStatus, Evidence, Mention, Place, Span
from storage.coverage.moves import expected, strange_organisation
from storage.database.locks import await_turn
from storage.schema.tables import article, media_coverage, mention

__all__ = [
    "IN_REVIEW",
    "Explained",
    "Group",
    "decide",
    "explain",
    "grouped",
    "past_decisions",
    "presented",
    "waiting",
]

# Written out, not sent as a parameter: the indexes of such rows serve no other question.
IN_REVIEW = media_coverage.c.status == sa.literal_column(f"'{CoverageStatus.REVIEW.value}'")
# Texts of each kind that an entity's scorer learns from: the newest.
_MOST_REMEMBERED = 200


class Explained(NamedTuple):
    """A row with its evidence and the mentions it rests on. `row` has the columns of media_coverage."""

    row: Any
    evidence: tuple[Evidence, ...]
    mentions: tuple[Mention, ...]
    headline: str
    text: str


class Group(NamedTuple):
    """Rows of one entity whose articles present the same bearer of the name; empty when they present nobody."""

    presented: str
    rows: tuple[Any, ...]


def waiting(connection: sa.Connection, entity_ids: Collection[str] = (), limit: int = 1000) -> list[Any]:
    """Rows in review that nobody decided on, newest first; of all entities when `entity_ids` is empty."""
    statement = (
        sa.select(media_coverage)
        .where(IN_REVIEW, media_coverage.c.decided_by.is_(None))
        .order_by(media_coverage.c.published_at.desc().nulls_last(), media_coverage.c.id)
        .limit(limit)
    )
    if entity_ids:
        statement = statement.where(media_coverage.c.entity_id.in_(sorted(entity_ids)))
    return list(connection.execute(statement))


def grouped(rows: Iterable[Any]) -> list[Group]:
    """Rows by whom the articles present, the largest group first; who presents nobody is alone."""
    groups: dict[tuple[str, str], list[Any]] = {}
    for row in rows:
        shown = presented(row.evidence or ())
        groups.setdefault((row.entity_id, shown or f"#{row.id}"), []).append(row)
    made = [Group("" if shown.startswith("#") else shown, tuple(those)) for (_, shown), those in groups.items()]
    return sorted(made, key=lambda group: -len(group.rows))


def presented(evidence: Iterable[dict[str, Any]]) -> str:
    """Whom an article presents by the name: the bearer at another organisation; empty when it names none."""
    return strange_organisation(evidence)


def decide(
    connection: sa.Connection, keys: Sequence[int], status: CoverageStatus, by: str, now: datetime
) -> list[int]:
    """Store a decision on rows; no later run changes it. Returns those of `keys` that there are not."""
    await_turn(connection)
    stored = set(connection.execute(sa.select(media_coverage.c.id).where(media_coverage.c.id.in_(keys))).scalars())
    connection.execute(
        sa.update(media_coverage)
        .where(media_coverage.c.id.in_(stored))
        .values(status=status.value, decided_by=by, decided_at=now)
    )
    return [key for key in keys if key not in stored]


def explain(connection: sa.Connection, key: int) -> Explained | None:
    """Why a row is what it is; None when there is none of that id."""
    row = connection.execute(sa.select(media_coverage).where(media_coverage.c.id == key)).one_or_none()
    if row is None:
        return None
    read = connection.execute(
        sa.select(article.c.headline, article.c.text).where(article.c.id == row.article_id)
    ).one()
    rows = connection.execute(
        sa.select(mention)
        .where(mention.c.article_id == row.article_id, mention.c.entity_id == row.entity_id)
        .order_by(mention.c.id)
    )
    mentions = tuple(
        Mention(
            mentioned.entity_id,
            Place(mentioned.place),
            Span(mentioned.start_offset, mentioned.end_offset),
            mentioned.form,
            mentioned.confidence,
            _evidence(mentioned.evidence),
        )
        for mentioned in rows
    )
    return Explained(row, _evidence(row.evidence), mentions, read.headline, read.text)


def past_decisions(connection: sa.Connection, entity_ids: Collection[str]) -> dict[str, PastDecisions]:
    """What was accepted and rejected for each entity: headline and snippet of the newest decisions."""
    result = {}
    for entity_id in sorted(entity_ids):
        texts = {
            status: _decided(connection, entity_id, status)
            for status in (CoverageStatus.CONFIRMED, CoverageStatus.REJECTED)
        }
        strangers, moved = _strangers(connection, entity_id), expected(connection, entity_id)
        if any(texts.values()) or moved:
            result[entity_id] = PastDecisions(
                texts[CoverageStatus.CONFIRMED], texts[CoverageStatus.REJECTED], strangers, moved
            )
    return result


def _strangers(connection: sa.Connection, entity_id: str) -> tuple[str, ...]:
    """Organisations of the namesakes that a person rejected; of none whom a person accepted as well."""
    rows = connection.execute(
        sa.select(media_coverage.c.status, media_coverage.c.evidence)
        .where(media_coverage.c.entity_id == entity_id, media_coverage.c.decided_by.is_not(None))
        .order_by(media_coverage.c.decided_at.desc(), media_coverage.c.id.desc())
        .limit(_MOST_REMEMBERED)
    )
    decided: dict[str, set[str]] = {}
    for row in rows:
        if place := strange_organisation(row.evidence or ()):
            decided.setdefault(place, set()).add(row.status)
    return tuple(place for place, ends in decided.items() if ends == {CoverageStatus.REJECTED})


def _decided(connection: sa.Connection, entity_id: str, status: CoverageStatus) -> tuple[str, ...]:
    rows = connection.execute(
        sa.select(media_coverage.c.headline, media_coverage.c.snippet)
        .where(
            media_coverage.c.entity_id == entity_id,
            media_coverage.c.status == status,
            media_coverage.c.decided_by.is_not(None),
        )
        .order_by(media_coverage.c.decided_at.desc(), media_coverage.c.id.desc())
        .limit(_MOST_REMEMBERED)
    )
    return tuple(f"{row.headline}\n{row.snippet}" for row in rows)


def _evidence(stored: Any) -> tuple[Evidence, ...]:
    return tuple(Evidence(entry["kind"], entry["detail"], entry.get("weight", 0.0)) for entry in stored or ())
