"""Written pairs of each kind, one by one: whether both articles are one story, whichever comes first."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.pipeline.stories.test_decision import joined, told

_PAIRS = Path(__file__).with_name("pairs.jsonl").read_text("utf-8").splitlines()
PAIRS = [pytest.param(pair, id=pair["kind"]) for pair in map(json.loads, _PAIRS)]


@pytest.mark.parametrize("pair", PAIRS)
def test_a_written_pair(pair: dict[str, Any]) -> None:
    articles = [
        told(headline, text, number, hours=number, language=pair["lang"])
        for number, (headline, text) in enumerate(pair["articles"])
    ]
    assert joined(*articles) == joined(*reversed(articles)) == pair["together"]


@pytest.mark.shared
@pytest.mark.parametrize("number", range(16))
def test_a_pair_of_the_evaluation_data(shared_data: Path, number: int) -> None:
    """Seven of one file and nine of another; the first and the last article of each are judged."""
    files = (shared_data.parent / "cases" / name / "pairs.jsonl" for name in ("story-pairs", "story-pairs-2"))
    case = [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()][number]
    articles = [
        told(row["title"], row["text"], at, hours=2 * at, language=case["lang"])
        for at, row in enumerate(case["articles"])
    ]
    assert joined(*articles) is (case["wanted"] == "together"), case["kind"]
