"""Rows of tables that are kept by hand, as a report counts them: each once, in the month that it says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from pipeline.dates import month_of
from pipeline.items import CoverageStatus, OutletRole
from pipeline.language.scripts import has_hangul
from storage.report.counting import CountedRow
from storage.report.values import Told
from storage.schema.tables import article, hand_row, media_coverage, outlet

__all__ = ["HandRows", "read_hand_rows"]


@dataclass(frozen=True, slots=True)
class HandRows:
    """The rows of some entities' tables.

    `words` are those of a row by entity and article (below zero where it is none of ours), `placed` the rows that
    are counted besides those of media_coverage, by month; `undated` say none. `moved` are rows of media_coverage
    that count in another month, because the hand's row of the same article says so.
    """

    words: dict[tuple[str, int], Told] = field(default_factory=dict)
    placed: dict[str, list[CountedRow]] = field(default_factory=dict)
    moved: set[int] = field(default_factory=set)
    undated: int = 0


def read_hand_rows(connection: sa.Connection, entity_ids: Sequence[str]) -> HandRows:
    """The rows of these entities' tables; of everybody's when there are none."""
    words: dict[tuple[str, int], Told] = {}
    placed: dict[str, list[CountedRow]] = {}
    moved: set[int] = set()
    undated = 0
    for row in connection.execute(_statement(entity_ids)):
        key = row.article_id if row.article_id is not None else -row.id
        if (row.entity_id, key) in words:
            continue
        words[row.entity_id, key] = Told(row.headline, row.url, row.label, _language(row), None, is_written=True)
        said = month_of(row.month)
        month = said or row.covered_month
        is_ours = row.covered is not None
        if is_ours and month == row.covered_month:
            continue
        if is_ours:
            moved.add(row.covered)
        if month is None:
            undated += 1
        else:
            placed.setdefault(month, []).append(_counted(row, key))
    return HandRows(words, placed, moved, undated)


def _statement(entity_ids: Sequence[str]) -> sa.Select[tuple[object, ...]]:
    covered = (
        (media_coverage.c.article_id == hand_row.c.article_id)
        & (media_coverage.c.entity_id == hand_row.c.entity_id)
        & (media_coverage.c.status == CoverageStatus.CONFIRMED.value)
    )
    statement = (
        sa.select(
            hand_row.c.id,
            hand_row.c.entity_id,
            hand_row.c.article_id,
            hand_row.c.month,
            hand_row.c.headline,
            hand_row.c.label,
            hand_row.c.url,
            sa.func.coalesce(hand_row.c.outlet, media_coverage.c.outlet, hand_row.c.label).label("outlet"),
            article.c.story_id,
            article.c.language,
            article.c.published_on,
            sa.func.coalesce(media_coverage.c.outlet_role, outlet.c.role, OutletRole.PRESS.value).label("role"),
            media_coverage.c.id.label("covered"),
            media_coverage.c.month.label("covered_month"),
            media_coverage.c.quoted,
        )
        .select_from(hand_row)
        .outerjoin(article, article.c.id == hand_row.c.article_id)
        .outerjoin(media_coverage, covered)
        .outerjoin(outlet, outlet.c.name == hand_row.c.outlet)
        .order_by(hand_row.c.entity_id, hand_row.c.position, hand_row.c.id)
    )
    return statement.where(hand_row.c.entity_id.in_(entity_ids)) if entity_ids else statement


def _counted(row: sa.Row[tuple[object, ...]], key: int) -> CountedRow:
    return CountedRow(
        entity_id=row.entity_id,
        article=key,
        story=row.story_id if row.story_id is not None else -row.id,
        outlet=row.outlet,
        is_press=row.role == OutletRole.PRESS,
        day=row.published_on if row.covered is not None else None,
        quoted=bool(row.quoted),
        language=_language(row),
    )


def _language(row: sa.Row[tuple[object, ...]]) -> str:
    return str(row.language or ("ko" if has_hangul(row.headline) else "en"))
