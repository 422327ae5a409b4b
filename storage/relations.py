"""Hints that stories in two languages tell of one announcement."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

import sqlalchemy as sa

from pipeline.related import anchors, are_related
from storage.schema import article, media_coverage, related_story, story
from storage.statements import insert_into

__all__ = ["relate", "related_to"]

_NEAR = timedelta(hours=72)
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
            article.c.language != one.language,
            article.c.story_id != one.story_id,
            article.c.published_at.between(one.published_at - _NEAR, one.published_at + _NEAR),
        )
        .distinct()
        .order_by(article.c.story_id)
        .limit(_MOST_COMPARED)
    )
    written = anchors(one.headline, one.text)
    found = {row.story_id for row in others if are_related(written, anchors(row.headline, row.text))}
    for other in sorted(found):
        pair = {"story_id": min(one.story_id, other), "other_id": max(one.story_id, other)}
        statement = insert_into(connection, related_story).values(pair)
        connection.execute(statement.on_conflict_do_nothing(index_elements=["story_id", "other_id"]))


def related_to(connection: sa.Connection, keys: Collection[int]) -> dict[int, tuple[int, ...]]:
    """The stories in other languages that may tell of the same as each of `keys`, under the ids they have now."""
    now = {row.id: row.merged_into or row.id for row in connection.execute(sa.select(story))}
    found: dict[int, set[int]] = {key: set() for key in keys}
    for row in connection.execute(sa.select(related_story)):
        one, other = now[row.story_id], now[row.other_id]
        for left, right in ((one, other), (other, one)):
            if left in found and left != right:
                found[left].add(right)
    return {key: tuple(sorted(those)) for key, those in found.items() if those}
