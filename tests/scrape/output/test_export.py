"""The table in every format, and headlines that try to be something else."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict, replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.items import Coverage, CoverageStatus, Elsewhere, EntityKind, Evidence
from scrape.formats.plain import as_csv, as_json, as_markdown
from scrape.output.export import announced_cell, elsewhere_cells, one_line, press_cell

ROW = Coverage(
    id=1,
    entity_id="person:윤서하",
    entity_kind=EntityKind.PERSON,
    entity_name="윤서하",
    month="2024-08",
    published_at=datetime(2024, 8, 7, 1, 12, tzinfo=UTC),
    published_on=date(2024, 8, 7),
    headline="온결연구소, '소리결' 공개",
    url="https://nuri.example/view/1",
    outlet="누리통신",
    language="ko",
    mention_count=2,
    in_headline=False,
    snippet="윤서하 수석연구원은 말했다.",
    confidence=0.97,
    status=CoverageStatus.CONFIRMED,
    evidence=(Evidence("affiliation", "온결연구소 in the text", 3.0),),
    story_id=4,
    article_id=7,
    first_seen_at=datetime(2024, 8, 7, 2, 0, tzinfo=UTC),
)
HOSTILE = [
    "[단독] 값 | 다음 열",
    "끝](javascript:alert(1)) [x",
    "<script>alert(1)</script>",
    "한 줄\n다음 줄\r\n| 새 | 행 |",
    "`코드` *굵게* _기울임_ ~취소~ $1 \\",
    "\x1b[31m빨강\x1b[0m\x07",
    "=1+1",
    "@SUM(A1)",
    "+82-2",
    "-1",
    "\u202e뒤집힌",
]


def test_the_markdown_table_is_that_of_a_home_page() -> None:
    rows = [replace(ROW, other_outlets=("새벽일보", "한빛경제", "마루테크")), replace(ROW, id=2, headline="둘째")]
    assert as_markdown(rows) == (
        "Year | Headline | Press\n"
        ":-----:|-------|-------\n"
        "2024.08 | [온결연구소, '소리결' 공개](https://nuri.example/view/1) | 누리통신 외 3개 언론사\n"
        "2024.08 | [둘째](https://nuri.example/view/1) | 누리통신\n"
    )


def test_the_press_cell_counts_the_others_in_the_language_of_the_article() -> None:
    assert press_cell(replace(ROW, language="en", outlet="Harbor Tribune", other_outlets=("A",))) == (
        "Harbor Tribune and 1 other"
    )
    assert press_cell(replace(ROW, language="en", outlet="Harbor Tribune", other_outlets=("A", "B"))) == (
        "Harbor Tribune and 2 others"
    )


@pytest.mark.parametrize("headline", HOSTILE)
def test_a_markdown_row_stays_one_row_of_three_cells(headline: str) -> None:
    table = as_markdown([replace(ROW, headline=headline, outlet=headline)])
    lines = table.splitlines()
    assert len(lines) == 3
    unescaped = lines[2].replace("\\\\", "").replace("\\|", "")
    assert unescaped.count("|") == 2
    assert "<" not in lines[2]
    assert "\x1b" not in lines[2]
    assert lines[2].replace("\\\\", "").replace("\\]", "").count("](") == 1


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", " https://a.example/"])
def test_only_http_addresses_become_links(url: str) -> None:
    assert "]()" in as_markdown([replace(ROW, url=url)])


def test_an_address_cannot_leave_its_brackets() -> None:
    line = as_markdown([replace(ROW, url="https://a.example/x) | [y](z|\nq")]).splitlines()[2]
    assert line.count(" | ") == 2
    assert line.count("(") == 1


@given(st.text())
def test_csv_gives_back_one_row_and_no_formula(text: str) -> None:
    rows = list(csv.reader(io.StringIO(as_csv([replace(ROW, headline=text, outlet=text, snippet=text)]))))
    assert len(rows) == 2
    assert len(rows[0]) == len(rows[1])
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in rows[1])


def test_csv_holds_every_column_a_person_reads() -> None:
    header, cells = csv.reader(io.StringIO(as_csv([replace(ROW, other_outlets=("A", "B"))])))
    values = dict(zip(header, cells, strict=True))
    assert values["published_at"] == "2024-08-07T01:12:00+00:00"
    assert values["in_headline"] == "false"
    assert values["other_outlets"] == "A; B"
    assert "evidence" not in values


def test_who_announced_it_is_said_apart() -> None:
    row = replace(ROW, announced_by=("뉴스와이어",))
    assert "뉴스와이어" not in press_cell(row)
    assert announced_cell(row) == "발표: 뉴스와이어"
    assert announced_cell(replace(row, language="en")) == "announced by 뉴스와이어"
    assert announced_cell(ROW) == ""


def test_the_same_news_in_another_language_is_pointed_to() -> None:
    english = Elsewhere("en", "Harbor Tribune", "Ongyeol releases model", "https://harbor.example/1")
    row = replace(ROW, elsewhere=(english,))
    assert elsewhere_cells(row) == ["also in English: Ongyeol releases model (Harbor Tribune)"]
    assert elsewhere_cells(replace(ROW, elsewhere=(replace(english, language="ko"),)))[0].startswith("한국어: ")
    assert elsewhere_cells(replace(ROW, elsewhere=(replace(english, language="fr"),)))[0].startswith("also in fr: ")
    assert json.loads(as_json([row]))[0]["elsewhere"] == [asdict(english)]
    header, cells = csv.reader(io.StringIO(as_csv([row])))
    assert dict(zip(header, cells, strict=True))["elsewhere"] == english.url


def test_json_is_a_list_of_the_columns_with_entity_and_other_outlets() -> None:
    (one,) = json.loads(as_json([replace(ROW, other_outlets=("새벽일보",))]))
    assert one["entity"] == {"kind": "person", "name": "윤서하"}
    assert one["other_outlets"] == ["새벽일보"]
    assert one["status"] == "confirmed"
    assert one["evidence"] == [{"kind": "affiliation", "detail": "온결연구소 in the text", "weight": 3.0}]
    assert json.loads(as_json([])) == []


@given(st.text())
def test_one_line_is_one_line_without_control_characters(text: str) -> None:
    line = one_line(text)
    assert len(line.splitlines()) <= 1
    assert line.isprintable() or all(not c.isspace() or c == " " for c in line)
    assert "\x1b" not in line
    assert one_line(line) == line
