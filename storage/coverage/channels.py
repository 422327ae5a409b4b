"""Which channels offered which covered articles."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from storage.coverage.read import CoverageFilter
from storage.schema.tables import ledger, media_coverage, offer, source

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
    kinds = {row.id: row.kind for row in connection.execute(sa.select(source.c.id, source.c.kind))}
    statement = (
        sa.select(
            table.entity_id, table.entity_name, table.article_id, table.month, table.outlet, offer.c.source_id
        )
        .select_from(media_coverage)
        .outerjoin(ledger, ledger.c.article_id == table.article_id)
        .outerjoin(offer, offer.c.ledger_id == ledger.c.id)
        .where(*wanted.conditions(), table.month.is_not(None))
    )
    channels: dict[tuple[str, int], set[str]] = {}
    first: dict[tuple[str, int], tuple[str, str, int, str, str]] = {}
    for *row, source_id in connection.execute(statement).all():
        key = (row[0], row[2])
        if key not in first:
            first[key] = (row[0], row[1], row[2], row[3], row[4])
            channels[key] = set()
        if source_id is not None:
            channels[key].add(kinds[source_id])
    ordered = sorted(first.items(), key=lambda pair: (pair[1][1], pair[1][0], pair[1][3], pair[1][2]))
    return tuple(Sighting(*row, frozenset(channels[key])) for key, row in ordered)
