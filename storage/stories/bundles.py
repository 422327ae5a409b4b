"""Bundles: articles that hang together by links, and the stories that are cut from them.

Whenever links come or go, the bundle is cut again and articles move with their rows of coverage. A story's id stays
with most of its articles; the id of a story that is left empty leads to where most of them went.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from pipeline.items import StoryRole
from pipeline.stories import JOINING, LinkKind, Member, StoryLink, stories_of
from storage.coverage.precedence import mark_sources
from storage.database.statements import chunks, insert_all, insert_into
from storage.schema.tables import article, media_coverage, story, story_link

__all__ = ["add_links", "cut", "cut_around", "drop_story", "new_story", "remove_links"]

_forwarded_from = story.alias("forwarded_from")
_ROLES = {
    LinkKind.JOINED: StoryRole.COPY,
    LinkKind.CORE: StoryRole.COPY,
    LinkKind.PART: StoryRole.COPY,
    LinkKind.REWRITE: StoryRole.REWRITE,
}
_STRENGTH = list(_ROLES)

# Statements that run for every article are built once: to build one costs more than to run it.
_link, _column = story_link.c, article.c
_NEW_STORY = sa.insert(story).returning(story.c.id)
_BUNDLE_OF = sa.select(_column.bundle_id).where(_column.id == sa.bindparam("key"))
_keys: sa.BindParameter[Any] = sa.bindparam("keys", expanding=True)
_LABELS = sa.select(sa.func.coalesce(_column.bundle_id, _column.id)).where(_column.id.in_(_keys)).distinct()
_LABEL = (
    sa.update(article)
    .where(_column.id.in_(_keys) | _column.bundle_id.in_(sa.bindparam("labels", expanding=True)))
    .where(_column.bundle_id.is_(None) | (_column.bundle_id != sa.bindparam("label")))
    .values(bundle_id=sa.bindparam("label"))
)
_MEMBERS = sa.select(_column.id, _column.text_digest, _column.canonical_url, _column.story_id).where(
    _column.bundle_id == sa.bindparam("bundle")
)
_LINKS = (
    sa.select(story_link)
    .join(article, _column.id == _link.article_id)
    .where(_column.bundle_id == sa.bindparam("bundle"))
)
_ROLE = sa.update(article).where(_column.id == sa.bindparam("key"))


def new_story(connection: sa.Connection, now: datetime) -> int:
    """Make a story; its id."""
    return int(connection.execute(_NEW_STORY, {"created_at": now}).scalar_one())


def drop_story(connection: sa.Connection, key: int) -> None:
    """Remove a story that no article belongs to any more."""
    used = sa.exists().where(article.c.story_id == key)
    target = sa.exists().where(_forwarded_from.c.merged_into == key)
    connection.execute(sa.delete(story).where(story.c.id == key, ~used, ~target))


def add_links(connection: sa.Connection, links: Sequence[StoryLink]) -> int | None:
    """Keep links, in place of those of the same pairs, and bring what they join into one bundle. Gives the bundle;
    None when they join nothing."""
    insert = insert_into(connection, story_link)
    changed = {name: insert.excluded[name] for name in ("kind", "score")}
    rows = [link._asdict() | {"kind": link.kind.value} for link in links]
    insert_all(
        connection, insert.on_conflict_do_update(index_elements=["article_id", "other_id"], set_=changed), rows
    )
    keys = {key for link in links if link.kind in JOINING for key in link[:2]}
    if not keys:
        return None
    labels = connection.execute(_LABELS, {"keys": list(keys)}).scalars().all()
    connection.execute(_LABEL, {"keys": list(keys), "labels": labels, "label": min(labels)})
    return int(min(labels))


def remove_links(connection: sa.Connection, keys: Collection[int], others: Collection[int]) -> None:
    """Forget every link between two sets of articles."""
    link = story_link.c
    for chunk in chunks(sorted(others)):
        pairs = (link.article_id, link.other_id), (link.other_id, link.article_id)
        where = sa.or_(*(column.in_(keys) & opposite.in_(chunk) for column, opposite in pairs))
        connection.execute(sa.delete(story_link).where(where))


def cut_around(connection: sa.Connection, key: int, now: datetime) -> None:
    """Cut the stories of what the article `key` hangs together with."""
    bundle = connection.execute(_BUNDLE_OF, {"key": key}).scalar()
    if bundle is not None:
        cut(connection, bundle, now)


def cut(connection: sa.Connection, bundle: int, now: datetime) -> None:
    """Cut a bundle into stories again, and let articles and their rows follow."""
    rows = connection.execute(_MEMBERS, {"bundle": bundle}).all()
    if not rows:
        return
    kept = connection.execute(_LINKS, {"bundle": bundle})
    links = [StoryLink(row.article_id, row.other_id, LinkKind(row.kind), row.score) for row in kept]
    groups = stories_of([Member(row.id, row.text_digest, row.canonical_url) for row in rows], links)
    before = {row.id: row.story_id for row in rows}
    after = _story_ids(connection, groups, before, now)
    _move(connection, before, after)
    _forward(connection, before, after)
    _write_roles(connection, groups, before, after, links)
    mark_sources(connection, {*before.values(), *after.values()})


def _story_ids(
    connection: sa.Connection, groups: Sequence[tuple[int, ...]], before: dict[int, int], now: datetime
) -> dict[int, int]:
    """The story of each article from now on: the oldest ids go to the groups with most of their articles."""
    shares = {
        key: Counter(place for place, group in enumerate(groups) for member in group if before[member] == key)
        for key in sorted(set(before.values()))
    }
    ids: dict[int, int] = {}
    for key, share in shares.items():
        free = [(-count, place) for place, count in share.items() if place not in ids]
        if free:
            ids[min(free)[1]] = key
    return {
        member: key
        for place, group in enumerate(groups)
        for key in [ids[place] if place in ids else new_story(connection, now)]
        for member in group
    }


def _move(connection: sa.Connection, before: dict[int, int], after: dict[int, int]) -> None:
    moved = [member for member in after if after[member] != before[member]]
    for key in sorted({after[member] for member in moved}):
        for chunk in chunks([member for member in moved if after[member] == key]):
            for table, column in ((article, article.c.id), (media_coverage, media_coverage.c.article_id)):
                connection.execute(sa.update(table).where(column.in_(chunk)).values(story_id=key))


def _forward(connection: sa.Connection, before: dict[int, int], after: dict[int, int]) -> None:
    """Let the ids of stories that are left empty lead to where most of their articles went."""
    for key in set(before.values()) - set(after.values()):
        went = Counter(after[member] for member in before if before[member] == key)
        target = min(went, key=lambda place: (-went[place], place))
        where = (story.c.id == key) | (story.c.merged_into == key)
        connection.execute(sa.update(story).where(where).values(merged_into=target))


def _write_roles(
    connection: sa.Connection,
    groups: Iterable[tuple[int, ...]],
    before: dict[int, int],
    after: dict[int, int],
    links: Sequence[StoryLink],
) -> None:
    """What each article that moved, or is the newest, is in its story: by its strongest link there."""
    newest = max(before)
    for group in groups:
        for member in group:
            if member != newest and after[member] == before[member]:
                continue
            strongest = min(
                (
                    (_STRENGTH.index(link.kind), -link.score)
                    for link in links
                    if link.kind in JOINING
                    and member in link[:2]
                    and after[link.article_id] == after[link.other_id]
                    and member != min(group)
                ),
                default=None,
            )
            role = StoryRole.NEW if strongest is None else _ROLES[_STRENGTH[strongest[0]]]
            values = {"story_role": role.value, "story_score": 1.0 if strongest is None else -strongest[1]}
            connection.execute(_ROLE, values | {"key": member})
