"""What the database knows of one address: who offered it, how it ended, and what was made of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from pipeline.items import Coverage, HandRow
from pipeline.urls import canonical_url
from storage.by_hand.rows import rows_at_address
from storage.by_hand.values import HandField, SetByHand, values_of
from storage.coverage.read import of_article
from storage.schema.tables import article, article_url, ledger, mention, offer, source

__all__ = ["Account", "Offer", "account_of"]


@dataclass(frozen=True, slots=True)
class Offer:
    """A source that offered the link."""

    kind: str
    url: str
    first_offered_at: datetime
    last_offered_at: datetime


@dataclass(frozen=True, slots=True)
class Account:
    """Everything known of one address. `entry` is its row of the ledger, `article` the article stored under it,
    `urls` every address of that article; each may be missing. `by_hand` is what a person set of it, `own_rows` are
    the rows of tables kept by hand that link to it."""

    canonical_url: str
    entry: sa.Row[Any] | None
    offers: tuple[Offer, ...]
    article: sa.Row[Any] | None
    urls: tuple[str, ...]
    mentions: tuple[sa.Row[Any], ...]
    coverage: tuple[Coverage, ...]
    by_hand: dict[HandField, SetByHand]
    own_rows: tuple[HandRow, ...]


def account_of(connection: sa.Connection, url: str) -> Account:
    """What is known of `url`, under any of its spellings."""
    canonical = canonical_url(url)
    entry = connection.execute(sa.select(ledger).where(ledger.c.url == canonical)).first()
    key = connection.execute(
        sa.select(article_url.c.article_id).where(article_url.c.canonical_url == canonical)
    ).scalar()
    if key is None and entry is not None:
        key = entry.article_id
    return Account(
        canonical_url=canonical,
        entry=entry,
        offers=() if entry is None else _offers(connection, entry.id),
        article=_article(connection, key),
        urls=_column(connection, sa.select(article_url.c.url).where(article_url.c.article_id == key)),
        mentions=tuple(
            connection.execute(sa.select(mention).where(mention.c.article_id == key).order_by(mention.c.id))
        ),
        coverage=() if key is None else of_article(connection, key),
        by_hand={} if key is None else values_of(connection, key),
        own_rows=tuple(rows_at_address(connection, canonical)),
    )


def _offers(connection: sa.Connection, entry_id: int) -> tuple[Offer, ...]:
    rows = connection.execute(
        sa.select(source.c.kind, source.c.url, offer.c.first_offered_at, offer.c.last_offered_at)
        .join(source, source.c.id == offer.c.source_id)
        .where(offer.c.ledger_id == entry_id)
        .order_by(offer.c.first_offered_at, source.c.id)
    )
    return tuple(Offer(*row) for row in rows)


def _article(connection: sa.Connection, key: int | None) -> sa.Row[Any] | None:
    return connection.execute(sa.select(article).where(article.c.id == key)).first()


def _column(connection: sa.Connection, statement: sa.Select[Any]) -> tuple[str, ...]:
    return tuple(sorted(connection.execute(statement).scalars()))
