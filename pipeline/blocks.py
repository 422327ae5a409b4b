"""A page as a sequence of lines: runs of text between block borders, each knowing where in the tree it stands.

The tree is read into flat arrays in document order (parent and end of every element), so that sums over subtrees
are one backward pass and no walk recurses.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from pipeline.markup import squeeze

__all__ = ["Outline", "Run", "outline", "weight"]

_INLINE = frozenset(
    "a span b strong em i u font small sub sup mark abbr cite q code kbd samp var time data label ins del s strike bdo bdi "
    "wbr img big tt nobr acronym ruby rt rp dfn picture source".split()
)
_UNSEEN = frozenset(
    "script style noscript template svg math iframe object embed video audio canvas map input select option textarea "
    "head link meta title button datalist progress dialog".split()
)
_SWALLOWED = 40  # elements
_BREAK = "\n\x00"  # a line break inside a block; NUL cannot occur in a parsed page


@dataclass(slots=True)
class Run:
    """One line of text. `owner` is the index of its block element, `links` the share of it inside links.

    `weight` is its length with a Hangul syllable counted twice, as it says about as much as two Latin letters.
    """

    text: str
    links: float
    owner: int
    weight: int
    gold: int = 0


@dataclass(slots=True)
class Outline:
    """The elements of a page in document order, and its runs.

    ``parents[i]`` is the index of the parent, ``ends[i]`` one past the last descendant.
    """

    elements: Sequence[HtmlElement]
    parents: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)

    def sums(self, values: Sequence[float]) -> list[float]:
        """Totals over subtrees of values given per run."""
        totals = [0.0] * len(self.elements)
        for run, value in zip(self.runs, values, strict=True):
            totals[run.owner] += value
        for index in range(len(totals) - 1, 0, -1):
            if totals[index]:
                totals[self.parents[index]] += totals[index]
        return totals


def weight(text: str) -> int:
    """Length of a text, a Hangul syllable counting for two letters."""
    return len(text) if text.isascii() else (len(text) + len(text.encode("utf-8", "replace"))) // 2


def outline(elements: Sequence[HtmlElement]) -> Outline:
    """Read the elements of a tree, given in document order from its root on."""
    page = Outline(elements)
    position = {element: index for index, element in enumerate(elements)}
    page.parents = [position.get(element.getparent(), -1) for element in elements]
    page.parents[0] = -1
    ends = list(range(1, len(elements) + 1))
    parents = page.parents
    for index in range(len(elements) - 1, 0, -1):
        if ends[index] > ends[parents[index]]:
            ends[parents[index]] = ends[index]
    page.ends = ends
    _Reader(page).read()
    return page


class _Reader:
    """Collects the text between block borders into runs."""

    __slots__ = ("_in_link", "_linked", "_owner", "_page", "_parts", "_stack")

    def __init__(self, page: Outline) -> None:
        self._page = page
        self._parts: list[str] = []
        self._linked = 0
        self._owner = 0
        self._in_link = False
        self._stack: list[tuple[int, bool, int, bool]] = []

    def read(self) -> None:
        elements, parents, ends = self._page.elements, self._page.parents, self._page.ends
        stack = self._stack
        index, count = 0, len(elements)
        while index < count:
            parent = parents[index]
            while stack and stack[-1][0] != parent:
                self._close()
            element = elements[index]
            tag = element.tag
            if (tag in _UNSEEN and not self._holds_page(index)) or tag == "br":
                if tag == "br":
                    self._parts.append(_BREAK)
                if element.tail and stack:
                    self._add(element.tail)
                index = ends[index]
                continue
            is_block = tag not in _INLINE
            if is_block:
                self._flush()
            stack.append((index, is_block, self._owner, self._in_link))
            if is_block:
                self._owner = index
            elif tag == "a":
                self._in_link = True
            if element.text:
                self._add(element.text)
            index += 1
        while stack:
            self._close()

    def _holds_page(self, index: int) -> bool:
        """An element of these that was never closed has swallowed what comes after it."""
        page = self._page
        if page.ends[index] - index < _SWALLOWED or page.elements[index].tag in {"script", "style", "head", "title", "noscript", "template"}:
            return False
        paragraphs = page.elements[index].iterdescendants("p")
        return sum(1 for _ in zip(paragraphs, range(3), strict=False)) == 3  # noqa: PLR2004

    def _add(self, text: str) -> None:
        self._parts.append(text)
        if self._in_link:
            self._linked += len(text)

    def _close(self) -> None:
        index, is_block, owner, in_link = self._stack.pop()
        if is_block:
            self._flush()
        self._owner, self._in_link = owner, in_link
        tail = self._page.elements[index].tail
        if tail and self._stack:
            self._add(tail)

    def _flush(self) -> None:
        parts = self._parts
        if not parts:
            return
        whole = parts[0] if len(parts) == 1 else "".join(parts)
        share = min(1.0, self._linked / len(whole)) if self._linked else 0.0
        for line in whole.split(_BREAK):
            text = squeeze(line)
            if text:
                self._page.runs.append(Run(text, share, self._owner, weight(text)))
        self._parts = []
        self._linked = 0
