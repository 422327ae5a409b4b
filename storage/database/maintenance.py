"""Looking after the database and the archive: size, backup, compaction, and letting go of old pages."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from contextlib import closing
from datetime import date
from pathlib import Path

import sqlalchemy as sa

from pipeline.errors import StorageError, UsageError
from storage.database.engine import Database
from storage.schema.tables import ledger

__all__ = ["backup", "drop_archive_before", "size_in_bytes", "vacuum"]


def size_in_bytes(database: Database, connection: sa.Connection) -> int:
    """How large the database is on disk."""
    if database.is_sqlite:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        return int(pages) * int(connection.exec_driver_sql("PRAGMA page_size").scalar_one())
    return int(connection.execute(sa.select(sa.func.pg_database_size(sa.func.current_database()))).scalar_one())


def backup(database: Database, file: Path) -> None:
    """Copy a SQLite database, whole and in order also while others write. Raises UsageError, StorageError."""
    if not database.is_sqlite:
        raise UsageError("PostgreSQL has its own way: pg_dump --format=custom --file FILE DATABASE")
    if file.exists():
        raise UsageError(f"{file} exists and is left as it is; name another file")
    name = database.url.database or ""
    draft = file.with_name(f"{file.name}.part")
    try:
        with closing(sqlite3.connect(name)) as here, closing(sqlite3.connect(draft)) as there:
            here.backup(there)
        draft.replace(file)
    except (sqlite3.Error, OSError) as error:
        draft.unlink(missing_ok=True)
        raise StorageError(f"{file}: the backup failed ({error})") from error


def vacuum(database: Database) -> None:
    """Give space that is not used any more back. Raises StorageError."""
    try:
        if database.is_sqlite:
            with closing(sqlite3.connect(database.url.database or "", isolation_level=None)) as connection:
                connection.execute("VACUUM")
            return
        engine = sa.create_engine(database.url, isolation_level="AUTOCOMMIT")
        try:
            with engine.connect() as plain:
                plain.exec_driver_sql("VACUUM ANALYZE")
        finally:
            engine.dispose()
    except (sqlite3.Error, sa.exc.SQLAlchemyError) as error:
        raise StorageError(f"{database.shown}: {error}") from error


def drop_archive_before(connection: sa.Connection, folder: Path, day: date) -> Collection[str]:
    """Remove the archive's files of days before `day`; the ledger forgets where those pages stood. Gives their
    names. Files that are not named by a day are left alone."""
    dropped = []
    for file in sorted(folder.glob("*.warc.gz")):
        try:
            written = date.fromisoformat(file.name[:10])
        except ValueError:
            continue
        if written < day:
            forgotten = {"archive_file": None, "archive_offset": None, "archive_length": None}
            connection.execute(sa.update(ledger).where(ledger.c.archive_file == file.name).values(forgotten))
            file.unlink(missing_ok=True)
            dropped.append(file.name)
    return dropped
