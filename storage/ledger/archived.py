"""Links whose page stands in the archive: what can be judged again without asking anybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from pipeline.items import ArchiveRef
from storage.schema.tables import ledger, name_set
from storage.watchlist import NameSets

__all__ = ["ArchivedLink", "archived"]


@dataclass(frozen=True, slots=True)
class ArchivedLink:
    """A link whose page stands in the archive."""

    id: int
    url: str
    headline: str | None
    published_at: datetime | None
    has_time: bool
    ref: ArchiveRef


def archived(
    connection: sa.Connection, *, after: int = 0, limit: int = 200, not_judged_for: NameSets | None = None
) -> list[ArchivedLink]:
    """The next links whose page stands in the archive, by key; with `not_judged_for`, those alone that were
    judged for fewer names than are in force."""
    next_ones = (
        sa.select(ledger)
        .where(ledger.c.archive_file.is_not(None), ledger.c.id > after)
        .order_by(ledger.c.id)
        .limit(limit)
    )
    statements = [next_ones]
    if not_judged_for is not None:
        earlier = sa.select(name_set.c.id).where(name_set.c.id.not_in(not_judged_for.judged))
        sets = connection.execute(earlier).scalars()
        # One after the other: each is a range of an index, together they would be sorted again for each page.
        statements = [next_ones.where(ledger.c.name_set_id == set_id) for set_id in sets]
    rows = [row for statement in statements for row in connection.execute(statement)]
    return [
        ArchivedLink(
            row.id,
            row.offered_url,
            row.headline,
            row.published_at,
            row.has_time,
            ArchiveRef(row.archive_file, row.archive_offset, row.archive_length),
        )
        for row in sorted(rows, key=lambda row: int(row.id))[:limit]
    ]
