"""`scrape add URL`: one article by hand, confirmed on the word of who names it; or a row of one's own."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from storage.coverage.bearers import known_bearers
from storage.coverage.review import past_decisions
from storage.database.open import existing_database
from tests.scheduler.run.test_discovery import page
from tests.scrape.shell import Ended, scrape, watch
from tests.web import Answer, Web, open_web

Add = Callable[..., Ended]
LAWYER = "윤서하 변호사는 20일 토론회에서 개정안을 설명했다. 행사는 시민 삼백 명이 참석한 가운데 두 시간 이어졌다."


@pytest.fixture
def web() -> Iterator[Web]:
    with open_web() as opened:
        yield opened


@pytest.fixture
def typed(database_url: str, tmp_path: Path) -> Add:
    """`scrape …` on a database of its own, of somebody whose employer is known."""
    watch(tmp_path, people=("윤서하", "박하람"))
    config = tmp_path / "scrape.toml"
    known = "'윤서하'\naffiliations = ['온결연구소']\ntitles = ['소장']"
    config.write_text(config.read_text(encoding="utf-8").replace("'윤서하'", known), encoding="utf-8")
    return lambda *options: scrape(*options, cwd=tmp_path, SCRAPE_DATABASE=database_url)


@pytest.fixture
def add(typed: Add) -> Add:
    return lambda url, *options: typed("add", url, "--person", "윤서하", *options)


def table(typed: Add) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(typed("coverage", "--person", "윤서하", "--format", "json").out)
    return rows


def test_a_page_is_fetched_judged_and_confirmed(web: Web, add: Add, typed: Add, database_url: str) -> None:
    url = web.host().at("/news/20261120001", page("토론회 열려", text=LAWYER))
    ended = add(url)
    assert ended.code == 0
    lines = ended.out.splitlines()
    assert lines[0].startswith("row 1: 윤서하, confirmed, said ")
    assert lines[1:4] == ["  headline  토론회 열려", "  outlet    127.0.0.1", "  date      2026-11-20"]
    assert lines[4].startswith("  story     1: no other outlet has it yet")
    assert any("변호사" in line for line in lines[5:])
    (row,) = table(typed)
    assert (row["status"], row["url"]) == ("confirmed", url)
    assert row["decided_by"]
    with existing_database(database_url) as database, database.read() as connection:
        assert past_decisions(connection, ["person:윤서하"])["person:윤서하"].accepted
        assert known_bearers(connection, "person:윤서하") == ()
    again = add(url)
    assert again.out.splitlines()[0].startswith("nothing changed: row 1: 윤서하")
    assert len(web.host().asked("/news/20261120001")) == 1


def test_what_is_given_stands_over_the_page(web: Web, add: Add, typed: Add) -> None:
    url = web.host().at("/news/20261120001", page("토론회 열려", text=LAWYER))
    add(url)
    ended = add(url, "--headline", "시민 토론회", "--outlet", "누리통신", "--date", "2024-08")
    assert ended.out.splitlines()[1:4] == [
        "  headline  시민 토론회",
        "  outlet    누리통신",
        "  date      2024-08",
    ]
    (row,) = table(typed)
    assert (row["headline"], row["outlet"], row["month"]) == ("시민 토론회", "누리통신", "2024-08")
    assert "nothing changed" in add(url, "--outlet", "누리통신").out


def test_a_row_that_waits_in_review_is_confirmed_without_a_visit(web: Web, add: Add, typed: Add) -> None:
    url = web.host().at("/news/20261120001", page("토론회 열려", text=LAWYER))
    typed("add", url, "--person", "박하람")
    assert table(typed) == []
    assert add(url).out.splitlines()[0].startswith("row 1: 윤서하, confirmed")


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (Answer(404), "its page is gone (HTTP 404)"),
        (Answer(403), "not reachable: HTTP 403"),
        (page("날씨", text="내일은 전국이 맑다. 모레는 비가 온다. " * 9), "it does not name 윤서하"),
        (Answer(body=b"%PDF-1.7", headers=(("Content-Type", "application/pdf"),)), "its page is no article"),
    ],
)
def test_a_page_that_is_no_coverage_is_kept_in_the_words_given(
    web: Web, add: Add, typed: Add, answer: Answer, why: str
) -> None:
    url = web.host().at("/news/20261120001", answer)
    words = ("--headline", "온결연구소, 모델 공개", "--outlet", "새벽일보 외 3개 언론사", "--date", "2024-08-07")
    ended = add(url, *words)
    assert ended.code == 0
    lines = ended.out.splitlines()
    assert lines[:4] == [
        "row h1 of your own table: 윤서하",
        "  headline  온결연구소, 모델 공개",
        "  outlet    새벽일보 외 3개 언론사",
        "  date      2024.08",
    ]
    assert f"kept as your own row: {why}" in lines[4]
    assert add(url, *words).out.startswith("nothing changed: row h1")
    assert "       now: 2024.09" in typed("edit", "h1", "--date", "2024-09").out


def test_a_page_that_names_somebody_else_gives_its_own_headline(web: Web, add: Add) -> None:
    url = web.host().at("/news/20261120001", page("날씨, 내일은 맑음", text="내일은 전국이 맑다. " * 9))
    lines = add(url).out.splitlines()
    assert lines[:4] == [
        "row h1 of your own table: 윤서하",
        "  headline  날씨, 내일은 맑음",
        "  outlet    127.0.0.1",
        "  date      2026.11",
    ]


def test_of_a_page_that_is_gone_nothing_is_kept_without_a_headline(web: Web, add: Add, typed: Add) -> None:
    ended = add(web.host().url + "/news/20261120009")
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.splitlines() == [
        "not added: its page is gone (HTTP 404); to keep it as a row of your own, give --headline"
    ]
    assert table(typed) == []


def test_a_page_comes_from_an_archive(web: Web, add: Add, typed: Add, tmp_path: Path) -> None:
    url = web.host().at("/news/20261120001", page("토론회 열려", text=LAWYER))
    add(url)
    (archive,) = tmp_path.rglob("*.warc.gz")
    other = {"cwd": tmp_path, "SCRAPE_DATABASE": f"sqlite:///{tmp_path / 'other.sqlite'}"}
    ended = scrape("add", url, "--person", "윤서하", "--replay", archive, **other)  # type: ignore[arg-type]
    assert ended.out.startswith("row 1: 윤서하, confirmed")
    assert len(web.host().asked("/news/20261120001")) == 1


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["ftp://x.example/1", "--person", "윤서하"], "is not an http(s) address that can be fetched"),
        (["https://x.example/1"], "say whose coverage it is: one --person NAME or one --company NAME"),
        (["https://x.example/1", "--person", "윤서하", "--person", "박하람"], "say whose coverage it is"),
        (["https://x.example/1", "--person", "윤서아"], "did you mean 윤서하?"),
        (["https://x.example/1", "--company", "윤서하"], "is tracked as a person"),
        (["https://x.example/1", "--person", "윤서하", "--date", "2024-13"], "expected a day"),
        (["https://x.example/1", "--person", "윤서하", "--replay", "none.warc.gz"], "no such file"),
    ],
)
def test_what_is_wrong_is_said_before_anything_is_asked(typed: Add, options: list[str], said: str) -> None:
    ended = typed("add", *options)
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err
    assert len(ended.err.splitlines()) == 1
