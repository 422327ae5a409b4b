"""The index of stories: which stored articles may be alike, and how stories are joined."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from pipeline.items import Article, Decision
from pipeline.stories import COPY_WINDOW, Candidate, StoryInput, decide
from storage.schema import article, media_coverage, outlet, sketch, story
from storage.statements import insert_into

__all__ = ["decide_story", "drop_story", "index_article", "new_story"]

forwarded_from = story.alias("forwarded_from")

# Most alike first; a text that shares keys with more articles than this is a form letter.
MOST_CANDIDATES = 60


def decide_story(connection: sa.Connection, found: Article) -> Decision:
    """Where `found` belongs among the stored articles."""
    return decide(StoryInput.of(found), _candidates(connection, found))


def _candidates(connection: sa.Connection, found: Article) -> list[Candidate]:
    if not found.sketch:
        return []
    shared = sa.func.count().label("shared")
    lookup = (
        sa.select(sketch.c.article_id, shared)
        .where(sketch.c.hash.in_(found.sketch))
        .group_by(sketch.c.article_id)
        .order_by(shared.desc(), sketch.c.article_id)
        .limit(MOST_CANDIDATES)
        .subquery()
    )
    statement = (
        sa.select(article, outlet.c.name.label("outlet_name"))
        .join(lookup, lookup.c.article_id == article.c.id)
        .join(outlet, outlet.c.id == article.c.outlet_id)
        .order_by(article.c.id)
    )
    if found.published_at is not None:
        at = article.c.published_at
        near = at.between(found.published_at - COPY_WINDOW, found.published_at + COPY_WINDOW)
        statement = statement.where(at.is_(None) | near)
    return [_candidate(row) for row in connection.execute(statement)]


def _candidate(row: sa.Row[Any]) -> Candidate:
    stored = StoryInput(
        addresses=frozenset((row.canonical_url,)),
        outlet=row.outlet_name,
        headline=row.headline,
        text=row.text,
        language=row.language,
        published_at=row.published_at,
        has_time=row.has_time,
    )
    return Candidate(row.id, row.story_id, stored)


def new_story(connection: sa.Connection, decision: Decision, now: datetime) -> int:
    """The story an article goes to: a new one, or an old one into which `decision` may merge others."""
    if decision.story_id is None:
        return int(connection.execute(sa.insert(story).values(created_at=now).returning(story.c.id)).scalar_one())
    if decision.merged:
        _merge(connection, decision.story_id, decision.merged)
    return decision.story_id


def drop_story(connection: sa.Connection, key: int) -> None:
    """Remove a story that no article belongs to any more."""
    used = sa.exists().where(article.c.story_id == key)
    target = sa.exists().where(forwarded_from.c.merged_into == key)
    connection.execute(sa.delete(story).where(story.c.id == key, ~used, ~target))


def _merge(connection: sa.Connection, kept: int, merged: Sequence[int]) -> None:
    for table in (article, media_coverage):
        connection.execute(sa.update(table).where(table.c.story_id.in_(merged)).values(story_id=kept))
    forwarded = story.c.id.in_(merged) | story.c.merged_into.in_(merged)
    connection.execute(sa.update(story).where(forwarded).values(merged_into=kept))


def index_article(connection: sa.Connection, article_id: int, keys: Sequence[int]) -> None:
    """Enter the lookup keys of an article, in place of those it had."""
    connection.execute(sa.delete(sketch).where(sketch.c.article_id == article_id))
    if keys:
        rows = [{"hash": key, "article_id": article_id} for key in dict.fromkeys(keys)]
        connection.execute(insert_into(connection, sketch).values(rows))
