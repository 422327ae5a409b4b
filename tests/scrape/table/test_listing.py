"""Rows kept by hand among ours, on both databases: the period, the number and the statuses that are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from operator import attrgetter

import pytest
import sqlalchemy as sa

from pipeline.items import CoverageStatus
from scrape.table.listing import listed_rows, rows_found_last
from storage.by_hand.rows import HandEntry, enter_rows
from storage.coverage.read import CoverageFilter, find, find_stories
from storage.database.engine import Database
from storage.schema.tables import media_coverage
from tests.storage.coverage.test_read import NOW, PEOPLE, fill

SEOHA = PEOPLE[0]
HAND = [
    HandEntry("2024.09", "칼럼", "새벽일보 외 다수", ""),
    HandEntry("2024.08", "headline 5", "여러 언론사", "https://x.example/5"),
    HandEntry("2024.13", "달이 없는 달", "누리통신", "https://x.example/odd"),
    HandEntry("언젠가", "옛 기사", "누리통신", ""),
    HandEntry("2024.07", "지난달", "누리통신", "https://x.example/july"),
]


@pytest.fixture
def kept(database: Database) -> Iterator[sa.Connection]:
    """A database with articles of two weeks, and a table that is kept about 윤서하."""
    with database.write() as connection:
        fill(connection, 150)
        enter_rows(connection, SEOHA, HAND, NOW)
    with database.read() as connection:
        yield connection


def headlines(connection: sa.Connection, wanted: CoverageFilter, limit: int | None = None) -> list[str]:
    return [row.headline for row in listed_rows(connection, wanted, limit=limit)]


def test_the_table_stays_in_its_order_and_ours_is_there_once(kept: sa.Connection) -> None:
    found = list(listed_rows(kept, CoverageFilter((SEOHA,))))
    assert [row.headline for row in found if row.label] == [entry.headline for entry in HAND]
    hand = next(row for row in found if row.headline == "headline 5")
    ours = {row.story_id for row in find_stories(kept, CoverageFilter((SEOHA,)))}
    assert {row.story_id for row in found if not row.label} == ours - {hand.story_id}
    assert len(found) == len(ours) - (hand.story_id in ours) + len(HAND)


def test_without_names_the_tables_of_all_are_listed(kept: sa.Connection) -> None:
    everybody = list(listed_rows(kept, CoverageFilter()))
    assert [row.headline for row in everybody if row.label] == [entry.headline for entry in HAND]
    assert {row.entity_id for row in everybody} == set(PEOPLE)


def test_a_period_holds_the_rows_whose_month_has_a_day_of_it(kept: sa.Connection) -> None:
    september = CoverageFilter((SEOHA,), since=date(2024, 9, 2), until=date(2024, 9, 3))
    assert [row.label for row in listed_rows(kept, september)] == ["새벽일보 외 다수"]
    july = CoverageFilter((SEOHA,), until=date(2024, 7, 20))
    assert headlines(kept, july)[-1] == "지난달"
    assert not {"칼럼", "달이 없는 달", "옛 기사"} & set(headlines(kept, july))


def test_a_row_outside_the_period_does_not_come_back_as_ours(kept: sa.Connection) -> None:
    """The hand says September of an article of August."""
    with_hand = [HandEntry("2024.09", "headline 5", "여러 언론사", "https://x.example/5")]
    enter_rows(kept, SEOHA, with_hand, NOW)
    august = CoverageFilter((SEOHA,), since=date(2024, 7, 1), until=date(2024, 8, 31))
    assert "headline 5" not in headlines(kept, august)


def test_so_many_of_the_newest_are_listed(kept: sa.Connection) -> None:
    wanted = CoverageFilter((SEOHA,))
    assert headlines(kept, wanted, 4) == headlines(kept, wanted)[:4]
    oldest_first = [HandEntry(f"2024.0{month}", f"{month}월", "누리통신", "") for month in range(1, 10)]
    enter_rows(kept, SEOHA, oldest_first, NOW)
    assert len(headlines(kept, wanted, 3)) == 3


def test_a_table_with_the_oldest_first_gives_its_newest_rows(database: Database) -> None:
    with database.write() as connection:
        fill(connection, 20)
        rows = [HandEntry(f"2025.0{month}", f"{month}월", "누리통신", "") for month in range(1, 10)]
        enter_rows(connection, SEOHA, rows, NOW)
    with database.read() as connection:
        assert headlines(connection, CoverageFilter((SEOHA,)), 3) == ["7월", "8월", "9월"]
        assert headlines(connection, CoverageFilter((SEOHA,)))[-1] == "9월"


def test_rows_kept_by_hand_are_confirmed(kept: sa.Connection) -> None:
    review = CoverageFilter((SEOHA,), statuses=(CoverageStatus.REVIEW,))
    assert headlines(kept, review) == [row.headline for row in find_stories(kept, review)]


def test_every_article_is_listed_beside_the_table(kept: sa.Connection) -> None:
    wanted = CoverageFilter((SEOHA,))
    ours = {row.url for row in find(kept, wanted)}
    listed = list(listed_rows(kept, wanted, every_article=True))
    assert {row.url for row in listed if not row.label} == ours - {entry.url for entry in HAND}


@pytest.mark.parametrize("every", [False, True])
@pytest.mark.parametrize("who", [(), (SEOHA,)])
def test_those_found_last_are_the_last_of_all_that_are_listed(
    database: Database, who: tuple[str, ...], *, every: bool
) -> None:
    """Whenever they were published; rows kept by hand stand for ours here too."""
    by_found = attrgetter("first_seen_at", "id")
    column = media_coverage.c
    with database.write() as connection:
        fill(connection, 150)
        enter_rows(connection, SEOHA, HAND, NOW)
        for key in connection.execute(sa.select(column.id)).scalars().all():
            found = NOW + timedelta(minutes=key * 37 % 61)
            connection.execute(sa.update(media_coverage).where(column.id == key).values(first_seen_at=found))
    wanted = CoverageFilter(who)
    with database.read() as connection:
        listed = sorted(listed_rows(connection, wanted, every_article=every), key=by_found, reverse=True)
        for limit in (1, 20, 1000):
            last = rows_found_last(connection, wanted, (), limit, every_article=every)
            assert sorted(last, key=by_found, reverse=True)[:limit] == listed[:limit]
            assert len(last) <= limit + len(HAND)
