"""Covered articles whose pages are taken down, and those that are there again.

The row of an article is marked when the address it links to is gone, unless the article was read at another address
too: then it links there.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from pipeline.items import Reason
from storage.database.locks import await_turn
from storage.schema.tables import article, ledger, media_coverage

__all__ = ["SECOND_LOOK", "note_gone", "note_there", "visited_again"]

SECOND_LOOK = timedelta(hours=3)  # a page that is gone is looked at again: some are gone for an hour
_VISITED = "visited again in run"


def visited_again(run_id: int, reason: Reason, detail: str) -> str:
    """What the ledger says of a later visit to a covered article that found no article."""
    return f"{_VISITED} {run_id}: {reason.value} {detail}".rstrip()


def note_gone(connection: sa.Connection, article_id: int, address: str, now: datetime) -> bool:
    """Note that the page at `address`, a canonical URL, of a stored article is gone; whether its row is marked so
    from now on."""
    stored = connection.execute(sa.select(article).where(article.c.id == article_id)).one()
    if stored.canonical_url != address or stored.gone_at is not None:
        return False
    await_turn(connection)
    living = _living_address(connection, article_id, address)
    if living is None:
        _mark(connection, article_id, {"gone_at": now})
        return True
    values = {"url": living.offered_url, "canonical_url": living.url}
    connection.execute(sa.update(article).where(article.c.id == article_id).values(values))
    rows = sa.update(media_coverage).where(media_coverage.c.article_id == article_id)
    rank = sa.func.replace(media_coverage.c.precedence, address, living.url)
    connection.execute(rows.values(url=living.offered_url, precedence=rank))
    return False


def note_there(connection: sa.Connection, article_id: int) -> None:
    """Note that the page of a stored article answers."""
    gone = sa.select(article.c.id).where(article.c.id == article_id, article.c.gone_at.is_not(None))
    if connection.execute(gone).first() is not None:
        await_turn(connection)
        _mark(connection, article_id, {"gone_at": None})


def _mark(connection: sa.Connection, article_id: int, values: dict[str, datetime | None]) -> None:
    connection.execute(sa.update(article).where(article.c.id == article_id).values(values))
    connection.execute(sa.update(media_coverage).where(media_coverage.c.article_id == article_id).values(values))


def _living_address(connection: sa.Connection, article_id: int, dead: str) -> sa.Row[Any, Any] | None:
    """Another address at which the article was read, and that was not found gone since."""
    taken = sa.exists().where(article.c.canonical_url == ledger.c.url)
    statement = (
        sa.select(ledger.c.offered_url, ledger.c.url)
        .where(
            ledger.c.article_id == article_id,
            ledger.c.url != dead,
            ledger.c.http_status == 200,
            ledger.c.detail.not_like(f"{_VISITED}%{Reason.GONE.value}%"),
            ~taken,
        )
        .order_by(ledger.c.fetched_at.desc(), ledger.c.id)
        .limit(1)
    )
    return connection.execute(statement).first()
