"""What there is to know of the monitor at a glance."""

from __future__ import annotations

import shutil
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa

from pipeline.items import BY_HAND, CoverageStatus
from storage.archive import ArchivePlace, local_folder
from storage.database.engine import Database
from storage.database.maintenance import size_in_bytes
from storage.ledger.reasons import RETRIED
from storage.notices import RecipientState, never_sent, refusing
from storage.schema.tables import article, ledger, media_coverage, source, tally
from storage.sources.health import Health, health_in
from storage.sources.leases import daemons
from storage.sources.rhythm import articles_a_day

__all__ = ["MonitorStatus", "SourceStatus", "free_bytes", "read_sources", "read_status"]

_BEFORE_ALL = datetime(1970, 1, 1, tzinfo=UTC)


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
        return self.failure is not None and self.failure.split(" (", 1)[0] in {"HTTP 404", "HTTP 410"}


class MonitorStatus(NamedTuple):
    """The whole monitor: `unread` links are not read yet, `late` of them to be tried again now; `size` in bytes; of
    `lost` notices a crash left unknown whether they were sent; `refusing` do not accept theirs."""

    sources: tuple[SourceStatus, ...]
    daemons: tuple[str, ...]
    unread: int
    late: int
    articles: int
    in_review: int
    size: int
    lost: int
    refusing: tuple[RecipientState, ...] = ()


def read_status(connection: sa.Connection, database: Database, now: datetime) -> MonitorStatus:
    """The state as of `now`."""
    failed, late = _failed(connection, now)
    return MonitorStatus(
        sources=read_sources(connection, now),
        daemons=tuple(owner for owner, _ in daemons(connection, now)),
        unread=_kept(connection, ledger, "") + failed,
        late=late,
        articles=_kept(connection, article, ""),
        in_review=_kept(connection, media_coverage, CoverageStatus.REVIEW),
        size=size_in_bytes(database, connection),
        lost=never_sent(connection, now),
        refusing=refusing(connection),
    )


def read_sources(connection: sa.Connection, now: datetime, *, often: bool = True) -> tuple[SourceStatus, ...]:
    """The health of every source that was ever asked, as of `now`; how `often` they publish takes longest."""
    asked = sa.select(source).where(source.c.kind != BY_HAND).order_by(source.c.kind, source.c.url)
    rows = connection.execute(asked).all()
    daily = articles_a_day(connection, [row.id for row in rows], now) if often else {}
    return tuple(
        SourceStatus(
            row.kind,
            row.url,
            row.last_success_at,
            row.next_due_at,
            row.retry_at,
            daily.get(row.id, 0.0),
            row.failures,
            row.failure,
            row.moved_to,
            health_in(row),
            row.id,
            row.active,
        )
        for row in rows
    )


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
