"""A month of coverage, read from the database: each row of the month once, and little else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

import sqlalchemy as sa

from pipeline.items import CoverageStatus, Entity, OutletRole
from pipeline.language.scripts import has_hangul
from storage.report.changes import read_corrections, read_gone
from storage.report.counting import CountedRow, MonthTally
from storage.report.hand_rows import HandRows, read_hand_rows
from storage.report.highlights import read_firsts, read_quotes, read_top_stories
from storage.report.values import Counts, MonthCounts, MonthReport, OutletCount, ShareOf
from storage.schema.tables import entity, hand_row, media_coverage

__all__ = ["MonthScope", "months_until", "read_month"]

MOST_OUTLETS = 15
_MONTHS = 12
_AT_ONCE = 5000  # rows
_column = media_coverage.c


@dataclass(frozen=True, slots=True)
class MonthScope:
    """What a report is about: a month (``2026-11``), and whom. `entities` are those asked for, none for everybody;
    `tracked` those of whom it is said that the month brought nothing. `prefer_outlets` lead their stories.
    """

    month: str
    entities: tuple[Entity, ...] = ()
    tracked: tuple[Entity, ...] = ()
    prefer_outlets: tuple[str, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of `entities`."""
        return tuple(one.id for one in self.entities)


def months_until(month: str, number: int = _MONTHS) -> tuple[str, ...]:
    """So many months, the last of which is `month`."""
    last = int(month[:4]) * 12 + int(month[5:7]) - 1
    return tuple(f"{at // 12:04}-{at % 12 + 1:02}" for at in range(last - number + 1, last + 1))


def read_month(
    connection: sa.Connection, scope: MonthScope, zone_of: Callable[[str, str, str], tzinfo]
) -> MonthReport:
    """Everything that a report of the month says.

    `zone_of` gives the zone of an outlet by its name, an address and the language of an article.
    """
    months = months_until(scope.month)
    by_hand = read_hand_rows(connection, scope.ids)
    now = MonthTally(_rows(connection, months[-1], scope.ids, by_hand))
    before = MonthTally(_rows(connection, months[-2], scope.ids, by_hand))
    counts = {month: _counted(connection, month, scope.ids, by_hand) for month in months[:-2]}
    counts |= {months[-2]: before.counts, months[-1]: now.counts}
    names = _names(connection, [*now.of_entity, *before.of_entity])
    stories = read_top_stories(connection, now, by_hand, names, scope.prefer_outlets)
    firsts = read_firsts(connection, now, by_hand, names, scope.month)
    quotes = read_quotes(connection, now, by_hand, names)
    gone = read_gone(connection, scope.month, scope.ids, zone_of)
    corrections = read_corrections(connection, scope.month, scope.ids, zone_of)
    return MonthReport(
        month=scope.month,
        whose=tuple(one.name for one in scope.entities),
        counts=now.counts,
        before=before.counts,
        outlet_count=len(now.of_outlet),
        outlet_count_before=len(before.of_outlet),
        months=tuple(MonthCounts(month, counts[month]) for month in months),
        outlets=_outlets(now, before),
        beside_press=len(now.beside_press),
        shares=_shares(now, before, names),
        silent=tuple(one.name for one in (scope.entities or scope.tracked) if one.id not in now.of_entity),
        stories=stories,
        firsts=firsts.shown,
        firsts_in_all=firsts.in_all,
        quotes=quotes.shown,
        quotes_in_all=quotes.in_all,
        gone=gone.shown,
        gone_in_all=gone.in_all,
        corrections=corrections.shown,
        corrections_in_all=corrections.in_all,
        waiting=_waiting(connection, scope),
        undated=_counted(connection, None, scope.ids, by_hand).articles + by_hand.undated,
        as_of=_newest(connection),
        language=_language(now, scope),
    )


def _whose(entity_ids: Sequence[str]) -> list[sa.ColumnElement[bool]]:
    return [_column.entity_id.in_(entity_ids)] if entity_ids else []


def _rows(
    connection: sa.Connection, month: str, entity_ids: Sequence[str], by_hand: HandRows
) -> Iterator[CountedRow]:
    """What counts in a month."""
    statement = sa.select(
        _column.id,
        _column.entity_id,
        _column.article_id,
        _column.story_id,
        _column.outlet,
        _column.outlet_role,
        _column.published_on,
        _column.quoted,
        _column.language,
    ).where(_column.month == month, _column.status == CoverageStatus.CONFIRMED.value, *_whose(entity_ids))
    for key, *row in _streamed(connection, statement):
        if key not in by_hand.moved:
            who, article, story, outlet, role, day, quoted, language = row
            yield CountedRow(who, article, story, outlet, role == OutletRole.PRESS, day, quoted, language)
    yield from by_hand.placed.get(month, ())


def _streamed(connection: sa.Connection, statement: sa.Select[Any]) -> Iterable[Any]:
    return connection.execute(statement, execution_options={"yield_per": _AT_ONCE})


def _counted(connection: sa.Connection, month: str | None, entity_ids: Sequence[str], by_hand: HandRows) -> Counts:
    """How many articles and stories a month brought; None: how many are in no month."""
    placed = by_hand.placed.get(month, ()) if month is not None else ()
    articles, stories = {row.article for row in placed}, {row.story for row in placed}
    statement = sa.select(_column.id, _column.article_id, _column.story_id).where(
        _column.month == month, _column.status == CoverageStatus.CONFIRMED.value, *_whose(entity_ids)
    )
    for key, article, story in _streamed(connection, statement):
        if key not in by_hand.moved:
            articles.add(article)
            stories.add(story)
    return Counts(len(articles), len(stories))


def _names(connection: sa.Connection, entity_ids: Iterable[str]) -> dict[str, str]:
    wanted = set(entity_ids)
    rows = connection.execute(sa.select(entity.c.id, entity.c.name))
    return {row.id: row.name for row in rows if row.id in wanted}


def _outlets(now: MonthTally, before: MonthTally) -> tuple[OutletCount, ...]:
    counted = [
        OutletCount(outlet, len(articles), len(before.of_outlet.get(outlet, ())))
        for outlet, articles in now.of_outlet.items()
    ]
    return tuple(sorted(counted, key=lambda one: (-one.articles, one.outlet))[:MOST_OUTLETS])


def _shares(now: MonthTally, before: MonthTally, names: dict[str, str]) -> tuple[ShareOf, ...]:
    shares = [ShareOf(one, name, now.counts_of(one), before.counts_of(one)) for one, name in names.items()]
    return tuple(sorted(shares, key=_by_size))


def _by_size(one: ShareOf) -> tuple[int, int, int, str]:
    return -one.counts.articles, -one.counts.stories, -one.before.articles, one.entity_id


def _waiting(connection: sa.Connection, scope: MonthScope) -> int:
    where = (_column.month == scope.month, _column.status == CoverageStatus.REVIEW.value, *_whose(scope.ids))
    statement = sa.select(sa.func.count()).select_from(media_coverage).where(*where)
    return connection.execute(statement).scalar_one()


def _newest(connection: sa.Connection) -> datetime | None:
    """When the newest row was made, by a run or by hand."""
    newest = [
        connection.execute(sa.select(sa.func.max(made))).scalar_one()
        for made in (_column.first_seen_at, hand_row.c.added_at)
    ]
    return max(filter(None, newest), default=None)


def _language(now: MonthTally, scope: MonthScope) -> str:
    """That of most of the month, else that of the names."""
    if now.articles:
        return "ko" if now.languages["ko"] * 2 >= now.languages.total() else "en"
    return "ko" if any(has_hangul(one.name) for one in scope.entities or scope.tracked) else "en"
