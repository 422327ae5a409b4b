"""The report of a month in a browser: on a phone and a desk, light and dark, for everybody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from scrape.output.pages.month_page import month_html
from storage.database.open import open_database
from tests.browser import chromium
from tests.storage.report.newsroom import HARAM, LAB, SEOHA, Newsroom

SAID = "윤서하 수석연구원은 “사투리도 우리말입니다”라고 말했다."


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A report with every section, in both languages."""
    database = open_database(f"sqlite:///{tmp_path_factory.mktemp('pages')}/coverage.sqlite")
    with database.write() as connection:
        press = Newsroom(connection)
        press.publish("2026-10-02", "누리통신")
        press.publish("2026-11-02", "새벽일보", (SEOHA, LAB), of_story=7, text=SAID, quoted=True)
        press.publish(
            "2026-11-03", "The Extraordinarily Long Name of an Evening Standard", of_story=7, language="en"
        )
        press.publish("2026-11-04", "한밤신문", gone_at=datetime(2026, 11, 5, tzinfo=UTC))
        press.correct(
            press.publish("2026-11-04", "한밤신문", (HARAM,)), datetime(2026, 11, 5, tzinfo=UTC), "앞 제목"
        )
        press.publish("2026-11-05", headline="띄어쓰지않은아주긴제목" * 20, status="confirmed")
        report = press.report()
    database.close()
    return {lang: month_html(report, lang) for lang in ("ko", "en")}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize("width", [390, 1280])
def test_everybody_can_read_it(
    browser: Browser, pages: dict[str, str], tmp_path: Path, lang: str, width: int, scheme: str
) -> None:
    """Nothing runs over the edge, axe finds nothing, and the policy of the page refuses nothing of its own."""
    file = tmp_path / "page.html"
    file.write_text(pages[lang], encoding="utf-8")
    viewport = {"width": width, "height": 900}
    refused: list[str] = []
    plain = browser.new_page(viewport=viewport, color_scheme=scheme)  # type: ignore[arg-type]
    plain.on("console", lambda message: refused.append(message.text))
    plain.goto(file.as_uri())
    assert plain.evaluate("document.documentElement.scrollWidth") == width
    assert plain.evaluate("getComputedStyle(document.querySelector('h2')).borderBottomStyle") == "solid"
    assert refused == []
    checked = browser.new_page(viewport=viewport, color_scheme=scheme, bypass_csp=True)  # type: ignore[arg-type]
    checked.goto(file.as_uri())
    checked.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert [found["id"] for found in Axe().run(checked).response["violations"]] == []
    plain.close()
    checked.close()
