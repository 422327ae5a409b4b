"""What became of the pages that the rows of a hand-made table link to."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from pipeline.items import CoverageStatus, Reason
from storage.database.statements import chunks
from storage.schema.tables import article_url, ledger, ledger_url, media_coverage

__all__ = ["HandPage", "articles_at", "pages_at"]

_REJECTED = CoverageStatus.REJECTED.value


class HandPage(NamedTuple):
    """What became of a page: the `reason` for which it ended, None while it was not fetched; the article stored
    under its address, and of that article the row about the entity, if it has one. `by_hand` says that a person
    decided on that row; `others` are the names of those whom the article covers."""

    reason: Reason | None = None
    detail: str = ""
    article_id: int | None = None
    row_id: int | None = None
    status: CoverageStatus | None = None
    by_hand: bool = False
    outlet: str = ""
    others: tuple[str, ...] = ()


def pages_at(connection: sa.Connection, entity_id: str, addresses: Collection[str]) -> dict[str, HandPage]:
    """What became of the pages at these canonical addresses, as far as an entity is concerned."""
    pages = {address: HandPage() for address in addresses}
    for chunk in chunks(addresses):
        ends = sa.select(ledger.c.url, ledger.c.reason, ledger.c.detail).where(ledger.c.url.in_(chunk))
        for url, reason, detail in connection.execute(ends):
            pages[url] = HandPage(None if reason is None else Reason(reason), detail or "")
    pages |= _led_to(connection, [url for url, page in pages.items() if page.reason is Reason.KNOWN])
    articles = articles_at(connection, addresses)
    rows = _coverage_of(connection, sorted(set(articles.values())))
    for address, article_id in articles.items():
        pages[address] = _with_article(pages[address], entity_id, article_id, rows.get(article_id, []))
    return pages


def articles_at(connection: sa.Connection, addresses: Collection[str]) -> dict[str, int]:
    """The articles stored under canonical addresses; of several the oldest."""
    found: dict[str, int] = {}
    for chunk in chunks(addresses):
        statement = (
            sa.select(article_url.c.canonical_url, article_url.c.article_id)
            .where(article_url.c.canonical_url.in_(chunk))
            .order_by(article_url.c.article_id.desc())
        )
        found.update((url, key) for url, key in connection.execute(statement))
    return found


def _led_to(connection: sa.Connection, addresses: Collection[str]) -> dict[str, HandPage]:
    """Of links that lead to another address (`scheduler.run.google_links`), what became of the page there."""
    found = {}
    target = ledger.alias("target")
    for chunk in chunks(addresses):
        ends = (
            sa.select(ledger.c.url, target.c.reason, target.c.detail)
            .join(ledger_url, ledger_url.c.url == ledger.c.offered_url)
            .join(target, target.c.id == ledger_url.c.ledger_id)
            .where(ledger.c.url.in_(chunk), target.c.reason.is_not(None))
        )
        for url, reason, detail in connection.execute(ends):
            found[url] = HandPage(Reason(reason), detail or "")
    return found


def _with_article(page: HandPage, entity_id: str, article_id: int, rows: Sequence[sa.Row[Any]]) -> HandPage:
    others = (row.entity_name for row in rows if row.entity_id != entity_id and row.status != _REJECTED)
    page = page._replace(article_id=article_id, others=tuple(others), outlet=rows[0].outlet if rows else "")
    own = next((row for row in rows if row.entity_id == entity_id), None)
    if own is None:
        return page
    return page._replace(row_id=own.id, status=CoverageStatus(own.status), by_hand=own.decided_by is not None)


def _coverage_of(connection: sa.Connection, article_ids: Sequence[int]) -> dict[int, list[sa.Row[Any]]]:
    """The rows of media_coverage of articles, the oldest first."""
    rows: dict[int, list[sa.Row[Any]]] = {}
    column = media_coverage.c
    for chunk in chunks(article_ids):
        for row in connection.execute(
            sa.select(media_coverage).where(column.article_id.in_(chunk)).order_by(column.id)
        ):
            rows.setdefault(row.article_id, []).append(row)
    return rows
