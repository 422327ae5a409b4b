"""The ledger: every link ever offered, by canonical URL, and the one state it is in.

A link is known when it was judged for every name that is in force now, or when its time to be tried again has
not come.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from pipeline.items import Link, Reason
from pipeline.urls import canonical_url, host_of
from storage.database.statements import chunks, insert_all, insert_into
from storage.ledger.reasons import RETRIED
from storage.schema.tables import article, article_url, ledger, ledger_url, offer
from storage.schema.tables import source as source_table
from storage.sources import hosts
from storage.watchlist import NameSets

__all__ = [
    "Standing",
    "never_offered",
    "note_same_article",
    "offer_links",
    "rows_of",
    "spellings",
]


# Statements that run for every batch are built once: to build one costs more than to run it.
_is_wanted = ledger.c.url.in_(sa.bindparam("urls", expanding=True))
_ROWS = sa.select(ledger).where(_is_wanted)
_OFFERED = sa.select(ledger.c.url, ledger.c.offered_url).where(_is_wanted).order_by(ledger.c.id)
_SPELLINGS = (
    sa.select(ledger.c.url, ledger_url.c.url)
    .join(ledger_url, ledger.c.id == ledger_url.c.ledger_id)
    .where(_is_wanted)
    .order_by(ledger_url.c.url)
)


@dataclass(frozen=True, slots=True)
class Standing:
    """A link, its identity, the host that is asked for it, and whether it is to be fetched (else it is known)."""

    link: Link
    canonical_url: str
    host: str
    wanted: bool


def offer_links(
    connection: sa.Connection,
    links: Sequence[Link],
    *,
    source_id: int | None,
    sets: NameSets,
    run_id: int,
    now: datetime,
    hasty: bool = False,
) -> list[Standing]:
    """Enter `links` of one source (None: of no source in this run) into the ledger and say of each, in the same
    order, whether to fetch it.

    When somebody waits for the result (`hasty`), links that failed are tried again at once.
    """
    standings: list[Standing] = []
    for chunk in chunks(links):
        urls = [canonical_url(link.url) for link in chunk]
        _enter(connection, chunk, urls, run_id, now)
        rows = rows_of(connection, urls)
        if source_id is not None:
            _enter_offers(connection, {rows[url].id for url in urls}, source_id, now)
        _enter_spellings(connection, chunk, urls, rows)
        _enter_addresses(connection, chunk, urls, now)
        judged = _articles_judged(connection, urls, sets)
        wanted = {
            url
            for url, row in rows.items()
            if not (url in judged and row.reason not in RETRIED) and not _is_known(row, sets, now, hasty=hasty)
        }
        hosts.touch(connection, {rows[url].host: now for url in wanted})
        standings += [
            Standing(link, url, rows[url].host, wanted=url in wanted) for link, url in zip(chunk, urls, strict=True)
        ]
    return standings


def _enter(
    connection: sa.Connection, links: Sequence[Link], urls: Sequence[str], run_id: int, now: datetime
) -> None:
    values: dict[str, dict[str, Any]] = {}
    for link, url in zip(links, urls, strict=True):
        first = {
            "url": url,
            "offered_url": link.url,
            "host": host_of(link.url),
            "headline": link.headline,
            "published_at": link.published_at,
            "has_time": link.has_time,
            "outlet_name": link.outlet_name,
            "outlet_url": link.outlet_url,
            "first_offered_at": now,
            "last_offered_at": now,
            "run_id": run_id,
        }
        values.setdefault(url, first)
    statement = insert_into(connection, ledger)
    statement = statement.on_conflict_do_update(
        index_elements=["url"],
        set_={
            "last_offered_at": statement.excluded.last_offered_at,
            "host": sa.func.coalesce(ledger.c.host, statement.excluded.host),
        },
    )
    insert_all(connection, statement, values.values())


def _enter_offers(connection: sa.Connection, keys: Iterable[int], source_id: int, now: datetime) -> None:
    values = [
        {"ledger_id": key, "source_id": source_id, "first_offered_at": now, "last_offered_at": now}
        for key in sorted(keys)
    ]
    statement = insert_into(connection, offer)
    statement = statement.on_conflict_do_update(
        index_elements=["ledger_id", "source_id"],
        set_={"last_offered_at": statement.excluded.last_offered_at},
    )
    insert_all(connection, statement, values)


def _enter_spellings(
    connection: sa.Connection, links: Sequence[Link], urls: Sequence[str], rows: Mapping[str, sa.Row[Any]]
) -> None:
    """Note the spellings of links; they are stored at once, for their article may be read by another run."""
    values = {
        spelling: {"url": spelling, "ledger_id": rows[url].id}
        for link, url in zip(links, urls, strict=True)
        for spelling in (link.url, *link.other_urls)
        if spelling != rows[url].offered_url
    }
    statement = insert_into(connection, ledger_url).on_conflict_do_nothing(index_elements=["url"])
    insert_all(connection, statement, values.values())


def spellings(connection: sa.Connection, groups: Sequence[Collection[str]]) -> list[tuple[str, ...]]:
    """Of each group of canonical URLs every address under which links known as one of them were offered, in the
    order of their entry."""
    wanted = {"urls": sorted({url for group in groups for url in group})}
    offered = [*connection.execute(_OFFERED, wanted).all(), *connection.execute(_SPELLINGS, wanted).all()]
    return [tuple(dict.fromkeys(address for url, address in offered if url in group)) for group in groups]


def _enter_addresses(connection: sa.Connection, links: Sequence[Link], urls: Sequence[str], now: datetime) -> None:
    """Note the spellings under which stored articles were offered."""
    stored = connection.execute(
        sa.select(article_url.c.canonical_url, article_url.c.article_id).where(
            article_url.c.canonical_url.in_(urls)
        )
    )
    keys = {row.canonical_url: row.article_id for row in stored}
    rows = {
        spelling: {
            "url": spelling,
            "canonical_url": canonical_url(spelling),
            "article_id": keys[url],
            "first_seen_at": now,
        }
        for link, url in zip(links, urls, strict=True)
        if url in keys
        for spelling in (link.url, *link.other_urls)
    }
    statement = insert_into(connection, article_url).on_conflict_do_nothing(index_elements=["url"])
    insert_all(connection, statement, rows.values())


def note_same_article(connection: sa.Connection, url: str, other_url: str, now: datetime) -> None:
    """Record that `other_url` leads to the same article as `url`: whoever offered the first offered the second."""
    rows = rows_of(connection, [url, other_url])
    if len(rows) < 2:
        return
    offered = sa.select(offer.c.source_id).where(offer.c.ledger_id == rows[other_url].id)
    for source_id in connection.execute(offered).scalars().all():
        _enter_offers(connection, [rows[url].id], source_id, now)


def rows_of(connection: sa.Connection, urls: Sequence[str]) -> dict[str, sa.Row[Any]]:
    """The rows of links, by canonical URL."""
    return {row.url: row for row in connection.execute(_ROWS, {"urls": urls})}


def _articles_judged(connection: sa.Connection, urls: Sequence[str], sets: NameSets) -> frozenset[str]:
    """Those of `urls` under which an article is stored that was judged for every name in force."""
    judged = connection.execute(
        sa.select(article_url.c.canonical_url)
        .join(article, article.c.id == article_url.c.article_id)
        .where(article_url.c.canonical_url.in_(urls), article.c.name_set_id.in_(sets.judged))
    )
    return frozenset(judged.scalars())


def _is_known(row: sa.Row[Any], sets: NameSets, now: datetime, *, hasty: bool) -> bool:
    if row.reason is None:
        return False
    if row.reason in RETRIED:
        if hasty and row.reason == Reason.FAILED:
            return False
        return row.retry_at is not None and row.retry_at > now
    return row.name_set_id in sets.judged


def never_offered(connection: sa.Connection, urls: Iterable[str]) -> list[str]:
    """Those of `urls` that are neither a source's address nor were ever offered by one."""
    left: list[str] = []
    for chunk in chunks(urls):
        canonical = {url: canonical_url(url) for url in chunk}
        offered = set(
            connection.execute(sa.select(ledger.c.url).where(ledger.c.url.in_(canonical.values()))).scalars()
        )
        addresses = set(
            connection.execute(sa.select(source_table.c.url).where(source_table.c.url.in_(chunk))).scalars()
        )
        left += [url for url in chunk if canonical[url] not in offered and url not in addresses]
    return left
