"""Notes that people write on rows of the coverage table, for each other: they decide nothing."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from storage.database.locks import await_turn
from storage.database.statements import chunks
from storage.schema.tables import media_coverage, row_note

__all__ = ["LONGEST_NOTE", "Note", "add_note", "carry_notes", "notes_on", "remove_note"]

LONGEST_NOTE = 2000  # characters


class Note(NamedTuple):
    """What somebody wrote on a row."""

    id: int
    text: str
    by: str
    at: datetime


def notes_on(connection: sa.Connection, keys: Collection[int]) -> dict[int, list[Note]]:
    """The notes on rows of media_coverage by the row's id, the oldest first; rows without any are left out."""
    column = row_note.c
    found: dict[int, list[Note]] = {}
    for chunk in chunks(sorted(keys)):
        statement = sa.select(row_note).where(column.coverage_id.in_(chunk)).order_by(column.id)
        for row in connection.execute(statement):
            found.setdefault(row.coverage_id, []).append(Note(row.id, row.text, row.written_by, row.written_at))
    return found


def add_note(connection: sa.Connection, key: int, text: str, by: str, now: datetime) -> bool:
    """Write a note on the row `key` of media_coverage; False when there is no such row.

    Raises ValueError for a text that is empty or has more than `LONGEST_NOTE` characters.
    """
    if not 0 < len(text) <= LONGEST_NOTE:
        raise ValueError(f"a note has 1 to {LONGEST_NOTE} characters, not {len(text)}")
    await_turn(connection)  # or the row might go before the note is there
    row = sa.select(media_coverage.c.id).where(media_coverage.c.id == key)
    if connection.execute(row).first() is None:
        return False
    connection.execute(sa.insert(row_note).values(coverage_id=key, text=text, written_by=by, written_at=now))
    return True


def remove_note(connection: sa.Connection, note_id: int, by: str) -> int | None:
    """Remove a note; the id of the row it was on, None when there is no such note that `by` wrote."""
    mine = (row_note.c.id == note_id) & (row_note.c.written_by == by)
    return connection.execute(sa.delete(row_note).where(mine).returning(row_note.c.coverage_id)).scalar()


def carry_notes(connection: sa.Connection, old: int, new: int) -> None:
    """Move the notes on rows of the article `old` to the rows about the same entities of `new`, which takes its
    place."""
    before, after = media_coverage.alias("before").c, media_coverage.alias("after").c
    pairs = sa.select(before.id, after.id).where(
        before.article_id == old, after.article_id == new, before.entity_id == after.entity_id
    )
    for old_row, new_row in connection.execute(pairs).all():
        where = row_note.c.coverage_id == old_row
        connection.execute(sa.update(row_note).where(where).values(coverage_id=new_row))
