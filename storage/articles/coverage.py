"""The rows of media_coverage of an article that was just stored, and the places where it names somebody."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from pipeline.items import Article, Outcome
from storage.articles.shown import shown_of
from storage.coverage.moves import keep_waiting
from storage.coverage.precedence import mark_sources
from storage.database.statements import insert_into
from storage.schema.tables import entity, media_coverage, mention

__all__ = ["save_coverage"]

# What a later judgement rewrites in a row of media_coverage.
_RENEWED = frozenset(media_coverage.c.keys()) - {
    "id", "entity_id", "article_id", "first_seen_at", "decided_by", "decided_at"
}  # fmt: skip

_MENTION = sa.insert(mention)
_NAMED = sa.select(entity).where(entity.c.id.in_(sa.bindparam("ids", expanding=True)))


def save_coverage(
    connection: sa.Connection, key: int, outcome: Outcome, read: Article, now: datetime, *, is_new: bool = False
) -> tuple[tuple[str, int], ...]:
    """Store what the article `key`, read as `read`, says of whom; the (entity, article) pairs that are new. Of one
    that `is_new` to the database nothing is stored yet, and nothing set by hand."""
    stored = sa.select(media_coverage.c.entity_id).where(media_coverage.c.article_id == key)
    before = set() if is_new else set(connection.execute(stored).scalars())
    columns, is_linked = shown_of(connection, key, by_hand=not is_new)
    shared = columns | {"credited": read.credited}
    if before:
        connection.execute(sa.update(media_coverage).where(media_coverage.c.article_id == key).values(shared))
    entities = _entities(connection, [verdict.entity_id for verdict in outcome.verdicts])
    identity = {"article_id": key, "first_seen_at": now}
    rows = [
        identity
        | shared
        | {
            "entity_id": verdict.entity_id,
            "entity_kind": entities[verdict.entity_id].kind,
            "entity_name": entities[verdict.entity_id].name,
            "mention_count": verdict.mention_count,
            "in_headline": verdict.in_headline,
            "in_lead": verdict.in_lead,
            "share": verdict.share,
            "quoted": verdict.quoted,
            "snippet": verdict.snippet,
            "confidence": verdict.confidence,
            "status": verdict.status.value,
            "evidence": [asdict(reason) for reason in verdict.evidence],
        }
        for verdict in outcome.verdicts
    ]
    keep_waiting(connection, rows)
    connection.execute(_upsert(connection.dialect.name), rows)
    if is_linked:
        mark_sources(connection, [shared["story_id"]])
    _save_mentions(connection, key, outcome)
    return tuple((verdict.entity_id, key) for verdict in outcome.verdicts if verdict.entity_id not in before)


@lru_cache
def _upsert(dialect: str) -> sa.Insert:
    """Store rows of media_coverage in one statement (that is what asking for their keys brings about), so that they
    are counted together; what a person decided stays."""
    statement = insert_into(dialect, media_coverage)
    decided = media_coverage.c.decided_by.is_not(None)
    new = {column.name: statement.excluded[column.name] for column in media_coverage.c if column.name in _RENEWED}
    kept = {
        name: sa.case((decided, media_coverage.c[name]), else_=statement.excluded[name])
        for name in ("confidence", "status")
    }
    updated = statement.on_conflict_do_update(index_elements=["entity_id", "article_id"], set_=new | kept)
    return updated.returning(media_coverage.c.id)


def _entities(connection: sa.Connection, ids: Collection[str]) -> dict[str, sa.Row[Any]]:
    return {row.id: row for row in connection.execute(_NAMED, {"ids": list(ids)})}


def _save_mentions(connection: sa.Connection, key: int, outcome: Outcome) -> None:
    if not outcome.mentions:
        return
    connection.execute(
        _MENTION,
        [
            {
                "article_id": key,
                "entity_id": mention.entity_id,
                "place": mention.place.value,
                "start_offset": mention.span.start,
                "end_offset": mention.span.end,
                "form": mention.form,
                "confidence": mention.confidence,
                "evidence": [asdict(piece) for piece in mention.evidence],
            }
            for mention in outcome.mentions
        ],
    )
