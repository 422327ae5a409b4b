"""How links ended: the state the ledger keeps of each, and when it is looked at again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Protocol

import sqlalchemy as sa

from pipeline.items import ArchiveRef, Reason
from storage.ledger.gone import SECOND_LOOK, note_gone, note_there, visited_again
from storage.ledger.links import rows_of
from storage.ledger.reasons import RETRIED
from storage.schema.tables import article, ledger
from storage.sources import hosts

__all__ = ["Settlement", "Timetable", "settle", "settle_all"]

_AT_ONCE = 500  # links, below every driver's limit of parameters

# Statements that run for every batch are built once: to build one costs more than to run it.
_END = sa.update(ledger).where(ledger.c.id == sa.bindparam("row_id"))
_keys: sa.BindParameter[Any] = sa.bindparam("keys", expanding=True)
_VISITED = sa.select(ledger.c.article_id, ledger.c.id).where(
    ledger.c.revisit_at.is_not(None), ledger.c.article_id.in_(_keys)
)
_STORED = sa.select(article.c.id, article.c.first_seen_at, article.c.published_at).where(article.c.id.in_(_keys))


@dataclass(frozen=True, slots=True)
class Settlement:
    """How a link ended. `fetched_at`, `http_status` and `ref` are None when nothing was fetched."""

    canonical_url: str
    reason: Reason
    detail: str = ""
    fetched_at: datetime | None = None
    http_status: int | None = None
    article_id: int | None = None
    ref: ArchiveRef | None = None


class Timetable(Protocol):
    """When a link is fetched again, as seen at `now`. Pure; the clock is its maker's business."""

    @property
    def now(self) -> datetime:
        """The time of the visit."""
        ...

    def retry_at(self, reason: Reason, attempts: int) -> datetime | None:
        """After `attempts` attempts (1 or more) that ended for `reason`; None when it is no use."""
        ...

    def revisit_at(self, covered_at: datetime, published_at: datetime | None) -> datetime | None:
        """To look for a correction of an article that is stored since `covered_at`; None when it is old enough."""
        ...


def settle(
    connection: sa.Connection, end: Settlement, *, name_set_id: int, run_id: int, timetable: Timetable
) -> None:
    """Write how a link ended. An article that is stored stays covered, whatever a later visit found."""
    settle_all(connection, [(end, timetable)], name_set_id=name_set_id, run_id=run_id)


def settle_all(
    connection: sa.Connection,
    ends: Sequence[tuple[Settlement, Timetable]],
    *,
    name_set_id: int,
    run_id: int,
) -> None:
    """Write how many links ended, each as `settle` does: those without an article in a few statements together."""
    for chunk in _without_repeats(ends):
        rows = rows_of(connection, [end.canonical_url for end, _ in chunk])
        alike: dict[frozenset[str], list[dict[str, Any]]] = {}
        due: dict[str, datetime] = {}
        ended = [(rows[end.canonical_url], end, timetable) for end, timetable in chunk if end.canonical_url in rows]
        articles = _articles(connection, [key for row, end, _ in ended for key in (row.article_id, end.article_id)])
        for row, end, timetable in ended:
            values = _ended(row, end, name_set_id, run_id, timetable)
            found = articles.get(values.get("article_id", row.article_id))
            values["revisit_at"] = None if found is None else found.revisit_at(row.id, timetable)
            if _is_kept(row, end) and _note_visit(connection, row, end, timetable.now):
                second_look = timetable.now + SECOND_LOOK
                values["revisit_at"] = min(values["revisit_at"] or second_look, second_look)
            alike.setdefault(frozenset(values), []).append({"row_id": row.id, **values})
            again = [*filter(None, (values.get("retry_at"), values["revisit_at"], due.get(row.host)))]
            if row.host is not None and again:
                due[row.host] = min(again)
        for many in alike.values():
            connection.execute(_END, many)
        hosts.touch(connection, due)


def _without_repeats(
    ends: Sequence[tuple[Settlement, Timetable]],
) -> Iterator[list[tuple[Settlement, Timetable]]]:
    """`ends` in lists in which no link is named twice: how it ended before decides about the second."""
    chunk: dict[str, tuple[Settlement, Timetable]] = {}
    for end in ends:
        if end[0].canonical_url in chunk or len(chunk) == _AT_ONCE:
            yield list(chunk.values())
            chunk = {}
        chunk[end[0].canonical_url] = end
    if chunk:
        yield list(chunk.values())


def _is_kept(row: sa.Row[Any], end: Settlement) -> bool:
    """Whether the visit found no article where one is stored, which stays covered."""
    return row.reason == Reason.COVERED and row.article_id is not None and end.article_id is None


def _note_visit(connection: sa.Connection, row: sa.Row[Any], end: Settlement, now: datetime) -> bool:
    """Keep with a stored article whether its page is there; whether it was found gone for the first time."""
    if end.reason is Reason.GONE:
        return note_gone(connection, row.article_id, row.url, now)
    if end.reason not in RETRIED:
        note_there(connection, row.article_id)
    return False


def _ended(
    row: sa.Row[Any], end: Settlement, name_set_id: int, run_id: int, timetable: Timetable
) -> dict[str, Any]:
    values: dict[str, Any] = {"run_id": run_id}
    if end.fetched_at is not None:
        values |= {"fetched_at": end.fetched_at, "http_status": end.http_status}
    if _is_kept(row, end):
        if end.reason not in RETRIED:
            values["name_set_id"] = name_set_id
        values["detail"] = visited_again(run_id, end.reason, end.detail)
        return values
    return values | _judged(row, end, name_set_id, timetable) | _archive_place(end.ref)


def _judged(row: sa.Row[Any], end: Settlement, name_set_id: int, timetable: Timetable) -> dict[str, Any]:
    retried = end.reason in RETRIED
    attempts = row.attempts + 1 if retried else 0
    return {
        "reason": end.reason.value,
        "detail": end.detail,
        "article_id": end.article_id,
        "attempts": attempts,
        "retry_at": timetable.retry_at(end.reason, attempts) if retried else None,
        "name_set_id": None if retried else name_set_id,
    }


def _archive_place(ref: ArchiveRef | None) -> dict[str, Any]:
    if ref is None:
        return {}
    return {"archive_file": ref.file, "archive_offset": ref.offset, "archive_length": ref.length}


class _Stored(NamedTuple):
    """A stored article, and the links to it that are to be visited again, by their ids."""

    first_seen_at: datetime
    published_at: datetime | None
    visited: frozenset[int]

    def revisit_at(self, link_id: int, timetable: Timetable) -> datetime | None:
        """An article that several addresses lead to is visited at one of them."""
        if self.visited - {link_id}:
            return None
        return timetable.revisit_at(self.first_seen_at, self.published_at)


def _articles(connection: sa.Connection, ids: Iterable[int | None]) -> dict[int | None, _Stored]:
    wanted = sorted({key for key in ids if key is not None})
    if not wanted:
        return {}
    visited: dict[int, set[int]] = {}
    for row in connection.execute(_VISITED, {"keys": wanted}):
        visited.setdefault(row.article_id, set()).add(row.id)
    return {
        row.id: _Stored(row.first_seen_at, row.published_at, frozenset(visited.get(row.id, ())))
        for row in connection.execute(_STORED, {"keys": wanted})
    }
