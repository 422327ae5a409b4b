"""Entering hints that stories in two languages tell of one announcement.

Apart from `related`, which listings read them with: comparing texts needs modules that no listing waits for.
"""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from pipeline.stories import anchors, are_related
from storage.database.statements import insert_into
from storage.schema.tables import article, media_coverage, related_story

__all__ = ["relate"]

_NEAR = timedelta(hours=72)
_DAY = timedelta(days=1)
_MOST_COMPARED = 100


def relate(connection: sa.Connection, key: int) -> None:
    """Enter the stories in another language that may tell of the same as the article `key`.

    They are about one of its entities, published within three days of it, and write the same numbers and names.
    """
    one = connection.execute(sa.select(article).where(article.c.id == key)).one()
    if one.published_at is None or not one.text:
        return
    mine = sa.select(media_coverage.c.entity_id).where(media_coverage.c.article_id == key)
    others = connection.execute(
        sa.select(article.c.story_id, article.c.headline, article.c.text)
        .join(media_coverage, media_coverage.c.article_id == article.c.id)
        .where(
            media_coverage.c.entity_id.in_(mine),
            media_coverage.c.language != one.language,
            media_coverage.c.story_id != one.story_id,
            # The coverage's copy of the day is in the index of the entity's rows.
            media_coverage.c.published_on.between(
                (one.published_at - _NEAR - _DAY).date(), (one.published_at + _NEAR + _DAY).date()
            ),
            article.c.published_at.between(one.published_at - _NEAR, one.published_at + _NEAR),
        )
        .distinct()
        .order_by(article.c.story_id)
        .limit(_MOST_COMPARED)
    )
    written = anchors(one.headline, one.text)
    related = {row.story_id for row in others if are_related(written, anchors(row.headline, row.text))}
    for story_id in sorted(related):
        pair = {"story_id": min(one.story_id, story_id), "other_id": max(one.story_id, story_id)}
        statement = insert_into(connection, related_story).values(pair)
        connection.execute(statement.on_conflict_do_nothing(index_elements=["story_id", "other_id"]))
