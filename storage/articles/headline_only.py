"""Articles of which only the headline is known, as a source offered it: found and replaced when their page is read.

Such an article is the same as another when outlet and headline are the same and their days are near: a search names
an article by an address of its own, long before the publisher's is known.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa

from pipeline.items import Article, Link, TextSource
from pipeline.stories import text_digest
from pipeline.urls import host_of, site_of
from pipeline.urls.google_news import article_id
from storage.articles.shown import show_again
from storage.by_hand.notes import carry_notes
from storage.by_hand.values import carry_values
from storage.database.locks import await_turn
from storage.database.statements import is_one_of
from storage.schema.columns import HostIn
from storage.schema.tables import (
    article,
    article_url,
    hand_row,
    hand_value,
    ledger,
    media_coverage,
    outlet,
    story,
)
from storage.stories.bundles import cut, drop_story

__all__ = [
    "Namesake",
    "absorb",
    "find_read",
    "lay_aside",
    "name_outlets",
    "namesakes",
    "remove_article",
    "take_back",
    "take_place",
]

_NEAR = timedelta(days=2)
_digest = lru_cache(maxsize=16_384)(text_digest)  # those of two days are looked at for each article
_IS_MERE_HEADLINE = article.c.text_source == TextSource.OFFER
# Built once, as it runs for every article. Of the days only the headlines are read: there are thousands.
_OF_DAYS = sa.select(article.c.id, article.c.headline).where(
    article.c.published_at.between(sa.bindparam("first"), sa.bindparam("last"))
)
_ALIKE = (
    sa.select(
        article.c.id,
        article.c.url,
        outlet.c.name,
        _IS_MERE_HEADLINE.label("mere"),
        sa.func.coalesce(article.c.bundle_id, article.c.id).label("bundle"),
    )
    .join(outlet, outlet.c.id == article.c.outlet_id)
    .order_by(_IS_MERE_HEADLINE, article.c.id)
)


class Namesake(NamedTuple):
    """A stored article that an article is, recognised by outlet, headline and day; `is_mere` where nothing else of
    it is known."""

    id: int
    is_mere: bool
    bundle: int


def namesakes(connection: sa.Connection, read: Article) -> tuple[Namesake, ...]:
    """The stored articles that `read` is, recognised by outlet, headline and day; mere headlines come last."""
    return tuple(_namesakes(connection, _Known.of(read)))


def find_read(connection: sa.Connection, link: Link, outlet_name: str) -> int | None:
    """The stored article whose page was read and that `link` is, recognised by outlet, headline and day; none that
    is known from a portal's page alone, for the link may lead to the outlet's own."""
    sites = frozenset(filter(None, [site_of(host_of(link.outlet_url or ""))]))
    known = _Known(outlet_name, sites, link.headline or "", link.published_at)
    return next((one.id for one in _namesakes(connection, known, ~_IS_MERE_HEADLINE, ~article.c.at_portal)), None)


def absorb(connection: sa.Connection, key: int, found: Iterable[Namesake]) -> None:
    """Let an article whose page was read, stored as `key`, take the place of those that are its mere headline."""
    for namesake in found:
        if namesake.is_mere and namesake.id != key:
            take_place(connection, namesake.id, key)


def take_place(connection: sa.Connection, old: int, new: int) -> None:
    """Let the article `new` stand for `old`, which is removed: its addresses lead to `new`, and what a person
    decided or set of it, or noted on it, holds."""
    _carry_decisions(connection, old, new)
    carry_values(connection, old, new)
    carry_notes(connection, old, new)
    show_again(connection, new)
    for table in (article_url, ledger, hand_row):
        connection.execute(sa.update(table).where(table.c.article_id == old).values(article_id=new))
    remove_article(connection, old)


def take_back(connection: sa.Connection, canonical: str) -> None:
    """Remove the mere headline that was kept for the link `canonical`, which leads nowhere: but not what a person
    decided or set something of, and not what other links lead to."""
    decided = sa.select(media_coverage.c.article_id).where(media_coverage.c.decided_by.is_not(None))
    held = sa.union_all(decided, sa.select(hand_value.c.article_id))
    other = ledger.alias("other").c
    others = sa.select(other.id).where(other.article_id == article.c.id, other.url != canonical)
    mere = connection.execute(
        sa.select(article.c.id)
        .join(ledger, ledger.c.article_id == article.c.id)
        .where(
            ledger.c.url == canonical,
            _IS_MERE_HEADLINE,
            article.c.id.not_in(held),
            ~others.exists(),
        )
    ).scalar()
    if mere is not None:
        await_turn(connection)
        remove_article(connection, mere)


def lay_aside(connection: sa.Connection, key: int) -> None:
    """Free the address of a mere headline for the article that is about to take its place."""
    freed = sa.literal("replaced:").concat(article.c.canonical_url)
    connection.execute(sa.update(article).where(article.c.id == key).values(canonical_url=freed))


def name_outlets(connection: sa.Connection) -> None:
    """Call the outlets of mere headlines what the pages of their site, read meanwhile, call them."""
    await_turn(connection)
    unread = connection.execute(
        sa.select(article.c.id, article.c.url, outlet.c.name)
        .join(outlet, outlet.c.id == article.c.outlet_id)
        .where(_IS_MERE_HEADLINE)
    )
    for row in unread.all():
        host = host_of(row.url)
        named = _outlet_of_host(connection, host) if row.name in {host, site_of(host)} else None
        if named is not None:
            connection.execute(sa.update(article).where(article.c.id == row.id).values(outlet_id=named.id))
            show_again(connection, row.id)


def _outlet_of_host(connection: sa.Connection, host: str) -> Any:
    """Of which outlet most pages of a host are: a row with id, name and role, or None."""
    return connection.execute(
        sa.select(outlet.c.id, outlet.c.name, outlet.c.role)
        .join(article, article.c.outlet_id == outlet.c.id)
        .where(HostIn(article.c.url) == host, ~_IS_MERE_HEADLINE)
        .group_by(outlet.c.id, outlet.c.name, outlet.c.role)
        .order_by(sa.func.count().desc(), outlet.c.name)
        .limit(1)
    ).first()


def remove_article(connection: sa.Connection, key: int) -> None:
    """Remove an article with all that hangs on it, and its story when it was the last one in it."""
    column = article.c
    row = connection.execute(
        sa.select(column.story_id, column.bundle_id, story.c.created_at)
        .join(story, story.c.id == column.story_id)
        .where(column.id == key)
    ).one()
    connection.execute(sa.delete(article).where(column.id == key))
    drop_story(connection, row.story_id)
    if row.bundle_id is not None:
        cut(connection, row.bundle_id, row.created_at)


class _Known(NamedTuple):
    """By what an article is known without its address: the outlet's name or site, the headline, about the day."""

    outlet: str
    sites: frozenset[str]
    headline: str
    when: datetime | None

    @classmethod
    def of(cls, article: Article) -> _Known:
        return cls(article.outlet, frozenset(_sites(article.urls)), article.headline, article.published_at)


def _namesakes(connection: sa.Connection, known: _Known, *where: sa.ColumnElement[bool]) -> list[Namesake]:
    wanted = _digest(known.headline)
    if known.when is None or not wanted:
        return []
    days = {"first": known.when - _NEAR, "last": known.when + _NEAR}
    found = connection.execute(_OF_DAYS, days).all()  # quicker than one by one
    alike = [key for key, headline in found if _digest(headline) == wanted]
    if not alike:
        return []
    rows = connection.execute(_ALIKE.where(is_one_of(connection, article.c.id, alike), *where))
    return [
        Namesake(row.id, row.mere, row.bundle)
        for row in rows.all()
        if row.name == known.outlet or known.sites & {*_sites([row.url]), *_offered_sites(connection, row.id)}
    ]


def _sites(urls: Iterable[str]) -> set[str]:
    """Whose articles they are; the addresses of a search service are nobody's."""
    return {site_of(host_of(url)) for url in urls if article_id(url) is None} - {""}


def _offered_sites(connection: sa.Connection, key: int) -> set[str]:
    """The site of the outlet that sources named when they offered an article."""
    named = sa.select(ledger.c.outlet_url).where(ledger.c.article_id == key, ledger.c.outlet_url.is_not(None))
    return _sites(connection.execute(named).scalars())


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
