"""What is known of the files in which a table is kept up to date."""

from __future__ import annotations

from datetime import timedelta

from pipeline.items import CoverageStatus
from pipeline.urls import canonical_url
from storage.by_hand.files import KeptRow, at_addresses, keep_rows, kept_paths, kept_rows
from storage.database.engine import Database
from tests.storage.deeds import IDS, NOW, STATUSES, Desk, Page, names_of

FIRST, SECOND = IDS[:2]
ROWS = (KeptRow("https://a.example/1", "a line"), KeptRow("words", None, NOW))


def test_rows_of_a_file_are_those_of_the_latest_update(database: Database) -> None:
    names_of(database)
    with database.write() as connection:
        keep_rows(connection, FIRST, "/home.md", ROWS, NOW)
        keep_rows(connection, SECOND, "/home.md", ROWS[:1], NOW)
        keep_rows(connection, FIRST, "/other.md", (), NOW)
        assert kept_rows(connection, FIRST, "/home.md") == ROWS
        keep_rows(connection, FIRST, "/home.md", ROWS[1:], NOW + timedelta(hours=1))
    with database.read() as connection:
        assert kept_rows(connection, FIRST, "/home.md") == ROWS[1:]
        assert kept_rows(connection, SECOND, "/home.md") == ROWS[:1]
        assert kept_rows(connection, SECOND, "/other.md") == ()
        assert set(kept_paths(connection, FIRST)) == {"/home.md", "/other.md"}


def test_a_file_that_was_moved_keeps_its_rows(database: Database) -> None:
    names_of(database)
    with database.write() as connection:
        keep_rows(connection, FIRST, "/old/home.md", ROWS, NOW)
        keep_rows(connection, FIRST, "/new/home.md", ROWS, NOW, moved_from="/old/home.md")
        assert kept_paths(connection, FIRST) == ("/new/home.md",)
        assert kept_rows(connection, FIRST, "/new/home.md") == ROWS


def test_what_stands_at_an_address(database: Database) -> None:
    """Copies are one story; an address that leads to no article is left out."""
    confirmed, rejected = STATUSES.index(CoverageStatus.CONFIRMED), STATUSES.index(CoverageStatus.REJECTED)
    one = Page(1, 0, 0, (confirmed, 0, 0, 0), 1)
    copy = Page(2, 0, 0, (rejected, confirmed, 0, 0), 2)
    sets = names_of(database)
    with database.write() as connection:
        for page in (one, copy):
            Desk(connection, sets).save(page)
    addresses = [canonical_url(page.outcome().url) for page in (one, copy)]
    with database.read() as connection:
        found = at_addresses(connection, FIRST, [*addresses, "https://nowhere.example/1"])
    assert set(found) == set(addresses)
    assert len({at.story_id for at in found.values()}) == 1
    assert [found[address].status for address in addresses] == ["confirmed", "rejected"]
    with database.read() as connection:
        assert at_addresses(connection, IDS[2], addresses)[addresses[0]].status is None
