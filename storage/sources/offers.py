"""What a source offered last, and what became of it."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from storage.schema.tables import ledger, offer

__all__ = ["OfferedLink", "newest_offers"]


class OfferedLink(NamedTuple):
    """A link and how it ended: `reason` is empty while it waits to be read."""

    first_offered_at: datetime
    url: str
    headline: str | None
    reason: str | None
    detail: str
    article_id: int | None


def newest_offers(connection: sa.Connection, source_id: int, limit: int) -> tuple[OfferedLink, ...]:
    """The links that a source offered last, so many at most."""
    rows = connection.execute(
        sa.select(
            offer.c.first_offered_at,
            ledger.c.offered_url,
            ledger.c.headline,
            ledger.c.reason,
            ledger.c.detail,
            ledger.c.article_id,
        )
        .join(ledger, ledger.c.id == offer.c.ledger_id)
        .where(offer.c.source_id == source_id)
        .order_by(offer.c.first_offered_at.desc(), offer.c.ledger_id.desc())
        .limit(limit)
    )
    return tuple(OfferedLink(*row) for row in rows)
