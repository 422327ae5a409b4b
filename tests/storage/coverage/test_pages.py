"""Page by page the table is what it is at once, whatever is asked; and no page reads it all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from pipeline.items import CoverageStatus, OutletRole, Place
from storage.coverage import pages
from storage.coverage.pages import ListedRow, coverage_page
from storage.coverage.read import CoverageFilter, find, find_stories
from storage.database.engine import Database
from storage.schema.tables import media_coverage
from tests.storage.coverage.test_read import FILTERS, NOW, OUTLETS, PEOPLE, fill

WANTED = [
    *FILTERS,
    CoverageFilter(outlets=OUTLETS[:1]),
    CoverageFilter(PEOPLE[:2], outlets=OUTLETS[2:3]),
    CoverageFilter(languages=("en",)),
    CoverageFilter(place=Place.HEADLINE),
    CoverageFilter(PEOPLE, place=Place.BODY, quoted=True),
    CoverageFilter(statuses=(CoverageStatus.REVIEW,)),
    CoverageFilter(found_since=NOW),
    CoverageFilter(PEOPLE[:1], found_since=NOW, since=date(2024, 8, 2)),
]


@pytest.fixture
def filled(database: Database) -> Iterator[sa.Connection]:
    with database.write() as connection:
        fill(connection, 120)
        column = media_coverage.c
        for values, divisor in (
            ({"in_headline": True}, 3),
            ({"in_lead": True}, 4),
            ({"quoted": True}, 2),
            ({"language": "en"}, 5),
            ({"first_seen_at": NOW - timedelta(days=1)}, 7),
        ):
            connection.execute(sa.update(media_coverage).where(column.id % divisor == 0).values(values))
        yield connection


def turned(
    connection: sa.Connection, wanted: CoverageFilter, limit: int, *, folded: bool, prefer: tuple[str, ...] = ()
) -> list[ListedRow]:
    """All pages, one after the other."""
    rows: list[ListedRow] = []
    after = None
    while True:
        page = coverage_page(connection, wanted, prefer, folded=folded, after=after, limit=limit)
        assert len(page.rows) <= limit
        rows += page.rows
        if page.next is None:
            return rows
        assert page.next != after
        after = page.next


@pytest.mark.parametrize("limit", [1, 7, 500])
def test_the_pages_together_are_the_table(filled: sa.Connection, limit: int) -> None:
    for wanted in WANTED:
        found = [one.row for one in turned(filled, wanted, limit, folded=False)]
        assert found == list(find(filled, wanted)), wanted
        assert found, wanted


@pytest.mark.parametrize("prefer", [(), OUTLETS[2:3]])
def test_stories_are_folded_on_pages_as_they_are_at_once(filled: sa.Connection, prefer: tuple[str, ...]) -> None:
    for wanted in WANTED:
        listed = turned(filled, wanted, 7, folded=True, prefer=prefer)
        whole = find_stories(filled, wanted, prefer)
        assert [one.row.id for one in listed] == [row.id for row in whole], wanted
        for one, row in zip(listed, whole, strict=True):
            press = [ran.outlet for ran in one.others if ran.outlet_role == OutletRole.PRESS]
            assert tuple(dict.fromkeys(name for name in press if name != row.outlet)) == row.other_outlets


def test_a_page_that_few_rows_fit_says_how_far_it_looked(
    filled: sa.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "_WALK", 10)
    for wanted in WANTED:
        if wanted.found_since is None:
            assert [one.row for one in turned(filled, wanted, 7, folded=False)] == list(find(filled, wanted)), (
                wanted
            )
    page = coverage_page(filled, CoverageFilter(outlets=("nobody",)))
    assert page.rows == ()
    newest = find(filled, CoverageFilter(statuses=tuple(CoverageStatus)), 10)
    assert (page.next, page.looked_to) == (newest[-1].id, newest[-1].published_on)


def test_a_row_that_is_gone_begins_at_the_newest(filled: sa.Connection) -> None:
    wanted = CoverageFilter(PEOPLE[:1])
    first = coverage_page(filled, wanted, limit=5, folded=False)
    filled.execute(sa.delete(media_coverage).where(media_coverage.c.id == first.next))
    again = coverage_page(filled, wanted, after=first.next, limit=4, folded=False)
    assert [one.row.id for one in again.rows] == [one.row.id for one in first.rows[:4]]
