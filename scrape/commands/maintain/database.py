"""`scrape db`: bring the schema up to date, copy, compact and check the coverage database."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from scrape.config.settings import Settings
from scrape.output.export import one_line
from storage.counts import recount, wrong_counts
from storage.database.engine import Database
from storage.database.maintenance import backup, size_in_bytes, vacuum
from storage.database.open import existing_database
from storage.schema.tables import HEAD

__all__ = ["backup_database", "check_database", "show_revision", "upgrade_database", "vacuum_database"]

_MOST_SHOWN = 20


def upgrade_database(settings: Settings) -> None:
    """Run the migrations that are missing. Raises StorageError, SchemaError."""
    from storage.database.migrate import upgrade  # noqa: PLC0415 - no other command needs Alembic

    with closing(Database(settings.database)) as database:
        before = database.revision()
        upgrade(database)
        print(f"{database.shown}: schema {before or 'none'} -> {database.revision()}")


def show_revision(settings: Settings) -> None:
    """Print which schema the database has. Raises StorageError."""
    with closing(Database(settings.database)) as database:
        print(f"{database.shown}: schema {database.revision() or 'none'}, this program needs {HEAD}")


def backup_database(settings: Settings, file: Path) -> None:
    """Copy the database to `file`. Raises StorageError, UsageError."""
    with existing_database(settings.database) as database:
        backup(database, file)
    print(f"wrote {file}")


def vacuum_database(settings: Settings) -> None:
    """Compact the database, and print by how much. Raises StorageError."""
    with existing_database(settings.database) as database:
        with database.read() as connection:
            before = size_in_bytes(database, connection)
        vacuum(database)
        with database.read() as connection:
            after = size_in_bytes(database, connection)
    print(f"{before / 1e6:.1f} MB before, {after / 1e6:.1f} MB now")


def check_database(settings: Settings, *, repair: bool) -> int:
    """Print which of the stored counts are wrong, and with `repair` correct them; the exit code, 1 when some are
    wrong and stay so. Raises StorageError."""
    with existing_database(settings.database) as database:
        with database.read() as connection:
            wrong = wrong_counts(connection)
        if wrong and repair:
            with database.write() as connection:
                recount(connection)
    for difference in wrong[:_MOST_SHOWN]:
        of = f"{difference.table} {one_line(difference.of)}"
        print(f"{of}: {difference.kept} is stored, {difference.counted} is correct")
    if not wrong:
        print("all stored counts are correct")
        return 0
    if repair:
        print(f"wrong counts corrected: {len(wrong)}")
        return 0
    print(f"wrong counts: {len(wrong)}; correct them with: scrape db check --repair")
    return 1
