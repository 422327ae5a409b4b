"""How often sources publish."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from storage.database.engine import Database
from storage.schema.tables import ledger, offer, source
from storage.sources.rhythm import articles_a_day, times_published

NOW = datetime(2026, 11, 20, tzinfo=UTC)
HOUR = timedelta(hours=1)


def offered(database: Database, published: Sequence[datetime | None], first: datetime = NOW) -> None:
    """Source 1 offered links, for the first time then; of each is known when it was published, or nothing."""
    with database.write() as connection:
        connection.execute(
            sa.insert(source).values(id=1, kind="feed", url="http://a.example/", first_seen_at=first)
        )
        for key, when in enumerate(published, 1):
            url = f"http://a.example/{key}"
            row = {"url": url, "offered_url": url, "published_at": when, "has_time": when is not None}
            times = {"first_offered_at": first, "last_offered_at": NOW}
            connection.execute(sa.insert(ledger).values(id=key, **row, **times))
            connection.execute(sa.insert(offer).values(ledger_id=key, source_id=1, **times))


@pytest.mark.parametrize(
    ("published", "a_day"),
    [
        ([NOW - timedelta(minutes=6 * step) for step in range(1, 11)], 240),
        ([NOW - timedelta(days=step) for step in range(1, 8)], 1),
        ([NOW - timedelta(minutes=1)], 24),
        ([NOW - timedelta(days=30)], 0),
    ],
    ids=["ten in the last hour", "one a day", "one just now", "long ago"],
)
def test_a_new_source_shows_by_its_first_reading_how_often_it_publishes(
    database: Database, published: list[datetime], a_day: float
) -> None:
    offered(database, published)
    with database.read() as connection:
        assert articles_a_day(connection, [1], NOW)[1] == pytest.approx(a_day)


def test_of_the_last_two_weeks_the_times_are_known_that_articles_say(database: Database) -> None:
    offered(database, [NOW - HOUR, None, NOW - 15 * 24 * HOUR], first=NOW - HOUR)
    with database.read() as connection:
        assert times_published(connection, 1, NOW) == [NOW - HOUR]


def test_more_sources_are_asked_about_than_a_statement_takes_parameters(database: Database) -> None:
    keys = range(1, 70_001)
    with database.read() as connection:
        assert articles_a_day(connection, keys, datetime(2026, 11, 20, tzinfo=UTC)) == dict.fromkeys(keys, 0.0)
