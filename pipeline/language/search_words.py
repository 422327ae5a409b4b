"""What a search is, and what a hit: the words of a text for an index, and a query that the text itself decides.

The index knows each run of Hangul by its overlapping pairs of syllables (a single syllable by itself) and every
other run of letters and digits as a whole. It finds candidates; `WordQuery.holds` decides: Hangul is found anywhere
in the text, letters and digits as whole words, and the words of a ``"phrase"`` with any white space between them.
Everything is compared in Unicode's form NFKC without regard to case.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import add
from typing import NamedTuple

from pipeline.errors import UsageError
from pipeline.items import Span

__all__ = ["Needed", "WordQuery", "search_words", "words_folded"]

# Ranges of characters. The migration that made the index of PostgreSQL has the same (0008_search_words.py).
_HANGUL_RUNS = r"\uac00-\ud7a3\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff"
_OTHER_RUNS = (
    r"0-9a-z\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u10ff\u1200-\u1fff\u2c00-\u2dff"
    r"\u3005-\u3007\u3040-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
)
_LONGEST_WORD = 64  # characters that the index has of a word
_LONGEST_QUERY, _MOST_TERMS = 500, 20
_RUN = re.compile(f"(?P<hangul>[{_HANGUL_RUNS}]+)|[{_OTHER_RUNS}]+")
_OTHER = re.compile(f"[{_OTHER_RUNS}]+")
_HANGUL = re.compile(f"[{_HANGUL_RUNS}]+")
# A character with what combines with it: marks, and the vowels and finals of a syllable in pieces.
_CLUSTER = re.compile(r".[\u0300-\u036f\u1161-\u11ff\u3099\u309a]*", re.DOTALL)
_QUOTES = str.maketrans("“”„‟＂", '"""""')
_UNSEARCHED = re.compile("[\x00\ud800-\udfff]")
_PIECE = re.compile(r'(?P<minus>-?)(?P<start>=?)"(?P<phrase>[^"]*)"|(?P<bracket>-?\(|\))|(?P<word>[^\s()"]+)')


def words_folded(text: str) -> str:
    """`text` as searches compare it."""
    return text.lower() if text.isascii() else _composed(text).casefold()


def _composed(text: str) -> str:
    return text if unicodedata.is_normalized("NFKC", text) else unicodedata.normalize("NFKC", text)


def search_words(text: str) -> set[str]:
    """The words of `text` that an index has."""
    folded = words_folded(text)
    words = {run[:_LONGEST_WORD] for run in set(_OTHER.findall(folded))}
    return words | _pairs(set(_HANGUL.findall(folded)))


def _pairs(runs: Collection[str]) -> set[str]:
    """Every two characters that stand side by side in one of `runs`, and the runs of one."""
    line = " ".join(runs)
    pairs = {pair for pair in set(map(add, line, line[1:])) if " " not in pair}
    return pairs.union(run for run in runs if len(run) == 1)


class Needed(NamedTuple):
    """Words that every hit has: all of `words`, and of each of `choices` what one of its parts needs. Where there
    are neither, the index cannot tell."""

    words: frozenset[str] = frozenset()
    choices: tuple[tuple[Needed, ...], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.words or self.choices)


class _Said:
    """What an article says: without regard to case only where that is asked for, since it takes longest."""

    def __init__(self, text: str) -> None:
        self.composed = _composed(text)

    @cached_property
    def folded(self) -> str:
        return self.composed.casefold()


@dataclass(frozen=True)
class _Term:
    """A word or phrase; with `at_start` only where a word begins."""

    parts: tuple[str, ...]
    at_start: bool = False

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        first, last = self.parts[0][0], self.parts[-1][-1]
        before = f"(?<![{_OTHER_RUNS}])" if _OTHER.match(first) else ""
        if self.at_start and _HANGUL.match(first):
            before = f"(?<![{_HANGUL_RUNS}{_OTHER_RUNS}])"
        after = f"(?![{_OTHER_RUNS}])" if _OTHER.match(last) else ""
        return re.compile(before + r"\s+".join(map(re.escape, self.parts)) + after)

    @cached_property
    def _is_caseless(self) -> bool:
        """Whether case does not matter: Hangul has none, and no letter is folded to Hangul or to a blank."""
        return not self.at_start and all(_HANGUL.match(letter) for part in self.parts for letter in part)

    def holds(self, said: Sequence[_Said]) -> bool:
        if self._is_caseless:
            return any(self.pattern.search(one.composed) for one in said)
        return any(self.pattern.search(one.folded) for one in said)

    def needs(self) -> Needed:
        return Needed(frozenset(self._words()))

    def terms(self) -> Iterator[_Term]:
        yield self

    def _words(self) -> Iterator[str]:
        """A single syllable at an end may be a part of a longer run in the text, and is not known then."""
        for place, part in enumerate(self.parts):
            for run in _RUN.finditer(part):
                if not run["hangul"]:
                    yield run[0][:_LONGEST_WORD]
                    continue
                opens = place == 0 and run.start() == 0
                closes = place == len(self.parts) - 1 and run.end() == len(part)
                if len(run[0]) > 1 or not (opens or closes):
                    yield from _pairs((run[0],))


@dataclass(frozen=True)
class _Not:
    node: _Node

    def holds(self, said: Sequence[_Said]) -> bool:
        return not self.node.holds(said)

    def needs(self) -> Needed:
        return Needed()  # what the pairs of a name tell may stand elsewhere

    def terms(self) -> Iterator[_Term]:
        return iter(())


@dataclass(frozen=True)
class _And:
    nodes: tuple[_Node, ...]

    def holds(self, said: Sequence[_Said]) -> bool:
        return all(node.holds(said) for node in self.nodes)

    def needs(self) -> Needed:
        parts = [node.needs() for node in self.nodes]
        words = frozenset().union(*(part.words for part in parts))
        return Needed(words, tuple(choice for part in parts for choice in part.choices))

    def terms(self) -> Iterator[_Term]:
        return (term for node in self.nodes for term in node.terms())


@dataclass(frozen=True)
class _Or:
    nodes: tuple[_Node, ...]

    def holds(self, said: Sequence[_Said]) -> bool:
        return any(node.holds(said) for node in self.nodes)

    def needs(self) -> Needed:
        parts = tuple(node.needs() for node in self.nodes)
        return Needed(choices=(parts,)) if all(parts) else Needed()

    def terms(self) -> Iterator[_Term]:
        return (term for node in self.nodes for term in node.terms())


_Node = _Term | _Not | _And | _Or


@dataclass(frozen=True)
class WordQuery:
    """What is searched for. `text` is the query as it was written."""

    text: str
    _node: _Node

    @classmethod
    def parse(cls, written: str) -> WordQuery:
        """Read a query: words that all stand in the text, ``"a phrase"``, ``OR``, ``-without``, brackets, and
        ``=word`` for where a word begins. Raises UsageError, in one line, when it cannot be read."""
        text = _UNSEARCHED.sub("", written.translate(_QUOTES)).strip()
        if len(text) > _LONGEST_QUERY:
            raise UsageError(f"a search of {len(text):,} characters; at most {_LONGEST_QUERY} are searched for")
        return cls(text, _Reader(text).read())

    def holds(self, *said: str) -> bool:
        """Whether an article that says this, its headline and its text, is a hit."""
        return self._node.holds([_Said(text) for text in said])

    def spans(self, text: str) -> list[Span]:
        """Where the words that are searched for stand in `text`, in its code points, in their order."""
        folded = words_folded(text)
        places = None if len(folded) == len(text) else _places(text)
        found = sorted({match.span() for term in self._node.terms() for match in term.pattern.finditer(folded)})
        spans: list[Span] = []
        for start, end in found:
            if places is not None:
                start, end = places[start].start, places[end - 1].end  # noqa: PLW2901
            if spans and start < spans[-1].end:
                spans[-1] = Span(spans[-1].start, max(end, spans[-1].end))
            else:
                spans.append(Span(start, end))
        return spans

    def needed(self) -> Needed:
        """What the index is asked for."""
        return self._node.needs()

    def other_spelling(self) -> str | None:
        """The query with a phrase of Korean words written as one, ``"삼성 전자"`` as 삼성전자: what to try when
        nothing is found. None when it has no such phrase."""
        other = re.sub(r'"([^"]*)"', lambda phrase: "".join(phrase[1].split()), self.text)
        has_two = any(len(term.parts) > 1 and _HANGUL.search(term.parts[0]) for term in self._node.terms())
        return other if has_two else None


def _places(text: str) -> list[Span]:
    """From where in `text` each character of the folded text comes."""
    return [
        Span(*cluster.span()) for cluster in _CLUSTER.finditer(text) for _ in range(len(words_folded(cluster[0])))
    ]


class _Reader:
    """Reads the pieces of a query from left to right."""

    def __init__(self, text: str) -> None:
        if text.count('"') % 2:
            raise UsageError('a quotation mark (") is not closed in what is searched for')
        self._pieces = list(_PIECE.finditer(text))
        self._at = 0
        self._terms = 0

    def read(self) -> _Node:
        node = self._either(depth=0)
        if node is None:
            raise UsageError('nothing to search for: give a word, such as 삼성 or "음성인식 모델"')
        return node

    def _either(self, depth: int) -> _Node | None:
        """What stands between OR, up to the end or the closing bracket."""
        sides: list[_Node] = []
        while True:
            side = self._all(depth)
            if side is not None:
                sides.append(side)
            piece = self._next()
            if piece is None or piece["bracket"] == ")":
                if (piece is None) != (depth == 0):
                    raise UsageError("brackets do not match in what is searched for")
                break
        return None if not sides else sides[0] if len(sides) == 1 else _Or(tuple(sides))

    def _all(self, depth: int) -> _Node | None:
        """What has to hold together, up to OR."""
        nodes: list[_Node] = []
        while (piece := self._peek()) is not None and piece["bracket"] != ")" and not _is_or(piece):
            self._at += 1
            node = self._one(piece, depth)
            if node is not None:
                nodes.append(node)
        if nodes and all(isinstance(node, _Not) for node in nodes):
            raise UsageError("nothing is searched for but what is left out: give a word beside -word")
        return None if not nodes else nodes[0] if len(nodes) == 1 else _And(tuple(nodes))

    def _one(self, piece: re.Match[str], depth: int) -> _Node | None:
        if piece["bracket"]:
            node = self._either(depth + 1)
            return _Not(node) if node is not None and piece["bracket"].startswith("-") else node
        written, minus, start = piece["phrase"], piece["minus"], piece["start"]
        if written is None:
            if piece["word"] == "AND":
                return None
            marks = re.match(r"-?=?(?=.)", piece["word"])
            mark = marks[0] if marks else ""
            written, minus, start = piece["word"][len(mark) :], "-" in mark and "-", "=" in mark and "="
        parts = tuple(words_folded(written).split())
        if not parts or parts == ("-",):
            return None
        self._terms += 1
        if self._terms > _MOST_TERMS:
            raise UsageError(f"more than {_MOST_TERMS} words are searched for")
        term = _Term(parts, bool(start))
        return _Not(term) if minus else term

    def _peek(self) -> re.Match[str] | None:
        return self._pieces[self._at] if self._at < len(self._pieces) else None

    def _next(self) -> re.Match[str] | None:
        piece = self._peek()
        self._at += 1
        return piece


def _is_or(piece: re.Match[str]) -> bool:
    return piece["word"] in {"OR", "|"}
