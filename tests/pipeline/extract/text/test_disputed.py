"""Which lines two readers of a page can disagree on; pages are invented."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.text.disputed import is_disputable, letters_of, settled
from pipeline.extract.text.line_scores import GOOD, worths
from pipeline.markup.html import parse
from pipeline.markup.lines import read_lines
from pipeline.markup.tree import read_tree

LONG = "The bridge over the lake opens on Monday, a month before it was to, said the town of Fennimore on day {}."
BOXES = ("{}", "<div>{}</div>", "<ul><li>{}</li></ul>", "<section><div>{}</div></section>")
LINES = (f"<p>{LONG}</p>", "<h2>What is new {}</h2>", "<p>Photo {}</p>", f"<div>{LONG}</div>", "<div>Ad {}</div>")


class Disputed:
    """A page of lines, each in a box, of which ours keeps some."""

    def __init__(self, pieces: list[tuple[str, str, bool]]) -> None:
        html = "".join(box.format(line.format(number)) for number, (box, line, _) in enumerate(pieces))
        root = parse(f"<html><body>{html}</body></html>")
        assert root is not None
        self.tree = read_tree(root)
        self.lines = read_lines(self.tree)
        self.keys = [letters_of(line.text) for line in self.lines]
        self.values = [max(0.0, value) for value in worths(self.tree, self.lines)]
        self.ours = frozenset(number for number, (*_, kept) in enumerate(pieces) if kept)

    @property
    def is_open(self) -> bool:
        return is_disputable(self.tree, self.lines, self.keys, self.values, self.ours)

    def settled(self, theirs: frozenset[int]) -> list[int] | None:
        return settled(self.tree, self.lines, self.keys, self.values, self.ours, theirs)


ARTICLE = [(BOXES[0], LINES[0], True)] * 3


def test_a_page_of_which_ours_keeps_every_line_is_not_disputable() -> None:
    assert not Disputed(ARTICLE).is_open


def test_a_sentence_that_ours_leaves_out_beside_the_others_is_disputable() -> None:
    assert Disputed([*ARTICLE, (BOXES[0], LINES[0], False)]).is_open
    assert not Disputed([*ARTICLE, (BOXES[1], LINES[0], False)]).is_open  # it hangs on another chain of tags


def test_a_heading_that_ours_leaves_out_in_between_is_disputable() -> None:
    heading = (BOXES[0], LINES[1], False)
    assert Disputed([*ARTICLE, heading, *ARTICLE]).is_open
    assert not Disputed([heading, *ARTICLE]).is_open


def test_a_box_behind_the_article_that_ours_keeps_is_disputable() -> None:
    assert Disputed([*ARTICLE, (BOXES[1], LINES[3], True)]).is_open


def test_a_page_without_a_paragraph_of_ours_is_disputable() -> None:
    assert Disputed([(BOXES[0], LINES[2], True)]).is_open


@given(
    st.lists(st.tuples(st.sampled_from(BOXES), st.sampled_from(LINES), st.booleans()), min_size=1, max_size=9),
    st.sets(st.integers(0, 8)),
)
def test_what_is_not_disputable_stays_whatever_else_the_other_reader_keeps(
    pieces: list[tuple[str, str, bool]], more: set[int]
) -> None:
    page = Disputed(pieces)
    if page.is_open:
        return
    paragraphs = {at for at in page.ours if page.values[at] >= GOOD}
    theirs = frozenset(paragraphs | {at for at in more if at < len(page.lines)})
    assert page.settled(theirs) in (None, sorted(page.ours))  # none: it has read another text
