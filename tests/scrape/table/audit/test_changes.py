"""A right table with invented pages has nothing wrong; changed in one way, it has that wrong and nothing else.

Ten kinds of change, three tables of each; the last five were first tried when the audit was done.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from random import Random
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest

from pipeline.items import Affiliation, Entity, EntityKind, Outcome, Outlet, OutletRole, Reason, Watchlist
from pipeline.outlets import OutletRegistry
from pipeline.process import Reader
from scrape.table.audit import Finding, FindingKind
from scrape.table.audit.judge import Looked, judge_rows
from scrape.table.audit.known import KnownRow
from scrape.table.written import WrittenRow, WrittenTable
from tests.scrape.table.stand_ins import Named, StandIn, article_page, stand_ins

WHO = Named("윤서하", "Seoha Yun", "온결연구소", "Ongyeol Lab")
ENTITY = Entity(
    "person:윤서하",
    EntityKind.PERSON,
    WHO.korean,
    (WHO.english,),
    (Affiliation(WHO.at), Affiliation(WHO.at_english)),
)
OUTLETS = (
    Outlet("누리통신", ("nuri.example",), name_en="Nuri News", time_zone="Asia/Seoul"),
    Outlet("새벽일보", ("saebyeok.example",), name_en="Dawn Daily", time_zone="Asia/Seoul"),
    Outlet("한밭신문", ("hanbat.example",), name_en="Hanbat Shinmun", time_zone="Asia/Seoul"),
    Outlet("Hill Post", ("hillpost.example",), time_zone="America/New_York"),
    Outlet("온결", ("ongyeol.example",), role=OutletRole.NEWSROOM, time_zone="Asia/Seoul"),
)
REGISTRY = OutletRegistry(OUTLETS)
SITES = {"누리통신": "nuri", "새벽일보": "saebyeok", "한밭신문": "hanbat", "Hill Post": "hillpost"}
RIGHT = (
    ("2024.09", "사투리 알아듣는 모델 공개", "https://nuri.example/view/20240903001", "누리통신 외 다수 언론사"),
    ("2024.09", "Model hears dialects", "https://hillpost.example/2024/09/02/model", "Hill Post and 3 others"),
    ("2024.08", "방언 자료 더 모은다", "https://saebyeok.example/news/812", "새벽일보"),
    ("2024.08", "소리결 학회 발표", "https://hanbat.example/article/77", "누리통신, 한밭신문 등 30개 이상 언론사"),
    ("2024.08", "소리결 발표 영상", "https://www.youtube.com/watch?v=a1", "온결연구소 유튜브"),
    ("2024.07", "음성 자료 공개", "https://www.ongyeol.example/newsroom/12", "누리통신, 새벽일보 등 다수 언론사"),
    ("2024.07", "연구자 인터뷰", "https://nuri.example/view/20240711004", "누리통신"),
    ("2024.06", "지역 말 지키는 사람들", "https://saebyeok.example/news/640", "새벽일보 외 2개 언론사"),
    ("2024.06", "종이 신문에만 난 기사", "", "새벽일보"),
    ("2024.05", "말소리 지도 나왔다", "https://unknown.example/post/5", "말소리 블로그"),
    ("2024.05", "A map of voices", "https://hillpost.example/2024/05/20/map", "Hill Post"),
    ("2024.04", "사투리 사전 엮는다", "https://hanbat.example/article/41", "한밭신문"),
    ("2024.03", "온결연구소 새 책임", "https://nuri.example/view/20240319002", "누리통신"),
    ("2024.02", "올해의 연구자", "https://saebyeok.example/news/207", "새벽일보 문화부"),
    ("2024.01", "겨울 학교 연다", "https://hanbat.example/article/3", "한밭신문"),
)  # fmt: skip
ROWS = tuple(WrittenRow(*words, number) for number, words in enumerate(RIGHT, 3))


class Change(NamedTuple):
    """A changed table, what its pages are where they are not those of the right one, and what is wrong with which
    of its rows: any of these places."""

    rows: list[WrittenRow]
    pages: dict[str, StandIn]
    kind: FindingKind
    places: set[int]


def swap_label(rows: list[WrittenRow], dice: Random) -> Change:
    at = dice.choice([0, 2, 6, 7, 11, 12, 14])
    others = [name for name in SITES if SITES[name] not in rows[at].url]
    rows[at] = replace(rows[at], label=f"{dice.choice(others)}{dice.choice(['', ' 외 다수 언론사'])}")
    return Change(rows, {}, FindingKind.OUTLET, {at})


def shift_month(rows: list[WrittenRow], dice: Random) -> Change:
    at = dice.choice([0, 6, 10, 12])  # with a day in the address
    year, month = map(int, rows[at].month.split("."))
    rows[at] = replace(rows[at], month=f"{year}.{month + dice.choice([-1, 1]):02d}")
    return Change(rows, {}, FindingKind.MONTH, {at})


def repeat_row(rows: list[WrittenRow], dice: Random) -> Change:
    at = dice.choice([0, 2, 3, 9, 11])
    rows.insert(at + 1, replace(rows[at], label=rows[at].label.split(" 외 ")[0]))
    return Change(rows, {}, FindingKind.TWICE, {at, at + 1})


def move_row(rows: list[WrittenRow], dice: Random) -> Change:
    at = dice.randrange(3, 11)
    to = at + dice.choice([-3, 3])
    rows.insert(to, rows.pop(at))
    return Change(rows, {}, FindingKind.ORDER, {to})


def space_name(rows: list[WrittenRow], dice: Random) -> Change:
    at = dice.choice([0, 2, 6, 7, 11, 12, 14])
    name = next(name for name in SITES if name in rows[at].label)
    rows[at] = replace(rows[at], label=rows[at].label.replace(name, f"{name[:2]} {name[2:]}"))
    return Change(rows, {}, FindingKind.SPELLING, {at})


# --- kept aside until the audit was done


def translate_name(rows: list[WrittenRow], dice: Random) -> Change:
    at = dice.choice([0, 2, 6, 7, 12])
    outlet = next(outlet for outlet in OUTLETS if outlet.name in rows[at].label)
    rows[at] = replace(rows[at], label=outlet.name_en or "")
    return Change(rows, {}, FindingKind.SPELLING, {at})


def redate_page(rows: list[WrittenRow], dice: Random) -> Change:
    at = dice.choice([2, 7, 9, 11, 13])  # without a day in the address
    year, month = rows[at].month.split(".")
    day = f"{int(year) - dice.choice([1, 2])}-{month}-15T10:00:00+09:00"
    page = StandIn(rows[at].url, article_page(rows[at], WHO, day))
    return Change(rows, {rows[at].url: page}, FindingKind.MONTH, {at})


def copy_story(rows: list[WrittenRow], dice: Random) -> Change:
    at = dice.choice([2, 7, 11])
    site = dice.choice([site for name, site in SITES.items() if site not in rows[at].url and name != "Hill Post"])
    name = next(name for name in SITES if SITES[name] == site)
    url = f"https://{site}.example/copied/9"
    body = article_page(rows[at], WHO).replace(rows[at].headline, f"{rows[at].headline}…온결")
    rows.insert(at + 1, replace(rows[at], url=url, label=name, headline=f"{rows[at].headline}…온결"))
    return Change(rows, {url: StandIn(url, body)}, FindingKind.TWICE, {at, at + 1})


def remove_page(rows: list[WrittenRow], dice: Random) -> Change:
    at = dice.choice([0, 2, 3, 4, 9, 12])
    soft = dice.random() < 0.5
    body = "<html><head><title>삭제된 기사입니다</title></head><body><p>삭제된 기사입니다.</p></body></html>"
    page = StandIn(rows[at].url, body, 200 if soft else 404)
    return Change(rows, {rows[at].url: page}, FindingKind.DEAD_LINK, {at})


def name_others(rows: list[WrittenRow], dice: Random) -> Change:
    at = dice.choice([0, 2, 6, 9, 11, 12])
    page = StandIn(rows[at].url, article_page(rows[at], None))
    return Change(rows, {rows[at].url: page}, FindingKind.NOT_NAMED, {at})


CHANGES: tuple[Callable[[list[WrittenRow], Random], Change], ...] = (
    swap_label, shift_month, repeat_row, move_row, space_name,
    translate_name, redate_page, copy_story, remove_page, name_others,
)  # fmt: skip


@cache
def reader() -> Reader:
    return Reader.of(Watchlist((ENTITY,)), OUTLETS)


@cache
def outcome(page: StandIn) -> Outcome:
    if page.status != 200:
        return Outcome(page.url, Reason.GONE, f"HTTP {page.status}")
    return reader().process(page.page(), extract_all=True)


def audit(rows: list[WrittenRow], pages: dict[str, StandIn]) -> tuple[Finding, ...]:
    """What is wrong with a table whose pages are the right ones but for some; rows are numbered by their places."""
    right = {page.url: page for page in stand_ins(ROWS, WHO)}
    numbered = tuple(replace(row, number=at) for at, row in enumerate(rows))
    asked = {url: outcome(page) for url, page in (right | pages).items()}
    known = [KnownRow()] * len(rows)
    table = WrittenTable(numbered)
    return judge_rows(table, ENTITY, known, Looked(asked), outlets=REGISTRY, reader=ZoneInfo("Asia/Seoul")).findings


def test_the_right_table_has_nothing_wrong() -> None:
    assert not audit(list(ROWS), {})


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_found_and_nothing_else(
    change: Callable[[list[WrittenRow], Random], Change], seed: int
) -> None:
    rows, pages, kind, places = change(list(ROWS), Random(seed))
    (found,) = audit(rows, pages)
    assert found.kind is kind
    assert {row.number for row in found.rows} <= places
