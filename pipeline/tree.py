"""A page's tree as flat arrays in document order, read in one walk and shared by everything that looks at the page.

Parents and ends of subtrees turn sums over subtrees into one backward pass, and no walk recurses. What class and
id names say of an element is worked out once for every name that occurs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from pipeline.noise import read_names

__all__ = ["BODY", "CAPTION", "CREDIT", "NOISE", "Tree", "read_tree"]

# What an element's names say: it is an author's, none of the article, the article's text, under a picture.
CREDIT, NOISE, BODY, CAPTION = 1, 2, 4, 8

# These hold no text of a page, and their names say nothing.
_SILENT = frozenset({
    "script", "style", "link", "meta", "img", "source", "br", "path", "svg", "g", "use", "rect", "circle",
    "input", "option", "button", "iframe", "noscript", "template", "wbr", "hr", "col", "colgroup", "param",
    "track", "area", "polygon", "line", "defs",
})  # fmt: skip
_NOISE_TAGS = frozenset(
    {"nav", "footer", "aside", "form", "figcaption", "menu", "dialog", "address", "fieldset", "label", "legend"}
)
_LISTED = frozenset({"meta", "script", "link", "title", "h1", "h2", "h3", "time", "figure"})
_CAPTION = re.compile(r"caption|(?:img|image|photo|pic)[_-]?desc", re.IGNORECASE)
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)

Names = tuple[str | None, ...]

_NAMELESS: Names = (None, None, None, None)


@dataclass(slots=True)
class Tree:
    """The elements of a page in document order.

    ``parents[i]`` is the index of the parent (-1 for the root), ``ends[i]`` one past the last descendant,
    ``marks[i]`` what its names say, ``names[i]`` its class, id and itemprop if it has any. `at` lists the indices
    of some tags; `hidden` those of elements that their own attributes hide.
    """

    root: HtmlElement
    elements: list[HtmlElement] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    marks: list[int] = field(default_factory=list)
    names: list[Names] = field(default_factory=list)
    at: dict[str, list[int]] = field(default_factory=dict)
    hidden: list[int] = field(default_factory=list)

    def depth(self) -> int:
        """The number of levels of the deepest element."""
        depths = [0] * len(self.parents)
        for index, parent in enumerate(self.parents):
            depths[index] = depths[parent] + 1 if index else 1
        return max(depths, default=0)

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
    tree = Tree(root)
    elements, tags, parents, marks, all_names = tree.elements, tree.tags, tree.parents, tree.marks, tree.names
    position: dict[HtmlElement | None, int] = {None: -1}
    known: dict[Names, int] = {_NAMELESS: 0}
    for index, element in enumerate(root.iter()):
        elements.append(element)
        position[element] = index
        tag = element.tag
        tags.append(tag)
        parents.append(position.get(element.getparent(), -1))
        if tag in _LISTED:
            tree.at.setdefault(tag, []).append(index)
        if tag in _SILENT:
            marks.append(0)
            all_names.append(_NAMELESS)
            continue
        get = element.get
        names: Names = (get("class"), get("id"), get("itemprop"), get("rel") if tag == "a" else None)
        mark = known.get(names)
        if mark is None:
            mark = known[names] = _mark(names)
        marks.append(mark | NOISE if tag in _NOISE_TAGS else mark)
        all_names.append(names)
        style = get("style")
        if get("hidden") is not None or (style and _HIDING.search(style)):
            tree.hidden.append(index)
    tree.parents[0] = -1
    tree.ends = _ends(parents)
    return tree


def _mark(names: Names) -> int:
    said = " ".join(filter(None, names)).lower()
    mark = CREDIT if _speaks_of_author(said) else 0
    noise, body = read_names(names[0] or "")
    if names[1] and not body:  # an id is often but an anchor
        id_noise, body = read_names(names[1])
        noise = noise or id_noise
    if _CAPTION.search(names[0] or ""):
        mark |= CAPTION | NOISE
    if noise:
        mark |= NOISE
    if body or (names[2] or "").lower() == "articlebody":
        mark |= BODY
    return mark


def _speaks_of_author(said: str) -> bool:
    return (
        "author" in said or "byline" in said or "writer" in said or "reporter" in said or "journalist" in said
        or "contributor" in said or "columnist" in said or "creator" in said or "by-line" in said
        or "posted" in said or "written" in said or "기자" in said or "gija" in said
    )  # fmt: skip


def _ends(parents: list[int]) -> list[int]:
    ends = list(range(1, len(parents) + 1))
    for index in range(len(parents) - 1, 0, -1):
        parent = parents[index]
        if ends[index] > ends[parent]:
            ends[parent] = ends[index]
    return ends
