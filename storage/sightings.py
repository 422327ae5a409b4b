"""Which channels offered which covered articles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from storage.coverage import CoverageFilter
from storage.schema import ledger, media_coverage, offer, source

__all__ = ["Sighting", "find_sightings"]


@dataclass(frozen=True, slots=True)
class Sighting:
    """A covered article and the source kinds that offered it (none when it came by other ways)."""

    entity_id: str
    entity_name: str
    article_id: int
    month: str
    outlet: str
    channels: frozenset[str]


def find_sightings(connection: sa.Connection, wanted: CoverageFilter) -> tuple[Sighting, ...]:
    """One for each row of the coverage table that fits and has a date, in the order of entities and months."""
    table = media_coverage.c
    where: list[sa.ColumnElement[bool]] = [
        table.status.in_([one.value for one in wanted.statuses]),
        table.month.is_not(None),
    ]
    if wanted.entity_ids:
        where.append(table.entity_id.in_(wanted.entity_ids))
    if wanted.since is not None:
        where.append(table.published_on >= wanted.since)
    if wanted.until is not None:
        where.append(table.published_on <= wanted.until)
    statement = (
        sa.select(table.entity_id, table.entity_name, table.article_id, table.month, table.outlet, source.c.kind)
        .select_from(media_coverage)
        .outerjoin(ledger, ledger.c.article_id == table.article_id)
        .outerjoin(offer, offer.c.ledger_id == ledger.c.id)
        .outerjoin(source, source.c.id == offer.c.source_id)
        .where(*where)
        .order_by(table.entity_name, table.entity_id, table.month, table.article_id)
    )
    channels: dict[tuple[str, int], set[str]] = {}
    first: dict[tuple[str, int], Any] = {}
    for row in connection.execute(statement):
        key = (row.entity_id, row.article_id)
        first.setdefault(key, row)
        channels.setdefault(key, set()).update(() if row.kind is None else (row.kind,))
    return tuple(
        Sighting(row.entity_id, row.entity_name, row.article_id, row.month, row.outlet, frozenset(channels[key]))
        for key, row in first.items()
    )
