"""Opening a coverage database: made when it is empty, refused when its schema is not ours."""

from __future__ import annotations

from pathlib import Path

from pipeline.errors import SchemaError, StorageError
from storage.database.engine import Database
from storage.schema.tables import HEAD

__all__ = ["open_database"]


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


def _fit_schema(database: Database) -> None:
    revision = database.revision()
    if revision is None:
        from storage.database.migrate import upgrade  # noqa: PLC0415 - Alembic takes long to import and is seldom needed

        upgrade(database)
    elif revision != HEAD:
        raise SchemaError(
            f"{database.shown} has schema {revision}, this program needs {HEAD}; run: scrape db upgrade"
        )


def _make_folder(database: Database) -> None:
    name = database.url.database
    if database.is_sqlite and name and name != ":memory:" and not name.startswith("file:"):
        try:
            Path(name).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(f"{database.shown}: its folder cannot be made ({error.strerror})") from error
