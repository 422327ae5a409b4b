"""Looking after the database and the archive: size, backup, compaction, and letting go of old pages."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from contextlib import closing
from datetime import date
from pathlib import Path

import sqlalchemy as sa

from pipeline.errors import StorageError, UsageError
from storage.archive import ArchivePlace, drop_files, files_in
from storage.database.engine import Database
from storage.schema.tables import article_version, ledger

__all__ = ["backup", "drop_archive_before", "size_in_bytes", "vacuum"]

_AT_ONCE = 500  # files named in one statement


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


def drop_archive_before(database: Database, place: ArchivePlace, day: date) -> Collection[str]:
    """Remove the archive's files of days before `day`; first the database forgets where those pages stood. Gives
    their names. Files that are not named by a day are left alone. Raises StorageError, ArchiveError."""
    dropped = [name for name in files_in(place) if _day_of(name, day) < day]
    with database.write() as connection:
        for at in range(0, len(dropped), _AT_ONCE):
            for table in (ledger, article_version):
                of_file = table.c.archive_file.in_(dropped[at : at + _AT_ONCE])
                forgotten = {"archive_file": None, "archive_offset": None, "archive_length": None}
                connection.execute(sa.update(table).where(of_file).values(forgotten))
    drop_files(place, dropped)
    return dropped


def _day_of(name: str, other: date) -> date:
    try:
        return date.fromisoformat(name[:10])
    except ValueError:
        return other
