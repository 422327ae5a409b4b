"""What the pages of each outlet gave, day by day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from pipeline.health import FIELDS, FieldCounts
from pipeline.items import Article, Reason
from storage.database.statements import insert_into
from storage.schema.tables import layout_day

__all__ = ["count_fields", "counts_of"]

_BEFORE = timedelta(days=28)


def count_fields(connection: sa.Connection, read: Iterable[tuple[Article, Reason]], day: date) -> None:
    """Count what pages gave, under their outlets and the day they were read."""
    sums: dict[str, Counter[str]] = {}
    for extracted, reason in read:
        given = {
            "pages": True,
            "article": reason is not Reason.NOT_AN_ARTICLE,
            "headline": bool(extracted.headline),
            "text": bool(extracted.text),
            "date": extracted.published_at is not None,
            "byline": bool(extracted.authors),
        }
        sums.setdefault(extracted.outlet, Counter()).update({name: int(given[name]) for name in ("pages", *FIELDS)})
    if not sums:
        return
    # In one order, so that of two writers none waits for the other.
    rows = [{"outlet": outlet, "day": day, **sums[outlet]} for outlet in sorted(sums)]
    connection.execute(_adding(connection.dialect.name), rows)


@lru_cache
def _adding(dialect: str) -> sa.Insert:
    statement, table = insert_into(dialect, layout_day), layout_day.c
    added = {name: table[name] + statement.excluded[name] for name in ("pages", *FIELDS)}
    return statement.on_conflict_do_update(index_elements=["outlet", "day"], set_=added)


def counts_of(connection: sa.Connection, day: date) -> list[tuple[str, FieldCounts, FieldCounts]]:
    """The outlets read on `day`, with what their pages gave then and in the four weeks before."""
    table = layout_day.c
    today = connection.execute(sa.select(layout_day).where(table.day == day).order_by(table.outlet)).all()
    counts = []
    for row in today:
        sums = [sa.func.coalesce(sa.func.sum(table[name]), 0).label(name) for name in ("pages", *FIELDS)]
        span = (table.outlet == row.outlet) & (table.day < day) & (table.day >= day - _BEFORE)
        before = connection.execute(sa.select(*sums).where(span)).one()
        counts.append((row.outlet, _counts(row), _counts(before)))
    return counts


def _counts(row: sa.Row[Any]) -> FieldCounts:
    values = row._mapping  # noqa: SLF001 - SQLAlchemy's documented access by name
    return FieldCounts(int(values["pages"]), {name: int(values[name]) for name in FIELDS})
