"""Opening a coverage database: made when it is empty, refused when its schema is not ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import SchemaError, StorageError
from storage.database.engine import Database
from storage.database.revisions import UNRELEASED, misfit
from storage.schema.tables import HEAD

__all__ = ["existing_database", "open_database"]


def open_database(url: str) -> Database:
    """Open the coverage database at `url` and create its tables when it is empty.

    Raises SchemaError when it was made by another version of this program, StorageError when it cannot be
    opened.
    """
    database = Database(url)
    _make_folder(database)
    try:
        _fit_schema(database)
    except BaseException:
        database.close()
        raise
    return database


@contextmanager
def existing_database(url: str) -> Iterator[Database]:
    """The coverage database at `url`, open while the context lasts; a missing SQLite file is not made.

    Raises SchemaError and StorageError as `open_database` does, and StorageError when there is no such file.
    """
    file = _file_of(Database(url))
    if file is not None and not file.exists():
        raise StorageError(f"there is no coverage database at {file} yet; run: scrape run")
    database = open_database(url)
    try:
        yield database
    finally:
        database.close()


def _fit_schema(database: Database) -> None:
    revision = database.revision()
    if revision in {None, *UNRELEASED}:
        from storage.database.migrate import upgrade  # noqa: PLC0415 - Alembic is slow to import, seldom needed

        upgrade(database)
        return
    if revision != HEAD:
        raise SchemaError(misfit(database, str(revision)))


def _make_folder(database: Database) -> None:
    file = _file_of(database)
    if file is None:
        return
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"{database.shown}: its folder cannot be made ({error.strerror})") from error


def _file_of(database: Database) -> Path | None:
    """The file of a SQLite database that is named by a plain path; None for any other."""
    name = database.url.database
    if not database.is_sqlite or not name or name.startswith("file:"):
        return None
    return Path(name)
