"""The index of stories: which stored articles may be alike, and what a new one is to them.

Statements are built once: to build one costs more than to run it.
"""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from pipeline.items import Article, OutletRole
from pipeline.stories import (
    COPY_WINDOW,
    JOINING,
    Likeness,
    LinkKind,
    StoryCandidate,
    StoryInput,
    link_between,
    links_of,
    same_article,
)
from storage.schema.tables import article, outlet, sketch, story_link
from storage.stories.bundles import add_links, cut, cut_around, new_story

__all__ = ["Comparison", "compare_stored", "index_article", "place", "place_again", "story_for"]

# Most alike first; a text that shares keys with more articles than this is a form letter.
MOST_CANDIDATES = 100
# A key that more articles of a month hold is a phrase of many texts: the newest of them are looked at.
MOST_HOLDERS = 256
_MOST_DATED = 1000
_NEAR = COPY_WINDOW + timedelta(days=1)  # of two days without a time of day


class Comparison(NamedTuple):
    """What an article is to the stored ones: the very same as one of them (its id), or linked to some, which are of
    these bundles; one that is linked to none is a bundle of its own."""

    same: int | None
    links: Sequence[tuple[StoryCandidate, Likeness]]
    bundles: frozenset[int] = frozenset()


def compare_stored(
    connection: sa.Connection, read: Article, known: MutableMapping[StoryInput, Likeness] | None = None
) -> Comparison:
    """What `read` is to the stored articles that share keys with it. `known` is what it was found to be to articles
    before, and is added to."""
    story_input = StoryInput.of(read)
    bundle_of = _candidates(connection, read)
    links = links_of(story_input, list(bundle_of), known)
    same = same_article(story_input, links)
    bundles = frozenset(bundle_of[candidate] for candidate, _ in links)
    return Comparison(None if same is None else same[0].article_id, links, bundles)


def place(connection: sa.Connection, key: int, comparison: Comparison, now: datetime) -> None:
    """Link the stored article `key`, and cut the stories of what it hangs together with."""
    if comparison.links:
        bundle = add_links(
            connection, [link_between(key, candidate.article_id, alike) for candidate, alike in comparison.links]
        )
        if bundle is not None:
            cut(connection, bundle, now)


def place_again(connection: sa.Connection, key: int, comparison: Comparison, now: datetime) -> None:
    """Link the stored article `key` anew, whose text is another by now; what a person said of it stays."""
    link = story_link.c
    mine = (link.article_id == key) | (link.other_id == key)
    connection.execute(sa.delete(story_link).where(mine, link.kind.not_in((LinkKind.JOINED, LinkKind.APART))))
    decided = connection.execute(sa.select(link.article_id, link.other_id).where(mine))
    passed_over = {key, *(end for pair in decided for end in pair)}
    links = [
        link_between(key, candidate.article_id, alike)
        for candidate, alike in comparison.links
        if candidate.article_id not in passed_over
    ]
    add_links(connection, links)
    cut_around(connection, key, now)


_STORY_OF = sa.select(article.c.story_id).where(article.c.id == sa.bindparam("key"))


def story_for(connection: sa.Connection, comparison: Comparison, now: datetime) -> int:
    """The story that an article goes to until the stories are cut: that of the one most alike, or a new one."""
    joining = [
        (-alike.score, candidate.article_id) for candidate, alike in comparison.links if alike.kind in JOINING
    ]
    if not joining:
        return new_story(connection, now)
    return int(connection.execute(_STORY_OF, {"key": min(joining)[1]}).scalar_one())


def _candidates(connection: sa.Connection, read: Article) -> dict[StoryCandidate, int]:
    """The stored articles near in time that share most keys with `read`, and the bundle of each. What this costs
    does not grow with what is stored: of each key and month so many holders are read, by the primary key."""
    if not read.sketch:
        return {}
    if read.published_at is not None:
        span = {"earliest": read.published_at - _NEAR, "latest": read.published_at + _NEAR}
        months = [_UNDATED, *range(_month(span["earliest"]), _month(span["latest"]) + 1)]
    else:
        span, months = {}, list(connection.execute(_EVERY_MONTH).scalars())
    given = span | {"keys": _listed(connection, read.sketch), "months": _listed(connection, months)}
    statement = _sharing(connection.dialect.name, dated=read.published_at is not None)
    return {_candidate(row): int(row.bundle) for row in connection.execute(statement, given)}


@lru_cache
def _sharing(dialect: str, *, dated: bool) -> sa.Select[Any]:
    """What to compare an article with, by its keys, of the months in question."""
    key, month = _numbers("keys", dialect), _numbers("months", dialect)
    holder = sketch.alias("holder")
    oldest = (
        sa.select(holder.c.article_id)
        .where(holder.c.month == month.c.value, holder.c.hash == key.c.value)
        .order_by(holder.c.article_id.desc())
        .limit(1)
        .offset(MOST_HOLDERS - 1)
        .scalar_subquery()
    )
    at: sa.ColumnElement[int] = month.c.value
    of: sa.ColumnElement[int] = key.c.value
    if dialect == "sqlite":  # or it would read all of a month, where it has not counted how much that is
        at, of = at + 0 * of, of + 0 * at
    shared = sa.func.count().label("shared")
    holders = (
        sa.select(sketch.c.article_id, shared)
        .select_from(key.join(month, sa.true()).join(sketch, (sketch.c.month == at) & (sketch.c.hash == of)))
        .where(sketch.c.article_id >= sa.func.coalesce(oldest, 0))
        .group_by(sketch.c.article_id)
        .order_by(shared.desc(), sketch.c.article_id)
        .limit(_MOST_DATED)
        .subquery()
    )
    column = article.c
    nearest = sa.select(column.id).join(holders, holders.c.article_id == column.id)
    if dated:
        near = column.published_at.between(sa.bindparam("earliest"), sa.bindparam("latest"))
        nearest = nearest.where(column.published_at.is_(None) | near)
    chosen = nearest.order_by(holders.c.shared.desc(), column.id).limit(MOST_CANDIDATES).subquery()
    bundle = sa.func.coalesce(column.bundle_id, column.id).label("bundle")
    said = (column.headline, column.text, column.language, column.published_at, column.has_time, column.at_portal)
    return (
        sa.select(column.id, bundle, column.canonical_url, outlet.c.name, outlet.c.role, *said)
        .join(chosen, chosen.c.id == column.id)
        .join(outlet, outlet.c.id == column.outlet_id)
        .order_by(column.id)
    )


def _numbers(name: str, dialect: str) -> sa.TableValuedAlias:
    """Numbers as a table of one column, `value`, given as one parameter."""
    given = sa.bindparam(name, type_=sa.Text)
    if dialect == "sqlite":
        return sa.func.json_each(given).table_valued("value", name=name)
    array = sa.cast(given, postgresql.ARRAY(sa.BigInteger))
    return sa.func.unnest(array).table_valued("value", name=name).render_derived()


def _listed(connection: sa.Connection, numbers: Sequence[int]) -> str:
    ends = "[]" if connection.dialect.name == "sqlite" else "{}"
    return ",".join(map(str, numbers)).join(ends)


_UNDATED = 0


def _month(at: datetime | None) -> int:
    """The month under which an article of that time is entered: 24296 is August 2024, as it is in UTC."""
    if at is None:
        return _UNDATED
    at = at.astimezone(UTC)
    return at.year * 12 + at.month


def _every_month() -> sa.Select[Any]:
    """The months there are, each found from the one before by the primary key."""
    first = sa.select(sa.func.min(sketch.c.month).label("month")).cte("months", recursive=True)
    later = sa.select(sa.func.min(sketch.c.month)).where(sketch.c.month > first.c.month).scalar_subquery()
    months = first.union_all(sa.select(later).where(first.c.month.is_not(None)))
    return sa.select(months.c.month).where(months.c.month.is_not(None))


_EVERY_MONTH = _every_month()


def _candidate(row: sa.Row[Any]) -> StoryCandidate:
    stored = StoryInput(
        addresses=frozenset((row.canonical_url,)),
        outlet="" if row.role == OutletRole.PORTAL else row.name,
        headline=row.headline,
        text=row.text,
        language=row.language,
        published_at=row.published_at,
        has_time=row.has_time,
        at_portal=row.at_portal,
    )
    return StoryCandidate(row.id, stored)


_FORGET = sa.delete(sketch).where(sketch.c.article_id == sa.bindparam("key"))


def index_article(connection: sa.Connection, article_id: int, read: Article, *, is_new: bool = False) -> None:
    """Enter the lookup keys of an article, in place of those it had unless it is new."""
    if not is_new:
        connection.execute(_FORGET, {"key": article_id})
    if read.sketch:
        given = {"keys": _listed(connection, read.sketch), "key": article_id, "month": _month(read.published_at)}
        connection.execute(_entering(connection.dialect.name), given)


@lru_cache
def _entering(dialect: str) -> sa.Insert:
    key = _numbers("keys", dialect)
    month, holder = sa.bindparam("month", type_=sa.Integer), sa.bindparam("key", type_=sa.BigInteger)
    return sa.insert(sketch).from_select(["month", "hash", "article_id"], sa.select(month, key.c.value, holder))
