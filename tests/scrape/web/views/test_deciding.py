"""Decisions on the page of an article: each of its rows, taken back there, and nothing of who was first is lost."""

from __future__ import annotations

import re

import pytest

from storage.database.engine import Database
from tests.scrape.web.serving import Pages, Reply, serving
from tests.storage.report.newsroom import LAB, SEOHA, Newsroom


@pytest.fixture
def article(database: Database) -> int:
    """An article with a row about 윤서하 that waits, and one about 온결연구소 as well."""
    with database.write() as connection:
        return Newsroom(connection).publish("2026-11-19", who=(SEOHA, LAB), status="review")


def statuses(database: Database) -> dict[str, tuple[str, str | None]]:
    with database.read() as connection:
        rows = connection.exec_driver_sql("SELECT entity_name, status, decided_by FROM media_coverage").all()
    return {name: (status, by) for name, status, by in rows}


def press(pages: Pages, seen: Reply, name: str, verdict: str = "") -> Reply:
    """Press a button in the section about somebody; returns where that leads."""
    section = seen.text.split(f">{name}</mark> <span")[1].split("</section>")[0]
    form = re.search(r'<form method="post" action="([^"]+)".*?</form>', section, re.DOTALL)
    assert form is not None, section
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form[0]))
    answer = pages.post(form[1], fields | ({"verdict": verdict} if verdict else {}))
    assert answer.headers["location"].startswith("/article/")
    return pages.get(answer.headers["location"])


@pytest.mark.parametrize(("verdict", "status"), [("accept", "confirmed"), ("reject", "rejected")])
def test_a_row_is_decided_and_taken_back(
    pages: Pages, database: Database, article: int, verdict: str, status: str
) -> None:
    after = press(pages, pages.get(f"/article/{article}"), "윤서하", verdict)
    assert statuses(database) == {"윤서하": (status, "owner"), "온결연구소": ("review", None)}
    assert "Take back" in after.text
    press(pages, after, "윤서하")
    assert statuses(database)["윤서하"] == ("review", None)


def test_what_the_program_confirmed_can_be_refused(pages: Pages, database: Database) -> None:
    with database.write() as connection:
        key = Newsroom(connection).publish("2026-11-19")
    press(pages, pages.get(f"/article/{key}"), "윤서하", "reject")
    assert statuses(database) == {"윤서하": ("rejected", "owner")}


def test_who_is_second_is_told_and_changes_nothing(pages: Pages, database: Database, article: int) -> None:
    seen = pages.get(f"/article/{article}")
    press(pages, seen, "온결연구소", "accept")
    late = press(pages, seen, "온결연구소", "reject")
    assert statuses(database)["온결연구소"] == ("confirmed", "owner")
    assert "owner decided this meanwhile" in late.text


def test_who_may_only_read_has_no_buttons(database: Database, article: int) -> None:
    with serving(database, read_only=True) as up:
        assert "<form" not in up.get(f"/article/{article}").text
