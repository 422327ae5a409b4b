"""The clipping report, as openpyxl and our own reader find it."""

from __future__ import annotations

import io
import itertools
import os
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path, PurePosixPath
from typing import Any

import openpyxl
import pytest
from lxml import etree

from pipeline.dates import month_of
from pipeline.errors import UsageError
from pipeline.items import Coverage
from scrape.output.clippings.coverage_sheet import HELD_ROWS, MOST_ROWS, Links
from scrape.output.clippings.options import ClippingOptions
from scrape.output.clippings.spreadsheet import write_xlsx
from scrape.output.export import month_cell, press_cell
from scrape.table.read import read_table
from tests.scrape.output.clippings.rows import HOSTILE, of, row

pytestmark = pytest.mark.filterwarnings("ignore:.* not supported and will be removed")  # solid bars


def report(rows: Sequence[Coverage], **options: Any) -> bytes:
    out = io.BytesIO()
    write_xlsx(lambda: rows, out, ClippingOptions(**options))
    return out.getvalue()


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def column(sheet: Any, heading: str) -> list[Any]:
    at = [cell.value for cell in sheet[1]].index(heading)
    return [line[at] for line in sheet.iter_rows(min_row=2)]


def test_there_is_a_cover_all_rows_a_sheet_for_each_name_and_the_months() -> None:
    book = opened(report([row(1), of("박하람", 2), of("박하람", 40)]))
    assert book.sheetnames == ["요약", "전체", "박하람", "윤서하", "월별"]
    assert [cell.value for cell in column(book["전체"], "이름")] == ["윤서하", "박하람", "박하람"]
    assert [cell.value for cell in column(book["월별"], "전체")] == [1, 2]


def test_a_single_name_has_no_second_sheet_of_the_same_rows() -> None:
    assert opened(report([row(1)])).sheetnames == ["요약", "윤서하", "월별"]


def test_nothing_found_is_said() -> None:
    book = opened(report([], lang="ko", names=("윤서하",)))
    assert book.sheetnames == ["요약", "전체"]
    assert "이 기간에 보도가 없습니다." in {cell.value for line in book["요약"] for cell in line}


def test_a_row_says_what_is_known() -> None:
    gone = datetime(2026, 11, 27, tzinfo=UTC)
    known = row(1, other_outlets=("새벽일보", "한빛경제"), in_lead=True, quoted=True, gone_at=gone)
    sheet = opened(report([known]))["윤서하"]
    assert {cell.value: below.value for cell, below in zip(sheet[1], sheet[2], strict=True)} == {
        "날짜": datetime(2026, 11, 26),  # noqa: DTZ001 - a spreadsheet knows no zones
        "제목": "온결연구소, ‘소리결’ 공개",
        "언론사": "누리통신 외 2개 언론사",
        "다른 언론사": "새벽일보, 한빛경제",
        "나온 곳": "첫 문단",
        "발언": "있음",
        "발췌": "윤서하 수석연구원은 “방언이 가장 어렵다”고 말했다.",
        "비고": "2026.11.27 이후 삭제됨",
        "기사 묶음": 1,
        "주소": "https://nuri.example/view?no=1&page=2#top",
    }
    link = column(sheet, "제목")[0].hyperlink
    assert f"{link.target}#{link.location}" == known.url


def test_columns_that_hold_nothing_are_hidden() -> None:
    sheet = opened(report([row(1, mention_count=0, snippet="")]))["윤서하"]
    headings = {cell.column_letter: cell.value for cell in sheet[1]}
    hidden = {letter for letter, width in sheet.column_dimensions.items() if width.hidden}
    assert {headings[letter] for letter in hidden} <= {"다른 언론사", "나온 곳", "발언", "발췌", "비고"}
    assert sheet.column_dimensions["D"].hidden


def test_labels_are_in_the_language_that_is_asked_for() -> None:
    sheet = opened(report([row(1, other_outlets=("새벽일보",))], lang="en"))["윤서하"]
    assert [cell.value for cell in sheet[1]][:3] == ["Date", "Headline", "Outlet"]
    assert column(sheet, "Outlet")[0].value == "누리통신 and 1 other"


def test_a_sheet_is_made_to_be_read_and_printed() -> None:
    sheet = opened(report([row(1), row(2)], title="아침 보고 & 요약"))["윤서하"]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:J3"
    assert sheet.print_title_rows == "$1:$1"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage) == (0, True)
    assert "아침 보고 && 요약" in sheet.oddHeader.left.text
    assert "&P" in sheet.oddFooter.right.text


def test_the_cover_counts_and_draws() -> None:
    rows = [row(number, outlet=("누리통신", "새벽일보")[number % 2]) for number in range(1, 120)]
    book = opened(report(rows))
    values = {cell.value for line in book["요약"].iter_rows() for cell in line}
    assert {119, "언론 보도  ·  2026.07.31 – 2026.11.26", "누리통신", "새벽일보"} <= values
    with zipfile.ZipFile(io.BytesIO(report(rows))) as package:
        assert "xl/charts/chart1.xml" in package.namelist()


@pytest.mark.parametrize("words", HOSTILE)
def test_what_strangers_wrote_is_text(words: str) -> None:
    rows = [
        row(1, headline=words, outlet=words, snippet=words, entity_name=words, other_outlets=(words,)),
        row(2, headline=words, label=words, announced_by=(words,), url=words),
        of("박하람", 3, url="javascript:alert(1)"),
    ]
    book = opened(report(rows, title=words))
    for sheet in book:
        for line in sheet.iter_rows():
            assert not any(cell.data_type == "f" for cell in line)
            assert all(len(str(cell.value or "").encode("utf-16-le")) <= 2 * 32_767 for cell in line)
            assert all(not cell.hyperlink or cell.hyperlink.target.startswith("https://") for cell in line)
    assert len(column(book["전체"], "제목")) == 3
    assert all(cell.value for cell in column(book["전체"], "제목"))


def test_every_part_of_the_package_is_sound() -> None:
    """The Open Packaging Conventions: parts are well-formed, each has a type, and relations lead somewhere."""
    rows = [row(at, headline=words, snippet=words, outlet=words) for at, words in enumerate(HOSTILE * 8, 1)]
    odd = 'https://nuri.example/기사?제목="가 나"&x=[1]#위'
    rows += [of(name, 200, url=odd) for name in ("A1", "1팀", "R1C1", "'a'b'")]
    with zipfile.ZipFile(io.BytesIO(report(rows, title=HOSTILE[12]))) as package:
        parts = {name: etree.fromstring(package.read(name)) for name in package.namelist()}
    types = parts.pop("[Content_Types].xml")
    endings = {one.get("Extension") for one in types} - {None}
    typed = {one.get("PartName", "").removeprefix("/") for one in types} - {""}
    assert typed <= set(parts)
    assert all(name in typed or name.rpartition(".")[2] in endings for name in parts)
    for name, relations in parts.items():
        folder = PurePosixPath(name).parent.parent
        for one in relations if name.endswith(".rels") else ():
            if one.get("TargetMode") != "External":
                target = os.path.normpath(folder / one.get("Target", ""))
                assert target in parts, (name, target)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", f"https://nuri.example/{'a' * 2_518}"])
def test_an_address_that_can_be_no_link_is_text(url: str) -> None:
    sheet = opened(report([row(1, url=url)]))["윤서하"]
    assert [cell.hyperlink for cell in column(sheet, "제목")] == [None]
    assert [cell.value for cell in column(sheet, "제목")] == ["온결연구소, ‘소리결’ 공개"]
    assert [cell.value for cell in column(sheet, "주소")] == [url]


def test_links_have_an_end() -> None:
    links = Links(2)
    assert [links.take(f"https://nuri.example/{number}") for number in range(3)] == [True, True, False]


@pytest.mark.parametrize(
    ("rows", "links"), [(HELD_ROWS + 1, HELD_ROWS + 1), pytest.param(65_540, 65_520, marks=pytest.mark.slow)]
)
def test_no_row_of_a_large_report_is_lost(rows: int, links: int) -> None:
    """Ten of the 65,530 links are on the cover."""
    found = xml_of_sheet(report([row(at % 900 + 1, headline=f"제목 {at}", article_id=at) for at in range(rows)]), 2)
    assert (found.count("<row "), found.count("<hyperlink ")) == (rows + 1, links)
    assert found.count("제목 ") == rows


def xml_of_sheet(content: bytes, number: int) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return package.read(f"xl/worksheets/sheet{number}.xml").decode()


def test_more_rows_than_a_sheet_holds_are_refused_before_anything_is_written() -> None:
    out = io.BytesIO()
    with pytest.raises(UsageError, match="1,048,575 rows"):
        write_xlsx(lambda: itertools.repeat(row(1), MOST_ROWS + 1), out, ClippingOptions())
    assert out.getvalue() == b""


@pytest.mark.parametrize("names", [["A/B", "A?B", "[A]B"], ["가" * 40, "가" * 41], ["요약", "전체", "월별"]])
def test_every_name_has_a_sheet_of_its_own(names: list[str]) -> None:
    book = opened(report([of(name, at) for at, name in enumerate(names, 1)]))
    assert len(book.sheetnames) == len(names) + 3


def test_of_very_many_names_the_first_have_sheets_and_all_are_listed() -> None:
    rows = [of(f"이름{number}", number) for number in range(1, 131)]
    book = opened(report(rows))
    assert len(book.sheetnames) == 103
    assert len(column(book["전체"], "제목")) == 130
    assert any("100개" in str(cell.value) for line in book["요약"] for cell in line)


def test_a_day_before_the_calendar_of_excel_is_its_month() -> None:
    sheet = opened(report([row(1, month="1896-04", published_on=date(1896, 4, 7))]))["윤서하"]
    assert [cell.value for cell in column(sheet, "날짜")] == ["1896.04"]


def test_equal_rows_give_equal_bytes_in_another_process_and_zone(tmp_path: Path) -> None:
    code = (
        "import sys; from tests.scrape.output.clippings.test_spreadsheet import report, rows_of_three;"
        "sys.stdout.buffer.write(report(rows_of_three()))"
    )
    other = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        check=True,
        env={"TZ": "America/New_York", "PYTHONHASHSEED": "7", "PYTHONPATH": ".", "LC_ALL": "C.UTF-8"},
    )
    assert other.stdout == report(rows_of_three())


def test_a_pipe_gets_the_same_bytes() -> None:
    into, out = os.pipe()
    with open(into, "rb") as reader, open(out, "wb") as writer:  # noqa: PTH123 - they are no paths
        with writer:
            write_xlsx(rows_of_three, writer, ClippingOptions())
        assert reader.read() == report(rows_of_three())


def rows_of_three() -> list[Coverage]:
    return [of(name, at, other_outlets=("새벽일보",)) for at, name in enumerate("가나다" * 30, 1)]


def test_our_own_reader_reads_it_back(tmp_path: Path) -> None:
    written = [row(at, headline=f"제목 {at}", other_outlets=("새벽일보",) * (at % 2)) for at in range(1, 40)]
    (tmp_path / "report.xlsx").write_bytes(report(written))
    table = read_table(tmp_path / "report.xlsx")
    assert table.problems == ()
    assert [(month_of(one.month), one.headline, one.url, one.label) for one in table.rows] == [
        (month_of(month_cell(one)), one.headline, one.url, press_cell(one)) for one in written
    ]
