"""Reading the media-coverage table: rows become values, copies of a story become one row.

What is listed newest first is read in the order of an index, so that the first rows of a long table come at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from pipeline.items import Coverage, CoverageStatus, EntityKind, Evidence, Mention, OutletRole, Place, Span
from pipeline.language.search_words import WordQuery
from storage.database.statements import chunks
from storage.schema.tables import media_coverage, mention

__all__ = [
    "CoverageFilter",
    "find",
    "find_stories",
    "find_where",
    "fold_stories",
    "from_newest",
    "of_article",
    "of_articles",
    "of_stories",
    "rank_in_story",
    "stands_for_story",
    "stored_evidence",
    "stored_mentions",
    "stream",
]

# The name of an outlet that ran a story, and its role.
_Ran = tuple[str, str]
_COLUMNS = tuple(
    media_coverage.c[field.name]
    for field in fields(Coverage)
    if field.name not in {"other_outlets", "announced_by", "elsewhere", "label", "written"}
)
_LAST_FOUND = tuple(media_coverage.c[name].desc() for name in ("first_seen_at", "id"))
_KINDS = {kind.value: kind for kind in EntityKind}
_STATUSES = {status.value: status for status in CoverageStatus}
_FEW = 100
_PART = 500  # rows that are read at a time


@dataclass(frozen=True, slots=True)
class CoverageFilter:
    """Which rows to read. `entity_ids` empty means everybody; `since` and `until` are days of the outlet's
    calendar, both inclusive. `outlets` and `languages` empty mean any; `place` is the most prominent place where
    the entity is named; `quoted` asks for rows in which it speaks; `found_since` for rows made since then. `words`
    are to stand in the article: who lists rows has `storage.coverage.search.with_words` find it first, which gives
    `article_ids`."""

    entity_ids: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    statuses: tuple[CoverageStatus, ...] = (CoverageStatus.CONFIRMED,)
    outlets: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    place: Place | None = None
    quoted: bool = False
    found_since: datetime | None = None
    words: WordQuery | None = None
    article_ids: tuple[int, ...] | None = None

    @property
    def is_sparse(self) -> bool:
        """Whether few rows may fit: then it may take long to find the first."""
        return bool(self.details()) or CoverageStatus.CONFIRMED not in self.statuses

    def conditions(self, table: sa.FromClause = media_coverage) -> list[sa.ColumnElement[bool]]:
        """As conditions on media_coverage, or an alias of it."""
        conditions = [*self.of_status(table), *self.on_days(table.c.published_on), *self.details(table)]
        return [*conditions, table.c.entity_id.in_(self.entity_ids)] if self.entity_ids else conditions

    def details(self, table: sa.FromClause = media_coverage) -> list[sa.ColumnElement[bool]]:
        """What is asked of a row besides whose it is, its status and its day."""
        column = table.c
        asked = [
            (self.outlets, column.outlet.in_(self.outlets)),
            (self.languages, column.language.in_(self.languages)),
            (self.place is Place.HEADLINE, column.in_headline),
            (self.place is Place.LEAD, column.in_lead & ~column.in_headline),
            (self.place is Place.BODY, ~column.in_lead & ~column.in_headline),
            (self.quoted, column.quoted),
        ]
        conditions = [condition for is_asked, condition in asked if is_asked]
        if self.found_since is not None:
            conditions.append(column.first_seen_at >= self.found_since)
        if self.article_ids is not None:
            conditions.append(column.article_id.in_(self.article_ids))
        return conditions

    def same_story(self, table: sa.FromClause = media_coverage) -> list[sa.ColumnElement[bool]]:
        """The conditions, for rows that are looked up by their story: whose they are is known, and the days are
        written so that no index of days seems the better one."""
        day = sa.func.coalesce(table.c.published_on, sa.null())
        return [*self.of_status(table), *self.on_days(day)]

    def of_status(self, table: sa.FromClause = media_coverage) -> list[sa.ColumnElement[bool]]:
        """That a row has one of the statuses."""
        return [table.c.status.in_([status.value for status in self.statuses])]

    def on_days(self, day: sa.ColumnElement[Any]) -> list[sa.ColumnElement[bool]]:
        """That a day is none before `since` and none after `until`."""
        conditions: list[sa.ColumnElement[bool]] = []
        if self.since is not None:
            conditions.append(day >= self.since)
        if self.until is not None:
            conditions.append(day <= self.until)
        return conditions


def find(connection: sa.Connection, wanted: CoverageFilter, limit: int | None = None) -> tuple[Coverage, ...]:
    """The rows that fit, newest first; those without a date last. With `limit`, so many at most."""
    return _read(connection, _articles(wanted), limit)


def stream(
    connection: sa.Connection,
    wanted: CoverageFilter,
    prefer: Sequence[str] = (),
    limit: int | None = None,
    *,
    every_article: bool = False,
    found_last: bool = False,
) -> Iterator[tuple[Coverage, ...]]:
    """What `find_stories` reads, or `find` of `every_article`, in parts: a long table is never held as a whole.
    With `found_last` those come first that were found last, whenever they were published."""
    statement = _articles(wanted) if every_article else _leading(wanted, prefer)
    ordered = statement.order_by(*(_LAST_FOUND if found_last else from_newest())).limit(limit)
    with connection.execute(ordered, execution_options={"yield_per": _PART}) as result:
        for part in result.partitions():
            rows = tuple([_coverage(row) for row in part])
            yield rows if every_article else _with_outlets(connection, wanted, rows)


def find_where(connection: sa.Connection, where: sa.ColumnElement[bool]) -> tuple[Coverage, ...]:
    """The rows for which a condition on media_coverage holds, newest first."""
    return _read(connection, sa.select(*_COLUMNS).where(where))


def find_stories(
    connection: sa.Connection, wanted: CoverageFilter, prefer: Sequence[str] = (), limit: int | None = None
) -> tuple[Coverage, ...]:
    """What `fold_stories` makes of the rows that fit; with `limit`, so many stories at most. The others of a story
    are not read but for their outlets."""
    return _with_outlets(connection, wanted, _read(connection, _leading(wanted, prefer), limit))


def _articles(wanted: CoverageFilter) -> sa.Select[Any]:
    return sa.select(*_COLUMNS).where(*wanted.conditions())


def _leading(wanted: CoverageFilter, prefer: Sequence[str]) -> sa.Select[Any]:
    """Of each story the row that stands for it."""
    return _articles(wanted).where(stands_for_story(wanted, prefer))


def _with_outlets(
    connection: sa.Connection, wanted: CoverageFilter, rows: Sequence[Coverage]
) -> tuple[Coverage, ...]:
    ran = _outlets(connection, wanted, rows)
    return tuple([_with_others(row, ran[row.entity_id, row.story_id]) for row in rows])


def stands_for_story(
    wanted: CoverageFilter, prefer: Sequence[str] = (), table: sa.FromClause = media_coverage
) -> sa.ColumnElement[bool]:
    """Of the rows of an entity's story that fit, the one that is listed."""
    rival = media_coverage.alias("rival")
    same = (rival.c.story_id == table.c.story_id) & (rival.c.entity_id == table.c.entity_id)
    better = sa.tuple_(*rank_in_story(rival, prefer)) < sa.tuple_(*rank_in_story(table, prefer))
    return ~sa.exists().where(same, *wanted.same_story(rival), *wanted.details(rival), better)


def rank_in_story(table: sa.FromClause, prefer: Sequence[str] = ()) -> list[sa.ColumnElement[Any]]:
    """By which the least row of a story stands for it: as `_representative` chooses."""
    column = table.c
    rank: list[sa.ColumnElement[Any]] = []
    if prefer:
        places = {name: place for place, name in reversed(list(enumerate(prefer)))}
        rank.append(sa.case(places, value=column.outlet, else_=len(prefer)))
    return [*rank, column.precedence, column.article_id]


def _outlets(
    connection: sa.Connection, wanted: CoverageFilter, rows: Sequence[Coverage]
) -> dict[tuple[str, int], list[_Ran]]:
    """The outlets of each entity's rows of a story, with their roles, in the order of precedence."""
    by_story: dict[tuple[str, int], list[_Ran]] = {(row.entity_id, row.story_id): [] for row in rows}
    column = media_coverage.c
    whose = sa.func.coalesce(column.entity_id, sa.null())  # no index of entities: the stories are fewer rows
    entity_ids = sorted({row.entity_id for row in rows})
    for chunk in chunks(sorted({row.story_id for row in rows})):
        statement = (
            sa.select(column.entity_id, column.story_id, column.outlet, column.outlet_role)
            .where(column.story_id.in_(chunk), *wanted.same_story())
            .order_by(column.precedence, column.article_id)
        )
        if len(entity_ids) < _FEW:
            statement = statement.where(whose.in_(entity_ids))
        for entity_id, story_id, outlet, role in connection.execute(statement).all():
            if (entity_id, story_id) in by_story:
                by_story[entity_id, story_id].append((outlet, role))
    return by_story


def of_articles(connection: sa.Connection, keys: Iterable[tuple[str, int]]) -> tuple[Coverage, ...]:
    """The rows of these (entity, article) pairs, newest first."""
    pairs = set(keys)
    coverage: list[Coverage] = []
    for chunk in chunks(sorted({article for _, article in pairs})):
        rows = connection.execute(sa.select(*_COLUMNS).where(media_coverage.c.article_id.in_(chunk)))
        coverage.extend(row for row in map(_coverage, rows) if (row.entity_id, row.article_id) in pairs)
    return _newest_first(coverage)


def of_article(connection: sa.Connection, key: int) -> tuple[Coverage, ...]:
    """The rows of an article, whatever their status."""
    return find_where(connection, media_coverage.c.article_id == key)


def of_stories(connection: sa.Connection, story_ids: Iterable[int]) -> tuple[Coverage, ...]:
    """The confirmed rows of stories, newest first."""
    coverage: list[Coverage] = []
    for chunk in chunks(sorted(set(story_ids))):
        where = media_coverage.c.story_id.in_(chunk) & (media_coverage.c.status == CoverageStatus.CONFIRMED)
        coverage.extend(find_where(connection, where))
    return _newest_first(coverage)


def fold_stories(rows: Sequence[Coverage], prefer: Sequence[str] = ()) -> tuple[Coverage, ...]:
    """One row for each entity and story, newest first, with the outlets of the others.

    It is that of an outlet in `prefer`, the first of them first, else the one that takes precedence.
    """
    groups: dict[tuple[str, int], list[Coverage]] = {}
    for row in rows:
        groups.setdefault((row.entity_id, row.story_id), []).append(row)
    folded = {key: _representative(members, prefer) for key, members in groups.items()}
    return _newest_first(folded.values())


def _representative(members: list[Coverage], prefer: Sequence[str]) -> Coverage:
    rank = {name: place for place, name in enumerate(prefer)}
    members = sorted(members, key=lambda row: (row.precedence, row.article_id))
    first = min(members, key=lambda row: rank.get(row.outlet, len(rank)))
    return _with_others(first, [(row.outlet, row.outlet_role) for row in members])


def _with_others(row: Coverage, ran: Iterable[_Ran]) -> Coverage:
    """`row` with the others of the press, and with those of whom the press had it."""
    others = tuple(dict.fromkeys(name for name, role in ran if name != row.outlet and role == OutletRole.PRESS))
    sources = (OutletRole.WIRE, OutletRole.NEWSROOM)
    announced = tuple(dict.fromkeys(name for name, role in ran if name != row.outlet and role in sources))
    return replace(row, other_outlets=others, announced_by=announced) if others or announced else row


def _read(connection: sa.Connection, statement: sa.Select[Any], limit: int | None = None) -> tuple[Coverage, ...]:
    statement = statement.order_by(*from_newest()).limit(limit)
    return tuple([_coverage(row) for row in connection.execute(statement).all()])


def from_newest(table: sa.FromClause = media_coverage) -> list[sa.ColumnElement[Any]]:
    """The order of listings: the newest row of media_coverage first, those without a date last."""
    return [
        table.c.published_on.desc().nulls_last(),
        table.c.published_at.desc().nulls_last(),
        table.c.article_id.desc(),
        table.c.entity_id.desc(),
    ]


def _newest_first(rows: Iterable[Coverage]) -> tuple[Coverage, ...]:
    return tuple(
        sorted(
            rows,
            key=lambda row: (
                row.published_on.isoformat() if row.published_on else "",
                row.published_at.isoformat() if row.published_at else "",
                row.article_id,
                row.entity_id,
            ),
            reverse=True,
        )
    )


def stored_mentions(
    connection: sa.Connection, article_id: int, entity_id: str | None = None
) -> tuple[Mention, ...]:
    """The mentions in an article, of one entity or of all, in the order in which they were entered."""
    statement = sa.select(mention).where(mention.c.article_id == article_id).order_by(mention.c.id)
    if entity_id is not None:
        statement = statement.where(mention.c.entity_id == entity_id)
    return tuple(
        Mention(
            row.entity_id,
            Place(row.place),
            Span(row.start_offset, row.end_offset),
            row.form,
            row.confidence,
            stored_evidence(row.evidence),
        )
        for row in connection.execute(statement)
    )


def stored_evidence(stored: Any) -> tuple[Evidence, ...]:
    """Evidence as a row of the database has it."""
    return tuple([Evidence(entry["kind"], entry["detail"], entry.get("weight", 0.0)) for entry in stored or ()])


def _coverage(row: Sequence[Any]) -> Coverage:
    values = list(row)
    values[_KIND] = _KINDS[values[_KIND]]
    values[_STATUS] = _STATUSES[values[_STATUS]]
    values[_EVIDENCE] = stored_evidence(values[_EVIDENCE])
    return Coverage(*values)


_KIND, _STATUS, _EVIDENCE = (
    [column.name for column in _COLUMNS].index(name) for name in ("entity_kind", "status", "evidence")
)
