"""Rows of a table kept by hand as coverage: in their own words, with what is known of their articles."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from pipeline.items import Coverage, CoverageStatus, Link, Reason
from pipeline.urls import canonical_url
from storage.by_hand.coverage import hand_coverage
from storage.by_hand.pages import HandPage, pages_at
from storage.by_hand.rows import HandEntry, address_of, enter_rows, hand_rows
from storage.database.engine import Database
from storage.ledger.links import offer_links
from storage.ledger.outcomes import Settlement, settle
from storage.runs import start_run
from storage.schema.tables import media_coverage
from tests.storage.deeds import FEED, IDS, NOW, Desk, Never, Page, names_of

WHO = IDS[0]
OURS = Page(number=3, text=0, headline=0, whose=(1, 2, 0, 0), minutes=5)
DOUBTED = Page(number=4, text=2, headline=1, whose=(2, 1, 0, 0), minutes=6)


def entry(page: Page, words: str, label: str = "신문 넷 외 다수 언론사") -> HandEntry:
    return HandEntry("2026.10", words, label, page.outcome().url + "?utm_source=home", f"line of {words}")


@pytest.fixture
def desk(database: Database) -> Database:
    sets = names_of(database)
    with database.write() as connection:
        for page in (OURS, DOUBTED):
            Desk(connection, sets).save(page)
    return database


def enter(database: Database, *entries: HandEntry) -> tuple[Coverage, ...]:
    with database.write() as connection:
        enter_rows(connection, WHO, entries, NOW)
        return hand_coverage(connection, [WHO])


def test_the_words_of_the_row_stand_over_the_facts_of_its_article(desk: Database) -> None:
    (row,) = enter(desk, entry(OURS, "내가 붙인 제목"))
    assert (row.month, row.headline, row.label) == ("2026-10", "내가 붙인 제목", "신문 넷 외 다수 언론사")
    assert (row.url, row.written) == (OURS.outcome().url + "?utm_source=home", "line of 내가 붙인 제목")
    assert row.article_id > 0 < row.story_id
    assert (row.outlet, row.published_on, row.status) == ("신문 3", NOW.date(), CoverageStatus.CONFIRMED)


def test_a_row_whose_page_is_no_coverage_of_ours_is_the_persons_own(desk: Database) -> None:
    rows = enter(
        desk, entry(DOUBTED, "보류"), HandEntry("2026.09", "강연 영상", "누리통신 유튜브", "", outlet="누리통신")
    )
    with desk.read() as connection:
        ids = [-row.id for row in hand_rows(connection, [WHO])]
    assert [(row.id, row.article_id, row.story_id) for row in rows] == [(key, 0, 0) for key in ids]
    assert [(row.headline, row.outlet, row.status) for row in rows] == [
        ("보류", "신문 넷 외 다수 언론사", "confirmed"),
        ("강연 영상", "누리통신", "confirmed"),
    ]
    assert (rows[1].entity_name, rows[1].language, rows[1].published_on) == ("서다인", "ko", None)


def test_an_article_that_is_found_later_is_the_rows(database: Database) -> None:
    sets = names_of(database)
    assert enter(database, entry(OURS, "먼저 적은 것"))[0].article_id == 0
    with database.write() as connection:
        Desk(connection, sets).save(OURS)
        (row,) = hand_coverage(connection, [WHO])
        (kept,) = hand_rows(connection, [WHO])
    assert (row.headline, row.article_id) == ("먼저 적은 것", kept.article_id)
    assert kept.article_id is not None


def test_two_rows_of_one_article_both_stay_in_the_order_of_the_table(desk: Database) -> None:
    rows = enter(desk, entry(OURS, "둘째"), HandEntry("2026", "셋째", "", ""), entry(OURS, "첫째"))
    assert [(row.headline, row.month) for row in rows] == [
        ("둘째", "2026-10"),
        ("셋째", None),
        ("첫째", "2026-10"),
    ]


def test_what_became_of_pages(desk: Database) -> None:
    enter(desk, entry(OURS, "하나"), entry(DOUBTED, "둘"))
    with desk.read() as connection:
        addresses = [address_of(row) or "" for row in hand_rows(connection, [WHO])]
        unknown = "https://outlet9.example/news/1"
        pages = pages_at(connection, WHO, [*addresses, unknown])
        ids = connection.execute(
            sa.select(media_coverage.c.id).where(media_coverage.c.entity_id == WHO).order_by(media_coverage.c.id)
        ).scalars()
        assert [pages[address].row_id for address in addresses] == list(ids)
    ours, doubted = (pages[address] for address in addresses)
    assert (ours.status, ours.outlet, ours.others) == (CoverageStatus.CONFIRMED, "신문 3", ("한지우",))
    assert (doubted.status, doubted.by_hand, doubted.others) == (CoverageStatus.REVIEW, False, ("한지우",))
    assert pages[unknown] == HandPage()


def test_the_reason_of_a_page_is_that_of_its_link(database: Database) -> None:
    sets = names_of(database)
    with database.write() as connection:
        desk = Desk(connection, sets)
        desk.offer(OURS)
        desk.settle(Page(0, 10, 0, (0, 0, 0, 0), None))
        pages = pages_at(connection, WHO, ["https://outlet.example/0", "https://outlet.example/1"])
    assert [page.reason for page in pages.values()] == [list(Reason)[10], None]


def test_a_link_that_leads_elsewhere_ends_as_the_page_there(database: Database) -> None:
    sets = names_of(database)
    opaque, there = "https://news.google.com/rss/articles/CBMiAUyqLopaque1?oc=5", "https://outlet.example/1"
    with database.write() as connection:
        run_id = start_run(connection, "run", NOW)

        def offer(*links: Link) -> None:
            offer_links(connection, links, source_id=None, sets=sets, run_id=run_id, now=NOW)

        def end(url: str, reason: Reason, detail: str) -> None:
            ended = Settlement(canonical_url(url), reason, detail)
            settle(connection, ended, name_set_id=sets.current, run_id=run_id, timetable=Never())

        offer(Link(opaque, FEED))
        offer(Link(there, FEED, other_urls=(opaque,)))
        end(opaque, Reason.KNOWN, f"leads to {there}")
        end(there, Reason.NO_NAME, "")
        pages = pages_at(connection, WHO, [canonical_url(opaque)])
    assert list(pages.values()) == [HandPage(Reason.NO_NAME)]
