"""Letting go of links that came to nothing, a few at a time.

A year of a daemon is some hundred thousand links that named nobody. One of them goes when it was not offered for a
time, leads to no article, waits for nothing, and its page is not in the archive, where it could be judged for names
that come later. What a source still lists stays however long ago it was entered: a document that does not change is
not entered again, and what it lists would otherwise be fetched anew when it does.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa

from pipeline.items import BY_HAND
from storage.database.engine import Database
from storage.schema.tables import ledger, offer, run, source

__all__ = ["Forgotten", "forget_links", "forget_runs"]

_LOOKED_AT = 2000  # links in one transaction
_RUNS = 1000
_SLACK = timedelta(days=1)  # between the first and the last link that one reading of a source entered


class Forgotten(NamedTuple):
    """How many links went, and the key after which the next look goes on; 0 when it begins anew."""

    links: int
    after: int


def forget_links(database: Database, before: datetime, *, after: int = 0, looks: int = 50) -> Forgotten:
    """Remove the links that came to nothing and were last offered before `before`, with their offers and spellings,
    from the one after the key `after` on; `looks` times some thousand are looked at. Raises StorageError."""
    with database.read() as connection:
        listed = _last_listings(connection, before)
    gone = 0
    for _ in range(looks):
        with database.read() as connection:
            keys = _next(connection, after, before)
            if not keys:
                return Forgotten(gone, 0)
            nothing = connection.execute(sa.select(ledger.c.id).where(_nothing(after, keys[-1], before)))
            wanted = _unlisted(connection, nothing.scalars().all(), listed)
        if wanted:
            with database.write() as connection:
                # Asked again: one of them may have been offered since.
                which = _nothing(after, keys[-1], before) & ledger.c.id.in_(wanted)
                gone += connection.execute(sa.delete(ledger).where(which)).rowcount
        after = keys[-1]
    return Forgotten(gone, after)


def _next(connection: sa.Connection, after: int, before: datetime) -> Sequence[int]:
    """The next keys of links that were first offered before `before`: they are given in the order of time."""
    old = sa.select(ledger.c.id, ledger.c.first_offered_at).where(ledger.c.id > after)
    rows = connection.execute(old.order_by(ledger.c.id).limit(_LOOKED_AT)).all()
    return [] if not rows or rows[0].first_offered_at >= before else [row.id for row in rows]


def _nothing(after: int, last: int, before: datetime) -> sa.ColumnElement[bool]:
    column = ledger.c
    return sa.and_(
        column.id > after,
        column.id <= last,
        column.last_offered_at < before,
        column.reason.is_not(None),
        column.article_id.is_(None),
        column.archive_file.is_(None),
        column.revisit_at.is_(None),
        column.retry_at.is_(None) | (column.retry_at < before),
    )


def _last_listings(connection: sa.Connection, before: datetime) -> dict[int, datetime]:
    """Of the sources that were not read whole since `before`, when they last offered something: all that they
    offered about then still stands in them. What was entered by hand always does."""
    read_since = source.c.last_full_at >= before + _SLACK
    others = sa.select(source.c.id).where(sa.or_(source.c.last_full_at.is_(None), ~read_since))
    newest = sa.func.max(offer.c.last_offered_at)
    rows = connection.execute(
        sa.select(offer.c.source_id, source.c.kind, newest)
        .join(source, source.c.id == offer.c.source_id)
        .where(offer.c.source_id.in_(others))
        .group_by(offer.c.source_id, source.c.kind)
    )
    always = datetime.min.replace(tzinfo=before.tzinfo)
    return {key: always if kind == BY_HAND else last - _SLACK for key, kind, last in rows}


def _unlisted(connection: sa.Connection, keys: Collection[int], listed: dict[int, datetime]) -> set[int]:
    """Those of `keys` that no source lists any more."""
    left = set(keys)
    if left and listed:
        offers = sa.select(offer.c.ledger_id, offer.c.source_id, offer.c.last_offered_at)
        for key, source_id, last in connection.execute(offers.where(offer.c.ledger_id.in_(left))):
            if source_id in listed and last >= listed[source_id]:
                left.discard(key)
    return left


def forget_runs(database: Database, before: datetime) -> int:
    """Remove rounds of daemons that began before `before`, some thousand at most, unless a link names them; gives
    how many. Raises StorageError."""
    named = sa.select(ledger.c.id).where(ledger.c.run_id == run.c.id).exists()
    old = sa.select(run.c.id).where(run.c.kind == "daemon", run.c.started_at < before, ~named)
    with database.write() as connection:
        which = old.order_by(run.c.id).limit(_RUNS)
        return connection.execute(sa.delete(run).where(run.c.id.in_(which))).rowcount
