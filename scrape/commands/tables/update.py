"""`scrape export --update`: the tables in a file are brought up to date where they stand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from pipeline.errors import UsageError
from scrape.commands.tables.export import ExportRequest
from scrape.config.settings import Settings
from scrape.plan.people import choose, refuse_unknown
from scrape.table.keeping.in_place import change_lines, update_file
from storage.database.open import existing_database
from storage.watchlist import known_ids

__all__ = ["update_tables"]


def update_tables(settings: Settings, file: Path, request: ExportRequest) -> None:
    """Bring the tables in `file` up to date, those of the named alone if there are any, and say what was changed.
    Raises UsageError, also when the file has no place for a table: then the lines that make one are printed."""
    named = request.selection
    if replace(request, selection=replace(named, people=(), companies=())) != ExportRequest():
        raise UsageError(
            "--update goes with --person and --company alone; language and first day stand in the marker: "
            'lang="ko" since="2024-08"'
        )
    chosen = choose(settings.watchlist(), named.people, named.companies)
    with existing_database(settings.database) as database:
        with database.read() as connection:
            refuse_unknown(chosen, known_ids(connection))
        done = update_file(database, settings, file, datetime.now(UTC), chosen.entities)
    if done.missing:
        print("\n".join(line for pair in done.missing for line in pair))
        raise UsageError(
            f"{file} has no place for the table, and is left as it is; put the lines above where it belongs"
        )
    print("\n".join(change_lines(file, done)))
