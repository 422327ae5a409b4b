"""Rows of the table that wait for a decision, and what persons have decided."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from pipeline.identity import (
    BOUND_AFFILIATION,
    KNOWN_NAMESAKE,
    Bearer,
    BearerKind,
    KnownBearer,
    PastDecisions,
    rests_on,
)
from pipeline.items import CoverageStatus, Evidence, Mention
from storage.coverage.bearers import Decision, forget, known_bearers, presented, remember
from storage.coverage.moves import ProposedMove, expected, proposals
from storage.coverage.read import stored_evidence, stored_mentions
from storage.database.locks import await_turn
from storage.database.statements import chunks
from storage.schema.tables import article, media_coverage

__all__ = [
    "IN_REVIEW",
    "Decided",
    "Explained",
    "Group",
    "coverage_rows",
    "decide",
    "decide_group",
    "explain",
    "groups",
    "kept_bearers",
    "past_decisions",
    "reopen",
    "reopen_group",
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
    """What waits of one entity and presents the same bearer of its name.

    `rows` are ids of media_coverage, the newest article first; there are none where an article proposes an
    affiliation (`proposal`) and no article of the new employer came yet.
    """

    entity_id: str
    bearer: Bearer
    rows: tuple[int, ...]
    proposal: ProposedMove | None = None

    @property
    def key(self) -> int:
        """The id of the row by which the group is named."""
        return self.rows[0] if self.rows or self.proposal is None else self.proposal.row


class KeptBearer(NamedTuple):
    """A bearer of an entity's name who was recognised, and a row that presents it, if there is one."""

    entity_id: str
    bearer: KnownBearer
    row: int | None


class Decided(NamedTuple):
    """What a decision on a group came to: how many rows it decided, and whether later articles are judged by it."""

    entity_id: str
    bearer: Bearer
    rows: int
    is_kept: bool


def groups(
    connection: sa.Connection, entity_ids: Collection[str], *, every: bool = False, newest: int | None = None
) -> list[Group]:
    """What waits for a word, by whom the articles present: the largest group first, proposals before all.

    With `every`, rows of other entities than `entity_ids` too; proposals are theirs alone. With `newest`, so many
    rows are grouped at most, the newest.
    """
    table = media_coverage.c
    statement = (
        sa.select(table.id, table.entity_id, table.evidence)
        .where(IN_REVIEW, table.decided_by.is_(None))
        .order_by(table.published_at.desc().nulls_last(), table.id)
        .limit(newest)
    )
    if not every:
        statement = statement.where(table.entity_id.in_(sorted(entity_ids)))
    proposed = {(made.entity_id, made.bearer.key): made for made in proposals(connection, entity_ids)}
    bearers: dict[tuple[str, Any], Bearer] = {key: made.bearer for key, made in proposed.items()}
    rows: dict[tuple[str, Any], list[int]] = {key: [] for key in proposed}
    for row in connection.execute(statement):
        bearer = presented(row.evidence)
        key = (row.entity_id, bearer.key)
        bearers.setdefault(key, bearer)
        rows.setdefault(key, []).append(row.id)
    made = [Group(key[0], bearers[key], tuple(rows[key]), proposed.get(key)) for key in rows]
    return sorted(made, key=lambda group: (group.proposal is None, -len(group.rows)))


def kept_bearers(connection: sa.Connection, entity_ids: Collection[str]) -> list[KeptBearer]:
    """Who was recognised, with the newest row by which that can be taken back; by entity."""
    made = []
    for entity_id in sorted(entity_ids):
        keys: dict[Any, int] = {}
        if known := known_bearers(connection, entity_id):
            for row in _rows_of_entity(connection, entity_id):
                keys.setdefault(presented(row.evidence).key, row.id)
        made += [KeptBearer(entity_id, bearer, keys.get(bearer.key)) for bearer in known]
    return made


def _rows_of_entity(connection: sa.Connection, entity_id: str) -> Sequence[Any]:
    table = media_coverage.c
    statement = sa.select(table.id, table.evidence).where(table.entity_id == entity_id).order_by(table.id.desc())
    return connection.execute(statement).all()


def coverage_rows(connection: sa.Connection, keys: Collection[int]) -> dict[int, Any]:
    """Rows of media_coverage by id."""
    found: dict[int, Any] = {}
    for chunk in chunks(sorted(keys)):
        for row in connection.execute(sa.select(media_coverage).where(media_coverage.c.id.in_(chunk))):
            found[row.id] = row
    return found


def decide(
    connection: sa.Connection, keys: Sequence[int], status: CoverageStatus, by: str, now: datetime
) -> list[int]:
    """Store a decision on rows; no later run changes it. Returns those of `keys` that there are not."""
    await_turn(connection)
    stored: set[int] = set()
    for chunk in chunks(keys):
        statement = sa.update(media_coverage).where(media_coverage.c.id.in_(chunk)).returning(media_coverage.c.id)
        values = {"status": status.value, "decided_by": by, "decided_at": now}
        stored.update(connection.execute(statement.values(values)).scalars())
    return [key for key in keys if key not in stored]


def decide_group(connection: sa.Connection, key: int, decision: Decision) -> Decided | None:
    """Decide what waits and presents the same bearer as a row, and keep who that bearer is; None without the row.

    Of a bearer who is accepted, rows that were rejected without a person are accepted as well.
    """
    await_turn(connection)
    row = _row(connection, key)
    if row is None:
        return None
    bearer = presented(row.evidence)
    for proposed in proposals(connection, [row.entity_id]):
        if proposed.bearer.key == bearer.key:
            bearer = proposed.bearer  # which says since when
    table = media_coverage.c
    open_ones = [CoverageStatus.REVIEW.value]
    if decision.status is CoverageStatus.CONFIRMED and bearer.kind is not BearerKind.OTHER:
        open_ones.append(CoverageStatus.REJECTED.value)
    where = table.status.in_(open_ones) & table.decided_by.is_(None)
    rows = _presenting(connection, row.entity_id, bearer, where)
    decide(connection, rows, decision.status, decision.by, decision.at)
    return Decided(row.entity_id, bearer, len(rows), remember(connection, row.entity_id, bearer, decision))


def reopen(connection: sa.Connection, keys: Collection[int]) -> list[int]:
    """Take decisions on rows back: they wait again. Returns those of `keys` that nobody had decided."""
    await_turn(connection)
    decided: set[int] = set()
    for chunk in chunks(keys):
        where = media_coverage.c.id.in_(chunk) & media_coverage.c.decided_by.is_not(None)
        statement = sa.update(media_coverage).where(where).returning(media_coverage.c.id)
        values = {"status": CoverageStatus.REVIEW.value, "decided_by": None, "decided_at": None}
        decided.update(connection.execute(statement.values(values)).scalars())
    return [key for key in keys if key not in decided]


def reopen_group(connection: sa.Connection, key: int) -> Decided | None:
    """Take the decision on a row's bearer back, and on all rows that present the same; None without the row.

    Rows that were rejected since because of it wait as well.
    """
    await_turn(connection)
    row = _row(connection, key)
    if row is None:
        return None
    bearer = presented(row.evidence)
    rows = _presenting(connection, row.entity_id, bearer, media_coverage.c.decided_by.is_not(None))
    reopen(connection, rows)
    was_kept = forget(connection, row.entity_id, bearer)
    later = _resting_on(connection, row.entity_id, bearer) if was_kept else []
    for chunk in chunks(later):
        where = media_coverage.c.id.in_(chunk)
        connection.execute(sa.update(media_coverage).where(where).values(status=CoverageStatus.REVIEW.value))
    return Decided(row.entity_id, bearer, len(rows) + len(later), was_kept)


def _row(connection: sa.Connection, key: int) -> Any:
    return connection.execute(sa.select(media_coverage).where(media_coverage.c.id == key)).one_or_none()


def _presenting(
    connection: sa.Connection, entity_id: str, bearer: Bearer, where: sa.ColumnElement[bool]
) -> list[int]:
    """Ids of an entity's rows that present a bearer."""
    table = media_coverage.c
    statement = sa.select(table.id, table.evidence).where(table.entity_id == entity_id, where)
    return [row.id for row in connection.execute(statement) if presented(row.evidence).key == bearer.key]


def _resting_on(connection: sa.Connection, entity_id: str, bearer: Bearer) -> list[int]:
    """Ids of an entity's rows that were confirmed or rejected because of what a person decided on a bearer."""
    table = media_coverage.c
    says = sa.cast(table.evidence, sa.Text)
    statement = sa.select(table.id, table.evidence).where(
        table.entity_id == entity_id,
        table.decided_by.is_(None),
        table.status != CoverageStatus.REVIEW.value,
        says.like(f'%"{KNOWN_NAMESAKE}"%') | says.like(f'%"{BOUND_AFFILIATION}"%'),
    )
    rows = connection.execute(statement)
    return [row.id for row in rows if rests_on(stored_evidence(row.evidence), bearer)]


def explain(connection: sa.Connection, key: int) -> Explained | None:
    """Why a row is what it is; None when there is none of that id."""
    row = _row(connection, key)
    if row is None:
        return None
    read = connection.execute(
        sa.select(article.c.headline, article.c.text).where(article.c.id == row.article_id)
    ).one()
    mentions = stored_mentions(connection, row.article_id, row.entity_id)
    return Explained(row, stored_evidence(row.evidence), mentions, read.headline, read.text)


def past_decisions(connection: sa.Connection, entity_ids: Collection[str]) -> dict[str, PastDecisions]:
    """What was accepted and rejected for each entity: headline and snippet of the newest decisions."""
    result = {}
    for entity_id in sorted(entity_ids):
        texts = {
            status: _decided(connection, entity_id, status)
            for status in (CoverageStatus.CONFIRMED, CoverageStatus.REJECTED)
        }
        bearers, moved = known_bearers(connection, entity_id), expected(connection, entity_id)
        if any(texts.values()) or bearers or moved:
            result[entity_id] = PastDecisions(
                texts[CoverageStatus.CONFIRMED], texts[CoverageStatus.REJECTED], bearers, moved
            )
    return result


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
