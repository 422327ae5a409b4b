"""A page's tree as flat arrays in document order, read in one walk and shared by everything that looks at the page.

Parents and ends of subtrees turn sums over subtrees into one backward pass, and no walk recurses. What class and
id names say of an element is worked out once for every name that occurs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from pipeline.markup.class_names import BODY, CAPTION, CREDIT, NOISE, read_names

__all__ = ["BODY", "CAPTION", "CREDIT", "NOISE", "Tree", "read_tree"]

# These hold no text of a page, and their names say nothing.
_SILENT = frozenset({
    "script", "style", "link", "meta", "img", "source", "br", "path", "svg", "g", "use", "rect", "circle",
    "input", "option", "button", "iframe", "noscript", "template", "wbr", "hr", "col", "colgroup", "param",
    "track", "area", "polygon", "line", "defs",
})  # fmt: skip
_NOISE_TAGS = frozenset(
    {"nav", "footer", "aside", "form", "figcaption", "menu", "dialog", "address", "fieldset", "label", "legend"}
)
_LISTED = frozenset({"meta", "script", "link", "title", "h1", "h2", "h3", "time", "figure", "blockquote"})
_UNSAID = frozenset({"script", "style", "noscript", "option", "title"})
_SAID = 400  # characters of a string that are searched for words
_BETWEEN = "\x00"  # cannot occur in a parsed page
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)

Names = tuple[str | None, ...]

_NAMELESS: Names = (None, None, None, None)


@dataclass(slots=True)
class Tree:
    """The elements of a page in document order.

    ``parents[i]`` is the index of the parent (-1 for the root), ``ends[i]`` one past the last descendant,
    ``marks[i]`` what its names say, ``names[i]`` its class, id and itemprop if it has any; ``texts[i]`` and
    ``tails[i]`` are the strings at its beginning and behind it. `at` lists the indices of some tags; `hidden` those
    of elements that their own attributes hide.
    """

    root: HtmlElement
    elements: list[HtmlElement]
    tags: list[str]
    parents: list[int]
    ends: list[int]
    marks: list[int]
    names: list[Names]
    texts: list[str | None]
    tails: list[str | None]
    at: dict[str, list[int]] = field(default_factory=dict)
    hidden: list[int] = field(default_factory=list)
    _said: str = ""

    def depth(self) -> int:
        """The number of levels of the deepest element."""
        depths = [0] * len(self.parents)
        for index, parent in enumerate(self.parents):
            depths[index] = depths[parent] + 1 if index else 1
        return max(depths, default=0)

    def saying(self, words: Iterable[str]) -> list[int]:
        """The elements, in order, in or behind which a string begins with one of these lower-case words, or nearly.

        All strings are searched as one; what is hidden in scripts and the like is passed over.
        """
        said = self._said = self._said or self._joined()
        places: list[int] = []
        for word in words:
            at = said.find(word)
            while at >= 0:
                places.append(at)
                at = said.find(word, at + 1)
        found: list[int] = []
        index = done = 0
        for at in sorted(places):
            index += said.count(_BETWEEN, done, at)
            done = at
            if not found or found[-1] != index // 2:
                found.append(index // 2)
        return found

    def _joined(self) -> str:
        strings = [""] * (2 * len(self.tags))
        strings[::2] = [
            text.strip()[:_SAID] if text and tag not in _UNSAID else ""
            for text, tag in zip(self.texts, self.tags, strict=True)
        ]
        strings[1::2] = [tail.strip()[:_SAID] if tail else "" for tail in self.tails]
        return _BETWEEN.join(strings).lower()

    def sums(self, owners: Sequence[int], values: Sequence[float]) -> list[float]:
        """Totals over subtrees of values that belong to the elements `owners`."""
        totals = [0.0] * len(self.elements)
        for owner, value in zip(owners, values, strict=True):
            totals[owner] += value
        parents = self.parents
        for index in range(len(totals) - 1, 0, -1):
            if totals[index]:
                totals[parents[index]] += totals[index]
        return totals


def read_tree(root: HtmlElement) -> Tree:
    """Walk a tree once."""
    elements: list[HtmlElement] = list(root.iter())
    tags: list[str] = [element.tag for element in elements]
    marks, all_names = [0] * len(elements), [_NAMELESS] * len(elements)
    texts, tails = [element.text for element in elements], [element.tail for element in elements]
    tree = Tree(root, elements, tags, *_spans(elements), marks, all_names, texts, tails)
    known: dict[Names, int] = {_NAMELESS: 0}
    for index, (tag, element) in enumerate(zip(tags, elements, strict=True)):
        if tag in _LISTED:
            tree.at.setdefault(tag, []).append(index)
        if tag in _SILENT:
            continue
        get = element.get
        names: Names = (get("class"), get("id"), get("itemprop"), get("rel") if tag == "a" else None)
        mark = known.get(names)
        if mark is None:
            mark = known[names] = _mark(names)
        marks[index] = mark | NOISE if tag in _NOISE_TAGS else mark
        all_names[index] = names
        style = get("style")
        if (style and _HIDING.search(style)) or get("hidden") is not None:
            tree.hidden.append(index)
    return tree


def _mark(names: Names) -> int:
    classes, identity, itemprop, rel = names
    mark = read_names(classes) if classes else 0
    if mark & CAPTION:
        mark |= NOISE
    if identity:
        mark |= read_names(identity) & (CREDIT if mark & BODY else CREDIT | NOISE | BODY)  # often but an anchor
    for attribute in (itemprop, rel):
        if attribute:
            mark |= read_names(attribute) & CREDIT
    return mark | BODY if itemprop and itemprop.lower() == "articlebody" else mark


def _spans(elements: Sequence[HtmlElement]) -> tuple[list[int], list[int]]:
    """The parents of elements in document order, and the ends of their subtrees, by how many children each has."""
    parents = [-1] * len(elements)
    ends = list(range(1, len(elements) + 1))
    waiting: list[int] = []  # subtrees whose parent is still to come, the first of the page on top
    counts = list(map(len, elements))
    for index in range(len(elements) - 1, -1, -1):
        if count := counts[index]:
            ends[index] = ends[waiting[-count]]
            for child in waiting[-count:]:
                parents[child] = index
            del waiting[-count:]
        waiting.append(index)
    return parents, ends
