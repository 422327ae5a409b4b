"""The page of coverage: whole in itself, nothing in it active, and read back by our own reader."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from pipeline.dates import month_of
from pipeline.items import Coverage, Elsewhere
from scrape.output.clippings.html_page import html_page
from scrape.output.clippings.options import ClippingOptions
from scrape.output.export import month_cell, one_line, press_cell
from scrape.table.read import read_table
from tests.scrape.output.clippings.rows import HOSTILE, of, row

ENGLISH = Elsewhere("en", "Harbor Tribune", "Ongyeol releases model", "https://harbor.example/1")


def text_of(rows: Sequence[Coverage], **options: Any) -> str:
    return "".join(html_page(lambda: rows, ClippingOptions(**options)))


def page_of(rows: Sequence[Coverage], **options: Any) -> Any:
    return html.document_fromstring(text_of(rows, **options))


def words(page: Any, selector: str) -> list[str]:
    return [" ".join(element.text_content().split()) for element in page.xpath(selector)]


def test_a_row_is_day_headline_and_outlets() -> None:
    page = page_of([row(1, other_outlets=("새벽일보", "한빛경제"))])
    assert words(page, "//tbody/tr[2]/td[position() < 3]") == ["2026.11.26", "온결연구소, ‘소리결’ 공개"]
    assert words(page, "//summary") == ["누리통신 외 2개 언론사"]
    assert words(page, "//details//li") == ["새벽일보", "한빛경제"]
    assert page.xpath("//td//a/@href") == ["https://nuri.example/view?no=1&page=2#top"]
    assert page.xpath("//td//a/@lang") == ["ko"]


def test_what_is_gone_is_struck_through_and_said() -> None:
    page = page_of([row(1, gone_at=datetime(2026, 11, 27, tzinfo=UTC))])
    assert words(page, "//td/s") == ["온결연구소, ‘소리결’ 공개"]
    assert words(page, "//td/small") == ["2026.11.27 이후 삭제됨"]


def test_what_else_is_known_of_a_row_is_below_it() -> None:
    page = page_of([row(1, announced_by=("뉴스마당",), elsewhere=(ENGLISH,))])
    assert words(page, "//td/small") == ["발표: 뉴스마당", "영어: Ongyeol releases model (Harbor Tribune)"]
    assert page.xpath("//td/small/a/@href") == ["https://harbor.example/1"]


def test_an_article_of_several_names_is_one_row() -> None:
    page = page_of([row(1), of("박하람", 1), of("박하람", 2)])
    assert words(page, "//td[@class='name']") == ["윤서하, 박하람", "박하람"]


def test_few_rows_are_grouped_by_year_and_many_by_month() -> None:
    few = [row(1), row(400)]
    many = [row(at) for at in range(1, 62)]
    assert words(page_of(few), "//tr[@class='group']") == ["2026년1건", "2025년1건"]
    assert words(page_of(many, lang="en"), "//tr[@class='group']") == [
        "November 202626 stories",
        "October 202631 stories",
        "September 20264 stories",
    ]
    assert page_of(few).xpath("//nav//a/@href") == ["#y2026", "#y2025"]
    assert page_of(few).xpath("//tr[@id]/@id") == ["y2026", "y2025"]


def test_a_table_that_comes_to_a_month_again_says_its_count_once() -> None:
    page = page_of([row(1), row(400), row(2)])
    assert words(page, "//tr[@class='group']") == ["2026년2건", "2025년1건", "2026년"]
    assert page.xpath("//tr[@id]/@id") == ["y2026", "y2025"]


def test_nothing_found_is_said() -> None:
    page = page_of([], lang="ko", title="아침 보고")
    assert words(page, "//main") == ["이 기간에 보도가 없습니다."]
    assert words(page, "//h1") == ["아침 보고"]


def test_the_page_needs_nothing_and_lets_nothing_in() -> None:
    text = text_of([row(1, elsewhere=(ENGLISH,)), of("박하람", 2)])
    page = html.document_fromstring(text)
    assert page.xpath("//script | //link | //img | //iframe | //form | //object | //@style | //@src") == []
    (policy,) = page.xpath("//meta[@http-equiv]/@content")
    (style,) = re.findall("<style>(.*?)</style>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_strangers_wrote_is_text(hostile: str) -> None:
    other = replace(ENGLISH, outlet=hostile, headline=hostile, url="javascript:alert(1)", language=hostile[:20])
    rows = [
        row(1, headline=hostile, outlet=hostile, entity_name=hostile, other_outlets=(hostile,), elsewhere=(other,)),
        row(2, headline=hostile, label=hostile, announced_by=(hostile,), url=hostile, language=hostile[:20]),
        of("박하람", 3, url="javascript:alert(1)"),
        of("박하람", 4, url="data:text/html,x", month=hostile[:20], published_on=None),
    ]
    text = text_of(rows, title=hostile)
    page = html.document_fromstring(text)
    assert page.xpath("//script | //img | //@onerror | //@onmouseover | //@style") == []
    assert all(url.startswith(("https://", "#")) for url in page.xpath("//@href"))
    assert len(page.xpath("//tr[td]")) == 4
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", text)


def test_equal_rows_give_equal_text() -> None:
    rows = [of(name, at, other_outlets=("새벽일보",)) for at, name in enumerate("가나다" * 30, 1)]
    assert text_of(rows) == text_of(list(rows))


def test_rows_are_written_as_they_come() -> None:
    read = 0

    def rows() -> Any:
        nonlocal read
        for at in range(3_000):
            read += 1
            yield row(at % 900 + 1, article_id=at + 1)

    pieces = html_page(rows, ClippingOptions())
    while "<tbody>" not in next(pieces):
        pass
    assert 3_000 < read < 3_500  # counted, and begun


@given(
    st.lists(st.tuples(st.text(min_size=1), st.text(min_size=1), st.integers(0, 2)), min_size=1, max_size=6),
)
def test_our_own_reader_reads_it_back(tmp_path_factory: pytest.TempPathFactory, drawn: list[Any]) -> None:
    written = [
        row(at, headline=f"가{headline}", outlet=f"나{outlet}", other_outlets=("새벽일보", "한빛경제")[:others])
        for at, (headline, outlet, others) in enumerate(drawn, 1)
    ]
    path: Path = tmp_path_factory.mktemp("page") / "page.html"
    path.write_text(text_of(written), "utf-8")
    assert [(month_of(one.month), one.headline, one.url, one.label) for one in read_table(path).rows] == [
        (month_of(month_cell(one)), one_line(one.headline), one.url, one_line(press_cell(one))) for one in written
    ]


def test_the_day_is_left_out_where_a_person_set_another_month() -> None:
    page = page_of([row(1, month="2024-08", published_on=date(2026, 11, 26))])
    assert words(page, "//td[@class='day']") == ["2024.08"]
