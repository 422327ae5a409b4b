"""`scrape sources import`: the sources of a file are entered in the database."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from scrape.config.settings import Settings
from scrape.output.console import complain
from scrape.output.export import shown
from scrape.plan.source_files import read_source_file
from storage.database.open import open_database
from storage.sources.listed import import_sources

__all__ = ["import_file"]

_NOTHING = 1


def import_file(settings: Settings, path: Path) -> int:
    """Enter the sources that a file lists; print what is wrong with other lines of it. The exit code: 1 when it
    lists none. Raises UsageError, StorageError."""
    listed = read_source_file(path)
    for problem in listed.problems:
        complain(f"warning: {shown(problem)}")
    if not listed.sources:
        complain(f"{path}: it lists no source that can be asked")
        return _NOTHING
    with closing(open_database(settings.database)) as database, database.write() as connection:
        imported = import_sources(connection, listed.sources, datetime.now(UTC))
    print(f"{imported.new} sources are asked from now on; {imported.known} were asked already")
    return 0
