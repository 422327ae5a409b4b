"""Exchanging marks in a text for what they mean, quickly: most marks of a page are few and come again and again."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["Meanings", "Places", "exchanged", "exchanged_at"]

Places: TypeAlias = NDArray[np.int64]

_MOST_KNOWN = 4096
_LONGEST_KNOWN = 64  # bytes


class Meanings(dict[bytes, bytes]):
    """What marks mean, each learnt when it is first met; their number and length are bounded."""

    def __init__(self, meaning: Callable[[bytes], bytes]) -> None:
        super().__init__()
        self._meaning = meaning

    def __missing__(self, mark: bytes) -> bytes:
        meaning = self._meaning(mark)
        if len(self) < _MOST_KNOWN and len(mark) <= _LONGEST_KNOWN:
            self[mark] = meaning
        return meaning


def exchanged(pattern: re.Pattern[bytes], data: bytes, meanings: Meanings) -> bytes:
    """The text with what `pattern` matches, which is all of its only group, exchanged."""
    pieces = pattern.split(data)
    pieces[1::2] = map(meanings.__getitem__, pieces[1::2])
    return b"".join(pieces)


def exchanged_at(data: bytes, begins: Places, ends: Places, meanings: Meanings) -> bytes:
    """The text with what stands at these places, which follow each other, exchanged."""
    cuts = np.column_stack((begins, ends)).ravel().tolist()
    pieces = [data[start:end] for start, end in pairwise([0, *cuts, len(data)])]
    pieces[1::2] = map(meanings.__getitem__, pieces[1::2])
    return b"".join(pieces)
