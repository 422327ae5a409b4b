"""One story with everything that is known of it."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa

from pipeline.items import Coverage
from storage.coverage.read import find_where
from storage.schema.tables import article, media_coverage, outlet, story
from storage.stories.by_hand import Story, StoryArticle
from storage.stories.related import related_to

__all__ = ["ToldStory", "story_of"]


class ToldStory(NamedTuple):
    """A story, the coverage of its articles in every status, and stories in other languages that may tell of the
    same: their ids and headlines. `story.id` is the one it has now."""

    story: Story
    coverage: tuple[Coverage, ...]
    related: tuple[tuple[int, str], ...]


def story_of(connection: sa.Connection, key: int) -> ToldStory | None:
    """A story by an id that it has or had; None when there is none."""
    row = connection.execute(sa.select(story.c.id, story.c.merged_into).where(story.c.id == key)).one_or_none()
    if row is None:
        return None
    current = row.id if row.merged_into is None else row.merged_into
    column = article.c
    members = connection.execute(
        sa.select(
            column.id,
            outlet.c.name,
            column.headline,
            column.url,
            column.published_at,
            column.story_role,
            column.story_score,
        )
        .join(outlet, outlet.c.id == column.outlet_id)
        .where(column.story_id == current)
        .order_by(column.published_at.asc().nulls_last(), column.id)
    )
    others = related_to(connection, [current]).get(current, ())
    return ToldStory(
        Story(current, tuple(StoryArticle(*member) for member in members)),
        find_where(connection, media_coverage.c.story_id == current),
        tuple((other, _headline(connection, other)) for other in others),
    )


def _headline(connection: sa.Connection, key: int) -> str:
    column = article.c
    first = (
        sa.select(column.headline).where(column.story_id == key).order_by(column.published_at, column.id).limit(1)
    )
    return str(connection.execute(first).scalar() or "")
