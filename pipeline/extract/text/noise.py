"""Which parts of a page are none of the article, by what their names, tags and style say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from pipeline.markup.lines import TextLine
from pipeline.markup.tree import BODY, NOISE, Names, Tree

__all__ = ["Noise"]

_POST = re.compile(r"tweet|instagram-media|tiktok-embed|fb-post|bluesky|threads", re.IGNORECASE)
_NEVER_TEXT = re.compile(
    r"comment|repl(?:y|ies)|disqus|relat|recommend|popular|trend|cookie|consent|caption", re.IGNORECASE
)
_PART = 0.2  # of a page's sentences
_REST = 0.15  # of a page's sentences must remain when noise is taken away
_MOST = 0.8
_MAX_REPRIEVES = 8
_HIDDEN_TEXT = 0.25  # of a page's sentences: more is an article behind a button, not a message


class Noise:
    """The elements of a page that are noise, or stand in noise.

    `sentences` is what each line is worth, `amounts` what those of every subtree are worth together.
    """

    def __init__(
        self, tree: Tree, lines: Sequence[TextLine], sentences: Sequence[float], amounts: Sequence[float]
    ) -> None:
        self._tree = tree
        self._owners = [line.owner for line in lines]
        self._sentences = sentences
        self._amounts = amounts
        self._marks = _noise_marks(tree, amounts)
        self.named = _spread(tree, self._marks)  # for every element, whether it is noise by name, tag or style
        self.is_believable = self._leaves_enough(self.named, sentences)

    def reprieved(self, theirs: AbstractSet[int] | None = None) -> list[bool] | None:
        """For every element whether it is noise, when the names that cover most of the page's text are layout.

        With `theirs`, the positions of the second reader's lines, it is those that cover most of what that one
        keeps; without, None where comments and the like would be the article.
        """
        believed, amounts = self._sentences, self._amounts
        if theirs:
            believed = [value if at in theirs else 0.0 for at, value in enumerate(believed)]
            amounts = self._tree.sums(self._owners, believed)
        marks, noisy = self._marks, self.named
        for _ in range(_MAX_REPRIEVES):
            if self._leaves_enough(noisy, believed):
                break
            held: dict[Names, float] = {}
            for index, names in marks.items():
                held[names] = held.get(names, 0.0) + amounts[index]
            most = max(held.values(), default=0.0)
            released = {names for names, amount in held.items() if amount >= most * _MOST}
            if theirs is None and any(map(_says_never, released)):
                return None
            marks = {index: names for index, names in marks.items() if names not in released}
            noisy = _spread(self._tree, marks)
        return noisy

    def _leaves_enough(self, noisy: Sequence[bool], values: Sequence[float]) -> bool:
        """Does enough of the sentences stand outside the noise?"""
        left = sum(value for owner, value in zip(self._owners, values, strict=True) if not noisy[owner])
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
    if amounts[index] <= _PART * amounts[0] or _says_never((*tree.names[index], tree.tags[index])):
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
