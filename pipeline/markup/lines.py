"""A page as a sequence of lines: text between block borders, each knowing where in the tree it stands."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.markup.html import squeeze
from pipeline.markup.tree import CAPTION, Tree

__all__ = ["TextLine", "read_lines", "weight"]

_INLINE = frozenset({
    "a", "span", "b", "strong", "em", "i", "u", "font", "small", "sub", "sup", "mark", "abbr", "cite", "q",
    "code", "kbd", "samp", "var", "time", "data", "label", "ins", "del", "s", "strike", "bdo", "bdi", "wbr",
    "img", "big", "tt", "nobr", "acronym", "ruby", "rt", "rp", "dfn", "picture", "source",
})  # fmt: skip
_UNSEEN = frozenset({
    "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "embed", "video", "audio",
    "canvas", "map", "input", "select", "option", "textarea", "head", "link", "meta", "title", "button",
    "datalist", "progress", "dialog",
})  # fmt: skip
_NEVER_SEEN = frozenset({"script", "style", "template", "title"})
_SWALLOWED = 8  # elements
_BREAK = "\n\x00"  # a line break inside a block; NUL cannot occur in a parsed page


@dataclass(slots=True)
class TextLine:
    """One line of text. `owner` is the index of its block element, `links` the share of it inside links.

    `weight` is its length with a Hangul syllable counted twice, as it says about as much as two Latin letters.
    """

    text: str
    links: float
    owner: int
    weight: int


def weight(text: str) -> int:
    """Length of a text, a Hangul syllable counting for two letters."""
    return len(text) if text.isascii() else (len(text) + len(text.encode("utf-8", "replace"))) // 2


def read_lines(tree: Tree) -> list[TextLine]:
    """The lines of a page in document order."""
    return _Reader(tree).read()


class _Reader:
    """Collects the text between block borders."""

    __slots__ = ("_in_link", "_links", "_owner", "_parts", "_text_lines", "_tree")

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._text_lines: list[TextLine] = []
        self._parts: list[str] = []
        self._links: list[str] = []
        self._owner = 0
        self._in_link = False

    def read(self) -> list[TextLine]:
        tree, parts = self._tree, self._parts
        texts, tails, tags, parents, ends, marks = (
            tree.texts, tree.tails, tree.tags, tree.parents, tree.ends, tree.marks
        )  # fmt: skip
        around: list[tuple[int, bool, int, bool]] = []  # the open elements, with what held before each
        index, count = 0, len(tags)
        while index <= count:
            parent = parents[index] if index < count else -1
            while around and around[-1][0] != parent:
                closed, is_block, owner_before, was_in_link = around.pop()
                if is_block and parts:
                    self._flush()
                self._owner, self._in_link = owner_before, was_in_link
                if around and (text := tails[closed]) and (parts or not text.isspace()):
                    self._add(text)
            if index == count:
                break
            tag = tags[index]
            if tag == "br" or (tag in _UNSEEN and not self._holds_page(index)):
                if tag == "br":
                    self._add_break()
                text = tails[index] if around else None
                index = ends[index]
            else:
                is_block = tag not in _INLINE or marks[index] & CAPTION != 0
                if is_block and parts:
                    self._flush()
                around.append((index, is_block, self._owner, self._in_link))
                if is_block:
                    self._owner = index
                elif tag == "a":
                    self._in_link = True
                text = texts[index]
                index += 1
            if text and (parts or not text.isspace()):  # no line begins with a blank
                self._add(text)
        return self._text_lines

    def _add(self, text: str) -> None:
        self._parts.append(text)
        if self._in_link:
            self._links.append(text)

    def _add_break(self) -> None:
        self._parts.append(_BREAK)
        if self._links:
            self._links.append(_BREAK)

    def _holds_page(self, index: int) -> bool:
        """One of these that was never closed has swallowed what comes after it; a `noscript` may hold the text.

        To the parser an `article` does not open the body of a page that names none.
        """
        tree = self._tree
        if tree.tags[index] == "head":
            return "p" in tree.tags[index : tree.ends[index]]
        least = 0 if tree.tags[index] == "noscript" else _SWALLOWED
        if tree.ends[index] - index < least or tree.tags[index] in _NEVER_SEEN:
            return False
        return tree.tags[index : tree.ends[index]].count("p") > 2

    def _flush(self) -> None:
        parts, owner = self._parts, self._owner
        whole = parts[0] if len(parts) == 1 else "".join(parts)
        if not whole.isspace():
            links = "".join(self._links)
            if _BREAK not in whole:
                text = squeeze(whole)
                self._add_line(text, _share(links, text), owner)
            elif self._tree.tags[owner] == "p":  # its lines are of one piece
                share = _share(links, squeeze(whole))
                for line in whole.split(_BREAK):
                    self._add_line(squeeze(line), share, owner)
            else:
                self._add_lines(whole.split(_BREAK), links.split(_BREAK), owner)
        parts.clear()
        self._links.clear()

    def _add_lines(self, lines: list[str], links: list[str], owner: int) -> None:
        """Add the lines of a block; what was linked is given from the first line with a link on."""
        first = next((at for at, line in enumerate(lines) if links[0] and links[0] in line), 0)
        for at, line in enumerate(lines):
            own = links[at - first] if 0 <= at - first < len(links) else ""
            text = squeeze(line)
            self._add_line(text, _share(own, text), owner)

    def _add_line(self, text: str, share: float, owner: int) -> None:
        if text:
            self._text_lines.append(TextLine(text, share, owner, weight(text)))


def _share(links: str, text: str) -> float:
    """The part of a line that its links make up, blanks aside."""
    return min(1.0, len(squeeze(links)) / max(1, len(text))) if links else 0.0
