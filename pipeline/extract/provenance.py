"""Whose article a page says it shows: its provider, the holder of its copyright, the agency of its dateline.

Only gathers what the page says; what of it names an outlet, the registry decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice

from lxml.html import HtmlElement

from pipeline.markup.declared import Survey, is_aside, shown_text
from pipeline.markup.html import resolve
from pipeline.markup.tree import CREDIT
from pipeline.outlets import Provenance

__all__ = ["find_credits", "find_provenance", "find_providers"]

_FIRST_LINES = 3
_LAST_LINES = 3
_MAX_LINE = 120  # characters; a longer line is a sentence
_MAX_NAME = 40
_MOST_RIGHTS = 1000
_MOST = 40  # elements of each sort that are looked at
_DECLARED = ("og:article:author", "provider", "article:provider", "source", "article:source", "original-source",
             "news_source", "news_provider", "media_name", "dc.source", "publisher", "og:article:publisher",
             "article:publisher", "dc.publisher", "twitter:creator")  # fmt: skip
_NAMED = ("author", "article:author", "dable:author", "byl", "dc.creator")
_BETWEEN_NAMES = re.compile(r"\s(?:[|:·–—-]|::)\s|\|")
# Dateline: (서울=가나통신) 홍길동 기자 =, [서울=가나], LONDON, Jan 2 (Agency) -, (Seoul=Agency)
_DATELINE = re.compile(
    r"\s*(?:[(\[【〔<][^()\[\]=]{1,30}=\s*(?P<korean>[^()\[\]=]{2,30}?)\s*[)\]】〕>]"
    r"|[A-Z][\w.'’ -]{1,40}(?:, [\w.'’ ]{2,30}){0,3}\s*\((?P<english>[A-Z][^()]{1,40})\)\s*[-–—]{1,2})"
)
_SOURCE = re.compile(
    r"[\s([]*(?:기사\s?)?(?:출처|제공|자료|source)\s*[:=]\s*(?P<name>[^:=()\[\]]{2,40}?)[\s)\].]*"
    r"|.{0,40}\boriginally (?:published|appeared) (?:by|in|on|at) (?:the )?(?P<other>[A-Z][^.]{1,40})\.?.{0,40}",
    re.IGNORECASE,
)
_RIGHTS_SIGNS = ("©", "ⓒ", "opyright", "OPYRIGHT", "저작권자", "(c)", "(C)")
_NAMELESS = (None, None, None, None)
_RIGHTS = re.compile(
    r"(?:copyright|저작권자|[©ⓒ]|\(c\))"
    r"(?:[\s:,©ⓒ-]|\(c\)|copyright\b|저작권자|by\b|(?:19|20)\d{2})*"
    r"(?P<name>[^\W\d_][^.,|<>\[\]©ⓒ&\n]{0,40}?)\s*(?:[.,|<>\[\]&]|무단|저작권|all\s+rights|$)",
    re.IGNORECASE,
)
_PROVIDER = re.compile(
    r"(?:^|[\s_-])(?:provider|press|cp|publisher)(?:[_-]?(?:name|logo|link))?(?:$|[\s_-])", re.IGNORECASE
)
_MAY_PROVIDE = re.compile(
    r"(?:^|[\s_-])(?:outlet|medium|media|newspaper|agency|source|logo)(?:[_-]?(?:name|logo|link))?(?:$|[\s_-])",
    re.IGNORECASE,
)
_BYLINE = re.compile(r"(?:^|[\s_-])(?:byline|author|writer|reporter|journalist|info)(?:$|[\s_-])", re.IGNORECASE)
_ORIGINAL = re.compile(
    r"(?:기사)?\s?원문(?:\s?(?:보기|기사|으로))?.{0,10}"
    r"|(?:view|read|see) (?:the )?(?:original|full) (?:article|story).{0,40}|original source",
    re.IGNORECASE,
)
_HOME = re.compile(r"https?://[^/?#]+/?")
_PIECES = re.compile(r"\s*[|/·,()\[\]<>•–—=]\s*|\s+-\s+|\s+기자\b|\s*ⓒ\s*")
_MAIL = re.compile(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)")


def find_credits(page: Survey, lines: Sequence[str], furniture: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """Whose text the article says it carries: the agency of a Korean dateline, which is one whatever its name; and
    what else may name one, where the registry knows it: English datelines, authors, lines that name the source.
    `lines` are those of the text before datelines were cut off, `furniture` those that were left out of it."""
    opened = [match for line in lines[:_FIRST_LINES] if (match := _DATELINE.match(line))]
    short = [line for line in (*lines[-_LAST_LINES:], *furniture) if len(line) <= _MAX_LINE]
    closed = [match for line in short if (match := _SOURCE.fullmatch(line))]
    bylines = [index for index, mark in enumerate(page.tree.marks) if mark & CREDIT][:_MOST]
    shown = (shown_text(page.elements[index], _MAX_NAME + 1) for index in bylines)
    others = (
        *(match["english"] for match in opened),
        *(match["name"] or match["other"] for match in closed),
        *page.linked.authors[:_MOST],
        *page.metas.get("author", ())[:_MOST],
        *shown,
    )
    agency = next((match["korean"] for match in opened if match["korean"]), "")
    return agency, tuple(dict.fromkeys(name for name in others if name and len(name) <= _MAX_NAME))


def find_providers(page: Survey) -> tuple[str, ...]:
    """Whom the head of a page and its JSON-LD declare as the provider of its article."""
    return tuple(filter(None, (page.linked.provider, *(page.meta(name) for name in _DECLARED))))


def find_provenance(
    page: Survey, lines: Iterable[str], authors: tuple[str, ...], credited: Iterable[str]
) -> Provenance:
    """Everything a page says of who published its article. `lines` are short ones from in and around the text,
    `credited` those whose text it says it carries."""
    near = [*lines, *_elements_called(page, _BYLINE), *(page.meta(name) for name in _NAMED)]
    titled = _BETWEEN_NAMES.split(page.title)[1:]
    mails = [f"https://{host}/" for line in near for host in _MAIL.findall(line)]
    rights = [page.meta("copyright"), page.meta("dc.rights"), *islice(_rights(page), _MOST)]
    return Provenance(
        declared=find_providers(page),
        links=(*islice(_original_links(page), _MOST), *mails),
        shown=tuple(dict.fromkeys((*_elements_called(page, _PROVIDER), *islice(_logos(page), _MOST)))),
        rights=tuple(dict.fromkeys(match["name"].strip() for line in rights for match in _RIGHTS.finditer(line))),
        near=tuple(dict.fromkeys((*_pieces([*near, *_elements_called(page, _MAY_PROVIDE)]), *credited, *titled))),
        homes=tuple(dict.fromkeys(islice(_homes(page), _MOST))),
        authors=authors,
    )


def _elements_called(page: Survey, called: re.Pattern[str]) -> Iterator[str]:
    """The texts of short elements with such a name, or of the picture in them."""
    number = 0
    for index, names in enumerate(page.tree.names):
        if number >= _MOST:
            return
        if names == _NAMELESS or not _are_called(names, called):
            continue
        element = page.elements[index]
        if page.tree.ends[index] - index > _MOST or is_aside(element):
            continue
        number += 1
        text = shown_text(element, _MAX_LINE + 1)
        if text and len(text) <= _MAX_LINE:
            yield text
        yield from _pictured(element)


@lru_cache(maxsize=4096)  # many elements of a site bear the same names
def _are_called(names: tuple[str | None, ...], called: re.Pattern[str]) -> bool:
    return any(name and called.search(name) for name in names)


def _pictured(element: HtmlElement) -> Iterator[str]:
    for picture in element.iter("img"):
        for attribute in ("alt", "title"):
            if text := (picture.get(attribute) or "").strip():
                yield text


def _logos(page: Survey) -> Iterator[str]:
    """What pictures that are called a provider's show."""
    for element, tag in zip(page.elements, page.tree.tags, strict=True):
        if tag == "img" and _PROVIDER.search(f"{element.get('class', '')} {element.get('id', '')}"):
            yield from filter(None, (element.get("alt"), element.get("title")))


def _homes(page: Survey) -> Iterator[str]:
    """Addresses of the front pages of other sites that are linked beside the article."""
    for element, tag in zip(page.elements, page.tree.tags, strict=True):
        href = element.get("href") or "" if tag == "a" else ""
        if _HOME.fullmatch(href) and page.host not in href and not _is_foot(element):
            yield href


def _original_links(page: Survey) -> Iterator[str]:
    """Addresses of the original elsewhere: declared as canonical, behind the provider's name, behind "원문"."""
    declared = (page.links.get("canonical"), page.meta("og:url"), page.meta("original-source"), page.linked.url)
    yield from filter(None, (resolve(page.url, address) for address in declared if address))
    for index, tag in enumerate(page.tree.tags):
        if tag != "a":
            continue
        element = page.elements[index]
        href = element.get("href") or ""
        if "://" not in href or page.host in href:
            continue
        called = _are_called(page.tree.names[index], _PROVIDER)
        if (called or _ORIGINAL.fullmatch(shown_text(element, _MAX_LINE))) and not is_aside(element):
            yield href


def _rights(page: Survey) -> Iterator[str]:
    """Lines outside the foot of the page that say who holds the copyright."""
    tree = page.tree
    for element, inner, behind in zip(tree.elements, tree.texts, tree.tails, strict=True):
        for text in (inner, behind):
            if text and len(text) < _MOST_RIGHTS and _may_tell_rights(text) and not _is_foot(element):
                # What a sign alone in its element says stands in those within.
                yield shown_text(element, _MAX_LINE * 2) if text is inner and len(text) == 1 else text


def _may_tell_rights(text: str) -> bool:
    return not text.isspace() and any(sign in text for sign in _RIGHTS_SIGNS)


def _is_foot(element: HtmlElement) -> bool:
    return element.tag == "footer" or is_aside(element)


def _pieces(lines: Iterable[str]) -> Iterator[str]:
    """What may be a name in a line of a byline: its pieces, and the words at their ends."""
    for line in lines:
        if len(line) > _MAX_LINE:
            continue
        for piece in _PIECES.split(line):
            words = piece.split()
            yield piece
            for count in range(1, min(len(words), 4)):
                yield " ".join(words[:count])
                yield " ".join(words[-count:])
