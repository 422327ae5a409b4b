"""Texts with what is to be seen in them: places where somebody is named, and words that were changed. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from pipeline.items import Mention

__all__ = ["Piece", "Word", "marked", "word_changes"]

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
_MOST_WORDS = 2000  # of a paragraph; a longer one is shown as changed whole


class Piece(NamedTuple):
    """A part of a text; `mention` names whom it names."""

    text: str
    mention: Mention | None = None


class Word(NamedTuple):
    """A part of two texts: in both (``same``), or only in the earlier (``old``) or the later (``new``)."""

    kind: str
    text: str


def marked(text: str, mentions: Iterable[Mention]) -> list[list[Piece]]:
    """The lines of `text`, each in pieces. Where mentions overlap, the one that begins first is shown, of those
    that begin together the longest; one that does not fit the text is left out."""
    pieces: list[Piece] = []
    at = 0
    for mention in sorted(mentions, key=lambda one: (one.span.start, -one.span.end)):
        start, end = mention.span
        if start < at or end <= start or text[start:end] != mention.form:
            continue
        pieces += [Piece(text[at:start]), Piece(text[start:end], mention)]
        at = end
    pieces.append(Piece(text[at:]))
    return list(_lines(pieces))


def _lines(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    line: list[Piece] = []
    for piece in pieces:
        first, *more = piece.text.split("\n")
        line.append(piece._replace(text=first))
        for rest in more:
            if any(one.text.strip() for one in line):
                yield [one for one in line if one.text]
            line = [piece._replace(text=rest)]
    if any(one.text.strip() for one in line):
        yield [one for one in line if one.text]


def word_changes(earlier: str, later: str) -> list[list[Word]]:
    """What became of `earlier`, line by line: lines that stayed as they were beside no change are left out."""
    before, after = earlier.split("\n"), later.split("\n")
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    lines: list[list[Word]] = []
    for kind, first, last, from_, to in matcher.get_opcodes():
        if kind != "equal":
            lines += _changed("\n".join(before[first:last]), "\n".join(after[from_:to]))
    return [line for line in lines if any(word.text.strip() for word in line)]


def _changed(earlier: str, later: str) -> list[list[Word]]:
    before, after = _WORDS.findall(earlier), _WORDS.findall(later)
    if not before or not after or max(len(before), len(after)) > _MOST_WORDS:
        return [[Word("old", earlier)], [Word("new", later)]]
    words: list[Word] = []
    for kind, first, last, from_, to in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            words.append(Word("same", "".join(before[first:last])))
            continue
        words += [Word("old", "".join(before[first:last])), Word("new", "".join(after[from_:to]))]
    return [[word for word in words if word.text]]
