"""`scrape sql`: one reading statement on the coverage database."""

from __future__ import annotations

from scrape.config.settings import Settings
from scrape.output.console import print_rows
from scrape.output.export import one_line
from storage.database.open import existing_database
from storage.database.read_only import query

__all__ = ["show_sql"]


def show_sql(settings: Settings, statement: str) -> None:
    """Run one reading statement and print its rows. Raises UsageError, StorageError."""
    with existing_database(settings.database) as database:
        answer = query(database, statement)
    cells = [["" if cell is None else str(cell) for cell in row] for row in answer.rows]
    print_rows([one_line(name) for name in answer.columns], cells, as_stored=True)
