"""Entering hints that stories in two languages tell of one announcement.

Apart from `related`, which listings read them with: comparing texts needs modules that no listing waits for.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from pipeline.items import Article
from pipeline.stories import anchors, are_related
from storage.database.statements import insert_into
from storage.schema.tables import article, media_coverage, related_story, story

__all__ = ["relate", "relatives", "relatives_of"]

_NEAR = timedelta(hours=72)
_DAY = timedelta(days=1)
_MOST_COMPARED = 100


def _near(entities: Any) -> sa.Select[Any]:
    """The articles about one of these entities, in another language, of some days: built once."""
    column = media_coverage.c
    return (
        sa.select(article.c.id)
        .join(media_coverage, column.article_id == article.c.id)
        .where(
            column.entity_id.in_(entities),
            column.language != sa.bindparam("language"),
            # The coverage's copy of the day is in the index of the entity's rows.
            column.published_on.between(sa.bindparam("first_day"), sa.bindparam("last_day")),
            article.c.published_at.between(sa.bindparam("first"), sa.bindparam("last")),
        )
        .distinct()
        .order_by(article.c.id)
        .limit(_MOST_COMPARED)
    )


_OF_ENTITIES = _near(sa.bindparam("entities", expanding=True))
_OF_ARTICLE = _near(sa.select(media_coverage.c.entity_id).where(media_coverage.c.article_id == sa.bindparam("key")))


def relatives_of(connection: sa.Connection, key: int, read: Article, passed_over: set[int]) -> list[int]:
    """The relatives of `read`, which is stored as `key`."""
    return _relatives(connection, _OF_ARTICLE, {"key": key}, read, passed_over)


def relatives(
    connection: sa.Connection, read: Article, entity_ids: Collection[str], passed_over: set[int]
) -> list[int]:
    """The articles in another language that may tell of the same as `read`, which covers these entities.

    They are about one of them, published within three days of it, and write the same numbers and names. Those of
    `passed_over` were looked at before; what is looked at now is added.
    """
    return _relatives(connection, _OF_ENTITIES, {"entities": list(entity_ids)}, read, passed_over)


def _relatives(
    connection: sa.Connection, near: sa.Select[Any], given: dict[str, Any], read: Article, passed_over: set[int]
) -> list[int]:
    if read.published_at is None or not read.text:
        return []
    first, last = read.published_at - _NEAR, read.published_at + _NEAR
    days = {"first_day": (first - _DAY).date(), "last_day": (last + _DAY).date()}
    given = {"first": first, "last": last, "language": read.language, **days, **given}
    new = [key for key in connection.execute(near, given).scalars() if key not in passed_over]
    if not new:
        return []
    passed_over.update(new)
    texts = sa.select(article.c.id, article.c.headline, article.c.text).where(article.c.id.in_(new))
    written = anchors(read.headline, read.text)
    rows = connection.execute(texts.order_by(article.c.id))
    return [row.id for row in rows if are_related(written, anchors(row.headline, row.text))]


def relate(connection: sa.Connection, key: int, others: Collection[int]) -> None:
    """Enter that the story of the article `key` and those of `others` may tell of the same."""
    if not others:
        return
    rows = connection.execute(sa.select(article.c.id, article.c.story_id).where(article.c.id.in_({key, *others})))
    of = {row.id: row.story_id for row in rows}
    mine = of.pop(key, None)
    # Another writer may remove a story at this moment.
    there = sa.select(story.c.id).where(story.c.id.in_({mine, *of.values()})).order_by(story.c.id)
    stories = connection.execute(there.with_for_update(read=True, key_share=True)).scalars().all()
    for story_id in stories if mine in stories else ():
        if story_id != mine:
            pair = {"story_id": min(mine, story_id), "other_id": max(mine, story_id)}
            statement = insert_into(connection, related_story).values(pair)
            connection.execute(statement.on_conflict_do_nothing(index_elements=["story_id", "other_id"]))
