"""`scrape db`: bring the schema up to date, copy, compact and check the coverage database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from scrape.config.settings import Settings
from scrape.output.export import one_line
from storage.counts import recount, wrong_counts
from storage.coverage.word_index import missing_words, refill
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
        if database.is_sqlite:
            with database.write() as connection:
                refill(connection)
        vacuum(database)
        with database.read() as connection:
            after = size_in_bytes(database, connection)
    print(f"{before / 1e6:.1f} MB before, {after / 1e6:.1f} MB now")


def check_database(settings: Settings, *, repair: bool) -> int:
    """Print which of the stored counts are wrong, and whether searches find what is stored; with `repair` put both
    right. The exit code: 1 when something is wrong and stays so. Raises StorageError."""
    with existing_database(settings.database) as database:
        with database.read() as connection:
            wrong, unfound = wrong_counts(connection), missing_words(connection)
        if repair and (wrong or unfound):
            with database.write() as connection:
                if wrong:
                    recount(connection)
                if unfound:
                    refill(connection)
    for difference in wrong[:_MOST_SHOWN]:
        of = f"{difference.table} {one_line(difference.of)}"
        print(f"{of}: {difference.kept} is stored, {difference.counted} is correct")
    print("\n".join(_verdicts(len(wrong), len(unfound), repair=repair)))
    return int(bool(wrong or unfound) and not repair)


def _verdicts(wrong: int, unfound: int, *, repair: bool) -> Iterator[str]:
    advice = "correct them with: scrape db check --repair"
    if wrong:
        yield f"wrong counts corrected: {wrong}" if repair else f"wrong counts: {wrong}; {advice}"
    else:
        yield "all stored counts are correct"
    if unfound:
        what = f"articles that a search does not find, of 1,000 at random: {unfound}"
        yield f"{what}; the index was made anew" if repair else f"{what}; {advice}"
