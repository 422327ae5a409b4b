"""Names of authors out of what pages write around them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.byline.names import clean_authors, looks_like_person, names_in_pieces, read_byline


@pytest.mark.parametrize(
    ("raw", "names"),
    [
        ("By Ann Example", ("Ann Example",)),
        ("Written by Ann Example and Otto Muster", ("Ann Example", "Otto Muster")),
        ("Ann Example, Otto Muster & Eva Vzor", ("Ann Example", "Otto Muster", "Eva Vzor")),
        ("Ann Example, Senior Correspondent", ("Ann Example",)),
        ("Ann Example | Example News", ("Ann Example",)),
        ("Ann Example For The Example Post", ("Ann Example",)),
        ("Ann Example of the Example Agency", ("Ann Example",)),
        ("ann@example.com (Ann Example)", ()),
        ("Ann Example <ann@example.com>", ("Ann Example",)),
        ("Ann Example, PhD", ("Ann Example, PhD",)),
        ("admin", ()),
        ("Staff", ()),
        ("https://www.facebook.com/example", ()),
        ("홍길동 기자", ("홍길동",)),
        ("홍길동·성춘향 기자", ("홍길동", "성춘향")),
        ("홍길동 기자 gildong@example.com", ("홍길동",)),
        ("[예시일보 홍길동 기자]", ("홍길동",)),
        ("예시일보=홍길동 기자", ("홍길동",)),
        ("홍길동 기자 외 1명", ("홍길동",)),
        ("홍길동 선임기자, 성춘향 인턴기자", ("홍길동", "성춘향")),
        ("홍길동", ("홍길동",)),
        ("편집부", ()),
    ],
)
def test_declared_authors_are_cleaned(raw: str, names: tuple[str, ...]) -> None:
    assert clean_authors([raw]) == names


def test_the_outlet_is_no_author() -> None:
    assert clean_authors(["The Example Post", "Ann Example"], ["Example Post"]) == ("Ann Example",)


def test_a_name_is_listed_once() -> None:
    assert clean_authors(["Ann Example", "ANN EXAMPLE", "By Ann Example"]) == ("Ann Example",)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Ann Example", ("Ann Example",)),
        ("Posted on May 6, 2024 by Ann Example", ("Ann Example",)),
        ("Ann Example | Senior Writer | May 6, 2024", ("Ann Example",)),
        ("By Ann Example, May 6, 2024", ("Ann Example",)),
        ("도하늘 기자 승인 2024.05.06", ("도하늘",)),
        ("By the time they came it was dark", ()),
        ("A line about Ann Example", ()),
        ("May 6, 2024", ()),
        ("문다온 대표가 2일 로봇을 공개했다", ()),
        ("홍길동 기자는 회의에 참석했다.", ()),
    ],
)
def test_a_visible_line_names_authors_only_in_the_shape_of_a_byline(line: str, names: tuple[str, ...]) -> None:
    assert read_byline(line) == names


def test_pieces_of_a_byline_are_sorted_out() -> None:
    pieces = ["By", "Ann Example", "Senior Writer", "Follow", "and", "Otto Muster", "May 6, 2024", "View all posts"]
    assert names_in_pieces(pieces) == ("Ann Example", "Otto Muster")


def test_a_repeated_name_counts_once_in_its_first_form() -> None:
    assert names_in_pieces(["Ann Mary Example", "Ann Mary", "Ann Mary Example"]) == ("Ann Mary Example",)


@pytest.mark.parametrize(
    "text", ["Read More", "Privacy Policy", "Example News", "view all", "다른기사 보기", "Ann", "A1 B2"]
)
def test_buttons_and_outlets_do_not_look_like_people(text: str) -> None:
    assert not looks_like_person(text)


@given(st.lists(st.text(max_size=60), max_size=5))
def test_cleaning_never_fails_and_never_repeats(raw: list[str]) -> None:
    names = clean_authors(raw)
    assert len({name.lower() for name in names}) == len(names)
    assert all(name.strip() for name in names)


@pytest.mark.parametrize("desk", ["온라인뉴스부", "뉴스룸", "국제부", "보도국", "취재3팀", "Sat"])
def test_a_desk_or_a_day_is_no_author(desk: str) -> None:
    assert clean_authors([desk]) == ()


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("기자 한도윤", "한도윤"),
        ("취재기자 한도윤", "한도윤"),
        ("한도윤 (새빛대 교수)", "한도윤"),
        ("Han Do-yoon 기자", "Han Do-yoon"),
    ],
)
def test_titles_around_a_korean_name_are_none_of_it(written: str, name: str) -> None:
    assert clean_authors([written]) == (name,)


@pytest.mark.parametrize("button", ["Join Now", "Whats App"])
def test_a_button_is_no_person(button: str) -> None:
    assert not looks_like_person(button)
