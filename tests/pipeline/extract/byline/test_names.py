"""Who is an author and who is a desk, a weekday or a button; all are invented."""

from __future__ import annotations

import pytest

from pipeline.extract.byline.names import clean_authors, looks_like_person


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
