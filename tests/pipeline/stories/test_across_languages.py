"""Hints across languages: numbers by value and names as written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.stories import anchors, are_related

KOREAN = anchors(
    "해솔랩, 사투리 알아듣는 모델 '해솔소리' 공개",
    "해솔랩(Haesol Lab)은 2만 시간 분량을 학습해 인식 오류를 37% 줄인 모델 Haesol-Sori를 20일 공개했다.",
)
ENGLISH = anchors(
    "Haesol Lab releases speech model for dialects",
    "Haesol-Sori was trained on 20,000 hours of recordings and cuts errors by 37 percent, the company said.",
)
OTHER = anchors(
    "Haesol Lab opens office in Busan",
    "Haesol Lab said on Monday that its new office will employ 60 people by 2027.",
)


def test_one_announcement_in_two_languages() -> None:
    assert are_related(KOREAN, ENGLISH)


def test_another_announcement_of_the_same_company() -> None:
    assert not are_related(KOREAN, OTHER)


@pytest.mark.parametrize(
    ("text", "related"),
    [
        ("Haesol Lab, 20,000, 37%", True),
        ("Haesol, 20,000", False),
        ("Haesol Lab Sori", False),
        ("20,000, 37%, 4500", False),
    ],
)
def test_three_must_be_shared_numbers_and_names_among_them(text: str, related: bool) -> None:
    whole = anchors("", "Haesol Lab Sori, 20,000 hours, 37 percent, 4,500 people")
    assert are_related(whole, anchors("", text)) is related


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2만", "20,000"),
        ("3조 원", "3 trillion won"),
        ("1.5억 달러", "150 million dollars"),
        ("37.5%", "37.5 percent"),
    ],
)
def test_numbers_are_compared_by_value(one: str, other: str) -> None:
    assert anchors("", one) == anchors("", other) != frozenset()


@pytest.mark.parametrize("text", ["2026년 11월 20일", "In 2026, 5 people", "그는 3번 말했다"])
def test_dates_and_small_counts_say_nothing(text: str) -> None:
    assert not any(anchor.isdigit() and int(anchor) in {2026, 5, 3, 11} for anchor in anchors("", text))


def test_an_ordinary_word_with_a_capital_is_no_name() -> None:
    assert anchors("", "Monday: Haesol opened the Lake") == {"haesol"}


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_is_read_and_relation_is_mutual(one: str, other: str) -> None:
    first, second = anchors(one, other), anchors(other, one)
    assert are_related(first, second) == are_related(second, first)
