"""Versions of what the files of several machines list: who is tracked, and which sources are asked.

The version that was entered last is in force. A list that was never seen on this database is newer than all that
were. One that was superseded is old, unless it comes back at the place that wrote the version in force, by a later
reading of the same file: then somebody there went back to it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

import sqlalchemy as sa

from storage.database.locks import await_keys, key_of
from storage.schema.tables import list_version

__all__ = [
    "ListKind",
    "Listing",
    "ToStore",
    "Version",
    "await_turn_of_lists",
    "enter_list",
    "is_old",
    "version_in_force",
]


class ListKind(StrEnum):
    """What is listed."""

    WATCHLIST = "watchlist"
    SOURCES = "sources"


@dataclass(frozen=True, slots=True)
class Listing:
    """A list as a file had it, read at `read_at`; `place` says which file, of which machine. `content` is the list
    as JSON. With `supersedes` it is to be the newest whatever was there."""

    kind: ListKind
    content: str
    digest: str
    place: str
    read_at: datetime
    supersedes: bool = False

    @classmethod
    def of(cls, kind: ListKind, content: str, place: str, read_at: datetime) -> Listing:
        """A list, with the digest of its content."""
        return cls(kind, content, hashlib.sha256(content.encode()).hexdigest(), place, read_at)

    def made_newest(self) -> Listing:
        """The same, to be the newest."""
        return replace(self, supersedes=True)


class Version(NamedTuple):
    """The version in force: `stored` is the digest of what is stored of it in the tables of its kind."""

    id: int
    digest: str
    place: str
    read_at: float
    entered_at: datetime
    content: str | None
    stored: str | None


class ToStore(NamedTuple):
    """What is to be stored of a list: nothing where it is stored already, or where a version that is in force is
    newer, `newer`; else all of it, and with `is_new` what versions before listed is dropped."""

    anything: bool
    is_new: bool = False
    newer: Version | None = None


def version_in_force(connection: sa.Connection, kind: ListKind) -> Version | None:
    """The version in force; None when nothing was entered yet."""
    names = [list_version.c[name] for name in Version._fields]
    last = sa.select(*names).where(list_version.c.kind == kind).order_by(list_version.c.id.desc()).limit(1)
    row = connection.execute(last).first()
    return None if row is None else Version(*row)


def await_turn_of_lists(connection: sa.Connection) -> None:
    """Let one process at a time change what is listed, until its transaction ends."""
    await_keys(connection, [key_of("lists", "")])


def is_old(connection: sa.Connection, listing: Listing, current: Version | None) -> bool:
    """Whether a list is older than the one in force."""
    if current is None or current.digest == listing.digest or listing.supersedes:
        return False
    if current.place == listing.place:
        return listing.read_at.timestamp() < current.read_at
    table = list_version.c
    seen = sa.select(table.id).where(table.kind == listing.kind, table.digest == listing.digest).limit(1)
    return connection.execute(seen).first() is not None


def enter_list(connection: sa.Connection, listing: Listing, stored: str, now: datetime) -> ToStore:
    """Make a list the version in force, unless it is old; `stored` is the digest of what is to be stored of it in
    the tables of its kind. Who finds all as it should be waits for nobody."""
    current = version_in_force(connection, listing.kind)
    if _is_stored(current, listing, stored):
        return ToStore(anything=False)
    await_turn_of_lists(connection)
    current = version_in_force(connection, listing.kind)
    if _is_stored(current, listing, stored):
        return ToStore(anything=False)
    if current is not None and current.digest == listing.digest:
        connection.execute(sa.update(list_version).where(list_version.c.id == current.id).values(stored=stored))
        return ToStore(anything=True)
    if is_old(connection, listing, current):
        return ToStore(anything=False, newer=current)
    _enter(connection, listing, stored, now)
    return ToStore(anything=True, is_new=True)


def _is_stored(current: Version | None, listing: Listing, stored: str) -> bool:
    return current is not None and (current.digest, current.stored) == (listing.digest, stored)


def _enter(connection: sa.Connection, listing: Listing, stored: str, now: datetime) -> None:
    older = (list_version.c.kind == listing.kind) & list_version.c.content.is_not(None)
    connection.execute(sa.update(list_version).where(older).values(content=sa.null()))
    connection.execute(
        sa.insert(list_version).values(
            kind=listing.kind.value,
            digest=listing.digest,
            place=listing.place,
            read_at=listing.read_at.timestamp(),
            entered_at=now,
            content=listing.content,
            stored=stored,
        )
    )
