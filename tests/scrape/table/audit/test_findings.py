"""What is called wrong, and what is not: each case is a row or two with what is known of them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.items import CoverageStatus, DateSource, Outlet, OutletRole, StoryRole
from pipeline.outlets import OutletRegistry
from scrape.table.audit import Alike, Finding, FindingKind, LinkState, PageFacts, RowFacts, findings
from scrape.table.written import WrittenRow

SEOUL = ZoneInfo("Asia/Seoul")
OUTLETS = OutletRegistry(
    [
        Outlet("누리통신", ("nuri.example",), name_en="Nuri News", aliases=("누리",)),
        Outlet("새벽일보", ("saebyeok.example",), aliases=("새벽일보 Plus",)),
        Outlet("한밭신문", ("hanbat.example",)),
        Outlet("HANBAT", ("hanbat.test",)),
        Outlet("작은소리", ("sori.example",), weak=True),
        Outlet("온결", ("ongyeol.example",), role=OutletRole.NEWSROOM),
        Outlet("모아보기", ("moa.example",), role=OutletRole.PORTAL),
    ]
)


def row(month: str, url: str, label: str, number: int = 1) -> WrittenRow:
    return WrittenRow(month, f"소리결 {number}", url, label, number)


def judge(*facts: RowFacts, **more: Any) -> tuple[Finding, ...]:
    return findings(facts, name="윤서하", outlets=OUTLETS, reader=SEOUL, **more)


def kinds(*facts: RowFacts, **more: Any) -> list[FindingKind]:
    return [finding.kind for finding in judge(*facts, **more)]


# --- label and address


@pytest.mark.parametrize(
    ("url", "label"),
    [
        ("https://nuri.example/1", "누리통신"),
        ("https://nuri.example/1", "Nuri News and 3 others"),
        ("https://nuri.example/1", "새벽일보, 누리통신 등 다수 언론사"),
        ("https://nuri.example/1", "새벽일보, 모르는신문"),  # the unknown one may be its name
        ("https://nuri.example/1", "모르는신문"),
        ("https://sori.example/1", "누리통신"),  # one witness alone says whose site it is
        ("https://nuri.example/1", "작은소리"),
        ("https://unknown.example/1", "누리통신"),
        ("https://ongyeol.example/newsroom/1", "누리통신, 새벽일보 등 다수 언론사"),
        ("https://moa.example/1", "누리통신"),
        ("https://hanbat.example/1", "HANBAT"),  # the address itself is called so
        ("https://nuri.example/1", ""),
        ("", "누리통신"),
    ],
)
def test_a_label_is_not_wrong_while_one_witness_is_silent(url: str, label: str) -> None:
    found = judge(RowFacts(row("2024.08", url, label)))
    assert not [finding for finding in found if finding.kind is FindingKind.OUTLET]


def test_a_label_that_names_another_known_outlet_is_wrong() -> None:
    (found,) = judge(RowFacts(row("2024.08", "https://nuri.example/1", "새벽일보 외 다수 언론사")))
    assert (found.kind, found.written, found.known) == (FindingKind.OUTLET, "새벽일보 외 다수 언론사", "누리통신")
    assert "nuri.example" in found.source


def test_whose_article_a_portal_carries_its_page_says() -> None:
    on_portal = row("2024.08", "https://moa.example/1", "새벽일보")
    assert kinds(RowFacts(on_portal, PageFacts("누리통신", at_portal=True))) == [FindingKind.OUTLET]
    assert not judge(RowFacts(on_portal, PageFacts("새벽일보", at_portal=True)))
    assert not judge(RowFacts(on_portal, PageFacts("모아보기", at_portal=True)))


def test_the_agency_whose_text_a_paper_carries_is_no_wrong_label() -> None:
    carried = row("2024.08", "https://saebyeok.example/1", "누리통신")
    assert not judge(RowFacts(carried, PageFacts("새벽일보", credited="누리통신")))


# --- spellings


def spelled(*labels: str, url: str = "https://nuri.example/") -> tuple[Finding, ...]:
    return judge(*(RowFacts(row("2024.08", f"{url}{at}", label, at)) for at, label in enumerate(labels)))


def test_one_outlet_under_several_names_is_named_with_the_most_used() -> None:
    (found,) = spelled("누리 통신", "누리통신", "누리 통신 외 3개 언론사", "Nuri News")
    assert found.kind is FindingKind.SPELLING
    assert found.advice == "write 누리 통신 everywhere"
    assert [wrong.number for wrong in found.rows] == [1, 3]
    assert found.written == "누리 통신 (lines 0, 2); 누리통신 (line 1); Nuri News (line 3)"


def test_of_equals_the_own_name_is_proposed() -> None:
    (found,) = spelled("누리", "누리통신")
    assert found.advice == "write 누리통신 everywhere"


@pytest.mark.parametrize(
    "labels",
    [
        ("누리통신", "누리통신 외 다수 언론사", " 누리통신"),
        ("누리통신", "누리통신 문화부"),  # a section
        ("새벽일보", "새벽일보 Plus"),
        ("어느 방송", "다른 방송"),
    ],
)
def test_one_name_with_more_words_is_no_other_spelling(labels: tuple[str, ...]) -> None:
    assert not spelled(*labels, url="https://unknown.example/")


def test_an_unknown_outlet_is_known_by_its_letters() -> None:
    (found,) = spelled("어느 방송", "어느방송", "어느방송", url="https://unknown.example/")
    assert found.advice == "write 어느방송 everywhere"


def test_the_name_of_another_outlet_is_not_proposed_however_often_it_stands() -> None:
    (found,) = spelled("HANBAT", "HANBAT", "한밭신문", url="https://hanbat.example/")
    assert found.advice == "write 한밭신문 everywhere"
    assert found.source.endswith("HANBAT is the name of another outlet")


# --- months


def dated(when: datetime, *, has_time: bool = True, source: DateSource = DateSource.META) -> PageFacts:
    return PageFacts("누리통신", published_at=when, has_time=has_time, date_source=source)


@pytest.mark.parametrize(
    ("month", "page"),
    [
        ("2024.03", dated(datetime(2024, 3, 31, 23, 50, tzinfo=SEOUL))),
        ("2024-03", dated(datetime(2024, 4, 1, 6, 0, tzinfo=SEOUL))),  # still March in UTC
        ("2024.04", dated(datetime(2024, 3, 31, 20, 0, tzinfo=ZoneInfo("America/New_York")))),  # April in Seoul
        (
            "2024.04",
            dated(datetime(2024, 5, 2, tzinfo=SEOUL), source=DateSource.CHANGE),
        ),  # a correction tells nothing
        ("someday", dated(datetime(2024, 5, 2, tzinfo=SEOUL))),
        ("", dated(datetime(2024, 5, 2, tzinfo=SEOUL))),
    ],
)
def test_a_month_of_any_of_the_calendars_is_right(month: str, page: PageFacts) -> None:
    assert not judge(RowFacts(row(month, "https://nuri.example/1", "누리통신"), page))


def test_a_month_is_right_when_the_address_or_the_database_says_so() -> None:
    page = dated(datetime(2024, 5, 2, tzinfo=SEOUL))
    assert not judge(RowFacts(row("2024.04", "https://nuri.example/2024/04/30/1", "누리통신"), page))
    stored = PageFacts(
        "누리통신", published_at=page.published_at, date_source=DateSource.META, stored_on=date(2024, 4, 30)
    )
    assert not judge(RowFacts(row("2024.04", "https://nuri.example/1", "누리통신"), stored))


@pytest.mark.parametrize(
    ("url", "page", "known", "source"),
    [
        ("https://nuri.example/2024/05/02/1", None, "2024-05-02", "it stands in the address"),
        ("https://nuri.example/1", dated(datetime(2024, 5, 2, tzinfo=SEOUL)), "2024-05-02", "the page declares it"),
        (
            "https://nuri.example/1",
            dated(datetime(2024, 4, 1, tzinfo=SEOUL), has_time=False, source=DateSource.VISIBLE),
            "2024-04-01",
            "the page shows it",
        ),
    ],
)
def test_a_wrong_month_says_what_is_known_and_from_where(
    url: str, page: PageFacts | None, known: str, source: str
) -> None:
    (found,) = judge(RowFacts(row("2024.03", url, "누리통신"), page))
    assert (found.kind, found.known, found.source) == (FindingKind.MONTH, known, source)
    assert found.advice == f"write {known[:7].replace('-', '.')}"


# --- links, stories, persons


def test_a_dead_link_tells_where_its_copy_is() -> None:
    gone = RowFacts(
        row("2024.08", "https://nuri.example/1", "누리통신"), link=LinkState.GONE, link_detail="HTTP 404"
    )
    (found,) = judge(gone)
    assert (found.kind, found.source, found.advice) == (
        FindingKind.DEAD_LINK,
        "HTTP 404",
        "the archive holds no copy",
    )
    (found,) = judge(RowFacts(gone.row, link=LinkState.GONE, link_detail="HTTP 404", copy=True))
    assert found.advice == "its archived copy: scrape why https://nuri.example/1 --copy FILE"


def test_one_address_twice_is_one_finding_whatever_else_is_alike() -> None:
    first = RowFacts(row("2024.08", "https://nuri.example/1?utm_source=x", "누리통신", 1))
    second = RowFacts(row("2024.08", "https://www.nuri.example/1", "누리통신", 2))
    (found,) = judge(first, second, alike=[Alike(0, 1, StoryRole.NEW)])
    assert (found.kind, [twin.number for twin in found.rows]) == (FindingKind.TWICE, [1, 2])


@pytest.mark.parametrize(
    ("role", "known"),
    [
        (StoryRole.COPY, "one text"),
        (StoryRole.REWRITE, "one announcement in other words"),
        (StoryRole.NEW, "one article"),
    ],
)
def test_one_story_twice_says_how(role: StoryRole, known: str) -> None:
    first = RowFacts(row("2024.08", "https://nuri.example/1", "누리통신", 1))
    second = RowFacts(row("2024.08", "https://saebyeok.example/1", "새벽일보", 2))
    (found,) = judge(first, second, alike=[Alike(0, 1, role)])
    assert (found.kind, found.known) == (FindingKind.TWICE, known)


def test_a_page_that_names_nobody_or_somebody_else_is_wrong_and_a_doubtful_one_is_not() -> None:
    here = row("2024.08", "https://nuri.example/1", "누리통신")
    assert kinds(RowFacts(here, PageFacts(names_nobody="nowhere"))) == [FindingKind.NOT_NAMED]
    assert kinds(RowFacts(here, PageFacts(status=CoverageStatus.REJECTED))) == [FindingKind.SOMEBODY_ELSE]
    assert not judge(RowFacts(here, PageFacts(status=CoverageStatus.REVIEW)))
    assert not judge(RowFacts(here, unchecked="failed"))


def test_what_the_reader_of_the_table_found_odd_is_listed_but_for_a_missing_link() -> None:
    here = RowFacts(row("2024.13", "", "누리통신", 7))
    (found,) = judge(here, problems=["line 7: '2024.13' is no month such as 2024.08; it has no link"])
    assert (found.kind, found.rows) == (FindingKind.UNREADABLE, (here.row,))
    assert found.known == "'2024.13' is no month such as 2024.08"
    assert not judge(RowFacts(row("2024.08", "", "누리통신", 7)), problems=["line 7: it has no link"])


# --- order


def moved(*months: str) -> list[int]:
    facts = [
        RowFacts(row(month, f"https://unknown.example/{at}", "누리통신", at)) for at, month in enumerate(months)
    ]
    return [finding.rows[0].number for finding in judge(*facts) if finding.kind is FindingKind.ORDER]


@pytest.mark.parametrize(
    ("months", "out"),
    [
        ("2024.09 2024.08 2024.08 2024.05 2023.12", []),
        ("2023.12 2024.05 2024.08 2024.09", []),  # oldest first
        ("2024.09 2024.08 2024.10 2024.07 2024.06", [2]),
        ("2024.09 2023.01 2024.08 2024.07 2024.06", [1]),
        ("2023.12 2024.01 2023.11 2024.02 2024.03", [2]),
        ("2024.09 someday 2024.08 2024.07", []),
        ("2024.01 2024.05 2024.02 2024.04 2023.12 2024.06 2023.11 2024.02", []),  # in the order of something else
        ("2024.09", []),
        ("", []),
    ],
)
def test_the_fewest_rows_that_stand_out_of_order_are_named(months: str, out: list[int]) -> None:
    assert moved(*months.split()) == out


def test_a_row_out_of_order_is_shown_beside_one_that_is_in_order() -> None:
    facts = [
        RowFacts(row(month, f"https://unknown.example/{at}", "누리통신", at))
        for at, month in enumerate("2024.09 2024.08 2024.10 2024.07".split())
    ]
    (found,) = judge(*facts)
    assert found.written == "2024.10, below 2024.09 (line 0)"
    assert found.known == "newest first"


def test_a_wrong_month_is_not_called_out_of_order_too() -> None:
    facts = [
        RowFacts(row("2024.09", "https://nuri.example/a", "누리통신", 1)),
        RowFacts(row("2024.11", "https://nuri.example/2024/08/07/b", "누리통신", 2)),
        RowFacts(row("2024.08", "https://nuri.example/c", "누리통신", 3)),
    ]
    assert kinds(*facts) == [FindingKind.MONTH]


@given(st.lists(st.integers(1, 12), max_size=30))
def test_without_the_rows_named_the_others_are_in_order(numbers: list[int]) -> None:
    out = set(moved(*(f"2024.{number:02d}" for number in numbers)))
    kept = [number for at, number in enumerate(numbers) if at not in out]
    assert not out or kept in (sorted(kept), sorted(kept, reverse=True))
    assert len(out) * 3 <= len(numbers)
