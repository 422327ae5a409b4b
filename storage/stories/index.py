"""The index of stories: which stored articles may be alike, and how stories are joined."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from pipeline.errors import UsageError
from pipeline.items import Article, OutletRole
from pipeline.stories import (
    COPY_WINDOW,
    JOINING,
    Likeness,
    LinkKind,
    StoryCandidate,
    StoryInput,
    StoryLink,
    link_between,
    links_of,
    same_article,
)
from storage.coverage.read import from_newest, rank_in_story
from storage.database.locks import await_turn
from storage.database.statements import chunks, insert_all, insert_into
from storage.schema.tables import article, media_coverage, outlet, sketch, story, story_link
from storage.stories.bundles import add_links, cut, new_story, remove_links

__all__ = [
    "Comparison",
    "Story",
    "StoryArticle",
    "compare_stored",
    "index_article",
    "join",
    "place",
    "place_again",
    "split",
    "stories_about",
    "story_for",
]

# Most alike first; a text that shares keys with more articles than this is a form letter.
MOST_CANDIDATES = 100
# A key that more articles hold is a phrase of many texts: the newest of them are looked at.
MOST_HOLDERS = 256
_MOST_DATED = 1000


class Comparison(NamedTuple):
    """What an article is to the stored ones: the very same as one of them (its id), or linked to some."""

    same: int | None
    links: Sequence[tuple[StoryCandidate, Likeness]]


def compare_stored(connection: sa.Connection, read: Article) -> Comparison:
    """What `read` is to the stored articles that share keys with it."""
    story_input = StoryInput.of(read)
    links = links_of(story_input, _candidates(connection, read))
    same = same_article(story_input, links)
    return Comparison(None if same is None else same[0].article_id, links)


def place(connection: sa.Connection, key: int, comparison: Comparison, now: datetime) -> None:
    """Link the stored article `key`, and cut the stories of what it hangs together with."""
    if comparison.links:
        links = [link_between(key, candidate.article_id, alike) for candidate, alike in comparison.links]
        add_links(connection, links)
        _cut_around(connection, key, now)


def _cut_around(connection: sa.Connection, key: int, now: datetime) -> None:
    bundle = connection.execute(sa.select(article.c.bundle_id).where(article.c.id == key)).scalar_one()
    if bundle is not None:
        cut(connection, bundle, now)


def place_again(connection: sa.Connection, key: int, read: Article, now: datetime) -> None:
    """Link the stored article `key`, whose text is `read` by now, anew; what a person said of it stays."""
    link = story_link.c
    mine = (link.article_id == key) | (link.other_id == key)
    connection.execute(sa.delete(story_link).where(mine, link.kind.not_in((LinkKind.JOINED, LinkKind.APART))))
    decided = connection.execute(sa.select(link.article_id, link.other_id).where(mine))
    passed_over = {key, *(end for pair in decided for end in pair)}
    links = [
        (candidate, alike)
        for candidate, alike in links_of(StoryInput.of(read), _candidates(connection, read))
        if candidate.article_id not in passed_over
    ]
    add_links(connection, [link_between(key, candidate.article_id, alike) for candidate, alike in links])
    _cut_around(connection, key, now)


def story_for(connection: sa.Connection, comparison: Comparison, now: datetime) -> int:
    """The story that an article goes to until the stories are cut: that of the one most alike, or a new one."""
    joining = [
        (-alike.score, candidate.article_id) for candidate, alike in comparison.links if alike.kind in JOINING
    ]
    if not joining:
        return new_story(connection, now)
    nearest = sa.select(article.c.story_id).where(article.c.id == min(joining)[1])
    return int(connection.execute(nearest).scalar_one())


def _candidates(connection: sa.Connection, read: Article) -> list[StoryCandidate]:
    """The stored articles near in time that share most keys with `read`. What this costs does not grow with what
    is stored: of each key so many holders are read, by the primary key."""
    if not read.sketch:
        return []
    lookup = _sharing(connection, read)
    statement = (
        sa.select(article, outlet.c.name.label("outlet_name"), outlet.c.role)
        .join(lookup, lookup.c.id == article.c.id)
        .join(outlet, outlet.c.id == article.c.outlet_id)
        .order_by(article.c.id)
    )
    return [_candidate(row) for row in connection.execute(statement)]


def _sharing(connection: sa.Connection, read: Article) -> sa.Subquery:
    """The ids of the articles to compare `read` with."""
    key = _as_table(connection, read.sketch)
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
    if read.published_at is not None:
        at = article.c.published_at
        margin = COPY_WINDOW + timedelta(days=1)  # of two days without a time of day
        near = at.between(read.published_at - margin, read.published_at + margin)
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
        outlet="" if row.role == OutletRole.PORTAL else row.outlet_name,
        headline=row.headline,
        text=row.text,
        language=row.language,
        published_at=row.published_at,
        has_time=row.has_time,
        at_portal=row.at_portal,
    )
    return StoryCandidate(row.id, stored)


def index_article(connection: sa.Connection, article_id: int, keys: Sequence[int]) -> None:
    """Enter the lookup keys of an article, in place of those it had."""
    connection.execute(sa.delete(sketch).where(sketch.c.article_id == article_id))
    rows = [{"hash": key, "article_id": article_id} for key in dict.fromkeys(keys)]
    insert_all(connection, insert_into(connection, sketch), rows)


# --- what a person sees of stories, and changes in them


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
        for key, *rest in connection.execute(statement):
            members[key].append(StoryArticle(*rest))
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
        _cut_bundle_of(connection, together[0], connection.execute(made).scalar_one())
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
    _cut_bundle_of(connection, article_id, now)
    return int(connection.execute(sa.select(article.c.story_id).where(article.c.id == article_id)).scalar_one())


def _members(connection: sa.Connection, key: int) -> list[int]:
    return list(connection.execute(sa.select(article.c.id).where(article.c.story_id == key)).scalars())


def _joined_to(connection: sa.Connection, key: int) -> list[int]:
    """The articles that a person joined one with."""
    link = story_link.c
    where = (link.kind == LinkKind.JOINED.value) & ((link.article_id == key) | (link.other_id == key))
    rows = connection.execute(sa.select(link.article_id, link.other_id).where(where))
    return sorted({end for row in rows for end in row} - {key})


def _cut_bundle_of(connection: sa.Connection, key: int, now: datetime) -> None:
    bundle = connection.execute(sa.select(article.c.bundle_id).where(article.c.id == key)).scalar()
    if bundle is not None:
        cut(connection, bundle, now)


def _current(connection: sa.Connection, key: int) -> int:
    """The story to which an id leads by now."""
    row = connection.execute(sa.select(story).where(story.c.id == key)).one_or_none()
    if row is None:
        raise UsageError(f"there is no story {key}; see: scrape stories list")
    return key if row.merged_into is None else int(row.merged_into)
