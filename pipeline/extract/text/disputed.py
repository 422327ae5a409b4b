"""Lines that only one of the two readers takes for the article's, decided by where they stand.

Measured on real pages: of what only our reader keeps, four fifths belong to the article; of what only trafilatura
keeps, what stands between paragraphs that both keep, or hangs on the same chain of tags as one of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from pipeline.extract.text.line_scores import GOOD, HEADINGS, LINKED
from pipeline.markup.lines import TextLine
from pipeline.markup.tree import Tree

__all__ = ["is_disputable", "letters_of", "recognised", "settled"]

_APART = 0.3  # of what the second reader keeps; with less in common, ours has read something else
_OF_TEXT = frozenset({"p", "li", "td", "th", "dd", "dt", "pre", "blockquote"})
_NO_LETTER = re.compile(r"[\W_]+")
_NO_ASCII_LETTER = dict.fromkeys(code for code in range(128) if not chr(code).isalnum())
_SURE = 12  # letters that are not repeated by chance


def letters_of(text: str) -> str:
    """What is compared of a line: blanks and punctuation are set in many ways."""
    lowered = text.lower()
    return lowered.translate(_NO_ASCII_LETTER) if lowered.isascii() else _NO_LETTER.sub("", lowered)


def recognised(keys: Sequence[str], witness: Sequence[str]) -> frozenset[int]:
    """The positions of the lines that the second reader keeps, given the `letters_of` each."""
    said = list(map(letters_of, witness))
    whole, single = "".join(said), set(said)
    return frozenset(
        at for at, key in enumerate(keys) if key and (key in single or (len(key) >= _SURE and key in whole))
    )


def settled(
    tree: Tree,
    lines: Sequence[TextLine],
    keys: Sequence[str],
    values: Sequence[float],
    ours: AbstractSet[int],
    theirs: AbstractSet[int],
) -> list[int] | None:
    """The positions of the article's lines, given those that each reader keeps; None when ours reads another text.

    `keys` are the `letters_of` each line, `values` what it is worth as a sentence.
    """
    agreed = sorted(at for at in ours if at in theirs and values[at] > 0)
    if not agreed or sum(values[at] for at in agreed) < _APART * sum(max(0.0, values[at]) for at in theirs):
        return None
    common = _Common(tree, lines, values, agreed)
    known = {keys[at] for at in ours}
    more = (at for at in theirs if at not in ours and keys[at] not in known and common.adds(at))
    return sorted([*filter(common.keeps, ours), *more])


def is_disputable(
    tree: Tree, lines: Sequence[TextLine], keys: Sequence[str], values: Sequence[float], ours: AbstractSet[int]
) -> bool:
    """Whether another reader of the same text could add a line to ours, or have one of them dropped.

    That is asked of one that agrees to everything, then of one that agrees to no more than the paragraphs on the
    chain of tags that most of the text hangs on.
    """
    known = {keys[at] for at in ours}
    widest = _Common(tree, lines, values, sorted(at for at in ours if values[at] > 0))
    if not widest.paragraphs or any(
        key and key not in known and widest.adds(at) for at, key in enumerate(keys) if at not in ours
    ):
        return True
    most = max(widest.paragraphs.values(), key=lambda alike: sum(values[at] for at in alike))
    return not all(map(_Common(tree, lines, values, most).keeps, ours))


class _Common:
    """What both readers agree on, the positions `agreed` in order: by it the other lines are judged."""

    def __init__(
        self, tree: Tree, lines: Sequence[TextLine], values: Sequence[float], agreed: Sequence[int]
    ) -> None:
        self._tree, self._lines, self._values = tree, lines, values
        self._first, self._last = (agreed[0], agreed[-1]) if agreed else (0, 0)
        self.paragraphs: dict[tuple[str, ...], list[int]] = {}  # by the chain of tags they hang on
        for at in agreed:
            if values[at] >= GOOD:
                self.paragraphs.setdefault(_chain(tree, lines[at].owner), []).append(at)

    def _is_sibling(self, at: int) -> bool:
        return _chain(self._tree, self._lines[at].owner) in self.paragraphs

    def keeps(self, at: int) -> bool:
        """Does a line stay that is only ours?"""
        if self._first <= at <= self._last or self._is_sibling(at):
            return True
        owner = self._lines[at].owner
        if at < self._first:  # a ticker of other articles stands in a list
            return "li" not in _chain(self._tree, owner)
        return self._tree.tags[owner] in _OF_TEXT  # behind the article teasers stand in boxes

    def adds(self, at: int) -> bool:
        """Is a line added that is only the other reader's?"""
        line, is_sentence = self._lines[at], self._values[at] > 0
        if line.links > LINKED:
            return False
        if self._first < at < self._last:
            return is_sentence or self._tree.tags[line.owner] in HEADINGS or self._is_sibling(at)
        return is_sentence and self._is_sibling(at)


def _chain(tree: Tree, index: int) -> tuple[str, ...]:
    """The tags from the page's root down to an element."""
    tags = []
    while index >= 0:
        tags.append(tree.tags[index])
        index = tree.parents[index]
    return tuple(tags)
