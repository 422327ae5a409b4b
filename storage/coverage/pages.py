"""The coverage table page by page: a page begins after the last row of the one before.

Every page is bounded. A filter that few rows fit is looked for among the newest `_WALK` rows after the cursor; the
page then says how far that went, and the next one goes on from there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa

from pipeline.items import Coverage
from storage.coverage.read import CoverageFilter, find_where, from_newest, rank_in_story, stands_for_story
from storage.database.statements import chunks
from storage.schema.tables import media_coverage

__all__ = ["CoveragePage", "ListedRow", "Ran", "coverage_page", "with_others"]

_Where = list[sa.ColumnElement[bool]]
_Order = Callable[[sa.FromClause], list[sa.ColumnElement[Any]]]

_WALK = 20_000  # rows
_KEYS = ("published_on", "published_at", "article_id", "entity_id")
_FILTERED = (*_KEYS, "id", "story_id", "status", "outlet", "outlet_role", "language", "in_headline", "in_lead",
             "quoted", "first_seen_at", "precedence")  # fmt: skip


class Ran(NamedTuple):
    """Another article of a story: its outlet and address."""

    article_id: int
    outlet: str
    outlet_role: str
    url: str


class ListedRow(NamedTuple):
    """A row of the table, and the other articles of its story that are listed in the same status."""

    row: Coverage
    others: tuple[Ran, ...] = ()


class CoveragePage(NamedTuple):
    """Rows, and where the next page begins (the id of a row; None at the end). `looked_to` is the day down to which
    was looked when that ended the page before it was full."""

    rows: tuple[ListedRow, ...]
    next: int | None = None
    looked_to: date | None = None


def coverage_page(
    connection: sa.Connection,
    wanted: CoverageFilter,
    prefer: Sequence[str] = (),
    *,
    folded: bool = True,
    after: int | date | None = None,
    limit: int = 50,
    oldest_first: bool = False,
) -> CoveragePage:
    """One page of rows that fit, with `folded` one a story: the newest first, or the oldest, those without a date
    last. `after` is the id of the row it begins behind (from the beginning when there is no such row any more), or
    a day: the page then begins with what is older, or with `oldest_first` not older."""
    begin = after if isinstance(after, date) else _place(connection, after)
    found: list[_Found] = []
    ends: list[Any] = []
    for entity_id in wanted.entity_ids or (None,):
        reader = _Reader(connection, wanted, tuple(prefer), entity_id, folded=folded, oldest_first=oldest_first)
        some, end = reader.read(begin, limit + 1)
        found += some
        ends += [] if end is None else [end]
    horizon = next(iter(_in_order(map(_Found.of, ends), oldest_first=oldest_first)), None)
    if horizon is None:
        found = _in_order(found, oldest_first=oldest_first)
    else:  # behind it not everybody was looked for
        looked = _in_order({*found, horizon}, oldest_first=oldest_first)
        found = [one for one in looked[: looked.index(horizon) + 1] if one in found]
    shown = found[:limit]
    rows = _listed(connection, wanted, [one.id for one in shown], folded=folded)
    if len(found) > limit:
        return CoveragePage(rows, shown[-1].id)
    if horizon is not None:
        return CoveragePage(rows, horizon.id, horizon.published_on)
    return CoveragePage(rows)


class _Found(NamedTuple):
    published_on: date | None
    published_at: Any
    article_id: int
    entity_id: str
    id: int

    @classmethod
    def of(cls, row: Any) -> _Found:
        return cls(row.published_on, row.published_at, row.article_id, row.entity_id, row.id)

    def order(self) -> tuple[str, str, int, str]:
        day = "" if self.published_on is None else self.published_on.isoformat()
        time = "" if self.published_at is None else self.published_at.isoformat()
        return day, time, self.article_id, self.entity_id


def _in_order(found: Iterable[_Found], *, oldest_first: bool) -> list[_Found]:
    newest = sorted(found, key=_Found.order, reverse=True)
    if not oldest_first:
        return newest
    dated = [one for one in newest if one.published_on is not None]
    return [*reversed(dated), *(one for one in newest if one.published_on is None)]


def _place(connection: sa.Connection, after: int | None) -> Any:
    if after is None:
        return None
    columns = [media_coverage.c[name] for name in _KEYS]
    return connection.execute(sa.select(*columns).where(media_coverage.c.id == after)).one_or_none()


class _Reader:
    """Reads the rows of one entity, or of everybody."""

    def __init__(
        self,
        connection: sa.Connection,
        wanted: CoverageFilter,
        prefer: tuple[str, ...],
        entity_id: str | None,
        *,
        folded: bool,
        oldest_first: bool,
    ) -> None:
        self._oldest_first = oldest_first
        self._connection = connection
        self._wanted = wanted
        self._prefer = prefer
        self._folded = folded
        whose = [] if entity_id is None else [media_coverage.c.entity_id == entity_id]
        self._bounds = [*whose, *wanted.on_days(media_coverage.c.published_on)]

    def read(self, begin: Any, limit: int) -> tuple[list[_Found], Any]:
        """The first rows after `begin`, and the row at which it was given up to look, if it was."""
        rows: list[_Found] = []
        for part, order in self._parts(begin):
            some, end = self._read_part(part, order, limit - len(rows))
            rows += some
            if len(rows) == limit:
                return rows, None
            if end is not None:
                return rows, end
        return rows, None

    def _parts(self, begin: Any) -> list[tuple[_Where, _Order]]:
        """The rest of the table after a row or day, with the order it is read in: what has a date, then what has
        none, so that each is a part of an index."""
        column = media_coverage.c
        undated = column.published_on.is_(None)
        if begin is None and not self._oldest_first:
            return [([], from_newest)]
        if not isinstance(begin, date | None) and begin.published_on is None:
            behind = sa.tuple_(column.article_id, column.entity_id) < sa.tuple_(
                sa.literal(begin.article_id), sa.literal(begin.entity_id)
            )
            return [([undated, behind], from_newest)]
        dated = ([column.published_on.is_not(None), *self._behind(begin)], self._order())
        is_bounded = self._wanted.since is not None or self._wanted.until is not None
        return [dated] if is_bounded else [dated, ([undated], from_newest)]

    def _order(self) -> _Order:
        return _from_oldest if self._oldest_first else from_newest

    def _behind(self, begin: Any) -> _Where:
        """Of what has a date, that it comes after a row or day."""
        column = media_coverage.c
        if begin is None:
            return []
        if isinstance(begin, date):
            return [column.published_on >= begin if self._oldest_first else column.published_on < begin]
        here = sa.tuple_(*(column[name] for name in _KEYS))
        there = sa.tuple_(*(sa.literal(getattr(begin, name), column[name].type) for name in _KEYS))
        return [here > there if self._oldest_first else here < there]

    def _read_part(self, part: _Where, order: _Order, limit: int) -> tuple[list[_Found], Any]:
        if self._wanted.found_since is not None:
            return self._all_new(part, order, limit), None
        if not self._wanted.is_sparse or self._wanted.article_ids is not None:  # all that fit are few
            return self._select(media_coverage, [*part, *self._bounds], order, limit), None
        newest = self._columns().where(*part, *self._bounds).order_by(*order(media_coverage)).limit(_WALK)
        rows = self._select(newest.subquery("walked"), [], order, limit)
        if len(rows) == limit:
            return rows, None
        columns = [media_coverage.c[name] for name in (*_KEYS, "id")]
        last = (
            sa.select(*columns)
            .where(*part, *self._bounds)
            .order_by(*order(media_coverage))
            .offset(_WALK - 1)
            .limit(1)
        )
        return rows, self._connection.execute(last).first()

    def _all_new(self, part: _Where, order: _Order, limit: int) -> list[_Found]:
        """Of the rows that were made last."""
        column = media_coverage.c
        is_new = column.first_seen_at >= self._wanted.found_since
        newest = self._columns().where(is_new, *part, *self._bounds).order_by(column.first_seen_at.desc())
        return self._select(newest.limit(_WALK).subquery("found"), [], order, limit)

    def _columns(self) -> sa.Select[Any]:
        return sa.select(*(media_coverage.c[name] for name in _FILTERED))

    def _select(self, table: sa.FromClause, where: _Where, order: _Order, limit: int) -> list[_Found]:
        fits = [*self._wanted.of_status(table), *self._wanted.details(table)]
        statement = sa.select(*(table.c[name] for name in (*_KEYS, "id"))).where(*where, *fits)
        if self._folded:
            statement = statement.where(stands_for_story(self._wanted, self._prefer, table))
        return list(map(_Found.of, self._connection.execute(statement.order_by(*order(table)).limit(limit))))


def _from_oldest(table: sa.FromClause) -> list[sa.ColumnElement[Any]]:
    """The other way round than `from_newest`, so that the same index serves."""
    column = table.c
    days = [column.published_on.asc().nulls_first(), column.published_at.asc().nulls_first()]
    return [*days, column.article_id.asc(), column.entity_id.asc()]


def _listed(
    connection: sa.Connection, wanted: CoverageFilter, keys: Sequence[int], *, folded: bool
) -> tuple[ListedRow, ...]:
    found: dict[int, Coverage] = {}
    for chunk in chunks(keys):
        found |= {row.id: row for row in find_where(connection, media_coverage.c.id.in_(chunk))}
    rows = [found[key] for key in keys]
    return with_others(connection, wanted, rows) if folded else tuple(map(ListedRow, rows))


def with_others(
    connection: sa.Connection, wanted: CoverageFilter, rows: Sequence[Coverage]
) -> tuple[ListedRow, ...]:
    """Rows with the other articles of their stories."""
    others: dict[tuple[str, int], list[Ran]] = {(row.entity_id, row.story_id): [] for row in rows}
    stories = {row.story_id for row in rows if row.story_id}
    column = media_coverage.c
    shown = (column.entity_id, column.story_id, column.article_id, column.outlet, column.outlet_role, column.url)
    for chunk in chunks(sorted(stories)):
        statement = (
            sa.select(*shown)
            .where(column.story_id.in_(chunk), *wanted.same_story())
            .order_by(*rank_in_story(media_coverage))
        )
        for entity_id, story_id, *ran in connection.execute(statement):
            if (entity_id, story_id) in others:
                others[entity_id, story_id].append(Ran(*ran))
    return tuple(
        ListedRow(
            row, tuple(ran for ran in others[row.entity_id, row.story_id] if ran.article_id != row.article_id)
        )
        for row in rows
    )
