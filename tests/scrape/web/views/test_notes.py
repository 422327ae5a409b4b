"""Notes on a row: written and removed on the article's page and in review, and shown nowhere else."""

from __future__ import annotations

import html
import re

import pytest

from scrape.formats.registry import FORMATS
from storage.by_hand.notes import add_note
from storage.database.engine import Database
from tests.promises.test_p15_neutral_outputs import HOSTILE
from tests.scrape.web.serving import NOW, Pages, serving
from tests.storage.report.newsroom import SEOHA, Newsroom

NAMES = {"a" * 20: "아라", "b" * 20: "보람"}


@pytest.fixture
def row(database: Database) -> int:
    """An article with one row that waits."""
    with database.write() as connection:
        return Newsroom(connection).publish("2026-11-19", who=(SEOHA,), status="review")


def sign_in(pages: Pages, token: str) -> Pages:
    pages.post("/login", {"secret": token, "token": pages.get("/login").form_token})
    return pages


def note(pages: Pages, key: int, text: str, page: str = "/article/1") -> str:
    """Write a note; returns where that leads, else the line of the refusal."""
    token = pages.get(page).form_token
    answer = pages.post(f"/row/{key}/notes", {"text": text, "token": token, "page": page})
    return answer.headers.get("location") or html.unescape(answer.text)


def said(pages: Pages, page: str = "/article/1") -> list[str]:
    found = re.findall(r'<p class="said">(.*?)</p>', pages.get(page).text, re.DOTALL)
    return [html.unescape(one) for one in found]


@pytest.mark.parametrize("page", ["/article/1", "/review/1"])
def test_a_note_is_shown_where_the_row_is(pages: Pages, row: int, page: str) -> None:
    assert note(pages, row, "  첫 줄\r\n둘째 줄 \r\n", page) == f"{page}#notes-{row}"
    assert said(pages, "/article/1") == said(pages, "/review/1") == ["첫 줄\n둘째 줄"]
    assert f'id="notes-{row}"' in pages.get(page).text


def test_it_stands_under_the_name_of_who_signed_in_and_nobody_else_removes_it(database: Database, row: int) -> None:
    with serving(database, tokens=NAMES) as first:
        second = Pages(first.port, first.site)
        ara, boram = sign_in(first, "a" * 20), sign_in(second, "b" * 20)
        note(ara, row, "아라의 말")
        assert "<b>아라</b>" in boram.get("/article/1").text
        assert "/note/1/remove" in ara.get("/article/1").text
        assert "/note/1/remove" not in boram.get("/article/1").text
        for pages, status in ((boram, 404), (ara, 303), (ara, 404)):
            token = pages.get("/article/1").form_token
            assert pages.post("/note/1/remove", {"token": token, "page": "/article/1"}).status == status
        assert said(boram) == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", "the note is empty"),
        (" \r\n\x00\u200b", "the note is empty"),
        ("가" * 2001, "at most 2,000 characters, this one has 2,001"),
    ],
)
def test_what_is_no_note_is_refused_in_a_line(pages: Pages, row: int, text: str, line: str) -> None:
    assert line in note(pages, row, text)
    assert said(pages) == []


def test_what_is_not_there_and_where_it_leads(pages: Pages, row: int) -> None:
    assert "There is nothing here" in note(pages, 99, "없는 행")
    token = pages.get("/article/1").form_token
    for page in ("//evil.example", "https://evil.example/article/1", "/article/1\r\nX: y", ""):
        answer = pages.post(f"/row/{row}/notes", {"text": "메모", "token": token, "page": page})
        assert answer.headers["location"] == f"/review/{row}#notes-{row}"


def test_a_page_that_only_reads_shows_notes_and_takes_none(database: Database, row: int) -> None:
    with database.write() as connection:
        add_note(connection, row, "메모", "owner", NOW)
    with serving(database, read_only=True) as pages:
        token = pages.get(f"/review/{row}").form_token
        for path in (f"/row/{row}/notes", "/note/1/remove"):
            assert pages.post(path, {"text": "둘", "token": token}).status == 400
        assert said(pages) == ["메모"]
        assert "/note" not in pages.get("/article/1").text


def test_another_site_writes_nothing(pages: Pages, row: int) -> None:
    form = {"text": "메모", "token": pages.get("/article/1").form_token}
    assert pages.post(f"/row/{row}/notes", form, origin="http://evil.example").status == 403
    assert pages.post(f"/row/{row}/notes", form | {"token": "0" * 64}).status == 403
    assert said(pages) == []


def test_what_somebody_writes_is_text(pages: Pages, row: int) -> None:
    for text in HOSTILE:
        note(pages, row, text.replace("\ud800", "?"))
    shown = re.findall(r'<p class="said">(.*?)</p>', pages.get("/article/1").text, re.DOTALL)
    assert len(shown) == len(HOSTILE)
    assert [one for one in shown if "<" in one or not one.replace("\n", "").isprintable()] == []


def test_notes_stand_in_no_export(pages: Pages, row: int) -> None:
    note(pages, row, "SECRETNOTE")
    for form in FORMATS:
        answer = pages.get(f"/coverage{form.endings[0]}?status=all")
        assert "사투리 알아듣는 모델 공개" in answer.text or form.name == "xlsx", form.name  # which is compressed
        assert "SECRETNOTE" not in answer.text, form.name


def test_who_shares_a_token_is_told_so(database: Database, row: int) -> None:
    with serving(database, tokens={"t" * 20: "team"}) as pages:
        note(sign_in(pages, "t" * 20), row, "누구의 말인가")
        page = pages.get("/article/1").text
        assert "You share a token: all notes are by team" in page
        assert "Remove my note" not in page
        assert "Remove this note" in page
