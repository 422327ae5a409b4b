"""Who wrote it: the declared authors, borne out or completed by the byline that readers see."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from lxml.html import HtmlElement

from pipeline.bylines import (
    clean_authors,
    is_date_line,
    looks_like_person,
    names_in_pieces,
    opens_byline,
    read_byline,
)
from pipeline.markup import fold, squeeze
from pipeline.survey import Survey, is_aside
from pipeline.tree import CREDIT

__all__ = ["find_authors"]

_METAS = (
    "author", "byl", "parsely-author", "sailthru.author", "article:author_name", "article:author:name",
    "dable:author", "cxenseparse:author", "article:author", "authors", "news_author", "citation_author",
    "dc.creator", "dcterms.creator",
)  # fmt: skip
_PROFILE = re.compile(
    r"\bauthor\b|/(?:authors?|people|person|profiles?|staff|contributors?|by|writers?|journalists?|reporters?|columnists?)/",
    re.IGNORECASE,
)
_NAMED_AUTHOR = re.compile(
    r"(?:^|[\s_-])(?:author(?:-?_?name|-?_?link|s)?|byline(?:-?_?name|s|-?_?author)?|fn|writer|reporter)(?:$|\s)",
    re.IGNORECASE,
)
_MAX_CREDIT = 300  # characters; a longer element is more than a byline
_WINDOW = 120  # elements after the headline in which a line "By …" is looked for
_WRITTEN_BY = re.compile(r"\s*(?:written|story|reported|reporting|words|글)\s*(?:by|쓴이)\b", re.IGNORECASE)
_SLUG = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*|[\w.-]*\d[\w.-]*")
_OTHER_CREDIT = re.compile(
    r"\b(?:reviewed|edited|checked|photos?|photograph(?:y|s|ed)|illustrat\w+|translated|video|design(?:ed)?|updated)(?:\s+and\s+\w+)?\s+by\b",
    re.IGNORECASE,
)
_TOPIC = re.compile(
    r"/(?:tags?|topics?|categor(?:y|ies)|sections?|news|blog)/|\b(?:tag|category|topic|section|kicker)",
    re.IGNORECASE,
)
_MAX_BARE_NAME = 40
_REVERSED = re.compile(r"^[^\s,]+, [^,]+$")


def find_authors(page: Survey, headline_at: int | None, outlets: Collection[str]) -> tuple[str, ...]:
    """The authors of a page's article, in the order given, without roles, desks and the outlet's own name.

    Declared persons (JSON-LD, then meta tags) are trusted, unless the visible byline names them and more. What is
    no person's name is believed less than the byline: an agency in JSON-LD, a user name, at last the outlet itself.
    """
    linked = clean_authors(page.linked.authors, outlets)
    metas = clean_authors(_meta_authors(page), outlets)
    shown = _first(_shown(page, headline_at, outlets, strict=True))
    for declared in (linked, metas):
        if any(map(_is_person, declared)):
            return shown if len(shown) > len(declared) and _begins(shown, declared) else declared
    agencies = tuple(name for name in linked if not _SLUG.fullmatch(name))
    return (
        agencies
        or shown
        or metas
        or _first(_shown(page, headline_at, outlets, strict=False))
        or linked
        or clean_authors(
            [*page.linked.authors, *_meta_authors(page)][:1]
        )  # a personal site bears its author's name
        or tuple(name for name in _first(_shown(page, headline_at, (), strict=True)) if looks_like_person(name))
    )


def _first(readings: Iterator[tuple[str, ...]]) -> tuple[str, ...]:
    return next((names for names in readings if names), ())


def _is_person(name: str) -> bool:
    return looks_like_person(name) or (not name.isascii() and " " not in name)


def _begins(shown: tuple[str, ...], declared: tuple[str, ...]) -> bool:
    return [fold(name) for name in shown[: len(declared)]] == [fold(name) for name in declared]


def _meta_authors(page: Survey) -> list[str]:
    for key in _METAS:
        values = [value for value in page.metas.get(key, ()) if value and "://" not in value.split(" ", 1)[0]]
        if values:
            if key.startswith(("citation", "dc")):  # libraries write "Family, Given"
                values = [" ".join(reversed(v.split(", "))) if _REVERSED.match(v) else v for v in values]
            return list(dict.fromkeys(values))
    return []


def _shown(
    page: Survey, headline_at: int | None, outlets: Collection[str], *, strict: bool
) -> Iterator[tuple[str, ...]]:
    """Readings of the byline shown: an element called so, a line "By …", a name beside a date; nearest first."""
    start = headline_at or 0
    credited = [index for index, mark in enumerate(page.tree.marks) if mark & CREDIT]
    yield from _readings(page, [index for index in credited if index >= start], outlets, strict=strict)
    if strict:
        yield from _by_lines(page, start, outlets)
        if headline_at is not None:
            yield _beside_date(page, headline_at, outlets)
    yield from _readings(page, [i for i in credited if start - _WINDOW < i < start][::-1], outlets, strict=strict)


def _readings(
    page: Survey, indices: list[int], outlets: Collection[str], *, strict: bool
) -> Iterator[tuple[str, ...]]:
    for index in indices[:80]:
        element = page.elements[index]
        if element.tag in {"body", "html", "img"} or is_aside(element, structural=False):
            continue
        pieces = _pieces(element)
        if not pieces:
            continue
        if not strict:
            names = f"{element.get('class', '')} {element.get('itemprop', '')} {element.get('rel', '')}"
            if len(pieces) <= 3 and _NAMED_AUTHOR.search(names):
                yield names_in_pieces(pieces, outlets, strict=False)
            continue
        pieces = _until_reviewer(pieces)
        links = [" ".join(_pieces(link) or ()) for link in element.iter("a") if _is_profile(link)]
        named = names_in_pieces([link for link in links if any(piece in link for piece in pieces)], outlets)
        yield named or read_byline(" ".join(pieces), outlets)
        yield names_in_pieces(pieces, outlets)


def _until_reviewer(pieces: list[str]) -> list[str]:
    """The pieces in front of "Reviewed by", "Edited by", "Photographs by"."""
    for index, piece in enumerate(pieces):
        if index and _OTHER_CREDIT.search(piece):
            return pieces[:index]
    return pieces


def _beside_date(page: Survey, headline_at: int, outlets: Collection[str]) -> tuple[str, ...]:
    """A line that is nothing but a person's name, next to a line that is a date, right under the headline."""
    lines: list[tuple[str, HtmlElement]] = []
    for element in page.elements[headline_at + 1 : headline_at + 50]:
        if element.tag not in {"script", "style", "noscript"}:
            texts = (squeeze(text[:200]) for text in (element.text, element.tail) if text)
            lines.extend((line, element) for line in texts if line)
    for index, (line, element) in enumerate(lines):
        if len(line) > 100:
            break
        around = [other for other, _ in lines[max(0, index - 2) : index + 3] if other != line]
        if (
            len(line) <= _MAX_BARE_NAME
            and looks_like_person(line)
            and any(is_date_line(other) for other in around)
            and not _TOPIC.search(
                f"{element.get('href', '')} {element.get('class', '')} {_parent(element).get('href', '')}"
            )
        ):
            return clean_authors([line], outlets)
    return ()


def _by_lines(page: Survey, start: int, outlets: Collection[str]) -> Iterator[tuple[str, ...]]:
    """Lines that begin with "By" soon after the headline, and "Written by" wherever it stands."""
    for distance, element in enumerate(page.elements[start:]):
        text = element.text
        if not text or element.tag in {"script", "style", "noscript", "title", "option"}:
            continue
        if distance > _WINDOW and not _WRITTEN_BY.match(text):
            continue
        line = squeeze(text[:400])
        if opens_byline(line):
            pieces = _pieces(element if len(element) else _parent(element))
            if pieces and not is_aside(element, structural=False):
                yield read_byline(" ".join(pieces), outlets) or names_in_pieces(pieces, outlets)
        elif (names := read_byline(line, outlets)) and not is_aside(element):
            yield names


def _parent(element: HtmlElement) -> HtmlElement:
    parent = element.getparent()
    return element if parent is None else parent


def _is_profile(link: HtmlElement) -> bool:
    return bool(_PROFILE.search(f"{link.get('rel', '')} {link.get('href', '')} {link.get('class', '')}"))


def _pieces(element: HtmlElement) -> list[str] | None:
    """The separate strings of an element; None when they are too long for a byline."""
    pieces: list[str] = []
    length = 0
    for node in element.iter():
        for text in (node.text, node.tail if node is not element else None):
            if text and node.tag not in {"script", "style", "noscript", "svg", "time"} and (piece := squeeze(text)):
                pieces.append(piece)
                length += len(piece)
                if length > _MAX_CREDIT:
                    return None
    return pieces
