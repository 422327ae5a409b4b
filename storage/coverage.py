"""Reading the media-coverage table: rows become values, copies of a story become one row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from pipeline.items import Coverage, EntityKind, Evidence, Status
from storage.schema import media_coverage
from storage.statements import chunks

__all__ = ["CoverageFilter", "find", "find_where", "fold_stories", "of_articles"]


@dataclass(frozen=True, slots=True)
class CoverageFilter:
    """Which rows to read. `entity_ids` empty means everybody; `since` and `until` are days of the outlet's
    calendar, both inclusive."""

    entity_ids: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    statuses: tuple[Status, ...] = (Status.CONFIRMED,)


def find(connection: sa.Connection, wanted: CoverageFilter) -> tuple[Coverage, ...]:
    """The rows that fit, newest first; those without a date last."""
    table = media_coverage.c
    statement = sa.select(media_coverage).where(table.status.in_([status.value for status in wanted.statuses]))
    if wanted.entity_ids:
        statement = statement.where(table.entity_id.in_(wanted.entity_ids))
    if wanted.since is not None:
        statement = statement.where(table.published_on >= wanted.since)
    if wanted.until is not None:
        statement = statement.where(table.published_on <= wanted.until)
    return _newest_first(_coverage(row) for row in connection.execute(statement))


def find_where(connection: sa.Connection, where: sa.ColumnElement[bool]) -> tuple[Coverage, ...]:
    """The rows for which a condition on media_coverage holds, newest first."""
    rows = connection.execute(sa.select(media_coverage).where(where))
    return _newest_first(_coverage(row) for row in rows)


def of_articles(connection: sa.Connection, keys: Iterable[tuple[str, int]]) -> tuple[Coverage, ...]:
    """The rows of these (entity, article) pairs, newest first."""
    pairs = set(keys)
    found: list[Coverage] = []
    for chunk in chunks(sorted({article for _, article in pairs})):
        rows = connection.execute(sa.select(media_coverage).where(media_coverage.c.article_id.in_(chunk)))
        found.extend(_coverage(row) for row in rows if (row.entity_id, row.article_id) in pairs)
    return _newest_first(found)


def fold_stories(rows: Sequence[Coverage], prefer: Sequence[str] = ()) -> tuple[Coverage, ...]:
    """One row for each entity and story, newest first, with the outlets of the others.

    It is that of an outlet in `prefer`, the first of them first, else the earliest.
    """
    groups: dict[tuple[str, int], list[Coverage]] = {}
    for row in rows:
        groups.setdefault((row.entity_id, row.story_id), []).append(row)
    folded = {key: _representative(members, prefer) for key, members in groups.items()}
    return _newest_first(folded.values())


def _representative(members: list[Coverage], prefer: Sequence[str]) -> Coverage:
    rank = {name: place for place, name in enumerate(prefer)}
    first = min(members, key=lambda row: (rank.get(row.outlet, len(rank)), _age(row)))
    others = dict.fromkeys(
        row.outlet for row in sorted(members, key=_age) if row is not first and row.outlet != first.outlet
    )
    return replace(first, other_outlets=tuple(others))


def _age(row: Coverage) -> tuple[bool, str, int]:
    at = row.published_at.isoformat() if row.published_at else ""
    return (row.published_at is None, at, row.article_id)


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


def _coverage(row: sa.Row[Any]) -> Coverage:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's documented access by name
    values |= {
        "entity_kind": EntityKind(row.entity_kind),
        "status": Status(row.status),
        "evidence": tuple(Evidence(**one) for one in row.evidence),
    }
    return Coverage(**values)
