"""Finds any number of strings in a text at once (Aho and Corasick, 1975), in native code.

The automaton runs over UTF-8 bytes. Every hit is given, overlapping ones too: which of them counts is decided
by those who know what the strings mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ahocorasick_rs import BytesAhoCorasick, Implementation

from pipeline.scripts import fold, lower

__all__ = ["Automaton", "Hit"]

# A table-driven automaton is the fastest; beyond this many bytes of patterns its tables cost too much memory.
_TABLE_LIMIT = 3_000_000


# Lower case for ASCII letters, spaces for white space.
_TABLE = bytes.maketrans(bytes(range(65, 91)) + b"\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f", bytes(range(97, 123)) + b" " * 9)
# What only whole folding can undo: combining marks, full-width forms, rare invisible characters.
# The lead byte is looked for first, which costs next to nothing.
_FOLDED = (
    (b"\xcc", re.compile(b"\xcc")),
    (b"\xcd", re.compile(b"\xcd")),
    (b"\xd8", re.compile(b"\xd8\x9c")),
    (b"\xe1", re.compile(b"\xe1(?:\x9a\x80|\xa0\x8e)")),
    (b"\xef", re.compile(b"\xef[\xb8\xbc-\xbf]")),
)
_CASED = re.compile(b"[\xc3-\xd4]")
# What is replaced where it stands, each pattern with its lead byte in front for speed: no-break spaces and soft
# hyphens; spaces, joiners, hyphens, quotes and directions; wide spaces; byte-order marks; syllables in pieces.
_REPLACED = (
    re.compile(b"\xc2[\xa0\xad]"),
    re.compile(b"\xca\xbc"),
    re.compile(b"\xe2(?:\x80[\x80-\x92\x98\x99\x9b\xa8-\xaf]|\x81[\x9f-\xa4])"),
    re.compile(b"\xe3\x80\x80"),
    re.compile(b"\xef\xbb\xbf"),
    re.compile(b"\xe1\x84[\x80-\x92]\xe1\x85[\xa1-\xb5](?:\xe1\x86[\xa8-\xbf]|\xe1\x87[\x80-\x82])?"),
)
_FINAL = re.compile(b"\xe1(?:\x86[\xa8-\xbf]|\x87[\x80-\x82])")


class Hit(NamedTuple):
    """A pattern's number and the code points it covers, end exclusive."""

    pattern: int
    start: int
    end: int


class Automaton:
    """Looks for `patterns`, which must be lower case and not empty."""

    def __init__(self, patterns: Sequence[str]) -> None:
        encoded = [_encode(pattern) for pattern in patterns]
        small = sum(map(len, encoded)) <= _TABLE_LIMIT
        kind = Implementation.DFA if small else Implementation.ContiguousNFA
        self._lengths = tuple(map(len, patterns))
        # Beyond ASCII, is there a letter in a pattern that has another case?
        self._cased = any(not char.isascii() and char.upper() != char for pattern in patterns for char in pattern)
        self._native = BytesAhoCorasick(encoded, implementation=kind) if encoded else None

    def scan(self, text: str) -> tuple[bytes, list[tuple[int, int, int]]]:
        """Every hit in `text` once that is folded, in lower case and with single spaces; and that text in UTF-8.

        For raw pages: works on bytes and does no more than the page needs.
        """
        if self._native is None:
            return b"", []
        data = _scannable(text, cased=self._cased)
        return data, self.search(data)

    def search(self, data: bytes) -> list[tuple[int, int, int]]:
        """Every hit in lower-case UTF-8: pattern, first byte, end."""
        return self._native.find_matches_as_indexes(data, overlapping=True) if self._native is not None else []

    def hits(self, text: str) -> Iterator[Hit]:
        """Every place of every pattern in this lower-case text, in the order in which they end."""
        data = _encode(text)
        lengths = self._lengths
        at_byte = at_char = 0
        for pattern, _, end in self.search(data):
            if end != at_byte:
                at_char += len(data[at_byte:end].decode("utf-8", "surrogatepass"))
                at_byte = end
            yield Hit(pattern, at_char - lengths[pattern], at_char)


def _scannable(text: str, *, cased: bool) -> bytes:
    data = _encode(text)
    if not text.isascii():
        if _needs_folding(data, cased=cased):
            folded = fold(text).text
            data = _encode(lower(folded) if cased else folded)
        else:
            data = _simplified(data)
    data = data.translate(_TABLE)
    if b"  " in data:
        data = b" ".join(filter(None, data.split(b"  "))).replace(b"  ", b" ")
    return data


def _needs_folding(data: bytes, *, cased: bool) -> bool:
    if any(lead in data and pattern.search(data) for lead, pattern in _FOLDED):
        return True
    return cased and _CASED.search(data) is not None


def _simplified(data: bytes) -> bytes:
    for pattern in _REPLACED:
        data = pattern.sub(_plain, data)
    return _with_finals(data) if _FINAL.search(data) else data


def _with_finals(data: bytes) -> bytes:
    """Join final consonants in pieces to the syllable before them."""
    pieces: list[bytes] = []
    done = 0
    for found in _FINAL.finditer(data):
        start, end = found.start() - 3, found.end()
        if start >= done and 0xEA <= data[start] <= 0xED:
            pieces += (data[done:start], _encode(fold(data[start:end].decode("utf-8", "surrogatepass")).text))
            done = end
    return b"".join([*pieces, data[done:]])


def _plain(found: re.Match[bytes]) -> bytes:
    return _encode(fold(found.group().decode("utf-8", "surrogatepass")).text)


def _encode(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
