"""One statement typed by a person, on a connection that itself refuses to write."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import chain, islice
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.errors import StorageError, UsageError
from storage.database.engine import Database
from storage.database.sqlite_file import read_only_uri

__all__ = ["Answer", "query"]

STATEMENT_TIMEOUT_SECONDS = 60
_STEPS = 100_000  # of SQLite's machine, between two looks at the clock
_READING = ("select", "with", "values", "explain", "table", "show")
_ALLOWED_IN_SQLITE = frozenset(
    {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}
)


# How SQLite, which has one kind of error for everything, begins what is wrong with the statement itself.
_MISWRITTEN = (
    "near ",
    "no such ",
    "ambiguous ",
    "unrecognized token",
    "incomplete input",
    "misuse of",
    "wrong number",
)


class Answer(NamedTuple):
    """Column names and rows; `is_whole` is false when there were more rows than were asked for."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    is_whole: bool = True


class _Bounds(NamedTuple):
    most: int | None
    seconds: int

    def of(self, columns: Sequence[Any], rows: Iterator[Any]) -> Answer:
        """The answer that these rows begin."""
        names = tuple(columns)
        if self.most is None:
            return Answer(names, list(rows))
        some = list(islice(rows, self.most + 1))
        return Answer(names, some[: self.most], len(some) <= self.most)


def query(database: Database, statement: str, most: int | None = None, seconds: int | None = None) -> Answer:
    """The answer to one SELECT: of its rows `most` at most are read, in so many seconds (60).

    Raises UsageError when it is something else or miswritten, StorageError when the database refuses it or it takes
    too long.
    """
    bounds = _Bounds(most, STATEMENT_TIMEOUT_SECONDS if seconds is None else seconds)
    words = statement.strip().rstrip(";").strip()
    first = words.split(None, 1)[0].lower().lstrip("(") if words else ""
    if first not in _READING:
        raise UsageError(f"only one reading statement (SELECT …) is run; got {first or 'nothing'!r}")
    ask = _query_sqlite if database.is_sqlite else _query_postgresql
    return ask(database, words, bounds)


def _query_sqlite(database: Database, statement: str, bounds: _Bounds) -> Answer:
    uri = read_only_uri(Path(database.url.database or ""))
    try:
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            connection.execute("PRAGMA query_only = ON")
            connection.set_authorizer(_authorize)
            ends = time.monotonic() + bounds.seconds
            connection.set_progress_handler(lambda: time.monotonic() > ends, _STEPS)
            cursor = connection.execute(statement)
            return bounds.of([column[0] for column in cursor.description or ()], cursor)
    except (sqlite3.ProgrammingError, sqlite3.Warning) as error:
        raise UsageError(f"the statement cannot be run: {error}") from error
    except sqlite3.Error as error:
        if str(error) == "interrupted":
            raise StorageError(f"{database.shown}: the statement took more than {bounds.seconds} s") from error
        if str(error).startswith(_MISWRITTEN):
            raise UsageError(f"the statement cannot be run: {error}") from error
        raise StorageError(f"{database.shown}: {error}") from error


def _authorize(action: int, *_: object) -> int:
    return sqlite3.SQLITE_OK if action in _ALLOWED_IN_SQLITE else sqlite3.SQLITE_DENY


def _query_postgresql(database: Database, statement: str, bounds: _Bounds) -> Answer:
    with database.read() as connection:
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")
        connection.exec_driver_sql(f"SET LOCAL statement_timeout = '{bounds.seconds}s'")
        raw: Any = connection.connection.driver_connection
        return _fetched(database, raw, statement, bounds)


def _fetched(database: Database, raw: Any, statement: str, bounds: _Bounds) -> Answer:
    import psycopg  # noqa: PLC0415 - an optional dependency

    try:
        # The extended protocol sends it alone: a second statement after a semicolon is refused by the server.
        with raw.cursor() as cursor:
            if bounds.most is not None:
                rows = cursor.stream(statement.encode())  # row by row: the rest is never read
                first = next(rows, None)
                columns = [column.name for column in cursor.description or ()]
                answer = bounds.of(columns, chain([] if first is None else [first], rows))
                rows.close()
                return answer
            cursor.execute(statement.encode(), prepare=True)
            names = [column.name for column in cursor.description or ()]
            return bounds.of(names, iter(cursor.fetchall()) if names else iter(()))
    except psycopg.ProgrammingError as error:
        line = str(error).strip().splitlines()[0]
        raise UsageError(f"the statement cannot be run: {line}") from error
    except psycopg.Error as error:
        line = str(error).strip().splitlines()[0]
        raise StorageError(f"{database.shown}: {line}") from error
