"""An article's text: the lines of its container without captions, furniture and pointers to other articles."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from pipeline.extract.text.container import find_container
from pipeline.extract.text.furniture import is_credit, is_ending, is_furniture
from pipeline.extract.text.line_scores import GOOD, HEADINGS, LINKED, SHORT, ends_sentence, noisy_elements, worths
from pipeline.language.scripts import comparable
from pipeline.markup.lines import TextLine, read_lines
from pipeline.markup.tree import Tree

__all__ = ["Body", "find_body"]

_PURE = 0.85  # share of links above which a line is nothing but a link
_HOST_SHARE = 0.1
_HEADER_LINE, _TEASER = 160, 30  # weights
_ENDING_FROM = 0.5
_WRAPPERS = frozenset({"div", "section", "header", "article", "main", "span", "center"})
_ITEMS = frozenset({"li", "dd", "dt", "td", "th"})
_PARAGRAPHS = HEADINGS | {"p", "blockquote", "pre", "ul", "ol", "table", "figure"}
_STANDFIRST = re.compile(
    r"stand-?first|sub-?title|sub-?head|deck|\bdek|summary|lede|excerpt|abstract|teaser", re.IGNORECASE
)
_STANDFIRST_WITHIN, _LONG_STANDFIRST = 8, 600
_HOST = re.compile(r"(?:https?:)?//([^/?#:]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Body:
    """The lines of an article and where they were found.

    `root` is the index of the element that holds them and `share` its part of all sentences on the page;
    `standfirst` is the line between headline and text when it stands outside; `furniture` are short lines inside
    that were left out (bylines among them), `teasers` counts headings that link to other pages of the site.
    """

    lines: tuple[str, ...] = ()
    root: int = 0
    share: float = 0.0
    standfirst: str = ""
    furniture: tuple[str, ...] = ()
    teasers: int = 0


def find_body(tree: Tree, *, headline: str = "", host: str = "") -> Body:
    """The article's lines, without the headline; no lines when the page holds no sentence.

    `host` is the page's host name: lists of nothing but links to it are pointers to other articles.
    """
    text_lines = read_lines(tree)
    noisy = noisy_elements(tree, text_lines)
    values = worths(tree, text_lines, noisy)
    worth = tree.sums([line.owner for line in text_lines], values)
    root = find_container(tree, worth, noisy)
    if root is None:
        return Body()
    end = tree.ends[root]
    inside = [
        (line, value)
        for line, value in zip(text_lines, values, strict=True)
        if root <= line.owner < end and not noisy[line.owner]
    ]
    sieve = _Sieve(tree, root, inside, comparable(headline), host.removeprefix("www."))
    lines = sieve.lines()
    total = sum(value for value in values if value > 0)
    return Body(
        lines=tuple(lines),
        root=root,
        share=worth[root] / total if total else 0.0,
        standfirst=_standfirst(
            tree, [line for line in text_lines if line.owner < root and not noisy[line.owner]], headline
        ),
        furniture=tuple(sieve.furniture),
        teasers=sieve.teasers(),
    )


def _standfirst(tree: Tree, before: Sequence[TextLine], headline: str) -> str:
    """The sentence or named line that follows the headline, in front of the article's container."""
    wanted = comparable(headline)
    at = (
        max((k for k, line in enumerate(before) if comparable(line.text) == wanted), default=None)
        if wanted
        else None
    )
    if at is None:
        return ""
    for line in before[at + 1 : at + 1 + _STANDFIRST_WITHIN]:
        names = " ".join(filter(None, (*tree.names[line.owner][:2], *tree.names[tree.parents[line.owner]][:2])))
        fits = ends_sentence(line.text) or _STANDFIRST.search(names)
        if line.links < 0.3 and SHORT // 2 <= line.weight <= _LONG_STANDFIRST and fits:
            return "" if is_furniture(line.text) or is_credit(line.text) else line.text
    return ""


class _Sieve:
    """Keeps the article's lines of its container.

    Its hosts are the elements that hold a good part of the paragraphs directly: a line there is trusted more than
    one in a box between them.
    """

    def __init__(
        self, tree: Tree, root: int, inside: Sequence[tuple[TextLine, float]], headline: str, host: str
    ) -> None:
        self._tree = tree
        self._root = root
        self._inside = inside
        self._headline = headline
        self._host = host
        counts = Counter(line.owner for line, value in inside if value >= GOOD)
        self._wide = {
            owner for owner, count in counts.items() if count > 1
        }  # hold paragraphs that no element divides
        self._hosts = self._find_hosts()
        self._pointers = self._pointer_lists()
        figures = [range(at, tree.ends[at]) for at in tree.at.get("figure", ()) if at >= root]
        self._in_figures = {index for figure in figures for index in figure}
        self.furniture: list[str] = []

    def lines(self) -> list[str]:
        """The lines to keep, in order."""
        are_hosted = [self._host_of(line) in self._hosts for line, _ in self._inside]
        at = [k for k, hosted in enumerate(are_hosted) if hosted]
        first, last = (at[0], at[-1]) if at else (0, len(self._inside))
        kept: list[str] = []
        endings: set[int] = set()
        paragraphs: set[int] = set()
        seen: set[str] = set()
        for k, (line, value) in enumerate(self._inside):
            hosted = are_hosted[k]
            if not self._belongs(line, hosted=hosted, before=k < first, after=k > last) or line.text in seen:
                continue
            if line.weight < SHORT * 2 and is_ending(line.text):
                endings.add(len(kept))
            elif self._is_furniture(line):
                self.furniture.append(line.text)
                continue
            if line.weight >= GOOD:
                seen.add(line.text)
            if hosted and value >= GOOD:
                paragraphs.add(len(kept))
            kept.append(line.text)
        return _cut_at_ending(kept, endings, max(paragraphs, default=-1))

    def teasers(self) -> int:
        """How many headings in the container link to other pages of the site."""
        tree = self._tree
        return sum(
            line.links > _PURE
            and line.weight >= _TEASER
            and (tree.tags[line.owner] in HEADINGS or tree.tags[tree.parents[line.owner]] in HEADINGS)
            and _points_home(tree.elements[line.owner], self._host)
            for line, _ in self._inside
        )

    def _belongs(self, line: TextLine, *, hosted: bool, before: bool, after: bool) -> bool:
        """Is a line part of the article by where it stands?"""
        if before and not hosted and self._is_header_line(line):
            self.furniture.append(line.text)
            return False
        if self._is_stray(line, hosted=hosted, between=not before and not after) or self._in_figure(line):
            return False
        return not (line.links > _PURE and self._list_of(line) in self._pointers)

    def _is_furniture(self, line: TextLine) -> bool:
        if abs(len(line.text) - len(self._headline)) < 10 and comparable(line.text) == self._headline:
            return True
        return is_furniture(line.text) or is_credit(line.text)

    def _host_of(self, line: TextLine) -> int:
        """The element whose paragraphs a line is one of."""
        tree = self._tree
        tag = tree.tags[line.owner]
        if line.owner in self._wide:
            return line.owner
        if tag in _ITEMS:
            return tree.parents[tree.parents[line.owner]]
        return tree.parents[line.owner] if tag in _PARAGRAPHS else line.owner

    def _find_hosts(self) -> set[int]:
        direct: dict[int, float] = {}
        for line, value in self._inside:
            if value > 0:
                host = self._host_of(line)
                direct[host] = direct.get(host, 0.0) + value
        floor = _HOST_SHARE * sum(direct.values())
        return {host for host, amount in direct.items() if amount >= floor}

    def _is_header_line(self, line: TextLine) -> bool:
        """Between headline and text stand dates, sections and bylines; sentences there belong to the article."""
        if self._tree.tags[line.owner] not in _WRAPPERS:
            return False
        return line.weight < _HEADER_LINE and not ends_sentence(line.text)

    def _is_stray(self, line: TextLine, *, hosted: bool, between: bool) -> bool:
        """Links and scraps that stand alone, where the article's paragraphs do not."""
        tag = self._tree.tags[line.owner]
        if line.links > LINKED:
            if tag == "blockquote":
                return line.links > _PURE
            if tag in HEADINGS or (tag in _ITEMS and line.owner not in self._wide):
                return not between
            return not (hosted and line.weight >= SHORT and ends_sentence(line.text))
        return tag in _WRAPPERS and not hosted and line.weight < SHORT and not ends_sentence(line.text)

    def _in_figure(self, line: TextLine) -> bool:
        """In a picture's element, and in no table or quotation there."""
        if line.owner not in self._in_figures:
            return False
        index, tree = line.owner, self._tree
        while index > self._root and tree.tags[index] != "figure":
            if tree.tags[index] in {"table", "blockquote", "pre"}:
                return False
            index = tree.parents[index]
        return True

    def _list_of(self, line: TextLine) -> int | None:
        """The list a line stands in, inside the article."""
        index, tree = line.owner, self._tree
        while index > self._root:
            if tree.tags[index] in {"ul", "ol"}:
                return index
            index = tree.parents[index]
        return None

    def _pointer_lists(self) -> set[int]:
        """Lists whose items are nothing but links to other pages of the same site."""
        pure: dict[int, bool] = {}
        for line, _ in self._inside:
            index = self._list_of(line)
            if index is not None:
                pure[index] = pure.get(index, True) and line.links > _PURE
        elements = self._tree.elements
        return {
            index for index, all_links in pure.items() if all_links and _points_home(elements[index], self._host)
        }


def _points_home(element: HtmlElement, host: str) -> bool:
    """Do most links in an element lead to other pages of the site?"""
    links = [element] if element.tag == "a" else element.iter("a")
    hrefs = [href for link in links if (href := link.get("href"))]
    home = 0
    for href in hrefs:
        if href.startswith("#"):
            continue
        named = _HOST.match(href)
        home += named is None or (
            bool(host) and (named[1].endswith(host) or host.endswith(named[1].removeprefix("www.")))
        )
    return home * 2 > len(hrefs)


def _cut_at_ending(lines: list[str], endings: set[int], last_paragraph: int) -> list[str]:
    """Without what a heading such as "Related stories" or "About the author" opens near the end.

    A paragraph of the article after it says that it was but a box in between; then the heading alone goes.
    """
    total = sum(map(len, lines))
    seen = 0
    for index, line in enumerate(lines):
        if index in endings and seen > _ENDING_FROM * total:
            about = line.lower().startswith(("about", "author"))
            if about or last_paragraph < index:
                lines = lines[:index]
                break
        seen += len(line)
    return [line for index, line in enumerate(lines) if index not in endings]
