"""The index of the words of articles, on SQLite: kept when articles are stored, filled anew, and checked.

A row of `article_words` is an article as it once was: its id is that of the article times 64, and a number made
from the text. Rows are only added; what was corrected since fails when the text decides. PostgreSQL keeps an index
of its own (alembic/versions: search_words, blocks_of_articles).
"""

from __future__ import annotations

import zlib
from typing import Any

import sqlalchemy as sa

from pipeline.language.search_words import search_words
from storage.database.statements import chunks
from storage.schema.tables import article

__all__ = ["TEXTS_OF_ONE", "enter_words", "fill", "missing_words", "refill"]

TEXTS_OF_ONE = 64
_BLOCK = 5000  # articles
_LOOKED_AT = 1000
_ASKED_AT_ONCE = 50  # words
_ENTER = "INSERT INTO article_words (rowid, words) VALUES (?, ?)"
# How much is collected in memory before it is written; the usual, and for many articles: half the time.
_BUFFER = "INSERT INTO article_words (article_words, rank) VALUES ('hashsize', ?)"
_USUAL, _LARGE = 1 << 20, 1 << 26  # bytes


def enter_words(connection: sa.Connection, key: int, headline: str, text: str) -> None:
    """Enter what the article `key` says now."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(_ENTER, _row(key, headline, text))


def fill(connection: sa.Connection) -> None:
    """Enter every stored article, a block at a time."""
    connection.exec_driver_sql(_BUFFER, (_LARGE,))
    column, last = article.c, 0
    statement = sa.select(column.id, column.headline, column.text).order_by(column.id).limit(_BLOCK)
    while rows := connection.execute(statement.where(column.id > last)).all():
        connection.exec_driver_sql(_ENTER, [_row(*row) for row in rows])
        last = rows[-1].id
    connection.exec_driver_sql(_BUFFER, (_USUAL,))


def refill(connection: sa.Connection) -> None:
    """Make the index anew: what is stale goes, what is missing comes."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("INSERT INTO article_words (article_words) VALUES ('delete-all')")
        fill(connection)
        connection.exec_driver_sql("INSERT INTO article_words (article_words) VALUES ('optimize')")
    else:
        connection.exec_driver_sql("REINDEX INDEX ix_article_words")


def missing_words(connection: sa.Connection) -> list[int]:
    """Those of 1,000 articles, taken at random, that the index does not find by all their words."""
    if connection.dialect.name != "sqlite":
        return []  # the server keeps it
    column = article.c
    chosen = sa.select(column.id).order_by(sa.func.random()).limit(_LOOKED_AT)
    rows = connection.execute(sa.select(column.id, column.headline, column.text).where(column.id.in_(chosen)))
    return sorted(row.id for row in rows if not _is_known(connection, row))


def _is_known(connection: sa.Connection, row: Any) -> bool:
    key, words = _row(row.id, row.headline, row.text)
    if not words:
        return True
    found = "SELECT 1 FROM article_words WHERE article_words MATCH ? AND rowid = ?"
    asked = (" AND ".join(f'"{word}"' for word in some) for some in chunks(words.split(), _ASKED_AT_ONCE))
    return all(connection.exec_driver_sql(found, (match, key)).first() is not None for match in asked)


def _row(key: int, headline: str, text: str) -> tuple[int, str]:
    said = f"{headline}\n{text}"
    number = zlib.crc32(said.encode("utf-8", "replace")) % TEXTS_OF_ONE
    return key * TEXTS_OF_ONE + number, " ".join(sorted(search_words(said)))
