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
# Combining marks and full-width forms; and U+180E, U+1680, U+061C, U+FE0F and their like.
_FOLDED_LEADS = (
    b"\xcc",
    b"\xcd",
    b"\xef\xbc",
    b"\xef\xbd",
    b"\xef\xbe",
    b"\xef\xbf",
    b"\xef\xb8",
    b"\xe1\x9a",
    b"\xe1\xa0",
)
_JAMO = re.compile(b"\xe1\x85[\xa1-\xb5]|\xe1\x86[\xa8-\xbf]|\xe1\x87[\x80-\x82]|\xd8\x9c")
_ACCENTED = re.compile(b"[\xc3-\xd4]")
# Spaces, joiners, hyphens, quotes and directions of general punctuation.
_PUNCTUATION = re.compile(b"\xe2(?:\x80[\x80-\x92\x98\x99\x9b\xa8-\xaf]|\x81[\x9f-\xa4])")


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
        # Beyond ASCII, is there a letter in a pattern that has another case?
        self._cased = any(not char.isascii() and char.upper() != char for pattern in patterns for char in pattern)
        self._native = BytesAhoCorasick(encoded, implementation=kind) if encoded else None

    def occurs_in(self, text: str) -> bool:
        """Whether any pattern stands in `text` once that is folded, in lower case and with single spaces.

        For raw pages: works on bytes and does no more than the page needs.
        """
        if self._native is None:
            return False
        return bool(self._native.find_matches_as_indexes(_scannable(text, cased=self._cased)))

    def hits(self, text: str) -> Iterator[Hit]:
        """Every place of every pattern in this lower-case text, in the order in which they end."""
        if self._native is None:
            return
        data = _encode(text)
        found = self._native.find_matches_as_indexes(data, overlapping=True)
        if len(data) == len(text):
            yield from (Hit(*one) for one in found)
            return
        at_byte = at_char = 0
        for pattern, start, end in found:
            at_char += len(data[at_byte:end].decode("utf-8", "surrogatepass"))
            at_byte = end
            yield Hit(pattern, at_char - len(data[start:end].decode("utf-8", "surrogatepass")), at_char)


def _scannable(text: str, *, cased: bool) -> bytes:
    data = _encode(text)
    if not text.isascii():
        if (cased and _ACCENTED.search(data)) or any(lead in data for lead in _FOLDED_LEADS) or _JAMO.search(data):
            data = _encode(lower(fold(text).text))
        else:
            data = data.replace(b"\xc2\xa0", b" ").replace(b"\xc2\x85", b" ").replace(b"\xc2\xad", b"")
            data = data.replace(b"\xe3\x80\x80", b" ").replace(b"\xca\xbc", b"'").replace(b"\xef\xbb\xbf", b"")
            data = _PUNCTUATION.sub(_plain, data)
    data = data.translate(_TABLE)
    if b"  " in data:
        data = b" ".join(filter(None, data.split(b"  "))).replace(b"  ", b" ")
    return data


def _plain(found: re.Match[bytes]) -> bytes:
    return _encode(fold(found.group().decode("utf-8")).text)


def _encode(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
