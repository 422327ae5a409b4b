"""Changing the words of a row of a table that is kept by hand, and taking that back."""

from __future__ import annotations

from typing import Any, NamedTuple

import sqlalchemy as sa

from storage.schema.tables import hand_row

__all__ = ["HandWords", "hand_rows_of", "reword", "take_back_words", "words_in_row"]

_WORDS = ("month", "headline", "label", "outlet", "written")


class HandWords(NamedTuple):
    """The words of a row: `outlet` is the outlet that its label means, `written` its line in a Markdown table."""

    month: str
    headline: str
    label: str
    outlet: str | None
    written: str | None


def words_in_row(connection: sa.Connection, key: int) -> HandWords | None:
    """The words of the row `key`; None when there is none."""
    row = _row(connection, key)
    return None if row is None else HandWords(*(getattr(row, name) for name in _WORDS))


def reword(connection: sa.Connection, key: int, words: HandWords) -> None:
    """Give the row `key` other words; those it had first are remembered."""
    row = _row(connection, key)
    if row is None:
        return
    first = row.before_edit or {name: getattr(row, name) for name in _WORDS}
    _write(connection, key, words._asdict() | {"before_edit": first})


def take_back_words(connection: sa.Connection, key: int) -> bool:
    """Give the row `key` the words back that it had before it was edited; False when it never was."""
    row = _row(connection, key)
    if row is None or row.before_edit is None:
        return False
    _write(connection, key, row.before_edit | {"before_edit": sa.null()})
    return True


def hand_rows_of(connection: sa.Connection, article_id: int) -> list[int]:
    """The rows that have an article."""
    where = hand_row.c.article_id == article_id
    return list(connection.execute(sa.select(hand_row.c.id).where(where).order_by(hand_row.c.id)).scalars())


def _row(connection: sa.Connection, key: int) -> Any:
    return connection.execute(sa.select(hand_row).where(hand_row.c.id == key)).one_or_none()


def _write(connection: sa.Connection, key: int, values: dict[str, Any]) -> None:
    connection.execute(sa.update(hand_row).where(hand_row.c.id == key).values(values))
