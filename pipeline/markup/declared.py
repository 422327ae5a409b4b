"""One walk over a page that gathers what its readers of headline, byline and date look at."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import urlsplit

from lxml import etree
from lxml.html import HtmlElement

from pipeline.language.scripts import comparable
from pipeline.markup.html import fragment_text, squeeze
from pipeline.markup.json_ld import LinkedArticle, is_article_type, read_linked_article
from pipeline.markup.tree import Tree, read_tree

__all__ = ["Survey", "headline_position", "is_aside", "is_of_other_thing", "shown_text", "survey"]

_ASIDE = frozenset({"aside", "footer", "nav", "form"})
_NEVER = frozenset({"noscript", "template", "select", "iframe", "figure", "figcaption", "blockquote"})
_ELSEWHERE = re.compile(
    r"(?:^|\s)(?:[\w-]*[_-])?(?:(?:recent)?comments?|comment-?list|disqus\w*|replies|related\w*|recommend\w*|"
    r"(?<!with[_-])(?<!has[_-])(?<!no[_-])sidebar|popular|trending|"
    r"ranking|most-?(?:read|viewed|popular|recent)|teasers?|promos?|newsletter|carousel|read-?more|more-(?:from|news|stories|on)|"
    r"latest-?(?:news|posts|stories)|gnb|lnb|caption|wp-caption\w*)(?:[_-]{1,2}(?:list|box|wrap|wrapper|container|area|inner|"
    r"section|item|items|content|body|text|module|widget))?(?:$|\s)",
    re.IGNORECASE,
)
_BREAKING = frozenset(
    {"br", "p", "div", "li", "ul", "h1", "h2", "h3", "h4", "td", "tr", "section", "time", "address"}
)
_GREAT = 3  # a part in so many
_HEADINGS = 6  # of a page that may say what its JSON-LD is about
_UNSEEN = frozenset({"script", "style", "noscript", "svg", "template", "button", "select", "textarea", "iframe"})
_HEADING_LIKE = frozenset({"h2", "h3", "h4", "h5", "strong", "b", "p", "div", "span", "a", "td", "dt", "font"})


@dataclass(slots=True)
class Survey:
    """A page's tree, and what its head and scripts declare. Indices are those of the tree's arrays."""

    tree: Tree
    url: str
    metas: dict[str, list[str]] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    title: str = ""
    scripts: list[str] = field(default_factory=list)
    linked: LinkedArticle = field(default_factory=LinkedArticle)

    @property
    def elements(self) -> list[HtmlElement]:
        """All elements in document order."""
        return self.tree.elements

    def meta(self, *names: str) -> str:
        """The first non-empty content of the meta tags with these names (lower case), in the order asked for."""
        return next((value for name in names for value in self.metas.get(name, ()) if value), "")

    @property
    def language(self) -> str | None:
        """The language the page declares, as declared: ``ko``, ``en-GB``; None when it is silent."""
        declared = (
            self.tree.root.get("lang") or self.tree.root.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
        )
        language = (
            declared.strip()
            or self.meta("og:locale", "content-language", "language", "dc.language", "inlanguage").replace("_", "-")
            or self.linked.language
        )
        return language[:20] or None

    @property
    def host(self) -> str:
        """The host name of the page's URL, lower case, or an empty string."""
        try:
            return (urlsplit(self.url).hostname or "").lower()
        except ValueError:
            return ""

    def around(self, index: int) -> frozenset[HtmlElement]:
        """What holds an element, and what holds a great part of the page: never aside, whatever it is called."""
        ends, size = self.tree.ends, len(self.elements)
        held = set(self.elements[index].iterancestors())
        at = 0
        while at < size:
            if (ends[at] - at) * _GREAT > size:
                held.add(self.elements[at])
                at += 1
            else:
                at = ends[at]
        return frozenset(held)


def survey(root: HtmlElement, url: str) -> Survey:
    """Read a tree and what it declares; `url` is where the page answered."""
    tree = read_tree(root)
    page = Survey(tree, url)
    at, elements = tree.at, tree.elements
    linked_scripts: list[str] = []
    for index in at.get("meta", ()):
        _read_meta(elements[index], page)
    for index in at.get("script", ()):
        _read_script(elements[index], page, linked_scripts)
    for index in at.get("link", ()):
        _read_link(elements[index], page)
    page.title = next((text for index in at.get("title", ()) if (text := squeeze(elements[index].text))), "")
    addresses = [url, page.links.get("canonical", ""), page.meta("og:url")]
    headings = (
        [shown_text(elements[index], 1000) for index in at.get("h1", ())[:_HEADINGS]] if linked_scripts else []
    )
    titles = [page.title, page.meta("og:title"), page.meta("twitter:title"), *headings]
    page.linked = read_linked_article(linked_scripts, addresses, titles)
    return page


def _read_meta(element: HtmlElement, page: Survey) -> None:
    content = element.get("content") or element.get("value")  # the latter is wrong, and seen
    if not content:
        return
    for attribute in ("property", "name", "itemprop", "http-equiv"):
        if key := element.get(attribute):
            if attribute == "itemprop" and is_of_other_thing(element):
                continue
            page.metas.setdefault(key.strip().lower(), []).append(fragment_text(content[:5000]))


def is_of_other_thing(element: HtmlElement) -> bool:
    """Does an element say something of a video, a comment, a person (microdata), and not of the article?"""
    for ancestor in element.iterancestors():
        if ancestor.get("itemscope") is not None:
            return not is_article_type(ancestor.get("itemtype") or "Article")
    return False


def _read_script(element: HtmlElement, page: Survey, linked: list[str]) -> None:
    text = element.text
    if not text:
        return
    kind = (element.get("type") or "").lower()
    if "ld+json" in kind:
        linked.append(text)
    elif len(text) > 200:
        page.scripts.append(text)


def _read_link(element: HtmlElement, page: Survey) -> None:
    href = element.get("href")
    for rel in (element.get("rel") or "").lower().split():
        if href:
            page.links.setdefault(rel, href)


def shown_text(element: HtmlElement, limit: int = 5000) -> str:
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


def is_aside(
    element: HtmlElement, *, structural: bool = True, around: Collection[HtmlElement] = frozenset()
) -> bool:
    """Does an element stand among comments, captions or other articles?

    With `structural` also footers, side columns, navigation and forms count, by their tags. `around` are the
    elements that hold the headline: none of those is aside, whatever it is called.
    """
    for ancestor in element.iterancestors():
        if ancestor in around:
            return False
        tag = ancestor.tag
        if tag in _NEVER or (structural and tag in _ASIDE):
            return True
        if tag in {"body", "html"}:
            return False
        names = f"{ancestor.get('class', '')} {ancestor.get('id', '')}"
        if len(names) > 1 and _names_elsewhere(names[:2_000]):
            return True
    return False


@lru_cache(maxsize=1024)  # many elements of a page stand in the same few
def _names_elsewhere(names: str) -> bool:
    return _ELSEWHERE.search(names) is not None


def headline_position(page: Survey, headline: str) -> int | None:
    """The index of the element that shows the headline; None when no element does."""
    wanted = comparable(headline)
    if not wanted:
        return None
    for index in page.tree.at.get("h1", ()):
        if comparable(shown_text(page.elements[index], 1000)) == wanted:
            return index
    for index in page.tree.at.get("h1", ()):
        shown = comparable(shown_text(page.elements[index], 1000))
        if shown and (wanted in shown or shown in wanted) and len(shown) * 2 > len(wanted):
            return index
    start = wanted[:12]
    for index, (tag, text) in enumerate(zip(page.tree.tags, page.tree.texts, strict=True)):
        if text and tag in _HEADING_LIKE and comparable(text[:80]).startswith(start):
            shown = comparable(shown_text(page.elements[index], 1000))
            if shown == wanted or (shown.startswith(wanted) and len(shown) < len(wanted) + 20):
                return index
    return None
