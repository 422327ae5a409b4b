"""The table of WARC files: what is to be read, who has it in hand, and what came of it.

A file is claimed by a lease, so that several machines share the work; the lease of a machine that died ends by
itself. A claim is one conditional update: two that try at once cannot both succeed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from storage.database.statements import chunks, insert_into
from storage.schema.tables import warc_file
from storage.watchlist import NameSets

__all__ = [
    "ClaimedFile",
    "FileEnd",
    "OfferedFile",
    "Status",
    "claim_files",
    "enter",
    "fail",
    "finish",
    "ids_in_hand",
    "note_stored",
    "owners",
    "read_backfill",
    "renew_files",
    "retry_failed",
    "return_files",
]

_FILE = warc_file.c


class OfferedFile(NamedTuple):
    """A file to read: a path or an address, and its length in bytes where it is known."""

    address: str
    length: int | None = None


class ClaimedFile(NamedTuple):
    """A file that is ours to read now: of the outlets of these names alone, or of all when there are none."""

    id: int
    address: str
    outlets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FileEnd:
    """What a file held: responses (`pages`) by the reason they ended with; `remarks` say what was left out."""

    length: int
    digest: str
    pages: int
    reasons: Mapping[str, int]
    remarks: Sequence[str] = ()


@dataclass(slots=True)
class Status:
    """How far a backfill is: files by state, pages by reason, and files that failed or lack something, with why."""

    files: Counter[str] = field(default_factory=Counter)
    pages: int = 0
    stored: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    failed: list[tuple[str, str]] = field(default_factory=list)
    remarks: list[tuple[str, str]] = field(default_factory=list)


def enter(
    connection: sa.Connection, files: Iterable[OfferedFile], outlets: Sequence[str], sets: NameSets, now: datetime
) -> int:
    """Enter `files`, to be read for the pages of `outlets` (all without any); how many of them wait now.

    One that is done waits again when its length is another, when it was read for fewer names than are in force, or
    for fewer outlets. What failed or is in hand stays so.
    """
    scope = "\n".join(sorted(set(outlets)))
    waiting = 0
    for chunk in chunks(files):
        known = {
            row.address: row
            for row in connection.execute(sa.select(warc_file).where(_FILE.address.in_([f.address for f in chunk])))
        }
        for file in chunk:
            row = known.get(file.address)
            if row is not None and not _is_to_do_again(row, file, scope, sets):
                waiting += row.state == "waiting"
                continue
            values: dict[str, Any] = {
                "length": file.length,
                "outlets": scope,
                "state": "waiting",
                "owner": None,
                "until": None,
                "reasons": {},
                "entered_at": now,
            }
            if row is None:
                new = insert_into(connection, warc_file).values(address=file.address, **values)
                connection.execute(new.on_conflict_do_nothing(index_elements=["address"]))
            else:  # unless another machine has entered it meanwhile, or has it in hand
                as_seen = (_FILE.id == row.id) & (_FILE.state == row.state)
                as_seen &= _FILE.finished_at.is_not_distinct_from(row.finished_at)
                connection.execute(sa.update(warc_file).where(as_seen).values(values))
            waiting += 1
    return waiting


def _is_to_do_again(row: sa.Row[Any], file: OfferedFile, scope: str, sets: NameSets) -> bool:
    wider = bool(row.outlets) and (not scope or not set(scope.split("\n")) <= set(row.outlets.split("\n")))
    if row.state == "waiting":
        return wider
    changed = file.length is not None and row.length is not None and file.length != row.length
    return bool(row.state == "done" and (wider or changed or row.name_set_id not in sets.judged))


def retry_failed(connection: sa.Connection) -> int:
    """Have the files that failed wait again; how many."""
    statement = sa.update(warc_file).where(_FILE.state == "failed").values(state="waiting", error="")
    return int(connection.execute(statement).rowcount)


def claim_files(
    connection: sa.Connection, owner: str, *, now: datetime, until: datetime, most: int
) -> list[ClaimedFile]:
    """Take so many files that wait, or whose lease ended, in the order in which they were entered."""
    free = (_FILE.state == "waiting") | ((_FILE.state == "taken") & (_FILE.until < now))
    chosen = sa.select(_FILE.id).where(free).order_by(_FILE.id).limit(most).with_for_update(skip_locked=True)
    statement = (
        sa.update(warc_file)
        .where(_FILE.id.in_(sa.select(chosen.cte("chosen").c.id)))  # a planner may run a mere subquery twice
        .values(state="taken", owner=owner, until=until)
        .returning(_FILE.id, _FILE.address, _FILE.outlets)
    )
    rows = connection.execute(statement).all()
    return sorted(ClaimedFile(row.id, row.address, tuple(filter(None, row.outlets.split("\n")))) for row in rows)


def renew_files(connection: sa.Connection, owner: str, until: datetime) -> None:
    """Hold for longer what `owner` has in hand."""
    connection.execute(sa.update(warc_file).where(_in_hand(owner)).values(until=until))


def owners(connection: sa.Connection) -> list[str]:
    """Who has files in hand, or had when they died."""
    statement = sa.select(_FILE.owner).where(_FILE.state == "taken").distinct()
    return [owner for owner in connection.execute(statement).scalars() if owner is not None]


def ids_in_hand(connection: sa.Connection) -> frozenset[int]:
    """The files that somebody has in hand."""
    return frozenset(connection.execute(sa.select(_FILE.id).where(_FILE.state == "taken")).scalars())


def return_files(connection: sa.Connection, owner: str) -> None:
    """Have what `owner` has in hand wait again."""
    values = {"state": "waiting", "owner": None, "until": None}
    connection.execute(sa.update(warc_file).where(_in_hand(owner)).values(values))


def note_stored(connection: sa.Connection, key: int, owner: str, stored: int) -> None:
    """Note how many articles of a file are stored by now."""
    connection.execute(sa.update(warc_file).where(_FILE.id == key, _in_hand(owner)).values(stored=stored))


def finish(
    connection: sa.Connection, key: int, owner: str, end: FileEnd, *, stored: int, name_set_id: int, now: datetime
) -> None:
    """A file is done, for every name of that set; nothing happens when another has it in hand by now."""
    values = {
        "state": "done",
        "owner": None,
        "until": None,
        "length": end.length,
        "digest": end.digest,
        "pages": end.pages,
        "reasons": dict(sorted(end.reasons.items())),
        "stored": stored,
        "name_set_id": name_set_id,
        "error": "\n".join(end.remarks),
        "finished_at": now,
    }
    connection.execute(sa.update(warc_file).where(_FILE.id == key, _in_hand(owner)).values(values))


def fail(connection: sa.Connection, key: int, owner: str, why: str, now: datetime) -> None:
    """A file could not be read: it is left alone until somebody asks for another try."""
    values = {"state": "failed", "owner": None, "until": None, "error": why, "finished_at": now}
    connection.execute(sa.update(warc_file).where(_FILE.id == key, _in_hand(owner)).values(values))


def read_backfill(connection: sa.Connection, most: int = 20) -> Status:
    """How far the backfill is, naming so many files at most that failed, and as many that lack something."""
    status = Status()
    counted = sa.select(_FILE.state, sa.func.count().label("files"), sa.func.sum(_FILE.pages).label("pages"))
    counted = counted.add_columns(sa.func.sum(_FILE.stored).label("stored")).group_by(_FILE.state)
    for row in connection.execute(counted):
        status.files[row.state] = row.files
        status.pages += row.pages
        status.stored += row.stored
    for reasons in connection.execute(sa.select(_FILE.reasons)).scalars():
        status.reasons.update(reasons)
    for state, into in (("failed", status.failed), ("done", status.remarks)):
        said = sa.select(_FILE.address, _FILE.error).where(_FILE.state == state, _FILE.error != "")
        into += [(row.address, row.error) for row in connection.execute(said.order_by(_FILE.id).limit(most))]
    return status


def _in_hand(owner: str) -> sa.ColumnElement[bool]:
    return (_FILE.owner == owner) & (_FILE.state == "taken")
