"""Articles of which only the headline is known, as a source offered it: found and replaced when their page is read.

Such an article is the same as another when outlet and headline are the same and their days are near: a search names
an article by an address of its own, long before the publisher's is known.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from pipeline.items import OFFER_ONLY, Article
from pipeline.sketches import text_digest
from pipeline.urls import host_of, site_of
from storage.schema import article, article_url, ledger, media_coverage, outlet
from storage.stories import drop_story

__all__ = ["absorb", "find_by_headline", "find_read", "name_outlets", "remove_article", "take_place"]

_NEAR = timedelta(days=2)


def find_by_headline(connection: sa.Connection, offered: Article) -> int | None:
    """The stored article that `offered` is, told by outlet, headline and day."""
    return next(iter(_namesakes(connection, offered.outlet, offered.headline, offered.published_at)), None)


def find_read(connection: sa.Connection, outlet_name: str, headline: str, when: datetime | None) -> int | None:
    """The stored article with this headline, of this outlet and about that day, whose page was read."""
    found = _namesakes(connection, outlet_name, headline, when, article.c.text_source != OFFER_ONLY)
    return next(iter(found), None)


def absorb(connection: sa.Connection, key: int, read: Article) -> None:
    """Let an article whose page was read, stored as `key`, take the place of those that are its mere headline."""
    mere = (article.c.text_source == OFFER_ONLY, article.c.id != key)
    for other in _namesakes(connection, read.outlet, read.headline, read.published_at, *mere):
        take_place(connection, other, key)


def take_place(connection: sa.Connection, old: int, new: int) -> None:
    """Let the article `new` stand for `old`, which is removed: its addresses lead to `new`, and what a person
    decided of it holds."""
    _carry_decisions(connection, old, new)
    for table in (article_url, ledger):
        connection.execute(sa.update(table).where(table.c.article_id == old).values(article_id=new))
    remove_article(connection, old)


def name_outlets(connection: sa.Connection) -> None:
    """Call the outlets of mere headlines what the pages of their site, read meanwhile, call them."""
    unread = connection.execute(
        sa.select(article.c.id, article.c.url, outlet.c.name)
        .join(outlet, outlet.c.id == article.c.outlet_id)
        .where(article.c.text_source == OFFER_ONLY)
    )
    for row in unread.all():
        host = host_of(row.url)
        named = _outlet_of_host(connection, host) if row.name in {host, site_of(host)} else None
        if named is not None:
            connection.execute(sa.update(article).where(article.c.id == row.id).values(outlet_id=named.id))
            rows = media_coverage.c.article_id == row.id
            connection.execute(sa.update(media_coverage).where(rows).values(outlet=named.name))


def _outlet_of_host(connection: sa.Connection, host: str) -> Any:
    """A row with id and name, or None."""
    escaped = host.replace("_", r"\_")
    return connection.execute(
        sa.select(outlet.c.id, outlet.c.name)
        .join(article, article.c.outlet_id == outlet.c.id)
        .where(article.c.url.like(f"%://{escaped}/%", escape="\\"), article.c.text_source != OFFER_ONLY)
        .group_by(outlet.c.id, outlet.c.name)
        .order_by(sa.func.count().desc(), outlet.c.name)
        .limit(1)
    ).first()


def remove_article(connection: sa.Connection, key: int) -> None:
    """Remove an article with all that hangs on it, and its story when it was the last one in it."""
    story_id = connection.execute(sa.select(article.c.story_id).where(article.c.id == key)).scalar_one()
    connection.execute(sa.delete(article).where(article.c.id == key))
    drop_story(connection, story_id)


def _namesakes(
    connection: sa.Connection,
    outlet_name: str,
    headline: str,
    when: datetime | None,
    *where: sa.ColumnElement[bool],
) -> list[int]:
    wanted = text_digest(headline)
    if when is None or not wanted:
        return []
    statement = (
        sa.select(article.c.id, article.c.headline)
        .join(outlet, outlet.c.id == article.c.outlet_id)
        .where(
            outlet.c.name == outlet_name,
            article.c.published_at.between(when - _NEAR, when + _NEAR),
            *where,
        )
        .order_by(article.c.text_source == OFFER_ONLY, article.c.id)
    )
    return [row.id for row in connection.execute(statement) if text_digest(row.headline) == wanted]


def _carry_decisions(connection: sa.Connection, old: int, new: int) -> None:
    """What a person decided of the headline holds for the article."""
    decided = connection.execute(
        sa.select(media_coverage).where(
            media_coverage.c.article_id == old, media_coverage.c.decided_by.is_not(None)
        )
    )
    for row in decided.all():
        connection.execute(
            sa.update(media_coverage)
            .where(media_coverage.c.article_id == new, media_coverage.c.entity_id == row.entity_id)
            .values(status=row.status, decided_by=row.decided_by, decided_at=row.decided_at)
        )
