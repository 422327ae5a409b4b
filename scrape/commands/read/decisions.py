"""Decisions of `scrape review`: on rows, and on all rows that present the same bearer of a name."""

from __future__ import annotations

import getpass
import re
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from pipeline.errors import UsageError
from pipeline.identity import BearerKind
from pipeline.items import CoverageStatus
from scrape.config.settings import Settings
from scrape.output.export import one_line
from storage.coverage.bearers import Decision
from storage.coverage.review import Decided, decide, decide_group, reopen, reopen_group
from storage.database.engine import Database
from storage.database.open import existing_database

__all__ = ["WHAT", "decide_rows", "decided_now", "outcome_of", "row_of"]

WHAT = {BearerKind.ORGANISATION: "affiliation", BearerKind.TITLE: "title", BearerKind.NAME: "name"}
_ID = re.compile(r"(?P<mark>g?)(?P<row>[0-9]{1,18})")


class _Ids(NamedTuple):
    rows: tuple[int, ...]
    groups: tuple[int, ...]

    @classmethod
    def of(cls, written: Sequence[str]) -> _Ids:
        """Ids of rows (``12``) and of groups (``g12``). Raises UsageError."""
        rows: list[int] = []
        groups: list[int] = []
        for text in dict.fromkeys(written):
            match = _ID.fullmatch(text.strip())
            if match is None:
                raise UsageError(f"{text!r} is no id of a row (12) or of a group (g12); see: scrape review")
            (groups if match["mark"] else rows).append(int(match["row"]))
        return cls(tuple(rows), tuple(groups))


def decide_rows(
    settings: Settings, accepted: Sequence[str], rejected: Sequence[str], reopened: Sequence[str] = ()
) -> None:
    """Accept, reject and reopen rows and groups by id. Raises StorageError, UsageError when an id is given twice or
    there is no such row; the others are decided all the same."""
    yes, no, again = (_Ids.of(written) for written in (accepted, rejected, reopened))
    given = Counter(key for ids in (yes, no, again) for key in {*ids.rows, *ids.groups})
    twice = next((key for key, count in given.items() if count > 1), None)
    if twice is not None:
        raise UsageError(f"row {twice} cannot be both accepted and rejected, or reopened")
    missing: list[int] = []
    with existing_database(settings.database) as database:
        for ids, status in ((yes, CoverageStatus.CONFIRMED), (no, CoverageStatus.REJECTED)):
            if ids.rows or ids.groups:
                missing += _decide(database, ids, decided_now(status))
        if again.rows or again.groups:
            missing += _reopen(database, again)
    if missing:
        raise UsageError(f"there is no row {', '.join(map(str, missing))}; see: scrape review")


def row_of(written: str) -> int:
    """The row that an id names, or the first of a group. Raises UsageError."""
    ids = _Ids.of([written])
    return (*ids.rows, *ids.groups)[0]


def decided_now(status: CoverageStatus) -> Decision:
    """A decision of the user's, taken now."""
    try:
        who = getpass.getuser()
    except (OSError, KeyError):
        who = "somebody"
    return Decision(status, who, datetime.now(UTC))


def outcome_of(decided: Decided, status: CoverageStatus) -> str:
    """What a decision on a group came to, in words."""
    who, shown = one_line(decided.entity_id.partition(":")[2]), one_line(decided.bearer.shown)
    if not decided.is_kept:
        return f"{_rows(decided.rows)} decided"
    if status is CoverageStatus.REJECTED:
        return f"{_rows(decided.rows)} rejected; later articles that present {who} as {shown} are rejected too"
    since = f" since {decided.bearer.since}" if decided.bearer.since else ""
    what = WHAT[decided.bearer.kind]
    return f"{_rows(decided.rows)} accepted; the {what} {shown}{since} of {who} is known from now on"


def _decide(database: Database, ids: _Ids, decision: Decision) -> list[int]:
    with database.write() as connection:
        missing = decide(connection, ids.rows, decision.status, decision.by, decision.at) if ids.rows else []
        groups = {key: decide_group(connection, key, decision) for key in ids.groups}
    done = len(ids.rows) - len(missing)
    if done:
        print(f"{_rows(done)} decided; later runs leave {'it' if done == 1 else 'them'} so")
    for decided in groups.values():
        if decided is not None:
            print(outcome_of(decided, decision.status))
    return [*missing, *(key for key, decided in groups.items() if decided is None)]


def _reopen(database: Database, ids: _Ids) -> list[int]:
    with database.write() as connection:
        missing = reopen(connection, ids.rows) if ids.rows else []
        groups = {key: reopen_group(connection, key) for key in ids.groups}
    rows = len(ids.rows) - len(missing) + sum(decided.rows for decided in groups.values() if decided is not None)
    print(f"{_rows(rows)} waiting again")
    return [*missing, *(key for key, decided in groups.items() if decided is None)]


def _rows(count: int) -> str:
    return f"{count} row{'' if count == 1 else 's'}"
