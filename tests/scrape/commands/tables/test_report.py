"""`scrape report`, from end to end: the page, the Markdown, the PDF, and what it refuses."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import html

from pipeline.errors import UsageError
from scrape.output.pages.printing import find_browser
from storage.database.open import open_database
from tests.promises.test_p15_neutral_outputs import HOSTILE
from tests.scrape.shell import scrape, watch
from tests.storage.report.newsroom import LAB, SEOHA, Newsroom

SAID = "윤서하 수석연구원은 “사투리도 우리말입니다”라고 말했다."
NOVEMBER = ("report", "--month", "2026-11")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose database holds coverage of November 2026."""
    folder = tmp_path_factory.mktemp("month")
    watch(folder, people=("윤서하", "문가람"))
    database = open_database(f"sqlite:///{folder}/coverage.sqlite")
    with database.write() as connection:
        press = Newsroom(connection)
        press.publish("2026-10-02", "누리통신")
        press.publish(
            "2026-11-02", "새벽일보", (SEOHA, LAB), of_story=7, text=SAID, quoted=True, headline="모델 공개"
        )
        press.publish("2026-11-03", "누리통신", of_story=7)
        press.publish("2026-11-04", "한밤신문", headline="사라진 기사", gone_at=datetime(2026, 11, 5, tzinfo=UTC))
        press.publish("2026-11-04", "한밤신문", status="review")
        press.write_by_hand("2026.11", "손으로 쓴 줄", "옛날신문 외 다수 언론사")
    database.close()
    return folder


def page_of(folder: Path, *more: str) -> html.HtmlElement:
    file = folder / "report.html"
    ended = scrape(*NOVEMBER, *more, "--output", file, cwd=folder)
    assert (ended.code, ended.out, ended.err) == (0, "", "")
    return html.fromstring(file.read_text("utf-8"))


def test_the_page_tells_what_the_month_brought(folder: Path) -> None:
    page = page_of(folder)
    assert page.findtext(".//h1") == "2026년 11월"
    figures = [one.text_content() for one in page.find_class("now")]
    assert figures == ["4", "3", "4"]
    headings = [one.text_content() for one in page.iter("h2")]
    assert headings == [
        "월별", "가장 많이 다룬 소식", "이름별 비중", "언론사별", "처음 나온 보도", "발언", "삭제·수정"
    ]  # fmt: skip
    text = page.text_content()
    assert "새벽일보 외 1개 언론사" in text
    assert "옛날신문 외 다수 언론사" in text
    assert "검토를 기다리는 1건" in text
    assert "이 달에 보도가 없는 이름: 문가람" in text


def test_markdown_says_the_same(folder: Path) -> None:
    """Every line of the lists and every cell of the tables of one stands in the other."""
    page, ended = page_of(folder), scrape(*NOVEMBER, cwd=folder)
    for place in ("title", "words", "below", "note"):
        for one in page.find_class(place):
            assert one.text_content().strip() in ended.out
    cells = [one.text_content() for one in page.iter("td", "th")]
    assert [cell for cell in cells if cell not in ended.out] == []
    assert len(cells) > 20


def test_markdown_is_in_good_order(folder: Path) -> None:
    out = scrape(*NOVEMBER, cwd=folder).out
    assert "\n\n\n" not in out
    lines = out.splitlines()
    for at, line in enumerate(lines):
        if line.startswith("#") and at:
            assert (lines[at - 1], lines[at + 1]) == ("", ""), line
    assert not [line for line in lines if line.endswith(" ")]


def test_the_page_needs_nothing_beside_it_and_runs_nothing(folder: Path) -> None:
    page = page_of(folder)
    assert not page.xpath("//script | //link | //img | //@style | //*[@src]")
    policy = page.xpath("string(//meta[@http-equiv]/@content)")
    assert policy.startswith("default-src 'none'; style-src 'sha256-")


def test_equal_input_gives_equal_bytes(folder: Path) -> None:
    """In another process too, with another zone and another order of sets."""
    page_of(folder)
    program = Path(sys.executable).with_name("scrape")
    elsewhere = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "America/New_York", "XDG_STATE_HOME": str(folder)}
    subprocess.run([program, *NOVEMBER, "--output", "again.html"], cwd=folder, env=elsewhere, check=True)
    assert (folder / "again.html").read_bytes() == (folder / "report.html").read_bytes()


def test_it_speaks_the_language_that_is_asked_for(folder: Path) -> None:
    page = page_of(folder, "--lang", "en")
    assert (page.get("lang"), page.findtext(".//h1")) == ("en", "November 2026")
    assert [one.get("lang") for one in page.find_class("title")][:1] == ["ko"]


def test_a_report_of_one_names_whom_and_shares_nothing(folder: Path) -> None:
    page = page_of(folder, "--company", "온결연구소")
    assert page.find_class("whose")[0].text_content() == "온결연구소"
    assert "이름별 비중" not in page.text_content()


def test_a_month_without_coverage_says_so_and_what_to_do(folder: Path) -> None:
    out = scrape("report", "--month", "2026-09", cwd=folder).out
    assert "2026년 9월에는 저장된 보도가 없습니다." in out
    assert "scrape run --since 2026-09" in out


def test_without_a_month_it_is_the_last_that_is_over(folder: Path) -> None:
    heading = scrape("report", cwd=folder).out.splitlines()[0]
    last = datetime.now().astimezone().replace(day=1)
    year, month = (last.year, last.month - 1) if last.month > 1 else (last.year - 1, 12)
    assert heading == f"# 월간 언론 보도: {year}년 {month}월"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["--month", "2026-13"], "expected a month such as 2026-11"),
        (["--month", "2026"], "expected a month such as 2026-11"),
        (["--month", "0001-01"], "expected a month such as 2026-11"),
        (["--person", "윤서히"], "did you mean 윤서하?"),
        (["--output", "report.docx"], "ends in .html, .md or .pdf"),
        (["--output", "no/such/folder.html"], "cannot be written"),
        (["--output", "x.pdf", "--browser", "no-such-browser"], "there is no such program"),
        (["--lang", "fr"], "'fr'"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(folder: Path, typed: list[str], said: str) -> None:
    ended = scrape("report", *typed, cwd=folder)
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err
    assert len(ended.err.splitlines()) == 1


def test_without_a_browser_a_pdf_is_refused_and_html_offered(folder: Path) -> None:
    ended = scrape(*NOVEMBER, "--output", "x.pdf", cwd=folder, PATH=str(folder))
    assert (ended.code, ended.err.count("\n")) == (2, 1)
    assert "install Chromium" in ended.err
    assert "--output FILE.html" in ended.err


def test_hostile_words_are_text(tmp_path: Path) -> None:
    watch(tmp_path)
    database = open_database(f"sqlite:///{tmp_path}/coverage.sqlite")
    with database.write() as connection:
        press = Newsroom(connection)
        for number, title in enumerate([*HOSTILE, "긴" * 40_000, "</style></svg><script>alert(1)</script>"]):
            words = title.replace("\x00", "").replace("\ud800", "")
            address = ["javascript:alert(1)", "data:text/html,x", "https://x.example/) [y](z|\"'<"][number % 3]
            key = press.publish(
                f"2026-11-{number + 1:02}", f"{words[:60]} {number}", (SEOHA, LAB), headline=words, url=address,
                text=f"윤서하 대표는 “{words[:200]} 하고 있다”고 말했다.", quoted=True,
            )  # fmt: skip
            press.correct(key, datetime(2026, 11, 20, tzinfo=UTC), f"{words}<b>")
            press.write_by_hand("2026-11", words, words)
    database.close()
    page = page_of(tmp_path)
    assert not page.xpath("//script | //img | //b[@*] | //@onerror | //@style")
    assert {address.split(":")[0] for address in page.xpath("//@href")} == {"https"}
    lines = scrape(*NOVEMBER, cwd=tmp_path).out
    assert not re.search(r"(?<!\\)\]\((?!https://|\))", lines)
    assert not re.search(r"<script|<img|\x1b", lines)


def test_the_pdf_is_printed_by_the_browser_of_the_machine(folder: Path) -> None:
    try:
        find_browser(None)
    except UsageError:
        pytest.skip("there is no browser on this machine")
    printed = []
    for name in ("one.pdf", "two.pdf"):
        ended = scrape(*NOVEMBER, "--output", name, cwd=folder)
        assert (ended.code, ended.err) == (0, "")
        printed.append((folder / name).read_bytes())
    assert printed[0].startswith(b"%PDF-")
    assert b"D:20261120071500" in printed[0]
    assert printed[0] == printed[1]
