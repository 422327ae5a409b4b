"""Tables as people keep them are read whatever program they use."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from scrape.table.read import read_table
from scrape.table.written import WrittenTable

Words = tuple[str, str, str, str]
ROWS: list[Words] = [
    ("2024.08", "온결연구소, ‘윤서하’ 책임 선임", "https://dawn.example/a?x=1&y=2", "새벽일보 외 다수 언론사"),
    ("2024.07", "윤서하 [단독] “A | B” (종합)", "https://press.example/b_(1)", "누리통신"),
]
MARKDOWN = """# 윤서하

Year | Headline | Press
:-----:|-------|-------
2024.08 | [온결연구소, ‘윤서하’ 책임 선임](https://dawn.example/a?x=1&y=2) | 새벽일보 외 다수 언론사
| 2024.07 |[**윤서하 [단독] “A \\| B” (종합)**](<https://press.example/b_(1)> "title") |  누리통신  |

After the table.
"""


def _words(table: WrittenTable) -> list[Words]:
    return [(row.month, row.headline, row.url, row.label) for row in table.rows]


def _written(folder: Path, name: str, content: str | bytes) -> Path:
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def test_markdown(tmp_path: Path) -> None:
    table = read_table(_written(tmp_path, "home.md", MARKDOWN))
    assert _words(table) == ROWS
    assert table.problems == ()
    assert [row.number for row in table.rows] == [5, 6]
    assert table.rows[0].line == MARKDOWN.split("\n")[4]


@pytest.mark.parametrize(
    ("cell", "headline", "url"),
    [
        ("~~[제목](https://a.example/1)~~ (2024-08-07 이후 삭제됨)", "제목", "https://a.example/1"),
        (
            '<a href="https://a.example/1?b&amp;c" target="_blank">제목 &lt;1&gt;</a>',
            "제목 <1>",
            "https://a.example/1?b&c",
        ),
        ("[A&copy=1 &amp; B](https://a.example/1?a=1&copy=2)", "A&copy=1 & B", "https://a.example/1?a=1&copy=2"),
        ('[제목](https://a.example/1){:target="_blank"}', "제목", "https://a.example/1"),
        ("[제목 \\[1\\] `따옴표`](https://a.example/a\\_b)", "제목 [1] `따옴표`", "https://a.example/a_b"),
        ("![그림](https://a.example/p.png) 제목 <https://a.example/1>", None, "https://a.example/1"),
        ("__굵은__ 제목 ([기사](https://a.example/1))", "굵은 제목 (기사)", "https://a.example/1"),
    ],
)
def test_links_of_markdown(tmp_path: Path, cell: str, headline: str | None, url: str) -> None:
    text = f"Year | Headline | Press\n---|---|---\n2024.08 | {cell} | 새벽일보\n"
    (row,) = read_table(_written(tmp_path, "home.md", text)).rows
    assert row.url == url
    assert headline is None or row.headline == headline


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp949"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv(tmp_path: Path, encoding: str, separator: str) -> None:
    lines = [
        separator.join(f'"{cell}"' for cell in row) for row in [("연월", "기사 제목", "링크", "언론사명"), *ROWS]
    ]
    table = read_table(_written(tmp_path, "table.csv", "\r\n".join(lines).encode(encoding)))
    assert _words(table) == ROWS
    assert table.problems == ()


def test_csv_of_ours_with_line_ends_in_cells_and_guarded_formulas(tmp_path: Path) -> None:
    text = (
        "id,entity_id,month,published_on,headline,url,outlet,in_headline,outlet_role\n"
        '1,person:윤서하,2024-08,2024-08-07,"\'=1+1\n둘째 줄",https://a.example/1,새벽일보,true,press\n'
        "2,person:윤서하,2024-07,2024-07-07,다음,https://a.example/2,누리통신,true,press\n"
    )
    table = read_table(_written(tmp_path, "table.csv", text))
    assert _words(table) == [
        ("2024-08", "=1+1 둘째 줄", "https://a.example/1", "새벽일보"),
        ("2024-07", "다음", "https://a.example/2", "누리통신"),
    ]
    assert [row.number for row in table.rows] == [2, 4]


def _workbook(file: Path, fill: Callable[[openpyxl.Workbook], None]) -> Path:
    book = openpyxl.Workbook()
    fill(book)
    book.save(file)
    return file


def test_workbook(tmp_path: Path) -> None:
    """A title above, dates, links of cells and of formulas, and the same rows again on a sheet of all."""

    def fill(book: openpyxl.Workbook) -> None:
        for sheet in (book.active, book.create_sheet("전체")):
            sheet.append(["언론 보도"])
            sheet.append([])
            sheet.append(["날짜", "제목", "매체"])
            sheet.append([date(2024, 8, 7), "첫째", "새벽일보"])
            sheet["B4"].hyperlink = "https://a.example/1?b=c&d"
            sheet.append([2024.10, '=HYPERLINK("https://a.example/2","둘째 ""인용""")', "누리통신"])

    table = read_table(_workbook(tmp_path / "table.xlsx", fill))
    assert _words(table) == [
        ("2024-08-07", "첫째", "https://a.example/1?b=c&d", "새벽일보"),
        ("2024.10", '둘째 "인용"', "https://a.example/2", "누리통신"),
    ]
    assert [row.number for row in table.rows] == [4, 5]


def test_html(tmp_path: Path) -> None:
    """The table whose header has the roles; of outlets that unfold, the line that is always shown."""
    text = """<meta charset=utf-8><table><tr><th>Name<th>Room<tr><td>윤서하<td>101</table>
    <table><thead><tr><th>연월<th>기사<th>매체</thead>
    <tr><td>2024.08<td><del><a href="https://a.example/1?b=1&amp;c=2">제목 <b>&lt;하나&gt;</b></a></del> (삭제됨)
    <td><details><summary>새벽일보 외 2개 언론사</summary><ul><li>누리통신</ul></details></table>"""
    table = read_table(_written(tmp_path, "page.html", text))
    assert _words(table) == [("2024.08", "제목 <하나>", "https://a.example/1?b=1&c=2", "새벽일보 외 2개 언론사")]


def test_columns_are_told_by_what_they_hold(tmp_path: Path) -> None:
    text = "a | b | c | d\n--|--|--|--\n"
    text += "".join(
        f"새벽일보 | 윤서하 책임의 긴 인터뷰 {n} | https://a.example/{n} | 2024년 {n}월\n" for n in range(1, 9)
    )
    table = read_table(_written(tmp_path, "home.md", text))
    assert _words(table)[0] == ("2024년 1월", "윤서하 책임의 긴 인터뷰 1", "https://a.example/1", "새벽일보")


def test_columns_that_are_given(tmp_path: Path) -> None:
    text = "가,나,다\n하나,둘,셋\n넷,다섯,여섯\n"
    table = read_table(_written(tmp_path, "table.csv", text), "headline=3,outlet=1")
    assert _words(table)[-1] == ("", "여섯", "", "넷")


def test_tables_of_several_years_are_one(tmp_path: Path) -> None:
    head = "Month | Headline | Press\n---|---|---\n"
    papers = "Year | Title\n---|---\n2024 | A paper\n"
    text = f"{papers}\n## 2024\n{head}2024.08 | A | x\n\n## 2023\n{head}2023.01 | B | y\n"
    assert [row.headline for row in read_table(_written(tmp_path, "home.md", text)).rows] == ["A", "B"]


@pytest.mark.shared
def test_the_seed_table(shared_data: Path) -> None:
    table = read_table(shared_data / "seed-coverage.md")
    expected = json.loads((shared_data / "seed-coverage.json").read_text())
    known = [tuple(row[key].strip() for key in ("month", "headline", "url", "press")) for row in expected]
    assert _words(table) == known
    assert len(known) == 77
    assert table.problems == ()
