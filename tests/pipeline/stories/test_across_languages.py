"""Hints across languages: numbers by value and names as written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.stories import anchors, are_related

_FILE = Path(__file__).parents[3] / "benchmarks" / "data" / "related_pairs.jsonl"

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
        ("20,000, 37%, 4510", True),
        ("4510 and 37% of us, not 1,234, 5,678 or 9,012", False),
        ("20,000", False),
        ("Haesol Lab Sori", False),
        ("20, 30, 37", False),
    ],
)
def test_numbers_must_be_shared_that_say_enough(text: str, related: bool) -> None:
    whole = anchors(
        "Haesol Lab Sori", "20,000 hours, 37 percent, 4,510 people, 20, 30, 41 or 37 of them, 88% of 6,250"
    )
    assert are_related(whole, anchors("", text)) is related


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2만", "20,000"),
        ("3조 원", "3 trillion won"),
        ("1.5억 달러", "150 million dollars"),
        ("37.5%", "37.5 percent"),
        ("1조7,400억원", "1.74 trillion won"),
        ("3만1,260대", "31,260 cars"),
        ("6억 5천만 달러", "$650 million"),
        ("12월 3일", "Dec. 3"),
        ("7월 21일", "21 July"),
        ("40퍼센트", "40 per cent"),
    ],
)
def test_numbers_are_compared_by_value(one: str, other: str) -> None:
    assert anchors("", one) == anchors("", other) != frozenset()


@pytest.mark.parametrize("text", ["2026년 11월 20일", "In 2026, 5 people", "그는 3번 말했다"])
def test_dates_and_small_counts_say_nothing(text: str) -> None:
    assert not any(anchor.isdigit() and int(anchor) in {2026, 5, 3, 11} for anchor in anchors("", text))


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_is_read_and_relation_is_mutual(one: str, other: str) -> None:
    first, second = anchors(one, other), anchors(other, one)
    assert are_related(first, second) == are_related(second, first)


PAIRS = [
    pytest.param(pair, id=f"{pair['id']} {pair['kind']}")
    for pair in map(json.loads, _FILE.read_text("utf-8").splitlines())
]


@pytest.mark.parametrize("pair", PAIRS)
def test_a_written_pair(pair: dict[str, Any]) -> None:
    assert are_related(anchors(*pair["ko"]), anchors(*pair["en"])) is pair["related"]
