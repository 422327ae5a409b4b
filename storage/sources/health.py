"""Source health by what a source offered: when it had something new, how its links ended, what was made of that."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from pipeline.items import Reason
from storage.schema.tables import ledger, offer, source

__all__ = ["Health", "Offered", "health_in", "health_of", "moments_since", "offered_of_late", "record_health"]

_OF_LATE = 240  # links

# How long the first reading of a source may take: what it offered then was not new at that moment.
_FIRST_READING = timedelta(minutes=10)

READABLE = frozenset({Reason.COVERED, Reason.NO_NAME, Reason.NAME_OUTSIDE_BODY})


class Offered(NamedTuple):
    """A link of a source: when it was new, and whether it became a readable article (None: not known yet)."""

    at: datetime
    readable: bool | None


class Health(NamedTuple):
    """Source health: when it last had something new, how often it usually has, since when it is silent, which
    share of its links became readable articles recently and usually, and since when that is down by half."""

    last_new_at: datetime | None = None
    usual_gap: timedelta | None = None
    silent_since: datetime | None = None
    yield_now: float | None = None
    yield_usual: float | None = None
    yield_fell_at: datetime | None = None


def offered_of_late(connection: sa.Connection, key: int) -> list[Offered]:
    """The links that a source offered last, the newest first. A link counts as new when it was first offered; one
    that stood there when the source was first read, when it was published."""
    stood_until = _first_reading(connection, key)
    rows = connection.execute(
        sa.select(offer.c.first_offered_at, ledger.c.published_at, ledger.c.has_time, ledger.c.reason)
        .join(ledger, ledger.c.id == offer.c.ledger_id)
        .where(offer.c.source_id == key)
        .order_by(offer.c.first_offered_at.desc(), offer.c.ledger_id.desc())
        .limit(_OF_LATE)
    )
    offered = []
    for row in rows:
        at = row.first_offered_at
        if row.published_at is not None and row.has_time and at <= stood_until:
            at = min(at, row.published_at)
        ended = None if row.reason is None or row.reason == Reason.KNOWN else row.reason in READABLE
        offered.append(Offered(at, ended))
    return offered


def moments_since(connection: sa.Connection, key: int, since: datetime) -> list[datetime]:
    """When a source, once it had been read, offered something for the first time, since then."""
    when = offer.c.first_offered_at
    begin = max(since, _first_reading(connection, key))
    statement = sa.select(when).where(offer.c.source_id == key, when > begin).distinct()
    return list(connection.execute(statement).scalars())


def _first_reading(connection: sa.Connection, key: int) -> datetime:
    """When a source had been read for the first time, at the latest; long ago when it never offered anything."""
    begin = sa.select(sa.func.min(offer.c.first_offered_at)).where(offer.c.source_id == key)
    first: datetime | None = connection.execute(begin).scalar()
    return datetime(1970, 1, 1, tzinfo=UTC) if first is None else first + _FIRST_READING


def health_of(connection: sa.Connection, key: int) -> Health:
    """What was made of a source when it was last looked at."""
    return health_in(connection.execute(sa.select(source).where(source.c.id == key)).one())


def health_in(row: sa.Row[Any]) -> Health:
    """The health in a row of the table `source`."""
    gap = row.usual_gap_seconds
    return Health(
        row.last_new_at,
        None if gap is None else timedelta(seconds=gap),
        row.silent_since,
        row.yield_now,
        row.yield_usual,
        row.yield_fell_at,
    )


def record_health(connection: sa.Connection, key: int, health: Health) -> None:
    """Keep what was made of a source."""
    gap = health.usual_gap
    values = health._asdict() | {"usual_gap_seconds": None if gap is None else gap / timedelta(seconds=1)}
    del values["usual_gap"]
    connection.execute(sa.update(source).where(source.c.id == key).values(values))
