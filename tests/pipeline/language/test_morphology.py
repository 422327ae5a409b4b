"""Korean morphology."""

from __future__ import annotations

from pipeline.language.morphology import analyse


def test_a_sentence_is_analysed_once() -> None:
    """Matching and reading who somebody is ask for the same sentences."""
    sentence = "한서연 대표는 새 공장을 열었다."
    assert analyse(sentence) is analyse(sentence)
    assert analyse(sentence).read(0, 3) == analyse(sentence).read(0, 3)
