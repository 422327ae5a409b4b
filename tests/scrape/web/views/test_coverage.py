"""The first page: what is new, the table, its filters; all of it in the address."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from scrape.config.settings import EntityTable, Settings
from storage.database.engine import Database
from tests.scrape.web.serving import Pages, serving
from tests.storage.report.newsroom import HARAM, LAB, SEOHA, Newsroom


@pytest.fixture
def newsroom(database: Database) -> Newsroom:
    with database.write() as connection:
        room = Newsroom(connection)
        room.publish("2026-11-19", "누리통신", headline="소리결 무료 공개", of_story=7, quoted=True)
        room.publish("2026-11-19", "새벽일보", headline="소리결 누구나 쓴다", of_story=7)
        room.publish("2026-11-20", "한밤신문", headline="소리결 받아쓰기", of_story=7)
        room.publish("2026-11-18", "Harbor Tribune", (SEOHA, LAB), headline="Lab opens a model", language="en")
        room.publish("2026-10-02", "새벽일보", (HARAM,), headline="박하람 이야기")
        room.publish(None, "새벽일보", (HARAM,), headline="날짜 없는 소식")
        room.publish("2026-11-17", "새벽일보", (HARAM,), headline="동명이인일까", status="review")
        room.publish("2026-11-16", "마루", headline="지워진 글", gone_at=datetime(2026, 11, 18, tzinfo=UTC))
        room.publish("2026-11-15", "마루", headline="링크 없는 글", url="javascript:alert(1)")
    return room


def headlines(page: str) -> list[str]:
    return [part.split("</a>", 1)[0].split(">", 1)[1] for part in page.split('<a class="title"')[1:]]


def test_a_story_is_one_row_that_unfolds(newsroom: Newsroom, pages: Pages) -> None:
    pages.language = "ko"
    page = pages.get("/")
    assert headlines(page.text).count("소리결 무료 공개") == 1
    assert "외 2개 언론사" in page.text
    assert {"/article/2", "/article/3", "/story/7"} <= set(page.links)
    every = pages.get("/?every=1").text
    assert "소리결 받아쓰기" in headlines(every)
    assert "외 2개" not in every


def test_all_outlets_of_a_story_unfold_as_far_as_a_page_has_room(database: Database, pages: Pages) -> None:
    with database.write() as connection:
        room = Newsroom(connection)
        for number in range(61):
            room.publish("2026-11-19", f"{number:02}일보", of_story=1)
        for story in range(2, 51):
            for number in range(20):
                room.publish("2026-11-18", f"{number:02}일보", of_story=story)
    page = pages.get("/").text
    unfolded = [part.split("</details>")[0].count("<li>") - 1 for part in page.split("<summary>")[1:]]
    assert unfolded[1] == 60
    assert set(unfolded[2:]) == {19, 3}
    assert len(page.encode()) < 60_000


def test_an_article_about_two_is_one_line(newsroom: Newsroom, pages: Pages) -> None:
    page = pages.get("/").text
    assert headlines(page).count("Lab opens a model") == 1
    line = page.split("Lab opens a model")[0].rsplit("<tr", 1)[1]
    assert "윤서하" in line
    assert "온결연구소" in line


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("who=person:박하람", ["박하람 이야기", "날짜 없는 소식"]),
        ("who=박하람", ["박하람 이야기", "날짜 없는 소식"]),
        ("who=박하람&who=company:온결연구소", ["Lab opens a model", "박하람 이야기", "날짜 없는 소식"]),
        ("language=en", ["Lab opens a model"]),
        ("words=누구나", ["소리결 누구나 쓴다"]),  # which does not lead its story
        ("words=소리 -받아쓰기", ["소리결 무료 공개"]),
        ("words=결 OR opens&who=company:온결연구소", ["Lab opens a model"]),
        ("outlet=마루", ["지워진 글", "링크 없는 글"]),
        ("quoted=1", ["소리결 무료 공개"]),
        ("status=review", ["동명이인일까"]),
        ("since=2026-11-17&until=2026-11-18", ["Lab opens a model"]),
        ("since=2026-10&until=2026.10", ["박하람 이야기"]),
        ("place=headline", []),
        ("who=&outlet=&language=&status=&place=&since=2026-10&until=2026-10", ["박하람 이야기"]),
    ],
)
def test_filters_stand_in_the_address(newsroom: Newsroom, pages: Pages, asked: str, found: list[str]) -> None:
    answer = pages.get(f"/?{asked}")
    assert answer.status == 200
    assert headlines(answer.text) == found


@pytest.mark.parametrize(
    "asked",
    ["who=아무개", "since=2024.13", "status=maybe", "place=foot", "after=x", "found=1y", "since=2026&until=2025",
     "language=<script>", "words=-날씨", "words=%22abc", "&".join(f"who=company:{number}" for number in range(30))],
)  # fmt: skip
def test_what_cannot_be_asked_is_said_in_a_line(newsroom: Newsroom, pages: Pages, asked: str) -> None:
    answer = pages.get(f"/?{asked}")
    assert answer.status == 400
    assert 'role="alert"' in answer.text
    assert "<script" not in answer.text


def test_the_next_page_begins_behind_the_last_row(database: Database, pages: Pages) -> None:
    with database.write() as connection:
        room = Newsroom(connection)
        for number in range(120):
            room.publish(f"2026-11-{number % 20 + 1:02}", headline=f"소식 {number:03}")
    seen: list[str] = []
    address = "/?who=person:윤서하"
    for _ in range(3):
        page = pages.get(address)
        seen += headlines(page.text)
        address = next((link for link in page.links if "after=" in link), "")
    assert address == ""
    assert sorted(seen) == [f"소식 {number:03}" for number in range(120)]


def test_the_first_screen_says_what_is_new_and_what_waits(database: Database, newsroom: Newsroom) -> None:
    settings = Settings(person=[EntityTable(name="윤서하")])
    with serving(database, settings=settings) as up:
        page = up.get("/")
        assert "6 new stories" in page.text
        assert "1 row to review" in page.text
        assert "No source was read yet" in page.text
        assert "Nothing was collected yet" in page.text
        assert "/?who=person%3A%EC%9C%A4%EC%84%9C%ED%95%98&found=24h" in page.links
        assert "6 new stories" not in up.get("/?language=ko").text


def test_a_page_that_is_gone_and_an_odd_address(newsroom: Newsroom, pages: Pages) -> None:
    page = pages.get("/")
    assert "taken down 2026.11.18" in page.text
    assert not [link for link in page.links if link.startswith("javascript")]


@pytest.mark.parametrize(
    ("settings", "says"),
    [(Settings(), "Nobody is tracked yet"), (Settings(person=[EntityTable(name="윤서하")]), "scrape run")],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_empty_table_says_what_to_do_next(database: Database, settings: Settings, says: str) -> None:
    with serving(database, settings=settings) as up:
        assert says in up.get("/").text
        assert "Clear all" in up.get("/?outlet=x").text


def test_rows_kept_by_hand_stand_among_ours(database: Database, newsroom: Newsroom, pages: Pages) -> None:
    with database.write() as newsroom.connection:
        newsroom.write_by_hand("2026.11", "손으로 적은 소리결", "누리통신 외 다수", article_id=1)
        newsroom.write_by_hand("2026.10", "<b>사라진</b> 글", "온누리일보")
    page = pages.get("/?who=person:윤서하").text
    assert "소리결 무료 공개" not in headlines(page)
    assert "<summary>누리통신 외 다수</summary>" in page
    assert "손으로 적은 소리결" in headlines(page)
    own = page.split("&lt;b&gt;사라진&lt;/b&gt; 글")[1].split("</tr>")[0]
    assert '<span class="badge">by hand</span>' in own
    assert "not checked yet" in own
    assert "온누리일보" in own
    assert "/article/0" not in page
    assert "손으로 적은 소리결" in pages.get("/coverage.csv?who=person:윤서하").text
    assert "온누리일보" not in pages.get("/?who=person:윤서하&quoted=1").text
