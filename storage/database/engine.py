"""Connect to the coverage database: SQLite (the default) or PostgreSQL.

Reads and writes are separate transactions by name: on SQLite a write takes the lock at its start (BEGIN
IMMEDIATE), so that two writers queue instead of failing half-way with a lock they cannot upgrade.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError, SQLAlchemyError

from pipeline.errors import DatabaseBusy, StorageError
from pipeline.urls import without_secrets
from storage.database.sqlite_file import explanation, file_of, identity_of, is_writable, read_only_uri

__all__ = ["Database", "parse_url"]

BUSY_TIMEOUT_SECONDS = 60
# The URL itself is not shown: there may be a password in it.
_EXPECTED = "expected a database URL such as sqlite:///coverage.sqlite or postgresql://user@host/name"
# PostgreSQL: serialization, deadlock, lock wait, shutdown, disk full, too many or no connections.
_BUSY_SQLSTATES = ("40001", "40P01", "55P03", "57P01", "57P02", "57P03", "53100", "53300", "08")
_BUSY_SQLITE = ("locked", "busy", "disk is full", "disk i/o error", "unable to open")


class Database:
    """One coverage database; hands out connections inside transactions. Not to be shared across processes."""

    def __init__(self, url: str, patience: int = BUSY_TIMEOUT_SECONDS) -> None:
        """Prepare `url` (an SQLAlchemy URL) without connecting. A SQLite file that exists and may not be written is
        opened for reading; one that is locked is waited for so many seconds (`patience`).

        Raises StorageError when it is not such a URL or its driver is not installed.
        """
        self.url = parse_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.file = file_of(self.url)
        self.is_read_only = self.file is not None and self.file.is_file() and not is_writable(self.file)
        self._opened: tuple[int, int] | None = None
        try:
            self._engine = _engine(self.url, self.file if self.is_read_only else None, patience)
        except ModuleNotFoundError as error:
            raise StorageError(
                f"{self.shown}: the driver {error.name} is not installed; run: pip install 'press-scrape[postgres]'"
            ) from error
        except (NoSuchModuleError, ArgumentError) as error:
            raise StorageError(f"{self.shown}: not a database this program knows ({error})") from error

    @property
    def shown(self) -> str:
        """The URL with its passwords hidden, for messages."""
        return without_secrets(self.url.render_as_string(hide_password=True))

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """A transaction for reading. Raises DatabaseBusy or StorageError."""
        with self._transaction(write=False) as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """A transaction for writing: all of it is stored, or nothing. Raises DatabaseBusy or StorageError."""
        with self._transaction(write=True) as connection:
            yield connection

    @contextmanager
    def _transaction(self, *, write: bool) -> Iterator[sa.Connection]:
        self._check_file()
        if write and self.is_read_only and self.file is not None:
            raise StorageError(f"{self.shown}: {explanation(self.file, 'readonly')}")
        try:
            with (
                self._engine.connect().execution_options(scrape_write=write) as connection,
                connection.begin(),
            ):
                yield connection
        except SQLAlchemyError as error:
            raise self._mapped(error) from error

    def _check_file(self) -> None:
        """Raise StorageError when the file that was opened is no longer there: what is written to it is lost."""
        if self.file is None:
            return
        if self._opened is None:
            self._opened = identity_of(self.file)
        elif identity_of(self.file) != self._opened:
            raise StorageError(f"{self.shown}: the file was removed or replaced while it was in use; start again")

    def _mapped(self, error: SQLAlchemyError) -> StorageError:
        if not isinstance(error, DBAPIError):
            return StorageError(f"{self.shown}: {error}")
        line = str(error.orig).strip().splitlines()[0] if str(error.orig).strip() else type(error.orig).__name__
        words = _of_server(line) if self.file is None else explanation(self.file, line)
        message = f"{self.shown}: {words}"
        state = getattr(error.orig, "sqlstate", None)
        if state is not None and state.startswith(_BUSY_SQLSTATES):
            return DatabaseBusy(message)
        if (
            (words == line or self.file is None)
            and isinstance(error, OperationalError)
            and self._worth_waiting(line.lower(), state)
        ):
            return DatabaseBusy(message)
        return StorageError(message)

    def _worth_waiting(self, line: str, state: str | None) -> bool:
        if self.is_sqlite:
            return any(word in line for word in _BUSY_SQLITE)
        return state is None  # the server could not be reached at all

    def revision(self) -> str | None:
        """The schema revision the database is at; None when it holds no schema of ours."""
        with self.read() as connection:
            if not sa.inspect(connection).has_table("alembic_version"):
                return None
            row = connection.execute(sa.text("SELECT version_num FROM alembic_version")).first()
        return row[0] if row else None

    def close(self) -> None:
        """Give back every connection."""
        self._engine.dispose()


def _of_server(line: str) -> str:
    """What PostgreSQL or its client library says, with what to do about a server that gives no connection."""
    if "connection to server" not in line:
        return line
    return f"the server gives no connection ({line.rpartition(': ')[2]}); is it running, and 'database' right?"


def parse_url(url: str) -> sa.URL:
    """The SQLAlchemy URL that `url` spells. Raises StorageError when it names no SQLite file and no PostgreSQL."""
    try:
        parsed = sa.make_url(url)
        backend = parsed.get_backend_name()
    except (ArgumentError, ValueError) as error:  # a ValueError: a port that is no number
        raise StorageError(_EXPECTED) from error
    if backend not in {"sqlite", "postgresql", "postgres"}:
        raise StorageError(_EXPECTED)
    if backend == "sqlite" and parsed.database in {None, "", ":memory:"}:
        raise StorageError(f"a database in a file is needed; {_EXPECTED}")
    if parsed.drivername in {"postgresql", "postgres"}:
        return parsed.set(drivername="postgresql+psycopg")
    return parsed


def _engine(url: sa.URL, only_read: Path | None, patience: int) -> sa.Engine:
    """The engine for `url`; `only_read` is the SQLite file that may not be written."""
    if url.get_backend_name() != "sqlite":
        return sa.create_engine(url, pool_pre_ping=True)
    if only_read is not None:
        url = sa.make_url(f"sqlite:///{read_only_uri(only_read)}&uri=true")
    engine = sa.create_engine(url, connect_args={"timeout": patience})

    @sa.event.listens_for(engine, "connect")
    def configure(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # transactions are begun below, not guessed by the driver
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {patience * 1000}")
        if only_read is None:
            cursor.execute("PRAGMA journal_mode = WAL")
            cursor.execute("PRAGMA synchronous = NORMAL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.close()

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        write = connection.get_execution_options().get("scrape_write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine
