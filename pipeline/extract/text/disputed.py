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

__all__ = ["letters_of", "recognised", "settled"]

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
    first, last = agreed[0], agreed[-1]
    chains = {_chain(tree, lines[at].owner) for at in agreed if values[at] >= GOOD}
    known = {keys[at] for at in ours}

    def is_sibling(at: int) -> bool:
        return _chain(tree, lines[at].owner) in chains

    def is_ours(at: int) -> bool:
        if first <= at <= last or is_sibling(at):
            return True
        if at < first:  # a ticker of other articles stands in a list
            return "li" not in _chain(tree, lines[at].owner)
        return tree.tags[lines[at].owner] in _OF_TEXT  # behind the article teasers stand in boxes

    def is_theirs(at: int) -> bool:
        line, is_sentence = lines[at], values[at] > 0
        if line.links > LINKED or keys[at] in known:
            return False
        if first < at < last:
            return is_sentence or tree.tags[line.owner] in HEADINGS or is_sibling(at)
        return is_sentence and is_sibling(at)

    return sorted([*filter(is_ours, ours), *(at for at in theirs if at not in ours and is_theirs(at))])


def _chain(tree: Tree, index: int) -> tuple[str, ...]:
    """The tags from the page's root down to an element."""
    tags = []
    while index >= 0:
        tags.append(tree.tags[index])
        index = tree.parents[index]
    return tuple(tags)
