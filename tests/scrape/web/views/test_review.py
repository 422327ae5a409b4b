"""Review in a browser: by group and by row, one after another, taken back, and by two people at once."""

from __future__ import annotations

import re

import pytest

from storage.coverage.review import groups
from storage.database.engine import Database
from tests.scrape.web.serving import Pages, Reply, serving
from tests.storage.coverage.test_review import WHO, process, stored

LAWYERS = [f"서다인 변호사는 {day}일 토론회에서 개인정보 보호법 개정안을 설명했다." for day in (20, 21, 22)]
CHEFS = [f"서다인 요리사는 {day}일 시장에서 김장 행사를 열었다." for day in (23, 24)]


@pytest.fixture
def waiting(database: Database) -> list[int]:
    """Five rows in two groups: the keys of the groups, the larger first."""
    for number, text in enumerate((*LAWYERS, *CHEFS), start=1):
        stored(database, process(number, text))
    return keys(database)


def keys(database: Database) -> list[int]:
    with database.read() as connection:
        return [group.key for group in groups(connection, [WHO.id])]


def statuses(database: Database) -> list[tuple[str, str | None]]:
    with database.read() as connection:
        rows = connection.exec_driver_sql("SELECT status, decided_by FROM media_coverage ORDER BY id").all()
    return [(status, by) for status, by in rows]


def send(pages: Pages, seen: Reply, action: str, verdict: str = "", place: int = 0) -> Reply:
    """Press a button of the forms on a page that lead to `action`; returns where that leads."""
    forms = re.findall(rf'<form method="post" action="{action}".*?</form>', seen.text, re.DOTALL)
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', forms[place]))
    answer = pages.post(action, fields | ({"verdict": verdict} if verdict else {}))
    assert answer.status == 303, answer.text
    return pages.get(answer.headers["location"])


def test_the_list_has_a_line_for_each_group(pages: Pages, waiting: list[int]) -> None:
    listed = pages.get("/review")
    assert [link for link in listed.links if re.fullmatch(r"/review/\d+", link)] == [
        f"/review/{key}" for key in waiting
    ]
    assert "변호사" in listed.text
    assert "요리사" in listed.text


def test_a_group_is_decided_at_once_and_taken_back(pages: Pages, waiting: list[int], database: Database) -> None:
    lawyer, chef = waiting
    after = send(pages, pages.get(f"/review/{lawyer}"), f"/review/{lawyer}", "reject")
    assert statuses(database) == [("rejected", "owner")] * 3 + [("review", None)] * 2
    assert f'action="/review/{chef}"' in after.text  # the next group is shown
    assert "Not 서다인" in after.text
    send(pages, after, f"/review/{lawyer}/undo")
    assert statuses(database) == [("review", None)] * 5
    assert keys(database) == waiting


def test_one_row_of_a_group_is_decided_alone(pages: Pages, waiting: list[int], database: Database) -> None:
    lawyer = waiting[0]
    after = send(pages, pages.get(f"/review/{lawyer}"), f"/review/{lawyer}", "accept", place=1)
    assert sum(status == "confirmed" for status, _ in statuses(database)) == 1
    assert "2 articles" in after.text


def test_who_is_second_is_told_and_changes_nothing(database: Database, waiting: list[int]) -> None:
    lawyer = waiting[0]
    names = {"a" * 20: "아라", "b" * 20: "보람"}
    with serving(database, tokens=names) as first:
        second = Pages(first.port, first.site)
        for pages, token in ((first, "a" * 20), (second, "b" * 20)):
            pages.post("/login", {"secret": token, "token": pages.get("/login").form_token})
        seen = {name: pages.get(f"/review/{lawyer}") for name, pages in (("first", first), ("second", second))}
        send(first, seen["first"], f"/review/{lawyer}", "reject")
        told = send(second, seen["second"], f"/review/{lawyer}", "accept")
    assert "아라 decided this meanwhile" in told.text
    assert statuses(database)[:3] == [("rejected", "아라")] * 3


def test_a_decided_row_says_so_and_leads_on(pages: Pages, waiting: list[int], database: Database) -> None:
    lawyer, chef = waiting
    send(pages, pages.get(f"/review/{lawyer}"), f"/review/{lawyer}", "accept")
    shown = pages.get(f"/review/{lawyer}")
    assert "Confirmed" in shown.text
    assert f"/review/{chef}" in shown.links


def test_nothing_waits(pages: Pages) -> None:
    assert "Nothing waits for review" in pages.get("/review").text


@pytest.mark.parametrize("path", ["/review/99", "/review/99999999999999999999", "/review?done=x", "/review?done=²"])
def test_what_is_not_there(pages: Pages, path: str) -> None:
    assert pages.get(path).status == (404 if path.startswith("/review/") else 200)


def test_a_form_that_is_not_ours_decides_nothing(pages: Pages, waiting: list[int], database: Database) -> None:
    key = waiting[0]
    token = pages.get(f"/review/{key}").form_token
    assert pages.post(f"/review/{key}", {"token": token, "verdict": "maybe"}).status == 400
    assert pages.post(f"/review/{key}", {"token": "0" * 64, "verdict": "accept"}).status == 403
    accept = {"token": token, "verdict": "accept"}
    assert pages.post(f"/review/{key}", accept, origin="http://evil.example").status == 403
    assert pages.post("/review/99", accept).status == 404
    assert {status for status, _ in statuses(database)} == {"review"}


def test_a_page_that_only_reads_decides_nothing(database: Database, waiting: list[int]) -> None:
    with serving(database, read_only=True) as pages:
        token = pages.get(f"/review/{waiting[0]}").form_token
        refused = pages.post(f"/review/{waiting[0]}", {"token": token, "verdict": "accept"})
    assert refused.status == 400
    assert {status for status, _ in statuses(database)} == {"review"}
