"""How often sources publish."""

from __future__ import annotations

from datetime import UTC, datetime

from storage.database.engine import Database
from storage.sources.rhythm import articles_a_day


def test_more_sources_are_asked_about_than_a_statement_takes_parameters(database: Database) -> None:
    keys = range(1, 70_001)
    with database.read() as connection:
        assert articles_a_day(connection, keys, datetime(2026, 11, 20, tzinfo=UTC)) == dict.fromkeys(keys, 0.0)
