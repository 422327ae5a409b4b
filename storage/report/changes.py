"""Covered articles that were found taken down, or to read otherwise than before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

import sqlalchemy as sa

from pipeline.items import CoverageStatus
from storage.report.highlights import FirstOf
from storage.report.values import Correction, Gone, Told
from storage.schema.tables import article, article_version, media_coverage

__all__ = ["read_corrections", "read_gone"]

ZoneOf = Callable[[str, str, str], tzinfo]
MOST_GONE, MOST_CORRECTIONS = 20, 20
_FARTHEST = timedelta(hours=14)  # of a zone from UTC
_column = media_coverage.c


def read_gone(connection: sa.Connection, month: str, entity_ids: Sequence[str], zone_of: ZoneOf) -> FirstOf[Gone]:
    """Articles whose page was found taken down in a month of the outlet's calendar, in the order of time."""
    statement = (
        sa.select(
            _column.article_id,
            _column.entity_name,
            _column.gone_at.label("at"),
            _column.headline,
            _column.url,
            _column.outlet,
            _column.language,
            _column.published_on,
        )
        .where(_in_and_about(month, _column.gone_at), *_confirmed(entity_ids))
        .order_by(_column.gone_at, _column.article_id, _column.entity_name)
    )
    found: dict[int, Gone] = {}
    for row in connection.execute(statement):
        at = _local(row, zone_of)
        if f"{at:%Y-%m}" == month:
            who = (*found[row.article_id].who, row.entity_name) if row.article_id in found else (row.entity_name,)
            found[row.article_id] = Gone(at, _told(row), who)
    return FirstOf(tuple(found.values())[:MOST_GONE], len(found))


def read_corrections(
    connection: sa.Connection, month: str, entity_ids: Sequence[str], zone_of: ZoneOf
) -> FirstOf[Correction]:
    """Articles that were found changed in a month of the outlet's calendar, in the order of time: those with a new
    headline first."""
    version, later = article_version, article_version.alias("later")
    next_headline = (
        sa.select(later.c.headline)
        .where(later.c.article_id == version.c.article_id, later.c.id > version.c.id)
        .order_by(later.c.id)
        .limit(1)
        .scalar_subquery()
    )
    statement = (
        sa.select(
            version.c.id,
            version.c.article_id,
            version.c.replaced_at.label("at"),
            version.c.headline.label("before"),
            sa.func.coalesce(next_headline, article.c.headline).label("after"),
            _column.entity_name,
            _column.headline,
            _column.url,
            _column.outlet,
            _column.language,
            _column.published_on,
        )
        .join(article, article.c.id == version.c.article_id)
        .join(media_coverage, _column.article_id == version.c.article_id)
        .where(_in_and_about(month, version.c.replaced_at), *_confirmed(entity_ids))
        .order_by(version.c.replaced_at, version.c.id, _column.entity_name)
    )
    found: dict[int, Correction] = {}
    for row in connection.execute(statement):
        at = _local(row, zone_of)
        if f"{at:%Y-%m}" != month:
            continue
        who = (*found[row.id].who, row.entity_name) if row.id in found else (row.entity_name,)
        found[row.id] = Correction(at, row.before, row.after, _told(row), who)
    ordered = sorted(found.values(), key=lambda one: one.before == one.after)
    return FirstOf(tuple(ordered[:MOST_CORRECTIONS]), len(ordered))


def _confirmed(entity_ids: Sequence[str]) -> list[sa.ColumnElement[bool]]:
    """Conditions on rows that are found by the time: an index of entities would lead to all rows of theirs."""
    entity_id = sa.func.coalesce(_column.entity_id, sa.null())
    whose = [entity_id.in_(entity_ids)] if entity_ids else []
    return [_column.status == CoverageStatus.CONFIRMED.value, *whose]


def _in_and_about(month: str, moment: sa.ColumnElement[datetime]) -> sa.ColumnElement[bool]:
    """Whether a time is in the month somewhere on earth."""
    begin = datetime.fromisoformat(f"{month}-01T00:00:00+00:00")
    end = (begin + timedelta(days=31)).replace(day=1)
    return moment.between(begin - _FARTHEST, end + _FARTHEST)


def _local(row: Any, zone_of: ZoneOf) -> datetime:
    at: datetime = row.at
    return at.astimezone(UTC).astimezone(zone_of(row.outlet, row.url, row.language))


def _told(row: Any) -> Told:
    return Told(row.headline, row.url, row.outlet, row.language, row.published_on)
