"""The second reader of an article's text: trafilatura, on the tree that is there anyway.

trafilatura keeps caches at module level; what they cache are pure functions of their arguments. Its memory of
documents seen (`deduplicate`) stays off: it would delete the copies of a story we look for.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Sequence
from functools import cache
from typing import Any

import justext.core
import trafilatura
from lxml import etree
from lxml.html import HtmlElement
from trafilatura import external
from trafilatura.settings import Extractor

from pipeline.extract.text.line_scores import SHORT
from pipeline.markup.html import LIBRARY_FAILURES, squeeze
from pipeline.markup.tree import Tree

__all__ = ["load_stop_words", "second_reading"]

_LIST_MARK = re.compile(r"^[-*•]\s+|^#{1,6}\s+")
_MAX_ELEMENTS, _MAX_DEPTH = 60_000, 200  # of a page in which trafilatura would lose itself for seconds
_BOXES = frozenset({
    "div", "section", "header", "nav", "aside", "footer", "ul", "ol", "dl", "form", "figure", "table", "article",
    "main", "center", "dialog", "menu", "select", "button", "fieldset",
})  # fmt: skip
_TEXTLESS = ("script", "style", "svg", "link", "meta", "template", "iframe")
_DROPPED = "dropped"


def load_stop_words() -> None:
    """Gather the small words of all languages by which trafilatura's jusText tells sentences: 33 MB, otherwise at
    the first page that needs them."""
    words: Any = external.jt_stoplist_init()
    justext.core.classify_paragraphs([], words)  # makes a set of them, which stays


def second_reading(tree: Tree, amounts: Sequence[float]) -> tuple[str, ...]:
    """The article's lines as trafilatura sees them; none when it finds none or fails. The tree stays as it was.

    `amounts` says what the sentences of each subtree are worth: boxes without one (menus, lists of links) are not
    shown to it, which halves its time and lets it err less.
    """
    if len(tree.elements) > _MAX_ELEMENTS or tree.depth() > _MAX_DEPTH:
        return ()
    try:
        document = trafilatura.bare_extraction(_of_sentences(tree, amounts), options=_options())
    except LIBRARY_FAILURES:
        return ()
    text = getattr(document, "text", None) or ""
    lines = (squeeze(_LIST_MARK.sub("", line)) for line in text.split("\n"))
    return tuple(line for line in lines if line)


@cache
def _options() -> Extractor:
    """What trafilatura is to do, gathered once: its configuration is parsed for it."""
    return Extractor(output_format="python", fast=False, comments=False, dedup=False, with_metadata=False)


def _of_sentences(tree: Tree, amounts: Sequence[float]) -> HtmlElement:
    """A copy of the tree, without what holds no text and without boxes that hold no sentence."""
    boxes: list[HtmlElement] = []
    index = 2  # html and body stay
    while index < len(tree.elements):
        if amounts[index] < SHORT and tree.tags[index] in _BOXES:
            boxes.append(tree.elements[index])
            index = tree.ends[index]
        else:
            index += 1
    tags = [box.tag for box in boxes]
    for box in boxes:
        box.tag = _DROPPED  # for the moment of copying: to find them in the copy would take as long again
    twin = copy.deepcopy(tree.root)
    for box, tag in zip(boxes, tags, strict=True):
        box.tag = tag
    etree.strip_elements(twin, _DROPPED, *_TEXTLESS, with_tail=False)
    return twin
