from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import UsageError
from pipeline.items import EntityKind
from scrape.table.keeping.markers import Block, find_blocks, marker_lines

BEGIN, END = marker_lines(EntityKind.PERSON, "윤서하")


def test_places_of_several() -> None:
    english = '  <!--coverage:begin company=\'온결 "연구소"\' lang="en" since="2024-08"-->  '
    text = [BEGIN, "a", END, "", english, END]
    assert find_blocks("home.md", text) == [
        Block(0, 2, EntityKind.PERSON, "윤서하"),
        Block(4, 5, EntityKind.COMPANY, '온결 "연구소"', "en", date(2024, 8, 1)),
    ]


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="<>&"), min_size=1))
def test_the_lines_to_paste_are_read_back(name: str) -> None:
    if not name.strip() or ('"' in name and "'" in name):
        return
    (block,) = find_blocks("home.md", list(marker_lines(EntityKind.COMPANY, name)))
    assert block == Block(0, 1, EntityKind.COMPANY, name.strip())


def test_markers_in_code_and_in_sentences_are_text() -> None:
    fence = ["````md", BEGIN, "```", END, "````"]
    assert find_blocks("home.md", [*fence, f"Write {BEGIN} first.", f"    {BEGIN}"]) == []
    assert find_blocks("home.md", [BEGIN, "~~~", END, "~~~", END]) == [Block(0, 4, EntityKind.PERSON, "윤서하")]


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([BEGIN], "line 1: coverage:begin without a coverage:end"),
        (["", END], "line 2: coverage:end without a coverage:begin"),
        ([BEGIN, BEGIN, END, END], "line 2: a second coverage:begin"),
        ([BEGIN, "```", END], "line 1: coverage:begin without"),
        (["<!-- coverage:begin -->", END], "line 1: this coverage:begin cannot be read"),
        (["<!-- coverage:begin 윤서하 -->", END], "cannot be read"),
        (['<!-- coverage:begin person="a" company="b" -->', END], "cannot be read"),
        (['<!-- coverage:begin person="a" person="b" -->', END], "cannot be read"),
        (['<!-- coverage:begin person="" -->', END], "cannot be read"),
        (['<!-- coverage:begin person="a" colour="red" -->', END], "cannot be read"),
        (['<!-- coverage:begin person="a" lang="fr" -->', END], 'lang="fr"'),
        (['<!-- coverage:begin person="a" since="2024-13" -->', END], "since '2024-13'"),
        (["<!-- coverage:start -->", END], "coverage:start"),
    ],
)
def test_markers_that_are_wrong(lines: list[str], words: str) -> None:
    with pytest.raises(UsageError, match=words) as refused:
        find_blocks("home.md", lines)
    assert str(refused.value).startswith("home.md: line ")
    assert "\n" not in str(refused.value)
