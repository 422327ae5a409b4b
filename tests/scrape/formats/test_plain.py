"""Markdown, CSV, JSON and JSON Lines: the columns that are asked for, in the language that is asked for."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from typing import Any

import pytest

from pipeline.errors import UsageError
from scrape.formats.columns import COLUMNS, column_names
from scrape.formats.options import ExportOptions
from tests.scrape.formats.rows import ROW, hostile_rows, many, written

HAND = replace(
    ROW,
    label="누리통신 외 다수 언론사",
    written="2024.08 |  [온결, '소리결' 공개](https://nuri.example/view/1)| 누리통신 외 다수 언론사  ",
)


def table(name: str, *rows: Any, **options: Any) -> str:
    return written(name, rows, ExportOptions(**options)).decode()


def test_labels_headers_and_notes_are_in_the_language_asked_for() -> None:
    gone = replace(ROW, gone_at=ROW.first_seen_at)
    assert (
        table("md", gone, lang="en").splitlines()[2].endswith("~~ (taken down, 2024-08-07) | 누리통신 and 3 others")
    )
    assert table("md", gone, lang="ko").startswith("연월 | 제목 | 언론사\n")
    assert "누리통신 외 3개 언론사" in table("md", replace(ROW, language="en"), lang="ko")
    assert (
        table("csv", ROW, lang="ko", columns=("month", "press"))
        == "연월,언론사\r\n2024-08,누리통신 외 3개 언론사\r\n"
    )
    assert table("csv", ROW, columns=("month", "press")).startswith("month,press\r\n")


def test_columns_stand_in_the_order_asked_for() -> None:
    columns = ("outlet", "headline", "month", "url", "other_outlets")
    header, _, line = table("md", ROW, columns=columns).splitlines()
    assert header == "| Outlet | Headline | Month | Url | Other outlets |"
    assert line == (
        "| 누리통신 | [온결연구소, '소리결' 공개](https://nuri.example/view/1) | 2024.08 | "
        "<https://nuri.example/view/1> | 새벽일보; 한빛경제; 마루테크 |"
    )
    assert list(json.loads(table("json", ROW, columns=columns))[0]) == list(columns)
    assert list(json.loads(table("jsonl", ROW, columns=columns))) == list(columns)
    assert next(csv.reader(io.StringIO(table("csv", ROW, columns=columns)))) == list(columns)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("month,healdine", "no column 'healdine'; did you mean headline?"),
        ("zzz", "there are id, "),
        ("month,month", "month stands there twice"),
        (" , ", "it names no column"),
    ],
)
def test_a_column_that_is_none_is_named(asked: str, said: str) -> None:
    with pytest.raises(UsageError) as refused:
        column_names(asked)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_every_column_can_be_asked_for() -> None:
    assert column_names(" ,".join(COLUMNS)) == COLUMNS
    for name in ("md", "csv", "json", "jsonl"):
        assert written(name, [ROW], ExportOptions(columns=COLUMNS))


def test_a_line_written_by_hand_stands_as_it_was_written() -> None:
    lines = table("md", HAND, replace(ROW, headline="둘째"), HAND).splitlines()
    assert lines[2] == lines[4] == HAND.written
    whole = csv.DictReader(io.StringIO(table("csv", HAND)))
    assert next(whole)["press"] == "누리통신 외 다수 언론사"
    assert json.loads(table("json", HAND))[0]["press"] == "누리통신 외 다수 언론사"


@pytest.mark.parametrize(
    "line",
    [
        "| 1 | 2024.08 | [온결](https://nuri.example/view/1) | 누리통신 |",
        "[온결](https://nuri.example/view/1) | 2024.08 | 누리통신",
        "2024.08 | 누리통신 | [온결](https://nuri.example/view/1)",
    ],
)
def test_a_line_of_a_table_of_another_shape_is_written_in_ours(line: str) -> None:
    """Under our header its cells would mean something else; the words are those of the hand."""
    assert table("md", replace(HAND, written=line)).splitlines()[2] == (
        "2024.08 | [온결연구소, '소리결' 공개](https://nuri.example/view/1) | 누리통신 외 다수 언론사"
    )


def test_an_article_of_two_people_is_one_line_of_a_home_page() -> None:
    assert len(table("md", ROW, replace(ROW, id=2, entity_id="company:온결연구소")).splitlines()) == 3
    assert len(table("md", HAND, replace(HAND, id=2, entity_id="company:온결연구소")).splitlines()) == 3


def test_hostile_rows_keep_their_cells() -> None:
    rows = hostile_rows()
    lines = table("md", *rows, columns=("month", "headline", "press", "snippet", "url")).splitlines()
    assert len(lines) == len(rows) + 2
    for line in lines[2:]:
        bare = line.replace("\\\\", "").replace("\\|", "").replace("\\]", "").replace("\\[", "")
        assert (bare.count("|"), bare.count("](")) == (6, 1)
        assert "](javascript:" not in bare
        assert "<" not in line.replace("<https://", "")
    cells = list(csv.reader(io.StringIO(table("csv", *rows), newline="")))
    assert {len(row) for row in cells} == {len(cells[0])}
    assert len(cells) == len(rows) + 1
    assert not [one for row in cells for one in row if one.startswith(tuple("=+-@\t\r＝＋－＠"))]
    assert len(table("jsonl", *rows).splitlines()) == len(rows)


def test_json_lines_are_the_objects_of_json() -> None:
    rows = many(3)
    assert [json.loads(line) for line in table("jsonl", *rows).splitlines()] == json.loads(table("json", *rows))
    assert (table("json"), table("jsonl")) == ("[]\n", "")
