"""The second reader of an article's text: trafilatura, on the tree that is there anyway.

trafilatura keeps caches at module level; what they cache are pure functions of their arguments. Its memory of
documents seen (`deduplicate`) stays off: it would delete the copies of a story we look for.
"""

from __future__ import annotations

import copy
import re

import trafilatura
from lxml import etree
from lxml.html import HtmlElement

from pipeline.markup.html import LIBRARY_FAILURES, squeeze
from pipeline.markup.tree import Tree

__all__ = ["second_reading"]

_LIST_MARK = re.compile(r"^[-*•]\s+|^#{1,6}\s+")
_MAX_ELEMENTS, _MAX_DEPTH = 60_000, 200  # of a page in which trafilatura would lose itself for seconds
_TEXTLESS = ("script", "style", "svg", "link", "meta", "template", "iframe")


def second_reading(tree: Tree) -> tuple[str, ...]:
    """The article's lines as trafilatura sees them; none when it finds none or fails. The tree stays as it was."""
    if len(tree.elements) > _MAX_ELEMENTS or tree.depth() > _MAX_DEPTH:
        return ()
    try:
        document = trafilatura.bare_extraction(
            _without_scripts(tree.root), fast=False, include_comments=False, deduplicate=False, with_metadata=False
        )
    except LIBRARY_FAILURES:
        return ()
    text = getattr(document, "text", None) or ""
    lines = (squeeze(_LIST_MARK.sub("", line)) for line in text.split("\n"))
    return tuple(line for line in lines if line)


def _without_scripts(root: HtmlElement) -> HtmlElement:
    """A copy of the tree, without what holds no text: what is smaller is read in less time."""
    twin = copy.deepcopy(root)
    etree.strip_elements(twin, *_TEXTLESS, with_tail=False)
    return twin
