"""Stories as a person sees them, and as a person joins and splits them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any, NamedTuple

import sqlalchemy as sa

from pipeline.errors import UsageError
from pipeline.stories import LinkKind, StoryLink
from storage.coverage.read import from_newest, rank_in_story
from storage.database.locks import await_turn
from storage.database.statements import chunks
from storage.schema.tables import article, hand_value, media_coverage, outlet, story, story_link
from storage.stories.bundles import add_links, cut_around, remove_links

__all__ = ["Story", "StoryArticle", "join", "split", "stories_about"]


class StoryArticle(NamedTuple):
    """An article of a story: its role there (new, copy, rewrite) and how alike it was when it joined."""

    article_id: int
    outlet: str
    headline: str
    url: str
    published_at: datetime | None
    role: str
    score: float


class Story(NamedTuple):
    """A story and its articles, the oldest first."""

    id: int
    members: tuple[StoryArticle, ...]


def stories_about(
    connection: sa.Connection, entity_ids: Collection[str] = (), at_least: int = 2, limit: int | None = None
) -> tuple[Story, ...]:
    """Stories of at least so many articles, with `entity_ids` those in whose coverage they are. The newest come
    first, by the first row of that coverage; with `limit`, so many at most."""
    about = sorted(entity_ids)
    wanted = _all_about(about) if limit is None else _newest_about(about, at_least).limit(limit)
    keys = connection.execute(wanted).scalars().all()
    members: dict[int, list[StoryArticle]] = {key: [] for key in keys}
    column = article.c
    shown = (column.headline, column.url, column.published_at, column.story_role, column.story_score)
    for chunk in chunks(keys):
        statement = (
            sa.select(column.story_id, column.id, outlet.c.name, *shown)
            .join(outlet, outlet.c.id == column.outlet_id)
            .where(column.story_id.in_(chunk))
            .order_by(column.published_at.asc().nulls_last(), column.id)
        )
        edited = _edited(connection, chunk)
        for key, *rest in connection.execute(statement):
            read = StoryArticle(*rest)
            members[key].append(read._replace(**edited.get(read.article_id, {})))
    return tuple(Story(key, tuple(those)) for key, those in members.items() if len(those) >= at_least)


def _edited(connection: sa.Connection, story_ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """What rows of coverage show of articles of which a person set something, by article."""
    column = media_coverage.c
    shown = (column.outlet, column.headline, column.published_at)
    rows = connection.execute(
        sa.select(column.article_id, *shown)
        .join(hand_value, hand_value.c.article_id == column.article_id)
        .where(column.story_id.in_(story_ids))
    )
    return {key: dict(zip(("outlet", "headline", "published_at"), values, strict=True)) for key, *values in rows}


def _all_about(entity_ids: Sequence[str]) -> sa.Select[Any]:
    """Every story in whose coverage they are: each row is read once."""
    rank = [*rank_in_story(media_coverage), media_coverage.c.entity_id]
    place = sa.func.row_number().over(partition_by=media_coverage.c.story_id, order_by=rank)
    column = media_coverage.c
    read = (column.story_id, column.published_on, column.published_at, column.article_id, column.entity_id)
    rows = sa.select(*read, place.label("place"))
    if entity_ids:
        rows = rows.where(media_coverage.c.entity_id.in_(entity_ids))
    placed = rows.subquery()
    return sa.select(placed.c.story_id).where(placed.c.place == 1).order_by(*from_newest(placed))


def _newest_about(entity_ids: Sequence[str], at_least: int) -> sa.Select[Any]:
    """The same in the order of an index, where the first come at once: each at the first of its rows."""
    row, other = media_coverage.c, media_coverage.alias("other")
    earlier = sa.tuple_(*rank_in_story(other), other.c.entity_id) < sa.tuple_(
        *rank_in_story(media_coverage), row.entity_id
    )
    same = [other.c.story_id == row.story_id]
    statement = sa.select(row.story_id).order_by(*from_newest())
    if entity_ids:
        same.append(other.c.entity_id.in_(entity_ids))
        statement = statement.where(row.entity_id.in_(entity_ids))
    if at_least > 1:
        another = sa.select(article.c.id).where(article.c.story_id == row.story_id)
        statement = statement.where(another.limit(1).offset(at_least - 1).exists())
    return statement.where(~sa.exists().where(*same, earlier))


def join(connection: sa.Connection, first_id: int, second_id: int) -> int:
    """Make two stories one, as a person says; gives the id that stays, the older one. Raises UsageError when there
    is no such story."""
    await_turn(connection)
    first, second = sorted((_current(connection, first_id), _current(connection, second_id)))
    if first != second:
        halves = [_members(connection, key) for key in (first, second)]
        remove_links(connection, *halves)
        together = sorted(key for half in halves for key in half)
        add_links(connection, [StoryLink(*pair, LinkKind.JOINED, 1.0) for pair in pairwise(together)])
        made = sa.select(story.c.created_at).where(story.c.id == first)
        cut_around(connection, together[0], connection.execute(made).scalar_one())
    return first


def split(connection: sa.Connection, article_id: int, now: datetime) -> int:
    """Take an article out of its story, as a person says, into one of its own that no later article joins with the
    old one. Gives its id. Raises UsageError when there is no such article, or when it is alone already."""
    await_turn(connection)
    old = connection.execute(sa.select(article.c.story_id).where(article.c.id == article_id)).scalar()
    if old is None:
        raise UsageError(f"there is no article {article_id}; see: scrape stories list")
    others = [key for key in _members(connection, old) if key != article_id]
    if not others:
        raise UsageError(f"article {article_id} is alone in its story {old}")
    held = _joined_to(connection, article_id)
    remove_links(connection, [article_id], others)
    pairs = [(min(article_id, key), max(article_id, key)) for key in others]
    apart = [StoryLink(*pair, LinkKind.APART, 1.0) for pair in pairs]
    # What was joined by hand through the article stays together.
    add_links(connection, apart + [StoryLink(*pair, LinkKind.JOINED, 1.0) for pair in pairwise(held)])
    cut_around(connection, article_id, now)
    return int(connection.execute(sa.select(article.c.story_id).where(article.c.id == article_id)).scalar_one())


def _members(connection: sa.Connection, key: int) -> list[int]:
    return list(connection.execute(sa.select(article.c.id).where(article.c.story_id == key)).scalars())


def _joined_to(connection: sa.Connection, key: int) -> list[int]:
    """The articles that a person joined one with."""
    link = story_link.c
    where = (link.kind == LinkKind.JOINED.value) & ((link.article_id == key) | (link.other_id == key))
    rows = connection.execute(sa.select(link.article_id, link.other_id).where(where))
    return sorted({end for row in rows for end in row} - {key})


def _current(connection: sa.Connection, key: int) -> int:
    """The story to which an id leads by now."""
    row = connection.execute(sa.select(story).where(story.c.id == key)).one_or_none()
    if row is None:
        raise UsageError(f"there is no story {key}; see: scrape stories list")
    return key if row.merged_into is None else int(row.merged_into)
