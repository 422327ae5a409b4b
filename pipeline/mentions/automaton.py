"""Finds any number of strings in a text at once (Aho and Corasick, 1975), in native code.

The automaton runs over UTF-8 bytes. Every hit is given, overlapping ones too: which of them counts is decided
by those who know what the strings mean.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ahocorasick_rs import BytesAhoCorasick, Implementation

from pipeline.language.scripts import utf8

__all__ = ["Automaton", "Hit"]

# A table-driven automaton is the fastest, but takes 300 bytes of memory for each byte of its patterns; with tens of
# thousands of names the other kind costs a page a fifth of a millisecond more and every process 300 MB less.
_TABLE_LIMIT = 100_000


class Hit(NamedTuple):
    """A pattern's number and the code points it covers, end exclusive."""

    pattern: int
    start: int
    end: int


class Automaton:
    """Looks for `patterns`, which must be lower case and not empty."""

    def __init__(self, patterns: Sequence[str]) -> None:
        encoded = [utf8(pattern) for pattern in patterns]
        small = sum(map(len, encoded)) <= _TABLE_LIMIT
        kind = Implementation.DFA if small else Implementation.ContiguousNFA
        self._lengths = tuple(map(len, patterns))
        self._native = BytesAhoCorasick(encoded, implementation=kind) if encoded else None

    def search(self, data: bytes) -> list[tuple[int, int, int]]:
        """Every hit in lower-case UTF-8: pattern, first byte, end."""
        return self._native.find_matches_as_indexes(data, overlapping=True) if self._native is not None else []

    def hits(self, text: str) -> Iterator[Hit]:
        """Every place of every pattern in this lower-case text, in the order in which they end."""
        data = utf8(text)
        lengths = self._lengths
        at_byte = at_char = 0
        for pattern, _, end in self.search(data):
            if end != at_byte:
                at_char += len(data[at_byte:end].decode("utf-8", "surrogatepass"))
                at_byte = end
            yield Hit(pattern, at_char - lengths[pattern], at_char)
