"""An article's text: the lines of its container without captions, furniture and pointers to other articles."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from lxml.html import HtmlElement

from pipeline.extract.text.container import find_container
from pipeline.extract.text.disputed import is_disputable, letters_of, recognised, settled
from pipeline.extract.text.furniture import is_credit, is_ending, is_furniture
from pipeline.extract.text.line_scores import GOOD, HEADINGS, LINKED, SHORT, ends_sentence, worths
from pipeline.extract.text.noise import Noise
from pipeline.extract.text.witness import second_reading
from pipeline.language.scripts import comparable
from pipeline.markup.lines import TextLine, read_lines, weight
from pipeline.markup.tree import CAPTION, Tree

__all__ = ["Body", "TextReader"]

_PURE = 0.85  # share of links above which a line is nothing but a link
_HOST_SHARE = 0.1
_HEADER_LINE, _TEASER = 160, 30  # weights
_ENDING_FROM = 0.5
_DOUBTFUL = 0.6  # of the page's sentences; with less, our reading wants a second opinion
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

    `root` is the index of the element that holds them; `is_second` says that they are the second reader's, whose
    text is another than ours. `standfirst` is the line between headline and text when it stands outside,
    `captions` stand under pictures in between;
    `furniture` are short lines inside that were left out (bylines among them), `teasers` counts headings that link
    to other pages of the site.
    """

    lines: tuple[str, ...] = ()
    root: int = 0
    is_second: bool = False
    standfirst: str = ""
    captions: tuple[str, ...] = ()
    furniture: tuple[str, ...] = ()
    teasers: int = 0


class TextReader:
    """Reads the text of one page: `headline` is no part of it, lists of nothing but links to `host` are pointers.

    Our own reader is quick. Where `both` are wanted, trafilatura is heard unless no line is such that it could add
    it or have it dropped, else only where ours is doubtful; what it says is kept from one reading to the next.
    """

    def __init__(self, tree: Tree, headline: str = "", host: str = "") -> None:
        self._tree = tree
        self._headline = comparable(headline)
        self._host = host.removeprefix("www.")
        self._lines = read_lines(tree)
        self._sentences = [max(0.0, value) for value in worths(tree, self._lines)]

        self._amounts = tree.sums([line.owner for line in self._lines], self._sentences)
        self._noise = Noise(tree, self._lines, self._sentences, self._amounts)

    @cached_property
    def _keys(self) -> list[str]:
        return [letters_of(line.text) for line in self._lines]

    @cached_property
    def _second(self) -> tuple[str, ...]:
        return second_reading(self._tree, self._amounts)

    @cached_property
    def _theirs(self) -> frozenset[int]:
        return recognised(self._keys, self._second)

    @cached_property
    def _named(self) -> _Own:
        """Our reading where what names call noise is noise."""
        return self._own(self._noise.named)

    def read(self, *, both: bool) -> Body:
        """The article's lines, without the headline; no lines when the page holds no sentence."""
        if self._noise.is_believable:
            own = self._named
        else:
            noisy = None if both else self._noise.reprieved()
            own = self._own(self._noise.reprieved(self._theirs) or [] if noisy is None else noisy)
        kept = sum(self._sentences[at] for at in own.kept)
        if kept > _DOUBTFUL * sum(self._sentences) and not (both and self._is_disputable(own)):
            return own.body
        return self._decided(own)

    def _own(self, noisy: Sequence[bool]) -> _Own:
        return _own_reading(self._tree, self._lines, noisy, self._headline, self._host)

    def _is_disputable(self, own: _Own) -> bool:
        return not self._noise.is_believable or is_disputable(
            self._tree, self._lines, self._keys, self._sentences, frozenset(own.kept)
        )

    def _decided(self, own: _Own) -> Body:
        """Our reading with what the second reader has to add to it, or that one's where ours is of another text."""
        ours = frozenset(own.kept)
        positions = settled(self._tree, self._lines, self._keys, self._sentences, ours, self._theirs)
        if positions is not None:
            texts = ((at, self._lines[at].text) for at in positions)
            return replace(
                own.body, lines=tuple(text for at, text in texts if at in ours or not self._is_scrap(text))
            )
        second = tuple(text for text in self._second if not self._is_scrap(text))
        if sum(map(weight, second)) <= max(GOOD, sum(map(weight, own.body.lines))):
            return own.body
        return replace(own.body, lines=second, is_second=True)

    def _is_scrap(self, text: str) -> bool:
        return is_furniture(text) or is_credit(text) or comparable(text) == self._headline


@dataclass(frozen=True, slots=True)
class _Own:
    """Our own reading, and the positions of its lines among those of the page."""

    body: Body
    kept: tuple[int, ...]


def _own_reading(tree: Tree, lines: Sequence[TextLine], noisy: Sequence[bool], headline: str, host: str) -> _Own:
    values = worths(tree, lines, noisy)
    root = find_container(tree, tree.sums([line.owner for line in lines], values), noisy)
    if root is None:
        return _Own(Body(), ())
    end = tree.ends[root]
    inside = [at for at, line in enumerate(lines) if root <= line.owner < end and not noisy[line.owner]]
    sieve = _Sieve(tree, root, [(lines[at], values[at]) for at in inside], headline, host)
    kept = tuple(inside[at] for at in sieve.kept())
    before = [line for line in lines if line.owner < root and not noisy[line.owner]]
    shown = max((line.owner for line in before if headline and comparable(line.text) == headline), default=root)
    body = Body(
        lines=tuple(lines[at].text for at in kept),
        root=root,
        standfirst=_standfirst(tree, before, headline),
        captions=_captions(tree, lines, noisy, range(shown, end)),
        furniture=tuple(sieve.furniture),
        teasers=sieve.teasers(),
    )
    return _Own(body, kept)


def _standfirst(tree: Tree, before: Sequence[TextLine], wanted: str) -> str:
    """The sentence or named line that follows the headline, in front of the article's container."""
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


def _captions(
    tree: Tree, lines: Sequence[TextLine], noisy: Sequence[bool], inside: Container[int]
) -> tuple[str, ...]:
    """What stands under the article's pictures: lines that are none of its text for nothing but that."""
    captions: dict[str, None] = {}
    for line in lines:
        index = line.owner
        if not noisy[index] or index not in inside or line.weight < SHORT or line.links > LINKED:
            continue
        while noisy[tree.parents[index]]:
            index = tree.parents[index]
        if tree.tags[index] == "figcaption" or tree.marks[index] & CAPTION:
            captions[line.text] = None
    return tuple(captions)


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
        self.furniture: list[str] = []

    def kept(self) -> list[int]:
        """The positions among the lines inside of those to keep, in order."""
        are_hosted = [self._host_of(line) in self._hosts for line, _ in self._inside]
        at = [k for k, hosted in enumerate(are_hosted) if hosted]
        first, last = (at[0], at[-1]) if at else (0, len(self._inside))
        kept: list[int] = []
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
            kept.append(k)
        return self._cut_at_ending(kept, endings, max(paragraphs, default=-1))

    def _cut_at_ending(self, kept: list[int], endings: set[int], last_paragraph: int) -> list[int]:
        """Without what a heading such as "Related stories" or "About the author" opens near the end.

        A paragraph of the article after it says that it was but a box in between; then the heading alone goes.
        """
        texts = [self._inside[k][0].text for k in kept]
        total = sum(map(len, texts))
        seen = 0
        for index, text in enumerate(texts):
            if index in endings and seen > _ENDING_FROM * total:
                about = text.lower().startswith(("about", "author"))
                if about or last_paragraph < index:
                    kept = kept[:index]
                    break
            seen += len(text)
        return [k for index, k in enumerate(kept) if index not in endings]

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
        if self._is_stray(line, hosted=hosted, between=not before and not after):
            return False
        return not ((line.links > _PURE or before) and self._list_of(line) in self._pointers)

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

    def _list_of(self, line: TextLine) -> int | None:
        """The list a line stands in, inside the article."""
        index, tree = line.owner, self._tree
        while index > self._root:
            if tree.tags[index] in {"ul", "ol"}:
                return index
            index = tree.parents[index]
        return None

    def _pointer_lists(self) -> set[int]:
        """Lists whose items are links to other pages of the same site, or begin with one as teasers do."""
        opened: dict[int, dict[int, bool]] = {}
        for line, _ in self._inside:
            index = self._list_of(line)
            if index is not None:
                opened.setdefault(index, {}).setdefault(self._item_of(line), line.links > _PURE)
        elements = self._tree.elements
        return {
            index
            for index, items in opened.items()
            if all(items.values()) and _points_home(elements[index], self._host)
        }

    def _item_of(self, line: TextLine) -> int:
        index = line.owner
        while index > self._root and self._tree.tags[index] != "li":
            index = self._tree.parents[index]
        return index


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
