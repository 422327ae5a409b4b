"""Bring a coverage database to the newest schema with Alembic."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError

import storage
from pipeline.errors import SchemaError
from storage.database.engine import Database

__all__ = ["scripts_folder", "upgrade"]


def scripts_folder() -> Path:
    """Where the migration scripts stand: inside the installed package, or at the top of a checkout."""
    package = Path(storage.__file__).resolve().parent
    for folder in (package / "migrations", package.parent / "alembic"):
        if (folder / "env.py").is_file():
            return folder
    raise SchemaError(f"the migration scripts are missing beside {package}; install the program again")


def upgrade(database: Database, revision: str = "head") -> None:
    """Run every migration up to `revision`. Raises SchemaError when the history does not fit the database."""
    config = Config()
    config.set_main_option("script_location", str(scripts_folder()).replace("%", "%%"))
    with database.write() as connection:
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, revision)
        except CommandError as error:
            raise SchemaError(f"{database.shown}: {error}") from error
