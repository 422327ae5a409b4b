"""What the lines of a page are worth to an article, and which parts of the page are none of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet

from pipeline.markup.lines import TextLine
from pipeline.markup.tree import BODY, NOISE, Names, Tree

__all__ = ["GOOD", "HEADINGS", "LINKED", "SHORT", "ends_sentence", "noisy_elements", "worths"]

GOOD, SHORT = 80, 40  # weight of a line that counts by itself, and of one that counts when it is a sentence
LINKED = 0.6  # share of links above which a line is a link
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

_SENTENCE_END = re.compile(r"(?:[.!?…。]['\"”’)\]]*|다\.?|[:;])$")
_LISTED = frozenset({"li", "td", "dd", "dt", "p"})
_POST = re.compile(r"tweet|instagram-media|tiktok-embed|fb-post|bluesky|threads", re.IGNORECASE)
_NEVER_TEXT = re.compile(
    r"comment|repl(?:y|ies)|disqus|relat|recommend|popular|trend|cookie|consent", re.IGNORECASE
)
_PART = 0.2  # of a page's sentences
_REST = 0.15  # of a page's sentences must remain when noise is taken away
_MOST = 0.8
_MAX_REPRIEVES = 8
_HIDDEN_TEXT = 0.25  # of a page's sentences: more is an article behind a button, not a message
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


def noisy_elements(
    tree: Tree,
    text_lines: Sequence[TextLine],
    sentences: Sequence[float],
    witness: Callable[[], AbstractSet[int]] | None = None,
) -> list[bool] | None:
    """For every element, whether it or one it stands in is noise by name or tag, or hidden.

    When that would leave little of the page's `sentences`, the names that cover most of them are layout, whatever
    they say, and are believed no longer. With `witness`, which gives the positions of the second reader's lines, it
    is those that cover most of what that one keeps; without, None where comments and the like would be the article.
    """
    owners = [line.owner for line in text_lines]
    amounts = tree.sums(owners, sentences)
    marks = _noise_marks(tree, amounts)
    noisy = _spread(tree, marks)
    if _is_enough(noisy, owners, sentences):
        return noisy
    theirs = witness() if witness is not None else frozenset()
    believed = [value if not theirs or at in theirs else 0.0 for at, value in enumerate(sentences)]
    amounts = tree.sums(owners, believed)
    for _ in range(_MAX_REPRIEVES):
        if _is_enough(noisy, owners, believed):
            break
        held: dict[Names, float] = {}
        for index, names in marks.items():
            held[names] = held.get(names, 0.0) + amounts[index]
        most = max(held.values(), default=0.0)
        released = {names for names, amount in held.items() if amount >= most * _MOST}
        if witness is None and any(map(_says_never, released)):
            return None
        marks = {index: names for index, names in marks.items() if names not in released}
        noisy = _spread(tree, marks)
    return noisy


def _is_enough(noisy: Sequence[bool], owners: Sequence[int], values: Sequence[float]) -> bool:
    """Does enough of the sentences stand outside the noise?"""
    left = sum(value for owner, value in zip(owners, values, strict=True) if not noisy[owner])
    return left >= _REST * sum(values)


def _noise_marks(tree: Tree, amounts: Sequence[float]) -> dict[int, Names]:
    """The elements that their names, tag or style call noise, with the names by which they are told apart."""
    start = 2  # html and body wear the names of everything below
    marks: dict[int, Names] = {
        index: (*tree.names[index], tree.tags[index])
        for index, mark in enumerate(tree.marks[start:], start)
        if mark & NOISE and not _holds_article(tree, index, amounts)
    }
    for index in tree.hidden:
        if index >= start and not (amounts[index] > _HIDDEN_TEXT * amounts[0] and _in_article(tree, index)):
            marks[index] = ("", "hidden")
    return marks


def _holds_article(tree: Tree, index: int, amounts: Sequence[float]) -> bool:
    """Is an element in the article too large a part of the page to be what its names or tag say?"""
    if amounts[index] <= _PART * amounts[0] or _says_never(tree.names[index]):
        return False
    return _in_article(tree, tree.parents[index])


def _says_never(names: Names) -> bool:
    return _NEVER_TEXT.search(" ".join(filter(None, names))) is not None


def _in_article(tree: Tree, index: int) -> bool:
    while index > 0:
        if tree.tags[index] in {"article", "main"} or (tree.marks[index] & BODY and tree.tags[index] != "body"):
            return True
        index = tree.parents[index]
    return False


def _spread(tree: Tree, marks: dict[int, Names]) -> list[bool]:
    """Marks handed down to everything below; a quoted post is the article's, whatever it is wrapped in."""
    noisy = [False] * len(tree.elements)
    posts = [index for index in tree.at.get("blockquote", ()) if _POST.search(tree.names[index][0] or "")]
    for index in sorted(marks):
        if not noisy[index]:
            noisy[index : tree.ends[index]] = [True] * (tree.ends[index] - index)
    for index in posts:
        if index not in marks:
            noisy[index : tree.ends[index]] = [False] * (tree.ends[index] - index)
    return noisy
