"""Names in sentences that were written for it; the halves b were written when the rules were done."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.mentions import Row, by_matcher, half_of, read, score

DATA = Path(__file__).resolve().parents[2] / "data"


def figures(name: str, half: int) -> Row:
    watch = read(DATA / name / "watchlist.jsonl")
    texts = [row for row in read(DATA / name / "texts.jsonl") if half_of(row) == half]
    return score(texts, list(map(by_matcher(watch), texts)), watch)


@pytest.mark.parametrize("half", [0, 1])
def test_english_names(half: int) -> None:
    everything = figures("mentions-en", half)["en"]
    assert everything["link_f1"] >= 97
    assert everything["link_recall_with_review"] >= 99


@pytest.mark.parametrize("half", [0, 1])
def test_korean_names(half: int) -> None:
    found = figures("mentions-ko", half)
    assert found["ko random"]["link_f1"] >= 98
    assert found["ko common_noun"]["link_precision"] >= 95
    assert found["ko common_noun"]["link_recall_with_review"] >= 99
