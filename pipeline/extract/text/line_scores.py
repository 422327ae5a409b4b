"""What the lines of a page are worth to an article."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.markup.lines import TextLine
from pipeline.markup.tree import Tree

__all__ = ["GOOD", "HEADINGS", "LINKED", "SHORT", "ends_sentence", "worths"]

GOOD, SHORT = 80, 40  # weight of a line that counts by itself, and of one that counts when it is a sentence
LINKED = 0.6  # share of links above which a line is a link
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

_SENTENCE_END = re.compile(r"(?:[.!?…。]['\"”’)\]]*|다\.?|[:;])$")
_LISTED = frozenset({"li", "td", "dd", "dt", "p"})
_BARE_LINK, _LINK_TEXT, _SCRAP, _LIST_SCRAP = -10.0, -0.3, -3.0, 0.2


def ends_sentence(text: str) -> bool:
    """Does a line end as sentences do?"""
    return bool(_SENTENCE_END.search(text[-12:]))


def worths(tree: Tree, text_lines: Sequence[TextLine], noisy: Sequence[bool] | None = None) -> list[float]:
    """The worth of each line: its weight for a sentence, less than nothing for a link; nothing for noise.

    A line that repeats one above is worth nothing either.
    """
    seen: set[str] = set()
    values = []
    for line in text_lines:
        value = 0.0 if noisy is not None and noisy[line.owner] else _worth(line, tree.tags[line.owner])
        if value >= GOOD:
            if line.text in seen:
                value = 0.0
            seen.add(line.text)
        values.append(value)
    return values


def _worth(line: TextLine, tag: str) -> float:
    if line.links > LINKED:
        return _BARE_LINK + line.weight * _LINK_TEXT
    if tag in HEADINGS:
        return 0.0
    own = line.weight * (1 - line.links)
    if own >= GOOD or (own >= SHORT and ends_sentence(line.text)):
        return own
    return own * _LIST_SCRAP if tag in _LISTED else _SCRAP
