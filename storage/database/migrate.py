"""Bring a coverage database to the newest schema with Alembic."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from alembic.util import CommandError

import storage
from pipeline.errors import SchemaError
from storage.database.engine import Database
from storage.database.revisions import FIRST, UNRELEASED, is_newer, misfit
from storage.database.shape import SchemaShape, differences, schema_shape

__all__ = ["adopt", "scripts_folder", "upgrade"]

_SCRATCH = "scrape_first_schema"


def scripts_folder() -> Path:
    """Where the migration scripts stand: inside the installed package, or at the top of a checkout."""
    package = Path(storage.__file__).resolve().parent
    for folder in (package / "migrations", package.parent / "alembic"):
        if (folder / "env.py").is_file():
            return folder
    raise SchemaError(f"the migration scripts are missing beside {package}; install the program again")


def upgrade(database: Database) -> None:
    """Run every migration the database lacks. Raises SchemaError when it is of a kind that cannot be upgraded."""
    revision = database.revision()
    if revision is not None and is_newer(revision):
        raise SchemaError(misfit(database, revision))
    if revision in UNRELEASED:
        adopt(database)
    config = _config()
    with database.write() as connection:
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise SchemaError(f"{database.shown}: {error}") from error


def adopt(database: Database) -> None:
    """Take over a database that was made before the first release, when its tables are those of the first schema.

    Raises SchemaError when they are not.
    """
    newest = UNRELEASED[-1]
    with database.write() as connection:
        revision = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        if revision not in UNRELEASED:  # another process was faster
            return
        if revision != newest:
            raise SchemaError(
                f"{database.shown} has schema {revision}, which is older than the first release; "
                f"bring it to {newest} first, as docs/database.md describes"
            )
        changed = differences(schema_shape(connection), _first_shape(connection))
        if changed:
            more = f" (and {len(changed) - 1} more)" if len(changed) > 1 else ""
            raise SchemaError(
                f"{database.shown} has schema {newest}, but was changed: {changed[0]}{more}; "
                "undo that and try again"
            )
        connection.execute(sa.text("UPDATE alembic_version SET version_num = :first"), {"first": FIRST})


def _first_shape(connection: sa.Connection) -> SchemaShape:
    """The shape that the first migration gives a database of this kind, tried out where nothing is kept."""
    if connection.dialect.name == "sqlite":
        scratch = sa.create_engine("sqlite://")
        try:
            with scratch.begin() as empty:
                return _made_by_first(empty)
        finally:
            scratch.dispose()
    with connection.begin_nested() as savepoint:
        connection.exec_driver_sql(f"CREATE SCHEMA {_SCRATCH}")
        connection.exec_driver_sql(f"SET LOCAL search_path TO {_SCRATCH}")
        shape = _made_by_first(connection)
        savepoint.rollback()
    return shape


def _made_by_first(connection: sa.Connection) -> SchemaShape:
    with Operations.context(MigrationContext.configure(connection)):
        ScriptDirectory.from_config(_config()).get_revision(FIRST).module.upgrade()
    return schema_shape(connection)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(scripts_folder()).replace("%", "%%"))
    return config
