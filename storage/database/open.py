"""Opening a coverage database: made when it is empty, refused when its schema is not ours."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from pipeline.errors import SchemaError, StorageError
from storage.database.engine import Database, parse_url
from storage.database.revisions import UNRELEASED, misfit
from storage.database.sqlite_file import file_of
from storage.schema.tables import HEAD

__all__ = ["existing_database", "is_missing", "open_database"]


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
def existing_database(url: str, *, as_it_is: bool = False) -> Iterator[Database]:
    """The coverage database at `url`, open while the context lasts; a missing SQLite file is not made, and one that
    is to be read `as_it_is` is not brought to the newest schema either.

    Raises SchemaError and StorageError as `open_database` does, and StorageError when there is no such file.
    """
    if is_missing(url):
        raise StorageError(f"there is no coverage database at {file_of(parse_url(url))} yet; run: scrape run")
    database = Database(url) if as_it_is else open_database(url)
    try:
        if as_it_is and (revision := database.revision()) != HEAD:
            raise SchemaError(misfit(database, revision))
        yield database
    finally:
        database.close()


def is_missing(url: str) -> bool:
    """Whether `url` names a SQLite file that is not there."""
    file = file_of(parse_url(url))
    return file is not None and not os.path.exists(file)  # noqa: PTH110 - Path.exists raises where it may not look


def _fit_schema(database: Database) -> None:
    revision = database.revision()
    if revision in {None, *UNRELEASED} and not database.is_read_only:
        from storage.database.migrate import upgrade  # noqa: PLC0415 - Alembic is slow to import, seldom needed

        upgrade(database)
        return
    if revision != HEAD:
        raise SchemaError(misfit(database, revision))


def _make_folder(database: Database) -> None:
    if database.file is None:
        return
    try:
        database.file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"{database.shown}: its folder cannot be made ({error.strerror})") from error
