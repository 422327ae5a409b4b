"""The index of stories: which stored articles may be alike, and how stories are joined."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from pipeline.errors import UsageError
from pipeline.items import Article, Decision
from pipeline.stories import COPY_WINDOW, StoryCandidate, StoryInput, best_link, decision_of, links_of
from storage.coverage.read import from_newest, rank_in_story
from storage.database.locks import await_turn
from storage.database.statements import chunks, insert_all, insert_into
from storage.schema.tables import article, media_coverage, outlet, sketch, story, story_apart

__all__ = [
    "Member",
    "Story",
    "decide_story",
    "drop_story",
    "index_article",
    "join",
    "new_story",
    "split",
    "stories_about",
]

forwarded_from = story.alias("forwarded_from")

# Most alike first; a text that shares keys with more articles than this is a form letter.
MOST_CANDIDATES = 60
# A key that more articles hold is a phrase of many texts: the newest of them are looked at.
MOST_HOLDERS = 256
_MOST_DATED = 1000


def decide_story(connection: sa.Connection, found: Article) -> Decision:
    """Where `found` belongs among the stored articles; never to two stories that a person told apart."""
    asked = StoryInput.of(found)
    links = links_of(asked, _candidates(connection, found))
    if len({candidate.story_id for candidate, _ in links}) > 1:
        nearest = best_link(links)[0].story_id
        apart = _apart_from(connection, nearest)
        links = [link for link in links if link[0].story_id not in apart]
    return decision_of(links)


def _candidates(connection: sa.Connection, found: Article) -> list[StoryCandidate]:
    """The stored articles near in time that share most keys with `found`. What this costs does not grow with what
    is stored: of each key so many holders are read, by the primary key."""
    if not found.sketch:
        return []
    lookup = _sharing(connection, found)
    statement = (
        sa.select(article, outlet.c.name.label("outlet_name"))
        .join(lookup, lookup.c.id == article.c.id)
        .join(outlet, outlet.c.id == article.c.outlet_id)
        .order_by(article.c.id)
    )
    return [_candidate(row) for row in connection.execute(statement)]


def _sharing(connection: sa.Connection, found: Article) -> sa.Subquery:
    """The ids of the articles to compare `found` with."""
    key = _as_table(connection, found.sketch)
    holder = sketch.alias("holder")
    oldest = (
        sa.select(holder.c.article_id)
        .where(holder.c.hash == key.c.value)
        .order_by(holder.c.article_id.desc())
        .limit(1)
        .offset(MOST_HOLDERS - 1)
        .scalar_subquery()
    )
    shared = sa.func.count().label("shared")
    holders = (
        sa.select(sketch.c.article_id, shared)
        .select_from(key.join(sketch, sketch.c.hash == key.c.value))
        .where(sketch.c.article_id >= sa.func.coalesce(oldest, 0))
        .group_by(sketch.c.article_id)
        .order_by(shared.desc(), sketch.c.article_id)
        .limit(_MOST_DATED)
        .subquery()
    )
    statement = sa.select(article.c.id).join(holders, holders.c.article_id == article.c.id)
    if found.published_at is not None:
        at = article.c.published_at
        margin = COPY_WINDOW + timedelta(days=1)  # of two days without a time of day
        near = at.between(found.published_at - margin, found.published_at + margin)
        statement = statement.where(at.is_(None) | near)
    return statement.order_by(holders.c.shared.desc(), article.c.id).limit(MOST_CANDIDATES).subquery()


def _as_table(connection: sa.Connection, keys: Sequence[int]) -> sa.TableValuedAlias:
    """Keys as a table of one column, `value`, given as one parameter."""
    if connection.dialect.name == "sqlite":
        return sa.func.json_each(json.dumps(keys)).table_valued("value")
    array = sa.cast(list(keys), postgresql.ARRAY(sa.BigInteger))
    return sa.func.unnest(array).table_valued("value").render_derived()


def _candidate(row: sa.Row[Any]) -> StoryCandidate:
    stored = StoryInput(
        addresses=frozenset((row.canonical_url,)),
        outlet=row.outlet_name,
        headline=row.headline,
        text=row.text,
        language=row.language,
        published_at=row.published_at,
        has_time=row.has_time,
    )
    return StoryCandidate(row.id, row.story_id, stored)


def new_story(connection: sa.Connection, decision: Decision, now: datetime) -> int:
    """The story an article goes to: a new one, or an old one into which `decision` may merge others."""
    if decision.story_id is None:
        return int(connection.execute(sa.insert(story).values(created_at=now).returning(story.c.id)).scalar_one())
    merged = _not_told_apart(connection, decision.story_id, decision.merged)
    if merged:
        _merge(connection, decision.story_id, merged)
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
    _carry_apart(connection, kept, merged)


def _not_told_apart(connection: sa.Connection, kept: int, merged: Sequence[int]) -> list[int]:
    """Those of `merged` that no person told apart from `kept`, or from one that is joined with it before."""
    joined, apart = [], _apart_from(connection, kept)
    for key in merged:
        if key not in apart:
            joined.append(key)
            apart |= _apart_from(connection, key)
    return joined


def _apart_from(connection: sa.Connection, key: int) -> set[int]:
    """The stories that a person told apart from one."""
    pair = story_apart.c
    rows = connection.execute(sa.select(story_apart).where((pair.story_id == key) | (pair.other_id == key)))
    return {one for row in rows for one in row} - {key}


def _carry_apart(connection: sa.Connection, kept: int, merged: Sequence[int]) -> None:
    """What stood apart from a story that was joined stands apart from the story it went to."""
    pair = story_apart.c
    where = pair.story_id.in_(merged) | pair.other_id.in_(merged)
    for row in connection.execute(sa.select(story_apart).where(where)).all():
        _tell_apart(connection, *(kept if key in merged else key for key in row))
    connection.execute(sa.delete(story_apart).where(where))


def _tell_apart(connection: sa.Connection, one: int, other: int) -> None:
    if one != other:
        statement = insert_into(connection, story_apart).values(story_id=min(one, other), other_id=max(one, other))
        connection.execute(statement.on_conflict_do_nothing(index_elements=["story_id", "other_id"]))


def index_article(connection: sa.Connection, article_id: int, keys: Sequence[int]) -> None:
    """Enter the lookup keys of an article, in place of those it had."""
    connection.execute(sa.delete(sketch).where(sketch.c.article_id == article_id))
    rows = [{"hash": key, "article_id": article_id} for key in dict.fromkeys(keys)]
    insert_all(connection, insert_into(connection, sketch), rows)


# --- what a person sees of stories, and changes in them


class Member(NamedTuple):
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
    members: tuple[Member, ...]


def stories_about(
    connection: sa.Connection, entity_ids: Collection[str] = (), at_least: int = 2, limit: int | None = None
) -> tuple[Story, ...]:
    """Stories of at least so many articles, with `entity_ids` those in whose coverage they are. The newest come
    first, by the first row of that coverage; with `limit`, so many at most."""
    about = sorted(entity_ids)
    wanted = _all_about(about) if limit is None else _newest_about(about, at_least).limit(limit)
    keys = connection.execute(wanted).scalars().all()
    members: dict[int, list[Member]] = {key: [] for key in keys}
    column = article.c
    told = (column.headline, column.url, column.published_at, column.story_role, column.story_score)
    for chunk in chunks(keys):
        statement = (
            sa.select(column.story_id, column.id, outlet.c.name, *told)
            .join(outlet, outlet.c.id == column.outlet_id)
            .where(column.story_id.in_(chunk))
            .order_by(column.published_at.asc().nulls_last(), column.id)
        )
        for key, *rest in connection.execute(statement):
            members[key].append(Member(*rest))
    return tuple(Story(key, tuple(those)) for key, those in members.items() if len(those) >= at_least)


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


def join(connection: sa.Connection, one: int, other: int) -> int:
    """Make two stories one, as a person says; gives the id that stays, the older one. Raises UsageError when there
    is no such story."""
    await_turn(connection)
    first, second = sorted((_current(connection, one), _current(connection, other)))
    if first != second:
        pair = story_apart.c
        connection.execute(sa.delete(story_apart).where(pair.story_id == first, pair.other_id == second))
        _merge(connection, first, [second])
    return first


def split(connection: sa.Connection, article_id: int, now: datetime) -> int:
    """Take an article out of its story, as a person says, into one of its own that no later article joins with the
    old one. Gives its id. Raises UsageError when there is no such article, or when it is alone already."""
    await_turn(connection)
    old = connection.execute(sa.select(article.c.story_id).where(article.c.id == article_id)).scalar()
    if old is None:
        raise UsageError(f"there is no article {article_id}; see: scrape stories list")
    others = sa.select(sa.func.count()).where(article.c.story_id == old)
    if connection.execute(others).scalar_one() < 2:
        raise UsageError(f"article {article_id} is alone in its story {old}")
    new = int(connection.execute(sa.insert(story).values(created_at=now).returning(story.c.id)).scalar_one())
    moved = sa.update(article).where(article.c.id == article_id)
    connection.execute(moved.values(story_id=new, story_role="new", story_score=1.0))
    connection.execute(
        sa.update(media_coverage).where(media_coverage.c.article_id == article_id).values(story_id=new)
    )
    _tell_apart(connection, old, new)
    return new


def _current(connection: sa.Connection, key: int) -> int:
    """The story to which an id leads by now."""
    row = connection.execute(sa.select(story).where(story.c.id == key)).one_or_none()
    if row is None:
        raise UsageError(f"there is no story {key}; see: scrape stories list")
    return key if row.merged_into is None else int(row.merged_into)
