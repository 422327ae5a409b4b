"""One walk over a page that gathers what its readers of headline, byline and date look at."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from lxml import etree
from lxml.html import HtmlElement

from pipeline.jsonld import LinkedArticle, read_linked_article
from pipeline.markup import fold, fragment_text, squeeze

__all__ = ["Survey", "headline_position", "is_aside", "plain", "survey"]

_CREDIT = re.compile(
    r"by-?line|author|writer|reporter|journalist|contributor|posted-?by|written-?by|press-?man|gija|기자|\bby\b|creator|columnist",
    re.IGNORECASE,
)
_DATED = re.compile(r"date|time|publish|posted|pub-|meta|info|byline|registration|input|입력", re.IGNORECASE)
_ASIDE = frozenset({"aside", "footer", "nav", "form"})
_NEVER = frozenset({"noscript", "template", "select", "iframe", "figure", "figcaption", "blockquote"})
_ELSEWHERE = re.compile(
    r"(?:^|\s)(?:[\w-]*[_-])?(?:comments?|comment-?list|disqus\w*|replies|related\w*|recommend\w*|sidebar|popular|trending|"
    r"ranking|most-?(?:read|viewed|popular|recent)|teasers?|promos?|newsletter|carousel|read-?more|more-(?:from|news|stories|on)|"
    r"latest-?(?:news|posts|stories)|gnb|lnb|caption|wp-caption\w*)(?:[_-]{1,2}(?:list|box|wrap|wrapper|container|area|inner|"
    r"section|item|items|content|body|text|module|widget))?(?:$|\s)",
    re.IGNORECASE,
)
_BREAKING = frozenset(
    {"br", "p", "div", "li", "ul", "h1", "h2", "h3", "h4", "td", "tr", "section", "time", "address"}
)
_UNSEEN = frozenset({"script", "style", "noscript", "svg", "template", "button", "select", "textarea", "iframe"})
_HEADING_LIKE = frozenset({"h2", "h3", "h4", "h5", "strong", "b", "p", "div", "span", "a", "td", "dt", "font"})


@dataclass(slots=True)
class Survey:
    """What one walk over a page found. `elements` are all in document order; the other lists hold their indices."""

    root: HtmlElement
    url: str
    elements: list[HtmlElement] = field(default_factory=list)
    metas: dict[str, list[str]] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    title: str = ""
    h1s: list[int] = field(default_factory=list)
    subheads: list[int] = field(default_factory=list)
    times: list[int] = field(default_factory=list)
    credits: list[int] = field(default_factory=list)
    dated: list[int] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    linked: LinkedArticle = field(default_factory=LinkedArticle)

    def meta(self, *names: str) -> str:
        """The first non-empty content of the meta tags with these names (lower case), in the order asked for."""
        return next((value for name in names for value in self.metas.get(name, ()) if value), "")

    @property
    def language(self) -> str | None:
        """The language the page declares, as declared: ``ko``, ``en-GB``; None when it is silent."""
        declared = self.root.get("lang") or self.root.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
        found = (
            declared.strip()
            or self.meta("og:locale", "content-language", "language", "dc.language", "inlanguage").replace("_", "-")
            or self.linked.language
        )
        return found[:20] or None

    @property
    def host(self) -> str:
        """The host name of the page's URL, lower case, or an empty string."""
        try:
            return (urlsplit(self.url).hostname or "").lower()
        except ValueError:
            return ""


def survey(root: HtmlElement, url: str) -> Survey:
    """Walk the tree once; `url` is where the page answered."""
    found = Survey(root, url)
    linked_scripts: list[str] = []
    marks: dict[str, int] = {}
    for index, element in enumerate(root.iter()):
        found.elements.append(element)
        tag = element.tag
        if tag == "meta":
            _read_meta(element, found)
        elif tag == "script":
            _read_script(element, found, linked_scripts)
        elif tag == "h1":
            found.h1s.append(index)
        elif tag in {"h2", "h3"}:
            found.subheads.append(index)
        elif tag == "time":
            found.times.append(index)
        elif tag == "link":
            _read_link(element, found, index)
        elif tag == "title" and not found.title:
            found.title = squeeze(element.text)
        else:
            mark = _mark(element, marks)
            if mark & 1:
                found.credits.append(index)
            if mark & 2:
                found.dated.append(index)
    addresses = [url, found.links.get("canonical", ""), found.meta("og:url")]
    found.linked = read_linked_article(linked_scripts, addresses)
    return found


def _mark(element: HtmlElement, known: dict[str, int]) -> int:
    """Bit 1: its attributes speak of an author; bit 2: of a date. `known` remembers class names seen."""
    names = f"{element.get('class', '')} {element.get('id', '')} {element.get('itemprop', '')}"
    if element.tag == "a":
        names += f" {element.get('rel', '')}"
    if len(names) < 4:  # noqa: PLR2004 - blanks and nothing else
        return 0
    mark = known.get(names)
    if mark is None:
        mark = (1 if _CREDIT.search(names) else 0) | (2 if _DATED.search(names) else 0)
        known[names] = mark
    return mark


def _read_meta(element: HtmlElement, found: Survey) -> None:
    content = element.get("content") or element.get("value")  # the latter is wrong, and seen
    if not content:
        return
    for attribute in ("property", "name", "itemprop", "http-equiv"):
        if key := element.get(attribute):
            found.metas.setdefault(key.strip().lower(), []).append(fragment_text(content[:5000]))


def _read_script(element: HtmlElement, found: Survey, linked: list[str]) -> None:
    text = element.text
    if not text:
        return
    kind = (element.get("type") or "").lower()
    if "ld+json" in kind:
        linked.append(text)
    elif len(text) > 200:  # noqa: PLR2004 - a payload is never shorter
        found.scripts.append(text)


def _read_link(element: HtmlElement, found: Survey, index: int) -> None:
    href = element.get("href")
    for rel in (element.get("rel") or "").lower().split():
        if href:
            found.links.setdefault(rel, href)
    if element.get("itemprop") in {"datePublished", "author"}:
        found.dated.append(index)


def plain(element: HtmlElement, limit: int = 5000) -> str:
    """The visible text of an element on one line, with a blank where markup breaks the line; cut at `limit`."""
    parts: list[str] = []
    length = 0
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, piece in walk:
        if event == "start":
            if piece.tag in _UNSEEN:
                walk.skip_subtree()
                continue
            text = piece.text
            if piece.tag in _BREAKING:
                parts.append(" ")
        else:
            text = piece.tail if piece is not element else None
            if piece.tag in _BREAKING:
                parts.append(" ")
        if text:
            parts.append(text)
            length += len(text)
            if length > limit:
                break
    return squeeze("".join(parts)[:limit])


def is_aside(element: HtmlElement, *, structural: bool = True) -> bool:
    """Does an element stand among comments, captions or other articles?

    With `structural` also footers, side columns, navigation and forms count, by their tags.
    """
    for ancestor in element.iterancestors():
        tag = ancestor.tag
        if tag in _NEVER or (structural and tag in _ASIDE):
            return True
        if tag in {"body", "html"}:
            return False
        names = f"{ancestor.get('class', '')} {ancestor.get('id', '')}"
        if len(names) > 1 and _ELSEWHERE.search(names):
            return True
    return False


def headline_position(found: Survey, headline: str) -> int | None:
    """The index of the element that shows the headline; None when no element does."""
    wanted = fold(headline)
    if not wanted:
        return None
    for index in found.h1s:
        if fold(plain(found.elements[index], 1000)) == wanted:
            return index
    for index in found.h1s:
        shown = fold(plain(found.elements[index], 1000))
        if shown and (wanted in shown or shown in wanted) and len(shown) * 2 > len(wanted):
            return index
    start = wanted[:12]
    for index, element in enumerate(found.elements):
        text = element.text
        if text and element.tag in _HEADING_LIKE and fold(text[:80]).startswith(start):
            shown = fold(plain(element, 1000))
            if shown == wanted or (shown.startswith(wanted) and len(shown) < len(wanted) + 20):
                return index
    return None
