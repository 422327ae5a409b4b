"""Rows of a table that somebody keeps by hand about an entity: entered in the words they were written in, read in
their order."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from pipeline.dates import month_of
from pipeline.items import HandRow
from pipeline.urls import canonical_url, is_fetchable
from storage.by_hand.order import one_order
from storage.database.statements import chunks, insert_all, insert_into
from storage.schema.by_hand import hand_row

__all__ = [
    "HandEntry",
    "address_of",
    "enter_rows",
    "hand_rows",
    "kept_entities",
    "keys_of",
    "note_article",
    "note_page",
    "rows_at_address",
    "without_article",
]

_LONGEST_KEY = 900  # characters; PostgreSQL takes 2,700 bytes in an index
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")  # by PostgreSQL: NUL, and halves of surrogate pairs


class HandEntry(NamedTuple):
    """A row to enter, as written (see `pipeline.items.HandRow`); `outlet` is the outlet that the label means."""

    month: str
    headline: str
    label: str
    url: str
    written: str = ""
    outlet: str | None = None


def keys_of(rows: Iterable[tuple[str, str]]) -> list[str]:
    """By what each row of one file is known again: its canonical address, or without one its words. `rows` are
    address and words; the second of two alike gets ``#2``, the third ``#3``."""
    taken: set[str] = set()
    keys = []
    for url, words in ((_clean(url), words) for url, words in rows):
        base = canonical_url(url) if is_fetchable(url) else " ".join(_clean(f"{url} {words}").casefold().split())
        if len(base) > _LONGEST_KEY:
            base = base[:_LONGEST_KEY] + hashlib.blake2b(base.encode(), digest_size=16).hexdigest()
        number, key = 1, base
        while key in taken:
            number += 1
            key = f"{base}#{number}"
        taken.add(key)
        keys.append(key)
    return keys


def address_of(row: HandRow) -> str | None:
    """The canonical address of a row's page; None where it has none that can be fetched."""
    return canonical_url(row.url) if is_fetchable(row.url) else None


def enter_rows(
    connection: sa.Connection, entity_id: str, entries: Sequence[HandEntry], now: datetime
) -> list[HandRow]:
    """Enter the rows of one file, in its order; gives them as stored, in the same order.

    A row that was entered before takes the words the file has now and its place there, and keeps what is known of
    its page, and what was edited since (`storage.by_hand.edits`) while its words in the file are still the same.
    Rows of other files stay, among those of this one. The entity must be stored.
    """
    entries = [_storable(entry) for entry in entries]
    keys = keys_of((entry.url, entry.headline or entry.label or entry.month) for entry in entries)
    known = {row.key: row for row in hand_rows(connection, [entity_id])}
    months = {key: month_of(row.month) or "" for key, row in known.items()}
    months |= {key: month_of(entry.month) or "" for key, entry in zip(keys, entries, strict=True)}
    order = one_order(list(known), keys, months)
    places = {key: place for place, key in enumerate(order)}
    edited = _edited(connection, entity_id)
    values = [
        {"entity_id": entity_id, "key": key, "position": places[key], "added_at": now}
        | _words(entry, edited.get(key))
        for key, entry in zip(keys, entries, strict=True)
    ]
    statement = insert_into(connection, hand_row)
    renewed = {name: statement.excluded[name] for name in (*HandEntry._fields, "position", "before_edit")}
    statement = statement.on_conflict_do_update(index_elements=["entity_id", "key"], set_=renewed)
    insert_all(connection, statement, values)
    moved = [
        {"row_id": row.id, "place": places[key]}
        for key, row in known.items()
        if key not in set(keys) and row.position != places[key]
    ]
    if moved:
        where = hand_row.c.id == sa.bindparam("row_id")
        connection.execute(sa.update(hand_row).where(where).values(position=sa.bindparam("place")), moved)
    stored = {row.key: row for row in hand_rows(connection, [entity_id])}
    return [stored[key] for key in keys]


def _edited(connection: sa.Connection, entity_id: str) -> dict[str, sa.Row[Any]]:
    """The rows that were edited since they were entered, by key."""
    where = (hand_row.c.entity_id == entity_id) & hand_row.c.before_edit.is_not(None)
    return {row.key: row for row in connection.execute(sa.select(hand_row).where(where))}


def _words(entry: HandEntry, edited: sa.Row[Any] | None) -> dict[str, Any]:
    """The words of a row that stands in a file as `entry`."""
    given = entry._asdict()
    if edited is None or any(edited.before_edit[name] != given[name] for name in ("month", "headline", "label")):
        return given | {"before_edit": sa.null()}
    return {name: getattr(edited, name) for name in (*HandEntry._fields, "before_edit")}


def hand_rows(connection: sa.Connection, entity_ids: Collection[str]) -> list[HandRow]:
    """The rows about these entities, by entity, in the order of their tables."""
    column = hand_row.c
    return [
        _row(row)
        for chunk in chunks(sorted(set(entity_ids)))
        for row in connection.execute(
            sa.select(hand_row)
            .where(column.entity_id.in_(chunk))
            .order_by(column.entity_id, column.position, column.id)
        )
    ]


def kept_entities(connection: sa.Connection) -> set[str]:
    """The entities about which somebody keeps a table that has rows."""
    return set(connection.execute(sa.select(hand_row.c.entity_id).distinct()).scalars())


def rows_at_address(connection: sa.Connection, canonical: str) -> list[HandRow]:
    """The rows, about whomever, whose page is at a canonical address."""
    same = (hand_row.c.key == canonical) | hand_row.c.key.startswith(f"{canonical}#", autoescape=True)
    statement = sa.select(hand_row).where(same).order_by(hand_row.c.id)
    return [_row(row) for row in connection.execute(statement)]


def note_page(
    connection: sa.Connection, row_id: int, now: datetime, *, article_id: int | None, reason: str, detail: str = ""
) -> None:
    """Note what became of the page of a row: the article that it is, or the reason why it is none of ours."""
    values = {"article_id": article_id, "reason": reason, "detail": _clean(detail), "checked_at": now}
    connection.execute(sa.update(hand_row).where(hand_row.c.id == row_id).values(values))


def note_article(connection: sa.Connection, article_id: int, addresses: Iterable[str]) -> None:
    """Note that the pages at these canonical addresses are an article, with the rows that have none yet."""
    for chunk in chunks(_keys_at(addresses)):
        where = hand_row.c.article_id.is_(None) & hand_row.c.key.in_(chunk)
        connection.execute(sa.update(hand_row).where(where).values(article_id=article_id))


def without_article(connection: sa.Connection, addresses: Iterable[str]) -> set[str]:
    """Those of some canonical addresses at which there are rows that have no article yet."""
    found: set[str] = set()
    for chunk in chunks(_keys_at(addresses)):
        where = hand_row.c.article_id.is_(None) & hand_row.c.key.in_(chunk)
        found.update(connection.execute(sa.select(hand_row.c.key).where(where)).scalars())
    return {key.removesuffix("#2") for key in found}


def _keys_at(addresses: Iterable[str]) -> list[str]:
    return [key for address in addresses for key in (address, f"{address}#2")]


def _row(row: sa.Row[Any]) -> HandRow:
    return HandRow(
        id=row.id,
        entity_id=row.entity_id,
        key=row.key,
        position=row.position,
        month=row.month,
        headline=row.headline,
        label=row.label,
        url=row.url,
        written=row.written or "",
        outlet=row.outlet,
        article_id=row.article_id,
        reason=row.reason,
        detail=row.detail,
    )


def _storable(entry: HandEntry) -> HandEntry:
    month, headline, label, url, written = (_clean(text) for text in entry[:-1])
    return HandEntry(month, headline, label, url, written, None if entry.outlet is None else _clean(entry.outlet))


def _clean(text: str) -> str:
    return _UNSTORABLE.sub("", text)
