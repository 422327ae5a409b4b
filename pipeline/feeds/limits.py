"""Bounds on what of a feed is worth reading: what feedparser takes long over says nothing of an article.

A description may be a whole article or a page of markup, an element may carry a thousand attributes. All that is
kept of a feed in the end are headlines, summaries, names, links and times.
"""

from __future__ import annotations

from itertools import islice
from typing import Any

__all__ = ["keep_essentials", "shorten"]

_MUCH_TEXT = 3_000_000  # characters of a whole feed
_LONG_TEXT, _SHORT_TEXT, _NAME = 10_000, 2_000, 1_000
_ATTRIBUTES = 60
_MANY_ELEMENTS = 200_000  # of a whole feed: ten thousand entries with twenty elements each
_INLINE = 1_000  # elements of markup in one text
_NAMES = frozenset(
    {"author", "creator", "name", "email", "managingeditor", "webmaster", "publisher", "contributor"}
)
_TEXTS = frozenset(
    {"content", "summary", "description", "encoded", "body", "title", "subtitle", "rights", "tagline"}
)
_CONTAINERS = frozenset({"rss", "feed", "rdf", "channel", "item", "entry", "source", "items", "seq"})
# What an entry is made of, in all formats, by local names.
_ESSENTIALS = _CONTAINERS | {
    "abstract", "author", "content", "created", "creator", "date", "description", "email", "encoded", "guid", "id",
    "issued", "language", "link", "modified", "name", "origlink", "pubdate", "published", "summary", "title",
    "updated",
}  # fmt: skip


def shorten(tree: Any) -> bool:
    """Cut what is too long for what it is, in place; whether anything was cut.

    Texts keep 10,000 characters, in feeds of more than 3 million 2,000 each; names of authors 1,000; elements 60
    attributes. Texts made of more than 1,000 elements become plain, in feeds of more than 200,000 all do.
    """
    elements = size = 0
    for element in tree.iter():
        elements += 1
        size += len(element.text or "") + len(element.tail or "")
    cut = _flatten(tree, 0 if elements > _MANY_ELEMENTS else _INLINE)
    limit = _SHORT_TEXT if size > _MUCH_TEXT else _LONG_TEXT
    for element in tree.iter():
        cut |= _cut_texts(element, _NAME if _name(element) in _NAMES else limit)
        cut |= _cut_attributes(element, limit)
    return cut


def keep_essentials(tree: Any) -> None:
    """Leave in the tree of a feed only what headlines, links, texts, names and times are in."""
    for element in list(tree.iter()):
        parent = element.getparent()
        if parent is not None and _name(parent) in _CONTAINERS and _name(element) not in _ESSENTIALS:
            parent.remove(element)


def _flatten(tree: Any, allowed: int) -> bool:
    """Make plain the texts that are made of more than `allowed` elements, and empty other big branches."""
    cut = False
    for element in list(tree.iter()):
        name = _name(element)
        if not name or name in _CONTAINERS or not len(element) or element.getparent() is None:
            continue
        if sum(1 for _ in islice(element.iter(), allowed + 2)) <= allowed + 1:
            continue
        if allowed or name in _TEXTS:
            kept = "".join(islice(element.itertext(), allowed or _INLINE)) if name in _TEXTS else ""
            del element[:]
            element.text = kept
            element.attrib.pop("type", None)
            cut = True
    return cut


def _cut_texts(element: Any, limit: int) -> bool:
    cut = False
    if element.text and len(element.text) > limit:
        element.text, cut = element.text.strip()[:limit], True
    if element.tail and len(element.tail) > limit:
        element.tail, cut = element.tail.strip()[:limit], True
    return cut


def _cut_attributes(element: Any, limit: int) -> bool:
    cut = False
    attributes = element.attrib
    if len(attributes) > _ATTRIBUTES:
        for key in list(attributes)[_ATTRIBUTES:]:
            del attributes[key]
        cut = True
    for key, value in attributes.items():
        if len(value) > limit:
            attributes[key], cut = value[:limit], True
    return cut


def _name(element: Any) -> str:
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""
