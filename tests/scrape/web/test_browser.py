"""The pages in a real browser: they look right at every width, light and dark, and nothing in them is active."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from storage.by_hand.notes import add_note
from storage.database.engine import Database
from storage.schema.tables import media_coverage, mention, run, source
from tests.browser import chromium
from tests.promises.test_p15_neutral_outputs import HOSTILE
from tests.scrape.web.serving import NOW, Pages, serving
from tests.scrape.web.views.test_review import CHEFS, LAWYERS, statuses
from tests.storage.coverage.test_review import process, stored
from tests.storage.report.newsroom import HARAM, LAB, SEOHA, Newsroom

VIEWS = ("/", "/timeline", "/timeline?by=day&share=1", "/timeline?by=week&since=2026-06-15",
         "/?status=all&language=ko", "/?outlet=x", "/article/1", "/review", "/review/5", "/story/7",
         "/sources", "/sources/1", "/runs", "/?words=소리결 -날씨", "/?words=없는말", "/?since=2024.13",
         "/sql?q=DROP", "/sql?q=SELECT headline, url FROM article", "/nothing")  # fmt: skip
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium("--host-resolver-rules=MAP press.example 127.0.0.1") as browser:
        yield browser


@pytest.fixture
def filled(database: Database) -> Iterator[Pages]:
    with database.write() as connection:
        room = Newsroom(connection)
        text = "온결연구소는 모델을 공개했다.\n윤서하 수석연구원은 말했다."
        key = room.publish(
            "2026-11-19", "누리통신", (SEOHA, LAB), headline="소리결 무료 공개", of_story=7, text=text
        )
        room.correct(key, NOW, "소리결 공개", "온결연구소는 모델을 내놓았다.")
        room.publish("2026-11-19", "새벽일보", headline="소리결 누구나 쓴다", of_story=7, quoted=True)
        room.publish("2026-10-18", "Harbor Tribune", (LAB,), headline="Lab opens a model", language="en")
        room.publish("2026-10-17", who=(HARAM,), headline="동명이인", status="review", gone_at=NOW)
        reasons = [
            {"kind": "title", "detail": "수석연구원", "weight": 2.5},
            {"kind": "x", "detail": "y", "weight": -1},
        ]
        for table in (media_coverage, mention):
            connection.execute(sa.update(table).values(evidence=reasons))
        address = {"kind": "feed", "url": "https://s.example/feed", "failure": "HTTP 500", "failures": 2}
        connection.execute(sa.insert(source).values(id=1, first_seen_at=NOW, **address))
        for row in connection.execute(sa.select(media_coverage.c.id)).scalars().all():
            add_note(connection, row, "기사 두 번째 줄을 보라.\n직함이 다르다.", "owner", NOW)
        connection.execute(sa.insert(run).values(id=1, kind="run", started_at=NOW, outcomes={"covered": 3}))
    with serving(database, sources=frozenset({("feed", "https://s.example/feed")})) as up:
        yield up


def opened(browser: Browser, pages: Pages, **how: Any) -> tuple[Any, list[str]]:
    """A page of a browser, and what it complains of or asks of others."""
    page = browser.new_context(**how).new_page()
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on(
        "request", lambda sent: wrong.append(sent.url) if not sent.url.startswith((pages.root, "data:")) else None
    )
    page.on("dialog", lambda dialog: wrong.append(f"dialog {dialog.message}"))
    return page, wrong


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_is_too_wide_and_nothing_hinders_anybody(
    browser: Browser, filled: Pages, scheme: Any, width: int
) -> None:
    page, wrong = opened(
        browser, filled, viewport={"width": width, "height": 800}, color_scheme=scheme, locale="ko-KR"
    )
    for view in VIEWS:
        page.goto(filled.root + view)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), view
        assert page.evaluate("document.documentElement.lang") == "ko"
        found = Axe().run(page).response["violations"]
        assert [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in found] == [], view
    assert [one for one in wrong if "404" not in one and "400" not in one] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_hinders_who_signs_in(browser: Browser, database: Database, scheme: Any) -> None:
    with serving(database, tokens={"a" * 20: "아라"}) as pages:
        page, _ = opened(browser, pages, viewport={"width": 390, "height": 844}, color_scheme=scheme, locale="en")
        page.goto(f"{pages.root}/login")
        page.get_by_label("Access token").fill("b" * 20)
        page.get_by_role("button", name="Sign in").click()
        assert page.get_by_role("alert").inner_text() == "This token is not known."
        assert Axe().run(page).response["violations"] == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("locale", ["ko-KR", "en"])
def test_on_a_telephone_the_first_screen_has_rows(browser: Browser, filled: Pages, locale: str) -> None:
    page, _ = opened(browser, filled, viewport={"width": 390, "height": 844}, locale=locale)
    for view in ("/", "/?words=소리결&language=ko"):
        page.goto(filled.root + view)
        ends = [row.bounding_box() for row in page.locator(".rows tr:not(.month)").all()[1:3]]
        assert [box is not None and box["y"] + box["height"] < 844 for box in ends] == [True] * len(ends)
        assert ends, view


def test_without_javascript_one_filters_unfolds_and_reads_on(browser: Browser, filled: Pages) -> None:
    page, wrong = opened(browser, filled, java_script_enabled=False, locale="ko-KR")
    page.goto(filled.root)
    page.get_by_text("외 1개 언론사").click()
    assert page.get_by_role("link", name="새벽일보").is_visible()
    page.get_by_text("거르기").click()
    page.get_by_label("언론사").fill("Harbor Tribune")
    page.get_by_label("인물·기업").fill("온결연구소")
    page.get_by_role("button", name="적용").click()
    assert "outlet=Harbor" in page.url
    assert page.locator(".title").all_text_contents() == ["Lab opens a model"]
    page.get_by_role("link", name="언론사 Harbor Tribune 빼기").click()
    assert page.locator(".title").count() == 2
    page.get_by_role("link", name="소리결 무료 공개", exact=True).click()
    assert page.locator("mark").first.inner_text() == "온결연구소"
    assert wrong == []


def test_the_keyboard_alone_suffices(browser: Browser, filled: Pages) -> None:
    page, _ = opened(browser, filled, locale="en")
    page.goto(filled.root)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to content"
    page.keyboard.press("Enter")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.className") == "title":
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/article/*")


def test_what_strangers_wrote_is_text_on_every_page(browser: Browser, database: Database) -> None:
    with database.write() as connection:
        room = Newsroom(connection)
        for title in HOSTILE:
            clean = title.replace("\x00", "").replace("\ud800", "")  # no database takes these
            room.publish(
                "2026-11-19", clean[:40], headline=clean, text=f"{clean}\n{clean}", url=f"javascript:{clean}"
            )
        odd = '"><script>alert(1)</script>'
        connection.execute(sa.update(media_coverage).values(entity_name=odd, snippet=odd, language='ko" onx="'))
        reasons = [
            {"kind": odd, "detail": odd, "weight": 1.0},
            {"kind": "topic", "detail": f"{odd}, near the name"},
        ]
        doubtful = media_coverage.c.id % 3 == 1
        connection.execute(sa.update(media_coverage).where(doubtful).values(status="review", evidence=reasons))
        address = {"kind": odd, "url": f"https://s.example/{odd}", "failure": odd, "failures": 2}
        connection.execute(sa.insert(source).values(id=1, first_seen_at=NOW, **address))
        connection.execute(sa.insert(run).values(id=1, kind=odd, started_at=NOW, outcomes={"covered": 3}))
        for row in connection.execute(sa.select(media_coverage.c.id, media_coverage.c.headline)).all():
            add_note(connection, row.id, f"{row.headline}\n{odd}", odd, NOW)
    with serving(database) as up:
        page, wrong = opened(browser, up)
        views = [
            "/",
            "/?every=1&status=all",
            "/?words=alert&status=all",
            f"/?words={odd}",
            f"/?who={odd}",
            "/story/1001",
        ]
        views += ["/timeline", "/review", "/review/1", "/sources", "/sources/1", "/runs", f"/view/{odd}"]
        views += [f"/article/{key}" for key in range(1, len(HOSTILE) + 1)]
        views += ["/sql?q=SELECT headline, url, snippet FROM media_coverage"]
        for view in views:
            page.goto(up.root + view)
            active = "main script, img, svg:not(.chart, [aria-hidden]), object, iframe, [onx], [onerror], "
            active += "a[href^='javascript'], main *[onload]"
            assert page.locator(active).count() == 0, view
        assert [one for one in wrong if "400" not in one and "404" not in one] == []


def test_a_group_is_decided_by_keys_and_taken_back(browser: Browser, database: Database) -> None:
    """At a name that is no loopback address for the browser, where it says less about who sends a form."""
    for number, text in enumerate((*LAWYERS, *CHEFS), start=1):
        stored(database, process(number, text))
    with serving(database, hosts=("press.example",)) as pages:
        root = f"http://press.example:{pages.port}"
        page = browser.new_context(locale="ko-KR").new_page()
        page.goto(f"{root}/review")
        page.locator(".title").first.click()
        page.wait_for_url("**/review/*")  # with its script
        page.keyboard.press("e")
        page.locator(".weights").first.wait_for()
        page.keyboard.press("r")
        page.wait_for_url("**done=*")
        assert [status for status, _ in statuses(database)] == ["rejected"] * 3 + ["review"] * 2
        page.keyboard.press("u")
        page.get_by_text("다시 검토를 기다립니다").wait_for()
        assert {status for status, _ in statuses(database)} == {"review"}


def signed_in(browser: Browser, pages: Pages, token: str) -> Any:
    """A page of somebody who signed in, in a browser of their own without JavaScript."""
    page = browser.new_context(locale="ko-KR", java_script_enabled=False).new_page()
    page.goto(f"{pages.root}/login")
    page.get_by_label("접속 토큰").fill(token)
    page.get_by_role("button", name="들어가기").click()
    return page


def write_note(page: Any, text: str) -> None:
    page.get_by_text("메모 남기기").first.click()
    page.get_by_role("textbox").first.fill(text)
    page.get_by_role("button", name="남기기", exact=True).first.click()


def test_two_people_at_once_lose_no_note_and_no_decision(browser: Browser, database: Database) -> None:
    """Everything is sent from a page that was opened before the other did anything."""
    for number, text in enumerate(LAWYERS, start=1):
        stored(database, process(number, text))
    with serving(database, tokens={"a" * 20: "아라", "b" * 20: "보람"}) as pages:
        ara, boram = (signed_in(browser, pages, one * 20) for one in "ab")
        for page in (ara, boram):
            page.goto(f"{pages.root}/review")
            page.locator(".title").first.click()
        write_note(ara, "개정안 기사의 변호사다.")
        write_note(boram, "<b>우리 쪽</b> 사람이 아니다.\n두 번 확인했다.")
        said = ["개정안 기사의 변호사다.", "<b>우리 쪽</b> 사람이 아니다.\n두 번 확인했다."]
        assert boram.locator(".said").all_inner_texts() == said
        ara.get_by_role("button", name="3개 모두 아님").click()
        boram.get_by_role("button", name="3개 모두 맞음").click()
        assert "아라 님이 정했습니다" in boram.get_by_role("status").inner_text()
        assert statuses(database) == [("rejected", "아라")] * 3
        boram.get_by_role("status").get_by_role("link").click()
        assert boram.locator(".said").all_inner_texts() == said
        write_note(boram, "그대로 두자.")
        assert boram.locator(".note b").all_inner_texts() == ["아라", "보람", "보람"]
        boram.get_by_role("button", name="내 메모 지우기").first.click()
        assert boram.locator(".said").all_inner_texts() == [said[0], "그대로 두자."]
        boram.locator("h1 a").click()
        assert boram.locator(".said").all_inner_texts() == [said[0], "그대로 두자."]
        assert boram.get_by_role("button", name="내 메모 지우기").count() == 1


def test_words_are_searched_in_korean(browser: Browser, filled: Pages) -> None:
    """Two syllables within a word, and one that must not stand there."""
    page, wrong = opened(browser, filled, java_script_enabled=False, locale="ko-KR")
    page.goto(filled.root)
    page.get_by_label("검색어").fill("리결 -누구나")
    page.get_by_role("button", name="찾기").click()
    assert page.locator(".title").all_text_contents() == ["소리결 무료 공개"]
    page.get_by_role("link", name="검색어 리결 -누구나 빼기").click()
    assert "words" not in page.url
    assert wrong == []
