"""The element that holds an article: the subtree worth most, narrowed down to where its worth sits.

The search is the maximum subsequence of Pasternack and Roth, "Extracting article text from the web with maximum
subsequence segmentation" (WWW 2009), on a tree: every line is worth something, a bare link less than nothing, and
the subtree with the largest sum wins. Names such as ``articleBody`` decide between subtrees worth about the same.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.markup.tree import BODY, Tree

__all__ = ["find_container"]

_CONTAINERS = frozenset({"div", "section", "article", "main", "td", "center", "span", "body"})
_PARTS = frozenset({
    "p", "li", "ul", "ol", "dl", "dd", "dt", "a", "em", "strong", "b", "i", "font", "h1", "h2", "h3", "h4",
    "h5", "h6", "blockquote", "pre", "table", "tbody", "tr",
})  # fmt: skip
_NEARLY_ALL = 0.93
_NAMED_SHARE = 0.5  # of the best subtree's worth must stand in elements named as bodies
_NAMED_PART = 0.1
_FIRST_SHARE = 0.3  # of the largest named body: smaller ones before it are teasers


def find_container(tree: Tree, worth: Sequence[float], noisy: Sequence[bool]) -> int | None:
    """The index of the article's element, given the worth of every subtree; None when nothing is worth anything.

    Elements named as article bodies are believed when together they hold about half of the best subtree: one of
    them is the container; several are parts of one article, or articles of their own, of which the first is the
    page's.
    """
    most = max(worth, default=0.0)
    if most <= 0:
        return None
    best = len(worth) - 1 - worth[::-1].index(most)  # the innermost of those that hold the same
    named = _named_bodies(tree, best, worth, noisy)
    total = sum(worth[index] for index in named)
    if not named or total < worth[best] * _NAMED_SHARE:
        return _narrow(tree, worth, best)
    if len(named) > 1:
        common = _common_ancestor(tree, named)
        if not any(_is_entry(tree, index, common) for index in named):
            return common
    largest = max(worth[index] for index in named)
    first = next(index for index in named if worth[index] >= largest * _FIRST_SHARE)
    return _narrow(tree, worth, first)


def _named_bodies(tree: Tree, best: int, worth: Sequence[float], noisy: Sequence[bool]) -> list[int]:
    """Outermost elements in the best subtree that are named as bodies and hold some of its worth."""
    floor = worth[best] * _NAMED_PART
    bodies: list[int] = []
    index = best
    while index < tree.ends[best]:
        if worth[index] < floor:
            index = tree.ends[index]
        elif tree.marks[index] & BODY and not noisy[index] and tree.tags[index] not in {"body", "html"}:
            bodies.append(index)
            index = tree.ends[index]
        else:
            index += 1
    return bodies


def _common_ancestor(tree: Tree, indices: Sequence[int]) -> int:
    common = indices[0]
    while tree.ends[common] <= indices[-1]:
        common = tree.parents[common]
    return common


def _is_entry(tree: Tree, index: int, root: int) -> bool:
    """Does an element stand in a list or in an article element of its own below `root`?"""
    index = tree.parents[index]
    while index > root:
        if tree.tags[index] in {"article", "li"} or tree.elements[index].get("role") in {"listitem", "article"}:
            return True
        index = tree.parents[index]
    return False


def _narrow(tree: Tree, worth: Sequence[float], root: int) -> int:
    """Step into the child that holds nearly everything, as long as there is one."""
    while tree.tags[root] in _PARTS and root > 0:
        root = tree.parents[root]
    floor = worth[root] * _NEARLY_ALL
    index = root + 1
    while index < tree.ends[root]:
        if worth[index] < floor:
            index = tree.ends[index]
            continue
        if tree.tags[index] in _CONTAINERS:
            root = index
        index += 1
    return root
