"""Files that are no table, and rows that are odd: each is told in one line, and no row is lost."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import UsageError
from scrape.table.read import read_table
from scrape.table.reading.markdown import markdown_row

HEAD = "Year | Headline | Press\n---|---|---\n"
LINK = "[제목](https://dawn.example/1)"
PDF = b"%PDF-1.4\n" + bytes(range(256)) * 8


def refusal(file: Path, columns: str | None = None) -> str:
    with pytest.raises(UsageError) as refused:
        read_table(file, columns)
    assert "\n" not in str(refused.value)
    return str(refused.value)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("home.md", "# 윤서하\n\nNo table here.\n", "there is no table in it"),
        ("home.md", f"```\n{HEAD}2024.08 | {LINK} | 새벽일보\n```\n", "there is no table in it"),
        ("home.md", "", "is empty"),
        ("home.md", " \n\n", "is empty"),
        ("home.md", HEAD, "has a header and no rows"),
        ("home.md", "a | b\n--|--\n1 | 2\n", "its columns cannot be told (a, b); say them: --columns month=1"),
        ("home.md", PDF, "is no text"),
        ("table.csv", PDF, "is no text"),
        ("table.csv", "연월,제목,언론사\n", "has a header and no rows"),
        ("table.csv", 'a,"' + "x" * 200_000, "cannot be read as a row"),
        ("page.html", "<p>no table</p>", "there is no table in it"),
        ("page.html", "", "is empty"),
        ("page.html", PDF, "is no page of HTML"),
        ("table.xlsx", "", "is empty"),
        ("table.xlsx", "month,headline\n", "is no Excel workbook"),
        ("table.docx", "x", "expected a file that ends in .md, .csv, .xlsx, .html"),
        ("table", "x", "expected a file that ends in"),
    ],
)
def test_files_that_are_no_table(tmp_path: Path, name: str, content: str | bytes, words: str) -> None:
    file = tmp_path / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    assert words in refusal(file)
    assert name in refusal(file)


def test_places_that_are_no_file(tmp_path: Path) -> None:
    folder = tmp_path / "folder.md"
    folder.mkdir()
    assert "is a folder" in refusal(folder)
    assert "is a folder" in refusal(tmp_path)
    assert "no such file" in refusal(tmp_path / "none.xlsx")


@pytest.mark.parametrize(
    "columns", ["", "month", "month=0", "headline=1,headline=2", "title=1", "month=1", "headline=x", "headline=²"]
)
def test_columns_that_cannot_be_read(tmp_path: Path, columns: str) -> None:
    file = tmp_path / "home.md"
    file.write_text(f"{HEAD}2024.08 | {LINK} | 새벽일보\n")
    assert "month=1,headline=2,outlet=3,url=4" in refusal(file, columns)


def test_a_column_that_is_not_there(tmp_path: Path) -> None:
    file = tmp_path / "home.md"
    file.write_text(f"{HEAD}2024.08 | {LINK} | 새벽일보\n")
    assert "url=7: its table has 3 columns" in refusal(file, "headline=2,url=7")


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (f"2024.13 | {LINK} | 새벽일보", "'2024.13' is no month such as 2024.08"),
        (f"2024 | {LINK} | 새벽일보", "'2024' is no month"),
        (f"| | {LINK} | 새벽일보", "it has no month"),
        ("2024.08 | 제목 | 새벽일보", "it has no link"),
        ("2024.08 | [](https://dawn.example/1) | 새벽일보", "it has no headline"),
        (
            "2024.08 | [제목](javascript:alert\\(1\\)) | 새벽일보",
            "the address 'javascript:alert(1)' is not one of http",
        ),
        ("2024.08 | [제목](data:text/html,x) | 새벽일보", "is not one of http"),
        ("2024.08 | [제목](/news/1) | 새벽일보", "the address '/news/1' is not one of http"),
        (f"2024.08 | {LINK}", "it has 2 cells, the header 3"),
        (f"2024.08 | {LINK} | 새벽일보 | 더", "it has 4 cells, the header 3"),
        (f"2024.08 | [{'가' * 40_000}](https://dawn.example/1) | 새벽일보", "its headline has 40,000 characters"),
        ("2024.08 | [제\0목](https://dawn.example/1) | 새벽일보", "control characters"),
        ("2024.08 | [제\u202e목](https://dawn.example/1) | 새벽일보", "control characters"),
        (f"2024.08 | {LINK} | \x1b[31m새벽일보", "control characters"),
    ],
)
def test_rows_that_are_odd_are_kept_and_named(tmp_path: Path, row: str, problem: str) -> None:
    file = tmp_path / "home.md"
    file.write_text(f"{HEAD}{row}\n2024.07 | {LINK} | 누리통신\n")
    table = read_table(file)
    assert [read.number for read in table.rows] == [3, 4]
    (line,) = table.problems
    assert line.startswith("line 3: ")
    assert problem in line
    assert len(line) < 200
    odd = table.rows[0]
    assert odd.url in {"", "https://dawn.example/1"}
    assert all(text.isprintable() for text in (odd.month, odd.headline, odd.label, odd.line, line))


def test_lone_surrogates_of_a_workbook_or_page_become_no_text_that_cannot_be_stored(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(
        "<table><tr><th>Year<th>Headline<th>Press<tr><td>2024.08<td><a href='https://dawn.example/1'>&#xD800;제목</a>"
    )
    (row,) = read_table(file).rows
    assert row.headline.encode().decode() == row.headline


def _workbook(file: Path) -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (
        ("연월", "제목", "언론사"),
        *((f"2024.{n % 12 + 1:02d}", f"제목 {n}", "새벽일보") for n in range(50)),
    ):
        book.active.append(row)
    book.save(file)
    return file


def test_a_workbook_that_is_cut_or_damaged_at_any_place(tmp_path: Path) -> None:
    whole = _workbook(tmp_path / "whole.xlsx").read_bytes()
    file = tmp_path / "cut.xlsx"
    for length in range(1, len(whole) - 30, 199):
        file.write_bytes(whole[:length])
        assert "is no Excel workbook" in refusal(file)
    for at in range(0, len(whole), 97):
        file.write_bytes(whole[:at] + b"\xff\x00\xff" + whole[at + 3 :])
        try:
            read_table(file)
        except UsageError as error:
            assert "\n" not in str(error)  # noqa: PT017 - some damage does no harm


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    file = _workbook(tmp_path / "bomb.xlsx")
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as package, package.open("xl/media.bin", "w") as entry:
        for _ in range(600):
            entry.write(bytes(2**20))
    assert "unpacked more than 512 MB" in refusal(file)


@pytest.mark.slow
def test_a_sheet_of_very_many_rows_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "long.xlsx"
    with xlsxwriter.Workbook(str(file), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for row in range(210_000):
            sheet.write_string(row, 0, "2024.08")
    assert "more than 200,000 rows" in refusal(file)


def test_hostile_cells_take_no_longer_than_honest_ones() -> None:
    """40,000 characters of the markup that a reader may try at each place."""
    for hostile in ("[", "[](", "**a", "`", "<a ", "<a href=x>", "![", "\\", "_a", "[a](b(", "~~", "https://a("):
        text = hostile * (40_000 // len(hostile))
        assert markdown_row(1, f"2024.08 | {text} | x").number == 1


@given(st.text(max_size=200))
def test_any_line_is_a_row(line: str) -> None:
    row = markdown_row(1, line)
    assert row.line == line
    assert all("\n" not in cell.text for cell in row.cells)


@given(st.binary(max_size=400), st.sampled_from([".md", ".csv", ".html", ".xlsx"]))
def test_any_bytes_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, ending: str
) -> None:
    file = tmp_path_factory.mktemp("any") / f"table{ending}"
    file.write_bytes(content)
    try:
        rows = read_table(file).rows
    except UsageError as error:
        assert "\n" not in str(error)  # noqa: PT017 - either is right
    else:
        assert rows
