"""The page of coverage in a real browser: its policy lets its own style in, and everybody can read it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from pipeline.items import Elsewhere
from scrape.output.clippings.html_page import html_page
from scrape.output.clippings.options import ClippingOptions
from tests.browser import WCAG_AA, chromium
from tests.scrape.output.clippings.rows import HOSTILE, of, row

GONE = datetime(2026, 11, 1, tzinfo=UTC)
ENGLISH = Elsewhere("en", "Harbor Tribune", "Ongyeol releases model", "https://harbor.example/1")
PAPER = {"light": "rgb(255, 255, 255)", "dark": "rgb(20, 23, 27)"}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def addresses(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The page in each language."""
    rows = [of(("윤서하", "박하람")[at % 2], at, other_outlets=("새벽일보",) * (at % 3)) for at in range(1, 90)]
    rows += [of("박하람", 90, headline=words[:99], outlet=words[:99], gone_at=GONE) for words in HOSTILE]
    rows += [row(91, elsewhere=(ENGLISH,), announced_by=("뉴스마당",), url="javascript:alert(1)")]
    folder = tmp_path_factory.mktemp("pages")
    for lang in ("ko", "en"):
        (folder / f"{lang}.html").write_text("".join(html_page(lambda: rows, ClippingOptions(lang=lang))), "utf-8")
    return {lang: (folder / f"{lang}.html").as_uri() for lang in ("ko", "en")}


@pytest.mark.parametrize(
    ("lang", "width", "scheme"),
    [("ko", 390, "light"), ("ko", 1280, "dark"), ("en", 390, "dark"), ("en", 1280, "light")],
)
def test_everybody_can_read_it(
    browser: Browser, addresses: dict[str, str], lang: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda asking: asked.append(asking.url))
    page.goto(addresses[lang])
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == PAPER[scheme]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert (said, asked) == ([], [addresses[lang]])
    page.locator("summary").first.click()
    assert page.locator("details li").first.is_visible()
    found = Axe().run(page, options=WCAG_AA)
    page.close()
    assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found.response["violations"]] == []


def test_it_prints_on_a4(browser: Browser, addresses: dict[str, str]) -> None:
    page = browser.new_page()
    page.goto(addresses["ko"])
    printed = page.pdf(prefer_css_page_size=True)
    page.close()
    sizes = re.findall(rb"/MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]", printed)
    assert len(sizes) > 3
    assert {(round(float(width) / 72 * 25.4), round(float(height) / 72 * 25.4)) for width, height in sizes} == {
        (210, 297)
    }
