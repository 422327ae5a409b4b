"""Page by page a listing with rows kept by hand is what it is at once, whatever is asked and however it is kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scrape.table.listing import listed_rows
from scrape.table.paging import PageRow, listing_page
from storage.by_hand.rows import HandEntry, enter_rows
from storage.coverage import pages
from storage.coverage.read import CoverageFilter
from storage.database.engine import Database
from storage.schema.by_hand import hand_row
from tests.storage.coverage.test_pages import WANTED
from tests.storage.coverage.test_read import NOW, PEOPLE, fill

NEWEST_FIRST = ("2024.09", "2024.08", "2024.13", "2024.09", "언젠가", "2024.08", "2024.07")
OLDEST_FIRST = ("2024.07", "2024.08", "2024.08", "", "2024.07", "2024.09")
MONTHS = st.sampled_from(["2024.07", "2024.08", "2024.09", "언젠가"])


@pytest.fixture
def filled(database: Database) -> Iterator[sa.Connection]:
    with database.write() as connection:
        fill(connection, 60)
        yield connection


def keep(connection: sa.Connection, entity_id: str, months: Sequence[str]) -> None:
    """Keep a table by hand; every third row is an article of ours."""
    entries = [
        HandEntry(
            month,
            f"{number}번째",
            "누리통신 외 다수",
            f"https://x.example/{number}" if number % 3 == 1 else f"https://hand.example/{number}",
        )
        for number, month in enumerate(months)
    ]
    enter_rows(connection, entity_id, entries, NOW)


def turned(connection: sa.Connection, wanted: CoverageFilter, limit: int, *, folded: bool = True) -> list[PageRow]:
    """All pages, one after the other."""
    rows: list[PageRow] = []
    after = ""
    while True:
        page = listing_page(connection, wanted, folded=folded, after=after, limit=limit)
        assert len(page.rows) <= limit
        rows += page.rows
        if not page.next:
            return rows
        assert page.next != after
        after = page.next


def assert_same(connection: sa.Connection, wanted: CoverageFilter, limit: int, *, folded: bool = True) -> None:
    """The pages have the rows of the listing in its order."""
    whole = list(listed_rows(connection, wanted, every_article=not folded))
    listed = [one.row for one in turned(connection, wanted, limit, folded=folded)]
    assert [(row.id, row.entity_id, row.headline) for row in listed] == [
        (row.id, row.entity_id, row.headline) for row in whole
    ], (wanted, limit, folded)


@pytest.mark.parametrize("months", [NEWEST_FIRST, OLDEST_FIRST, ("", "")])
@pytest.mark.parametrize("limit", [1, 7, 200])
def test_the_pages_together_are_the_listing(
    filled: sa.Connection, monkeypatch: pytest.MonkeyPatch, months: tuple[str, ...], limit: int
) -> None:
    keep(filled, PEOPLE[0], months)
    keep(filled, PEOPLE[1], months[:3])
    for walk in (20_000, 9):
        monkeypatch.setattr(pages, "_WALK", walk)
        for wanted in WANTED:
            if walk == 9 and wanted.found_since is not None:
                continue  # what was found is looked for among the newest alone
            assert_same(filled, wanted, limit)
            assert_same(filled, wanted, limit, folded=False)


@given(tables=st.lists(st.lists(MONTHS, max_size=6), min_size=2, max_size=2), limit=st.integers(1, 9))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_the_order_of_the_tables(filled: sa.Connection, tables: list[list[str]], limit: int) -> None:
    filled.execute(sa.delete(hand_row))
    for entity_id, months in zip(PEOPLE, tables, strict=False):
        keep(filled, entity_id, months)
    assert_same(filled, CoverageFilter(), limit)


def test_a_row_stands_under_the_month_of_its_place(filled: sa.Connection) -> None:
    keep(filled, PEOPLE[0], NEWEST_FIRST)
    rows = turned(filled, CoverageFilter(PEOPLE[:1]), 5)
    months = [one.month or "" for one in rows]
    assert months == sorted(months, reverse=True)
    kept = [one for one in rows if one.hand is not None]
    assert {one.month for one in kept if not one.row.month} == {"2024-09"}, "that of the row before"


def test_a_row_that_was_taken_out_begins_at_the_first(filled: sa.Connection) -> None:
    keep(filled, PEOPLE[0], ["2024.09", "2024.09"])
    first = listing_page(filled, CoverageFilter(PEOPLE[:1]), limit=1)
    assert first.next.startswith("h")
    filled.execute(sa.delete(hand_row).where(hand_row.c.id == int(first.next[1:])))
    again = listing_page(filled, CoverageFilter(PEOPLE[:1]), after=first.next, limit=1)
    assert again.rows[0].row.headline == "1번째"
