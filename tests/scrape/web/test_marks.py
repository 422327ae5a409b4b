"""Texts with their mentions, and with what was changed: nothing is lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.items import Mention, Place, Span
from scrape.web.marks import marked, word_changes

WORDS = st.text(alphabet="가나 ab\n.", max_size=60)


def mention(text: str, start: int, end: int) -> Mention:
    return Mention("person:x", Place.BODY, Span(start, end), text[start:end], 1.0)


@given(WORDS, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=8))
def test_the_pieces_together_are_the_text(text: str, spans: list[tuple[int, int]]) -> None:
    lines = marked(text, [mention(text, *sorted(span)) for span in spans])
    whole = ["".join(piece.text for piece in line) for line in lines]
    assert whole == [line for line in text.split("\n") if line.strip()]


def test_the_longest_of_overlapping_mentions_is_shown() -> None:
    text = "온결연구소 윤서하"
    spans = [(0, 2), (0, 5), (3, 8), (6, 9), (90, 95)]
    lines = marked(text, [mention(text, start, end) for start, end in spans])
    assert [piece.text for piece in lines[0] if piece.mention] == ["온결연구소", "윤서하"]


@given(WORDS, WORDS)
def test_both_texts_can_be_read_from_the_changes(earlier: str, later: str) -> None:
    lines = word_changes(earlier, later)
    assert (lines == []) or earlier != later
    before = "".join(word.text for line in lines for word in line if word.kind != "new")
    after = "".join(word.text for line in lines for word in line if word.kind != "old")
    assert set("".join(before.split())) <= set(earlier)
    assert set("".join(after.split())) <= set(later)


def test_a_long_paragraph_is_shown_as_changed_whole() -> None:
    earlier, later = " ".join(map(str, range(5000))), " ".join(map(str, range(1, 5001)))
    assert [word.kind for line in word_changes(earlier, later) for word in line] == ["old", "new"]
