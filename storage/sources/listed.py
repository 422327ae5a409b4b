"""Which sources are asked: those that scrape.toml lists, in its newest version, and those that were imported."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from pipeline.items import Source
from storage.schema.tables import source
from storage.sources.memory import enter_sources
from storage.versions import Listing, Version, enter_list

__all__ = [
    "Imported",
    "drop_imported",
    "enter_listed",
    "import_sources",
    "imported_sources",
    "they_are_old",
]


class Imported(NamedTuple):
    """How many sources an import made active, and how many were active before."""

    new: int
    known: int


def enter_listed(
    connection: sa.Connection, listing: Listing, sources: Collection[Source], now: datetime
) -> Version | None:
    """Make the sources of a configuration active, when they are not yet, and those inactive that the version before
    listed alone. `listing` is what its file asks for, `sources` what that is now, with names accepted in review and
    the services whose keys are set. Gives back the version in force where that is newer: then nothing changes."""
    stored = hashlib.sha256("\n".join(f"{one.kind}\t{one.url}" for one in sources).encode()).hexdigest()
    to_store = enter_list(connection, listing, stored, now)
    if to_store.is_new:
        dropped = sa.update(source).where(source.c.active, ~source.c.imported)
        connection.execute(dropped.values(active=False))
    if to_store.anything:
        enter_sources(connection, sources, now, active=True)
    return to_store.newer


def they_are_old(listing: Listing, newer: Version) -> str:
    """What to say when `enter_listed` found a newer version in force."""
    return (
        f"{listing.place or 'here'}: its sources are older than those of {newer.place or 'another'}, in force "
        f"since {newer.entered_at:%Y-%m-%d %H:%M} UTC; bring the file up to date, or put it in force with: "
        "scrape watchlist --make-newest"
    )


def import_sources(connection: sa.Connection, sources: Collection[Source], now: datetime) -> Imported:
    """Make sources active, whatever scrape.toml lists; a name replaces the one there was."""
    active = sa.select(sa.func.count()).where(source.c.active)
    before: int = connection.execute(active).scalar_one()
    enter_sources(connection, sources, now, active=True, imported=True)
    new: int = connection.execute(active).scalar_one() - before
    return Imported(new, len(sources) - new)


def drop_imported(connection: sa.Connection, url: str, listed: Iterable[Source]) -> int:
    """Take imported sources at an address out again; those that scrape.toml has (`listed`) stay active. Gives back
    how many they were."""
    still = [one.kind for one in listed if one.url == url]
    removed = sa.update(source).where(source.c.imported, source.c.url == url)
    return connection.execute(removed.values(imported=False, active=source.c.kind.in_(still))).rowcount


def imported_sources(connection: sa.Connection) -> list[Source]:
    """The sources that were imported, in the order in which they came."""
    columns = (source.c.kind, source.c.url, source.c.name)
    rows = connection.execute(sa.select(*columns).where(source.c.imported).order_by(source.c.id))
    return [Source(*row) for row in rows]
