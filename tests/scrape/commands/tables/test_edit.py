"""`scrape edit`: what was and what is, taking it back, and what is refused in one line."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from pipeline.process import Reader
from scrape.config.settings import load_settings
from storage.articles.rows import Judgement, save
from storage.database.open import open_database
from storage.schema.tables import hand_row
from storage.watchlist import MatchedForm, save_watchlist
from tests.scrape.commands.read.test_review import page
from tests.scrape.shell import Ended, scrape, watch

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
URL = "https://maru.example/news/00000001"
Edit = Callable[..., Ended]


@pytest.fixture
def edit(database_url: str, tmp_path: Path) -> Edit:
    """`scrape edit` on a database with an article (row 1) and a row kept by hand (h1)."""
    settings = load_settings(watch(tmp_path, people=("서다인",)), {"SCRAPE_DATABASE": database_url})
    (entity,) = settings.watchlist().entities
    database = open_database(database_url)
    with database.write() as connection:
        sets = save_watchlist(connection, settings.watchlist(), (MatchedForm(entity.id, entity.name, "name"),), NOW)
        outcome = Reader.of(settings.watchlist(), ()).process(page(1))
        save(connection, outcome, Judgement({entity.id}, sets.current), NOW)
        own = {
            "month": "2024.08",
            "headline": "사라진 글",
            "label": "한빛경제 외 다수 언론사",
            "written": "2024.08 | …",
        }
        key = "https://hanbit.example/news/7"
        connection.execute(
            sa.insert(hand_row).values(entity_id=entity.id, key=key, url=key, position=1, added_at=NOW, **own)
        )
    database.close()
    return lambda *typed, command="edit": scrape(
        *command.split(), *typed, cwd=tmp_path, SCRAPE_DATABASE=database_url
    )


def test_what_was_and_what_is(edit: Edit) -> None:
    ended = edit("1", "--headline", "시민 토론회", "--outlet", "누리통신", "--date", "2024.8.7")
    assert ended.out.splitlines() == [
        "row 1: 서다인",
        "  headline  토론회 1",
        "       now: 시민 토론회",
        "  outlet    maru.example",
        "       now: 누리통신",
        "  date      unknown",
        "       now: 2024-08-07",
        "this stands whatever the page says; take it back: scrape edit 1 --undo",
    ]
    listed = json.loads(edit("--status", "all", "--format", "json", command="coverage").out)
    (row,) = [row for row in listed if row["article_id"]]  # the other is the one kept by hand
    shown = [row[name] for name in ("headline", "outlet", "month", "published_on")]
    assert shown == ["시민 토론회", "누리통신", "2024-08", "2024-08-07"]
    assert "nothing changed: this was set before" in edit("1", "--outlet", "누리통신").out


def test_what_was_set_is_taken_back_without_a_page(edit: Edit) -> None:
    edit(URL, "--headline", "시민 토론회", "--date", "2024-08")
    assert "  date      2024-08\n" in edit(f"{URL}?utm_source=x", "--outlet", "누리통신").out
    assert "set by hand  date: 2024-08" in edit(URL, command="why").out
    assert edit("1", "--undo").out.splitlines()[1:] == [
        "  headline  시민 토론회",
        "       now: 토론회 1",
        "  outlet    누리통신",
        "       now: maru.example",
        "  date      2024-08",
        "       now: unknown",
    ]
    assert "nothing changed: nothing was set by hand" in edit("1", "--undo").out


def test_a_row_of_ones_own_gets_other_words_and_its_own_back(edit: Edit) -> None:
    ended = edit(
        "h1", "--headline", "사라진 글, 다시", "--outlet", "새벽 일보 외 2개 언론사", "--date", "2024-09-02"
    )
    assert ended.out.splitlines()[1:7] == [
        "  headline  사라진 글",
        "       now: 사라진 글, 다시",
        "  outlet    한빛경제 외 다수 언론사",
        "       now: 새벽 일보 외 2개 언론사",
        "  date      2024.08",
        "       now: 2024.09",
    ]
    assert "h1" in edit("https://hanbit.example/news/7", "--date", "2024-10").out
    assert "       now: 한빛경제 외 다수 언론사" in edit("h1", "--undo").out
    assert "nothing was set by hand" in edit("h1", "--undo").out


def test_no_headline_becomes_an_escape_or_a_second_line(edit: Edit) -> None:
    assert "       now: =cmd|calc [31m빨강\n" in edit("1", "--headline", "=cmd|calc\n\x1b[31m빨강").out


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["1"], "nothing to change: give --headline, --outlet or --date; --undo takes them back"),
        (
            ["1", "--undo", "--date", "2024"],
            "--date '2024': expected a day such as 2024-08-07, or a month",
        ),
        (["1", "--undo", "--outlet", "누리통신"], "give it alone"),
        (["1", "--date", "2024-13"], "--date '2024-13': expected a day"),
        (["1", "--date", "2024-02-30"], "expected a day"),
        (["1", "--date", "2999-01"], "it is in the future"),
        (["1", "--date", "0204-08"], "it is too long ago"),
        (["1", "--date", "8월 7일"], "expected a day"),
        (["1", "--headline", " \u200b\n"], "--headline needs words: it is empty"),
        (["1", "--outlet", "--"], "--outlet needs words: '--' has no letter and no digit"),
        (["1", "--headline", "가" * 40_000], "--headline has 40,000 characters; at most 500 are kept"),
        (["99", "--date", "2024-08"], "there is no row 99; see: scrape coverage --format json, scrape review"),
        (["h99", "--date", "2024-08"], "there is no row h99 of your own"),
        (["g1", "--date", "2024-08"], "'g1' is no id of a row"),
        (["javascript:alert(1)", "--undo"], "no http(s) address"),
        (["https://maru.example/other", "--undo"], "store it: scrape add URL --person NAME"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(edit: Edit, typed: list[str], said: str) -> None:
    ended = edit(*typed)
    assert ended.code == 2
    assert said in ended.err
    assert len(ended.err.splitlines()) == 1
    assert ended.out == ""
