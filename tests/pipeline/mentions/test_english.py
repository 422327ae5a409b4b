"""English names in sentences that were written for it; half b was written when the rules were done."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.mentions import by_matcher, half_of, read, score

DATA = Path(__file__).resolve().parents[2] / "data" / "mentions-en"


@pytest.mark.parametrize("half", [0, 1])
def test_names_are_linked(half: int) -> None:
    watch = read(DATA / "watchlist.jsonl")
    texts = [row for row in read(DATA / "texts.jsonl") if half_of(row) == half]
    figures = score(texts, list(map(by_matcher(watch), texts)), watch)["en"]
    assert figures["link_f1"] >= 97
    assert figures["link_recall_with_review"] >= 99
