"""The timeline: a chart whose bars lead to their rows, its numbers, and the CSV of them."""

from __future__ import annotations

import csv
import io

import pytest

from storage.database.engine import Database
from tests.scrape.web.serving import Pages
from tests.storage.report.newsroom import HARAM, LAB, SEOHA, Newsroom


@pytest.fixture
def newsroom(database: Database) -> Newsroom:
    with database.write() as connection:
        room = Newsroom(connection)
        for number in range(3):
            room.publish("2026-11-03", of_story=7, headline=f"소식 {number}")
        room.publish("2026-10-05", who=(SEOHA, HARAM))
    return room


def rows(pages: Pages, path: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(pages.get(path).text.lstrip("\ufeff"))))


def test_a_bar_leads_to_the_rows_it_counts(newsroom: Newsroom, pages: Pages) -> None:
    page = pages.get(f"/timeline?who={SEOHA.id}&count=articles")
    assert 'class="series-1"' in page.text
    november = next(link for link in page.links if "since=2026-11-01" in link)
    assert pages.get(november).text.count('<a class="title"') == 3
    assert ">3</a>" in page.text


def test_stories_are_counted_once_a_period(newsroom: Newsroom, pages: Pages) -> None:
    found = {(row["first_day"], row["name"]): row for row in rows(pages, "/timeline.csv")}
    assert len(found) == 12 * 3
    row = found["2026-11-01", SEOHA.name]
    assert (row["articles"], row["stories"], row["last_day"]) == ("3", "1", "2026-11-30")
    shares = [found["2026-10-01", one.name]["share_of_stories"] for one in (SEOHA, HARAM, LAB)]
    assert shares == ["0.5000", "0.5000", "0.0000"]


@pytest.mark.parametrize(
    ("asked", "periods"), [("by=day&since=2026-11", 20), ("by=week&since=2026-10&until=2026-10", 5)]
)
def test_the_address_says_which_periods(newsroom: Newsroom, pages: Pages, asked: str, periods: int) -> None:
    found = rows(pages, f"/timeline.csv?{asked}&who={SEOHA.id}")
    assert len(found) == periods


def test_where_all_coverage_is_older_it_ends_with_the_newest(database: Database, pages: Pages) -> None:
    with database.write() as connection:
        room = Newsroom(connection)
        room.publish("2024-09-01")
        room.publish("2024-08-07", who=(HARAM,))
        room.publish("2026-11-03", who=(LAB,), status="review")
    months = rows(pages, "/timeline.csv")
    assert {row["first_day"] for row in months if row["stories"] == "1"} == {"2024-08-01", "2024-09-01"}
    assert (months[0]["first_day"], months[-1]["first_day"]) == ("2023-10-01", "2024-09-01")
    days = rows(pages, f"/timeline.csv?by=day&who={HARAM.id}")
    assert (days[-1]["first_day"], days[-1]["stories"]) == ("2024-08-07", "1")
    assert rows(pages, "/timeline.csv?until=2026-11")[-1]["first_day"] == "2026-11-01"


def test_the_first_page_is_for_everybody_and_an_empty_one_says_so(database: Database, pages: Pages) -> None:
    empty = pages.get("/timeline").text
    assert "There is no coverage yet." in empty
    assert "scrape run" in empty
    with database.write() as connection:
        Newsroom(connection)
    assert "No confirmed coverage in this time" in pages.get("/timeline").text


@pytest.mark.parametrize(
    "asked",
    [
        "by=year",
        "count=x",
        "share=2",
        "who=누군가",
        "since=2024.13",
        "by=day&since=2020&until=2026",
        "until=0001-01",
        "since=9999-12",
        "since=2026-02&until=2026-01",
    ],
)
def test_what_cannot_be_shown_is_said(newsroom: Newsroom, pages: Pages, asked: str) -> None:
    assert pages.get(f"/timeline?{asked}").status == 400
