"""`scrape search` and `--words`: what is found, where it stands, and what is refused in a line."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.scrape.commands.tables.test_edit import edit as edit  # noqa: PLC0414 - the database of its tests
from tests.scrape.shell import Ended

Typed = Callable[..., Ended]


def test_a_search_shows_where_the_words_stand_and_whom_the_article_covers(edit: Typed) -> None:
    ended = edit('"개인정보 보호법" -날씨', command="search")
    headline, place, who = ended.out.splitlines()
    assert headline == "no date     토론회 1 (maru.example)"
    assert "토론회에서 >>개인정보 보호법<< 개정안을" in place
    assert who.strip() == "서다인; https://maru.example/news/00000001"
    assert "  in the headline\n" in edit('"토론회 1"', command="search").out
    ended = edit('"개인 정보"', command="search")
    assert (ended.code, ended.out) == (0, "")
    assert ended.err == "nothing holds these words; try: 개인정보\n"


def test_the_table_of_words_has_rows_of_ones_own_too(edit: Typed) -> None:
    def headlines(*options: str) -> list[str]:
        out = edit("--status", "all", "--format", "json", *options, command="coverage").out
        return [row["headline"] for row in json.loads(out)]

    assert headlines("--words", "개인정보 보호법") == ["토론회 1"]
    assert headlines("--words", "사라진 OR 개인정보") == ["사라진 글", "토론회 1"]
    assert headlines("--words", "없는말") == []
    exported = edit("--words", "개인정보", "--status", "all", "--format", "md", command="export").out
    assert "토론회 1" in exported
    assert "사라진 글" not in exported


@pytest.mark.parametrize(
    ("command", "typed", "said"),
    [
        ("search", ["", "--person", "서다인"], "nothing to search for"),
        ("search", ['"삼성'], "is not closed"),
        ("search", ["없는 OR (삼성"], "brackets do not match"),
        ("coverage", ["--words", "-삼성"], "nothing is searched for but what is left out"),
        ("export", ["--words", "가" * 5000], "at most 500"),
        ("coverage", ["--words", "삼성", "--completeness"], "leave --words out"),
    ],
)
def test_what_cannot_be_searched_for_is_said_in_one_line(
    edit: Typed, command: str, typed: list[str], said: str
) -> None:
    ended = edit(*typed, command=command)
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err
    assert len(ended.err.splitlines()) == 1
