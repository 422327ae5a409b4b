"""Who the page shows as its authors: an element called so, a line "By …", a name beside the date, a linked name."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import chain

from lxml.html import HtmlElement

from pipeline.extract.byline.names import (
    clean_authors,
    is_date_line,
    is_pen_name,
    looks_like_person,
    names_in_pieces,
    opens_byline,
    read_byline,
)
from pipeline.language.scripts import comparable
from pipeline.markup.declared import Survey, is_aside
from pipeline.markup.html import squeeze
from pipeline.markup.tree import CREDIT

__all__ = ["ShownAuthors"]

_PROFILE = re.compile(
    r"\bauthor\b|/(?:authors?|people|person|profiles?|staff|contributors?|by|writers?|journalists?|reporters?|columnists?|"
    r"editors?|bios?)/",
    re.IGNORECASE,
)
_MAX_CREDIT = 300  # characters; a longer element is more than a byline
_WINDOW = 120  # elements after the headline in which a line "By …" is looked for
_WRITTEN_BY = re.compile(
    r"\s*(?:this\s+\w+\s+(?:was|is|has\s+been)\s+(?:\w+\s+)?)?(?:written|authored|story|reported|reporting|words|글)\s*"
    r"(?:by|쓴이)\b",
    re.IGNORECASE,
)
# Without one of these no line begins as a byline does.
_OPENING = ("by", "from", "author", "contributor", "writer", "글", "쓴이", "작성자", "취재")
_BEHIND = re.compile(r"\s*(?:(?:written|posted|published|authored)\s+)?by\b", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:by|and|with|,\s*and|[,&·|/])?\s*", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W\d_]+")
_NO_BYLINE = frozenset({"script", "style", "noscript", "svg", "time"})
_UNREAD = frozenset({"script", "style", "noscript", "title", "option"})
_OTHER_CREDIT = re.compile(
    r"\b(?:(?:peer |fact |fact-)?(?:reviewed|checked)|edited|photos?|photograph(?:y|s|ed)|illustrat\w+|translated|"
    r"video|design(?:ed)?|updated)(?:\s+and\s+\w+)?\s+by\b",
    re.IGNORECASE,
)
_MAX_LABEL = 20
_MAX_BARE_NAME = 40
_MAX_LINKED_LINE = 100  # characters around a link to a person's page; more is the text
_ABOVE = 20  # elements in front of the headline
_PROSE, _MUCH_PROSE = 60, 300  # characters of a string that is text, and of those that an article has begun with
_MOST = 80  # elements that are called author
_NEAR = 60  # elements after the headline in which links to authors' pages are looked for
_APART = 12  # elements between two of them


class ShownAuthors:
    """The bylines that a page shows around its headline, nearest first."""

    def __init__(self, page: Survey, headline_at: int | None) -> None:
        self._page = page
        self._headline_at = headline_at
        self._start = start = headline_at or 0
        self._around = page.around(start)
        nearby = max(0, start - _WINDOW + 1)
        credited = [index for index, mark in enumerate(page.tree.marks[nearby:], nearby) if mark & CREDIT]
        self._text_at = _text_begins(page, start)
        near, behind = start - _ABOVE, self._text_at
        self._near = [index for index in credited if near <= index < behind]
        self._far = [index for index in credited if index >= behind][:_MOST]
        self._far += [index for index in credited if index < near][::-1]

    def line(self) -> tuple[str, ...]:
        """Those whom a line "By …" names between headline and text."""
        return _first(self._near_lines(others=False))

    def credited(self, *, far: bool = False) -> tuple[str, ...]:
        """Those whom the nearest element that is called author names, by the headline or `far` from it."""
        alone = (index for index in self._far if not _is_listed(self._page.elements[index]))
        return _first(self._credited(alone if far else self._near, others=False))

    def far_line(self) -> tuple[str, ...]:
        """Those whom a line "Written by …" names, wherever it stands."""
        return _first(self._far_lines())

    def others(self) -> tuple[str, ...]:
        """Those who reviewed, edited or illustrated it."""
        return _first(chain(self._credited((*self._near, *self._far), others=True), self._near_lines(others=True)))

    def linked(self) -> tuple[str, ...]:
        """Links to people's pages right under the headline, whose addresses spell the names they show."""
        names: list[str] = []
        last = self._start
        for index, element in enumerate(self._page.elements[self._start : self._start + _NEAR], self._start):
            if element.tag != "a" or (names and index - last > _APART):
                continue
            name = squeeze("".join(element.itertext()))
            is_name = len(name) <= _MAX_BARE_NAME and (looks_like_person(name) or is_pen_name(name))
            if is_name and _spells(element.get("href", ""), name):
                around = squeeze("".join(_parent(element).itertext()))
                if _is_profile(element) and len(around) <= _MAX_LINKED_LINE and not is_aside(element):
                    names.append(name)
                    last = index
        return clean_authors(names)

    def _credited(self, indices: Iterable[int], *, others: bool) -> Iterator[tuple[str, ...]]:
        for index in indices:
            element = self._page.elements[index]
            pieces = self._credit(element)
            if not pieces or bool(_OTHER_CREDIT.match(pieces[0])) is not others:
                continue
            if (line := _line_of_links(element)) is not element:
                element, pieces = line, _pieces(line) or pieces
            links = [" ".join(_pieces(link) or ()) for link in element.iter("a") if _is_profile(link)]
            named = [link for link in links if any(piece in link for piece in pieces)]
            yield names_in_pieces(named) or read_byline(" ".join(pieces))
            yield names_in_pieces(pieces)

    def _credit(self, element: HtmlElement) -> list[str] | None:
        """The strings of an element that is called author; None when it is too long, or a commenter's."""
        is_none = element.tag in {"body", "html", "img"} or "comment" in element.get("class", "").lower()
        return None if is_none or is_aside(element, structural=False, around=self._around) else _pieces(element)

    def _near_lines(self, *, others: bool) -> Iterator[tuple[str, ...]]:
        """Lines that begin with "By" soon after the headline."""
        start, tree = self._start, self._page.tree
        for index, element in enumerate(tree.elements[start : self._text_at], start):
            if tree.tags[index] in _UNREAD:
                continue
            inner, behind = tree.texts[index], tree.tails[index]
            if inner and not inner.isspace():
                line = squeeze(inner[:400])
                names = self._by_line(line, element, inside=True)
                if names and bool(_OTHER_CREDIT.match(line)) is others:
                    yield names
            if (
                behind
                and not behind.isspace()
                and (_is_icon(element) or (_BEHIND.match(behind) and _tells_date(element)))
            ):
                yield self._by_line(squeeze(behind[:400]), element, inside=False)

    def _far_lines(self) -> Iterator[tuple[str, ...]]:
        """Lines that begin with "Written by", and labels such as "Author", behind the first lines of the text."""
        tree = self._page.tree
        said = tree.saying(_OPENING)
        for index in said[bisect_left(said, self._text_at) :]:
            element, text = tree.elements[index], tree.texts[index]
            if tree.tags[index] in _UNREAD or not text or text.isspace():
                continue
            is_label = len(text) < _MAX_LABEL and opens_byline(squeeze(text)) and not _is_listed(element)
            if is_label or _WRITTEN_BY.match(text):
                yield self._by_line(squeeze(text[:400]), element, inside=True)

    def _by_line(self, line: str, element: HtmlElement, *, inside: bool) -> tuple[str, ...]:
        """The names in a line, or behind it when it is nothing but the "By" that they follow."""
        if not opens_byline(line):
            names = read_byline(line)
            return names if names and not is_aside(element, around=self._around) else ()
        pieces = _pieces(element if inside and len(element) else _parent(element))
        if not pieces or is_aside(element, structural=False, around=self._around):
            return ()
        pieces = pieces[pieces.index(line) :] if line in pieces else pieces
        return read_byline(" ".join(pieces)) or names_in_pieces(pieces)


def _first(readings: Iterator[tuple[str, ...]]) -> tuple[str, ...]:
    return next((names for names in readings if names), ())


def _line_of_links(link: HtmlElement) -> HtmlElement:
    """The element around a credited link and others like it, when nothing but "and" and commas stands between."""
    parent = _parent(link)
    if link.tag != "a" or len(parent) < 2 or not all(child.tag == "a" and _is_profile(child) for child in parent):
        return link
    gaps = (parent.text, *(child.tail for child in parent[:-1]))
    return parent if all(not gap or _BETWEEN.fullmatch(gap) for gap in gaps) else link


def _text_begins(page: Survey, start: int) -> int:
    """The index of the element with which an article's text has begun, at most so many behind the headline."""
    length = 0
    tree = page.tree
    for index in range(start + 1, min(start + _WINDOW + 1, len(tree.tags))):
        if tree.tags[index] not in _UNREAD:
            lengths = [len(text) for text in (tree.texts[index], tree.tails[index]) if text]
            length += sum(count for count in lengths if count > _PROSE)
        if length > _MUCH_PROSE:
            return index
    return start + _WINDOW + 1


def _is_listed(element: HtmlElement) -> bool:
    """Does an element stand in a list, or in the name of another work?"""
    return any(ancestor.tag in {"li", "cite", "td"} for ancestor in element.iterancestors())


def _is_icon(element: HtmlElement) -> bool:
    return element.tag in {"i", "span", "svg", "img"} and not len(element) and not (element.text or "").strip()


def _tells_date(element: HtmlElement) -> bool:
    """Is an element a date, or a line break, so that what follows it may be a byline?"""
    return element.tag in {"time", "br"} or is_date_line(squeeze(element.text))


def _spells(href: str, name: str) -> bool:
    """Is the last part of an address the name: /editors/ann-example, /by/AnnExample?"""
    last = href.partition("?")[0].rstrip("/").rpartition("/")[2]
    return "".join(_LETTERS.findall(comparable(last))) == "".join(_LETTERS.findall(comparable(name)))


def _parent(element: HtmlElement) -> HtmlElement:
    parent = element.getparent()
    return element if parent is None else parent


def _is_profile(link: HtmlElement) -> bool:
    return bool(_PROFILE.search(f"{link.get('rel', '')} {link.get('href', '')} {link.get('class', '')}"))


def _pieces(element: HtmlElement) -> list[str] | None:
    """The separate strings of an element, but for those that look otherwise than the first name in it, as roles do;
    None when they are too long for a byline.
    """
    pieces: list[str] = []
    length = 0
    look = ""
    for piece, place in _strings(element):
        length += len(piece)
        if length > _MAX_CREDIT:
            return None
        if not look or look == place or _BETWEEN.fullmatch(piece) or not looks_like_person(piece):
            pieces.append(piece)
        if not look and looks_like_person(piece):
            look = place
    return pieces


def _strings(element: HtmlElement) -> Iterator[tuple[str, str]]:
    """The strings of an element with the look of what holds them."""
    for node in element.iter():
        holders = (
            ((node.text, node), (node.tail, node.getparent())) if node is not element else ((node.text, node),)
        )
        for text, holder in holders:
            if text and node.tag not in _NO_BYLINE and holder is not None and (piece := squeeze(text)):
                yield piece, f"{holder.tag} {holder.get('class', '')}"
