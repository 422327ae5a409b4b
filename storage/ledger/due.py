"""Links whose time has come: left over from a run that was interrupted, or waiting for a host; failed, and to be
tried again; of stored articles, to be visited again. Whoever holds a host fetches what is due there."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from pipeline.items import Link, Reason, Source
from storage.ledger.reasons import RETRIED
from storage.schema.tables import ledger
from storage.sources import hosts
from storage.sources.hosts import RETRIED_FOR

__all__ = ["DueLink", "due_for_revisit", "due_links", "give_up", "hosts_with_due", "wait_at"]


class DueLink(NamedTuple):
    """A link whose time has come: at `url`, known as `canonical_url`, where `host` is asked for it, and what was
    said of it when offered."""

    url: str
    canonical_url: str
    host: str
    headline: str | None = None
    published_at: datetime | None = None
    has_time: bool = False
    outlet_name: str | None = None
    outlet_url: str | None = None

    def link(self, source: Source) -> Link:
        """The link as it was offered, on behalf of `source`."""
        return Link(
            self.url, source, self.headline, self.published_at, self.has_time, self.outlet_name, self.outlet_url
        )


_FIELDS = (
    ledger.c.offered_url,
    ledger.c.url,
    ledger.c.host,
    ledger.c.headline,
    ledger.c.published_at,
    ledger.c.has_time,
    ledger.c.outlet_name,
    ledger.c.outlet_url,
)
_UNREAD = ledger.c.reason.is_(None)
_NEWEST = [sa.nulls_last(ledger.c.published_at.desc()), ledger.c.id]


def due_links(
    connection: sa.Connection, names: Iterable[str], now: datetime, *, hasty: bool, most: int | None
) -> list[DueLink]:
    """Links to be read at the hosts `names`: at most so many of a host that were never read, the newest first, and
    as many that failed; all failed ones when somebody waits (`hasty`)."""
    offered = ledger.c.last_offered_at >= now - RETRIED_FOR
    found: dict[str, DueLink] = {}
    for where in _late(now, hasty=hasty):
        order = _NEWEST if where is _UNREAD else [ledger.c.retry_at]
        found |= {link.canonical_url: link for link in _at_each(connection, names, where & offered, order, most)}
    return list(found.values())


def due_for_revisit(
    connection: sa.Connection, names: Iterable[str], now: datetime, *, most: int | None
) -> list[DueLink]:
    """Addresses of stored articles at the hosts `names` that are to be visited again, to look for a correction."""
    return _at_each(connection, names, ledger.c.revisit_at <= now, [ledger.c.revisit_at], most)


def hosts_with_due(
    connection: sa.Connection, now: datetime, *, hasty: bool, among: Collection[str] | None = None
) -> set[str]:
    """Those of the hosts `among`, or of all, at which `due_links` or `due_for_revisit` finds something."""
    offered = ledger.c.last_offered_at >= now - RETRIED_FOR
    conditions = [*(where & offered for where in _late(now, hasty=hasty)), ledger.c.revisit_at <= now]
    found: set[str] = set()
    for where in conditions:
        if among is None:
            statement = sa.select(ledger.c.host).where(where, ledger.c.host.is_not(None)).distinct()
            found |= set(connection.execute(statement).scalars())
        else:
            one = sa.select(ledger.c.host).where(where, ledger.c.host == sa.bindparam("name")).limit(1)
            found |= {
                name
                for name in among
                if name not in found and connection.execute(one, {"name": name}).first() is not None
            }
    return found


def wait_at(connection: sa.Connection, canonical_url: str, name: str, now: datetime) -> None:
    """A link waits for the host `name`, which somebody else holds: its fetching led there."""
    connection.execute(sa.update(ledger).where(ledger.c.url == canonical_url).values(host=name))
    hosts.touch(connection, {name: now})


def give_up(connection: sa.Connection, now: datetime) -> None:
    """Forget when to try links again that no source offers any more."""
    over = (ledger.c.retry_at <= now) & (ledger.c.last_offered_at < now - RETRIED_FOR)
    connection.execute(sa.update(ledger).where(over).values(retry_at=None))


def _late(now: datetime, *, hasty: bool) -> list[sa.ColumnElement[bool]]:
    """Each is looked up by itself, in the index that it has; a planner that is asked for all at once reads the
    table."""
    conditions: list[sa.ColumnElement[bool]] = [_UNREAD, (ledger.c.retry_at <= now) & ledger.c.reason.in_(RETRIED)]
    return [*conditions, ledger.c.reason == Reason.FAILED] if hasty else conditions


def _at_each(
    connection: sa.Connection,
    names: Iterable[str],
    where: sa.ColumnElement[bool],
    order: list[Any],
    most: int | None,
) -> list[DueLink]:
    statement = sa.select(*_FIELDS).where(ledger.c.host == sa.bindparam("name"), where).order_by(*order).limit(most)
    return [DueLink(*row) for name in names for row in connection.execute(statement, {"name": name})]
