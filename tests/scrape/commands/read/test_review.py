"""`scrape review`: rows in doubt are listed, explained and decided, by id and by key press."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import termios
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.items import CoverageStatus, Page
from pipeline.process import Reader
from scrape.commands.read.decisions import decide_rows
from scrape.commands.read.review import explain_row, list_kept, review_rows
from scrape.commands.read.why import show_why
from scrape.config.settings import Settings, load_settings
from storage.articles.rows import Judgement, save
from storage.coverage.review import groups
from storage.database.open import open_database
from storage.watchlist import MatchedForm, save_watchlist
from tests.waiting import LIMIT, until

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
WATCHLIST = '[[person]]\nname = "서다인"\naffiliations = ["해솔랩"]\ntitles = ["개발자"]\ntopics = ["개인정보"]\n'
TEXT = (
    "서다인 변호사는 {}일 토론회에서 개인정보 보호법 개정안을 설명했다.</p><p>행사는 시민 300여 명이 참석한 "
    "가운데 두 시간 동안 이어졌고, 다음 달에도 같은 자리에서 열린다.</p><p>주최 쪽은 지난해보다 참가 신청이 "
    "크게 늘어 자리를 넓혔다며 앞으로도 시민의 목소리를 듣겠다고 밝혔다."
)


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Settings of a database in which three rows wait."""
    config = tmp_path / "scrape.toml"
    config.write_text(WATCHLIST, encoding="utf-8")
    made = load_settings(config, {"SCRAPE_DATABASE": database_url})
    watchlist = made.watchlist()
    (entity,) = watchlist.entities
    database = open_database(database_url)
    for number in (1, 2, 3):
        with database.write() as connection:
            sets = save_watchlist(connection, watchlist, (MatchedForm(entity.id, entity.name, "name"),), NOW)
            outcome = Reader.of(watchlist, ()).process(page(number))
            save(connection, outcome, Judgement({entity.id}, sets.current, same_page=False), NOW)
    database.close()
    return made


def page(number: int) -> Page:
    url = f"https://maru.example/news/{number:08}"
    html = (
        f"<html><head><meta property='og:type' content='article'><title>토론회 {number}</title></head><body>"
        f"<article><h1>토론회 {number}</h1><p>{TEXT.format(number)}</p></article></body></html>"
    )
    return Page(url, url, 200, (("Content-Type", "text/html; charset=utf-8"),), html.encode(), NOW)


def left(settings: Settings) -> list[int]:
    database = open_database(settings.database)
    with database.read() as connection:
        keys = [key for group in groups(connection, ["person:서다인"]) for key in group.rows]
    database.close()
    return keys


def test_what_waits_is_listed(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    review_rows(settings, (), ())
    listed = capsys.readouterr().out.splitlines()
    keys = left(settings)
    assert len(listed) == 2
    assert listed[1].startswith(f"g{keys[0]} ")
    assert listed[1].rstrip().endswith(", ".join(map(str, keys)))
    assert "변호사" in listed[1]
    assert "another's title: 변호사" in listed[1]


def test_an_explanation_has_the_sentence_and_the_weights(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    explain_row(settings, f"g{left(settings)[0]}")
    shown = capsys.readouterr().out
    assert ">>서다인<< 변호사는" in shown
    assert "another's title: 변호사" in shown
    assert "presented as: 변호사" in shown
    with pytest.raises(UsageError, match="there is no row 99"):
        explain_row(settings, "99")


def test_why_shows_what_is_bound_to_the_name(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    show_why(settings, "https://maru.example/news/00000001")
    assert "presented as: 변호사" in capsys.readouterr().out


def test_rows_are_decided_by_id(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    first, second, third = map(str, left(settings))
    decide_rows(settings, [first], [second])
    assert capsys.readouterr().out.count("1 row decided") == 2
    assert left(settings) == [int(third)]
    with pytest.raises(UsageError, match="cannot be both"):
        decide_rows(settings, [third], [third])
    with pytest.raises(UsageError, match="no id of a row"):
        decide_rows(settings, ["h1"], [])
    with pytest.raises(UsageError, match="no row 98, 99, 97"):
        decide_rows(settings, ["98", third], ["99", "g97"])
    assert left(settings) == []
    decide_rows(settings, [], [], [third])
    assert left(settings) == [int(third)]


def test_a_group_is_decided_and_reopened_by_id(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    keys = left(settings)
    decide_rows(settings, [], [f"g{keys[1]}"])
    assert "3 rows rejected; later articles that present 서다인 as 변호사" in capsys.readouterr().out
    assert left(settings) == []
    list_kept(settings, (), ())
    kept = capsys.readouterr().out.splitlines()[1].split()
    assert kept == [f"g{max(keys)}", "서다인", "변호사", "somebody", "else"]
    decide_rows(settings, [], [], [kept[0]])
    assert "3 rows waiting again" in capsys.readouterr().out
    assert left(settings) == keys


def test_a_decision_names_who_and_when(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    key = left(settings)[0]
    decide_rows(settings, [], [str(key)])
    explain_row(settings, str(key))
    assert f"{CoverageStatus.REJECTED}, said " in capsys.readouterr().out


def test_at_a_terminal_each_group_is_asked_for(settings: Settings, tmp_path: Path) -> None:
    """Explain the group, press a key that means nothing, reject it."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "scrape.cli", "--config", str(tmp_path / "scrape.toml"), "review"]
    place = {"SCRAPE_DATABASE": settings.database, "PYTHONPATH": str(Path(__file__).parents[4])}
    with subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, env={**os.environ, **place}
    ) as asked:
        os.close(theirs)
        shown = b""
        for key in b"exr":
            shown += read_until(ours, b"(q)uit? ")
            press(ours, key)
        shown += read_until(ours, b"\0")
        assert asked.wait(LIMIT) == 0
    os.close(ours)
    assert ">>서다인<<".encode() in shown
    assert b"(r)eject all 3" in shown
    assert "later articles that present 서다인 as 변호사 are rejected too".encode() in shown
    assert left(settings) == []


def press(terminal: int, key: int) -> None:
    """Press a key once the program waits for single keys: what came before it discards."""
    until(lambda: not termios.tcgetattr(terminal)[3] & termios.ICANON)
    os.write(terminal, bytes([key]))


def read_until(terminal: int, end: bytes) -> bytes:
    """What is shown up to `end`, or until nothing more comes."""
    shown = b""
    while end not in shown:
        try:
            piece = os.read(terminal, 1024)
        except OSError:  # the other side has closed
            break
        if not piece:
            break
        shown += piece
    return shown
