"""What there is to know of the monitor at a glance."""

from __future__ import annotations

import shutil
from collections.abc import Collection
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sa

from pipeline.items import BY_HAND, CoverageStatus
from storage.archive import ArchivePlace, local_folder
from storage.database.engine import Database
from storage.database.maintenance import size_in_bytes
from storage.database.statements import is_one_of
from storage.ledger.reasons import RETRIED
from storage.notices import RecipientState, never_sent, refusing
from storage.schema.tables import article, ledger, media_coverage, source, tally
from storage.sources.health import Health, health_in
from storage.sources.leases import daemons
from storage.sources.rhythm import articles_a_day

__all__ = [
    "MonitorStatus",
    "SourceCounts",
    "SourceStatus",
    "count_sources",
    "free_bytes",
    "read_sources",
    "read_status",
    "status_of_source",
    "troubled_sources",
]

# Kinds and addresses of sources that are asked, active or not; None: all there are.
Listed = Collection[tuple[str, str]] | None

_BEFORE_ALL = datetime(1970, 1, 1, tzinfo=UTC)
_GONE = ("HTTP 404", "HTTP 410")
_FAILS = source.c.failures > 0
_IS_GONE = source.c.failure.in_(_GONE) | sa.func.substr(source.c.failure, 1, 10).in_([f"{one} (" for one in _GONE])
# What is wrong first: what is silent or yields little is noticed by nobody else.
_URGENCY = sa.case(
    (source.c.silent_since.is_not(None), 0),
    (source.c.yield_fell_at.is_not(None), 1),
    (_FAILS & _IS_GONE, 2),
    (_FAILS, 3),
    else_=4,
)
_AS_USUAL = 4


class SourceStatus(NamedTuple):
    """The health of one source; `retry_at` is until when one that failed is left alone, `is_active` whether daemons
    ask it."""

    kind: str
    url: str
    last_success_at: datetime | None
    next_due_at: datetime | None
    retry_at: datetime | None
    items_a_day: float
    failures: int
    failure: str | None
    moved_to: str | None
    health: Health
    id: int = 0
    is_active: bool = False

    @property
    def asked_at(self) -> datetime | None:
        """When it is asked next."""
        return max(filter(None, (self.next_due_at, self.retry_at)), default=None)

    @property
    def is_dead(self) -> bool:
        """Whether its server says that there is no such thing."""
        return self.failure is not None and self.failure.split(" (", 1)[0] in _GONE


class SourceCounts(NamedTuple):
    """How many sources are `asked`, how many of these are `troubled`, and how many were asked only before."""

    asked: int
    troubled: int
    former: int


class MonitorStatus(NamedTuple):
    """The whole monitor: `unread` links are not read yet, `late` of them to be tried again now; `size` in bytes; of
    `lost` notices a crash left unknown whether they were sent; `refusing` do not accept theirs."""

    sources: SourceCounts
    daemons: tuple[str, ...]
    unread: int
    late: int
    articles: int
    in_review: int
    size: int
    lost: int
    refusing: tuple[RecipientState, ...] = ()


def read_status(
    connection: sa.Connection, database: Database, now: datetime, listed: Listed = None
) -> MonitorStatus:
    """The state as of `now`; asked are the active sources and those `listed`."""
    failed, late = _failed(connection, now)
    return MonitorStatus(
        sources=count_sources(connection, listed),
        daemons=tuple(owner for owner, _ in daemons(connection, now)),
        unread=_kept(connection, ledger, "") + failed,
        late=late,
        articles=_kept(connection, article, ""),
        in_review=_kept(connection, media_coverage, CoverageStatus.REVIEW),
        size=size_in_bytes(database, connection),
        lost=never_sent(connection, now),
        refusing=refusing(connection),
    )


def count_sources(connection: sa.Connection, listed: Listed = None) -> SourceCounts:
    """How many sources there are; asked are the active ones and those `listed`."""
    asked = _is_asked(connection, listed)
    number = sa.func.count()
    statement = sa.select(
        number.filter(asked), number.filter(asked, _URGENCY < _AS_USUAL), number.filter(~asked)
    ).where(source.c.kind != BY_HAND)
    return SourceCounts(*connection.execute(statement).one())


def read_sources(
    connection: sa.Connection, now: datetime, listed: Listed = None, *, start: int = 0, most: int | None = None
) -> list[tuple[SourceStatus, bool]]:
    """The sources that were ever entered, as of `now`, and whether each is asked: these first, and of them what is
    wrong; at `most` so many from the place `start` on."""
    asked = _is_asked(connection, listed)
    urgency = sa.case((asked, _URGENCY), else_=_AS_USUAL)
    statement = (
        sa.select(source, asked.label("asked"))
        .where(source.c.kind != BY_HAND)
        .order_by(asked.desc(), urgency, source.c.kind, source.c.url)
        .offset(start)
        .limit(most)
    )
    rows = connection.execute(statement).all()
    daily = articles_a_day(connection, [row.id for row in rows], now)
    return [(_status(row, daily.get(row.id, 0.0)), bool(row.asked)) for row in rows]


def troubled_sources(connection: sa.Connection, listed: Listed = None) -> list[SourceStatus]:
    """The asked sources with which something is wrong, the most urgent first; without how often they publish."""
    statement = (
        sa.select(source)
        .where(source.c.kind != BY_HAND, _is_asked(connection, listed), _URGENCY < _AS_USUAL)
        .order_by(_URGENCY, source.c.kind, source.c.url)
    )
    return [_status(row) for row in connection.execute(statement)]


def status_of_source(connection: sa.Connection, key: int) -> SourceStatus | None:
    """One source by its key, without how often it publishes; None when there is no such source that is asked."""
    statement = sa.select(source).where(source.c.id == key, source.c.kind != BY_HAND)
    row = connection.execute(statement).first()
    return None if row is None else _status(row)


def _status(row: sa.Row[Any], items_a_day: float = 0.0) -> SourceStatus:
    return SourceStatus(
        row.kind,
        row.url,
        row.last_success_at,
        row.next_due_at,
        row.retry_at,
        items_a_day,
        row.failures,
        row.failure,
        row.moved_to,
        health_in(row),
        row.id,
        row.active,
    )


def _is_asked(connection: sa.Connection, listed: Listed) -> sa.ColumnElement[bool]:
    """Whether a source is active or listed."""
    if listed is None:
        return source.c.id.is_not(None)  # PostgreSQL orders by no constant
    key = source.c.kind.concat(" ").concat(source.c.url)
    return source.c.active | is_one_of(connection, key, [f"{kind} {url}" for kind, url in listed])


def free_bytes(database: Database, archive: ArchivePlace | None) -> int | None:
    """How much room is left where the database or the archive grows; None when neither is on this machine."""
    places = [] if archive is None else [local_folder(archive)]
    if database.is_sqlite and database.url.database:
        places.append(Path(database.url.database).parent)
    left = []
    for place in places:
        with suppress(OSError):
            left.append(shutil.disk_usage(place).free)
    return min(left, default=None)


def _failed(connection: sa.Connection, now: datetime) -> tuple[int, int]:
    """How many links failed and are tried again, and how many of them now."""
    late = sa.func.sum(sa.case((ledger.c.retry_at <= now, 1), else_=0))
    statement = sa.select(sa.func.count(), sa.func.coalesce(late, 0)).where(
        ledger.c.reason.in_(RETRIED),
        ledger.c.retry_at >= _BEFORE_ALL,  # of all that are: in the index of those few
    )
    row = connection.execute(statement).one()
    return int(row[0]), int(row[1])


def _kept(connection: sa.Connection, table: sa.Table, value: str) -> int:
    """How many rows of a table have a value, as it is kept."""
    where = (tally.c.subject == table.name) & (tally.c.value == value)
    return int(connection.execute(sa.select(sa.func.sum(tally.c.number)).where(where)).scalar() or 0)
