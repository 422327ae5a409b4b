"""One spelling for the characters of a page, in its bytes: what folding does to a text, with native code.

Folding decodes the page and walks over it; most pages hold little that needs it. Rare characters are seen by their
first bytes, which no Hangul has, and told apart by where their bytes, read as a number, stand among ranges.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from pipeline.language.scripts import fold, lower, utf8
from pipeline.mentions.exchange import Meanings, Places, exchanged_at

__all__ = ["folded", "may_have_case", "respelled"]

# What only whole folding can undo, because it stands for two letters or joins the one before: combining marks,
# syllables in pieces, full-width forms, rare invisible characters; scripts of Asia have letters composed of two.
# First and last code points.
_FOLDED = (
    (0x300, 0x37F), (0x5C1, 0x5C2), (0x61C, 0x61C), (0x653, 0x655), (0x900, 0xDFF), (0xF40, 0xFBF),
    (0x102E, 0x102E), (0x1100, 0x11FF), (0x1680, 0x1680), (0x180E, 0x180E), (0x1B35, 0x1B35), (0x1F40, 0x1FFF),
    (0x2ADC, 0x2ADD), (0x3099, 0x309A), (0xFB00, 0xFB7F), (0xFE10, 0xFE3F), (0xFF00, 0xFFFC), (0x11000, 0x11FFF),
    (0x16D40, 0x16D7F), (0x1D140, 0x1D1FF), (0x2F000, 0x2FFFF),
)  # fmt: skip
# What is replaced where it stands: no-break spaces and soft hyphens; an apostrophe; a Greek point; spaces, joiners,
# hyphens, quotes, directions, signs that are letters, brackets; wide spaces; second codes of Chinese characters, of
# which Korean has hundreds; what chooses the look of an emoji, and byte-order marks.
_REPLACED = (
    (0xA0, 0xA0), (0xAD, 0xAD), (0x2BC, 0x2BC), (0x387, 0x387), (0x2000, 0x2012), (0x2018, 0x2019),
    (0x201B, 0x201B), (0x2028, 0x202F), (0x205F, 0x2064), (0x2126, 0x2126), (0x212A, 0x212B), (0x2329, 0x232A),
    (0x3000, 0x3000), (0xF900, 0xFAFF), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF),
)  # fmt: skip
# Letters beyond ASCII that have another case: first bytes that only such alphabets have (Latin, Greek, Cyrillic,
# Armenian), and among other letters Georgian, Cherokee, Vietnamese, Coptic and rarer ones.
_CASED_LEADS = (0xC3, 0xD6)
_CASED = (
    (b"\xe1", re.compile(b"\xe1[\x82\x83\x8e\x8f\xb2\xb8-\xbf]")),
    (b"\xe2", re.compile(b"\xe2(?:[\x84-\x86\x92\x93]|[\xb0-\xb3])")),
    (b"\xea", re.compile(b"\xea[\x99-\x9f\xad\xae]")),
    (b"\xef", re.compile(b"\xef\xbc")),
    (b"\xf0", re.compile(b"\xf0[\x90\x91\x96\x9e]")),
)
_RARE = b"\xc2\xe3"  # first bytes of rare characters: none of Hangul or Chinese is among these
_RARER = (b"\xef", b"\xf0")
_BEYOND_ASCII, _THREE_BYTES = 0x80, 0xE0
_FEW = 1000  # stretches: more are folded with all that is between them


def _numbers(ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The bytes of the first character of each, and of the first one behind it, as numbers."""
    return [(_number(chr(first), 0), _number(chr(last), 0xFF) + 1) for first, last in ranges]


def _number(char: str, filling: int) -> int:
    return int.from_bytes(utf8(char).ljust(4, bytes([filling])), "big")


_IS_REPLACED, _IS_FOLDED = 1, 2
_RANGES = sorted(
    (*numbers, kind)
    for kind, ranges in ((_IS_REPLACED, _REPLACED), (_IS_FOLDED, _FOLDED))
    for numbers in _numbers(ranges)
)
_BORDERS = np.array([border for first, after, _ in _RANGES for border in (first, after)], np.uint32)
_KINDS = np.array([0, *(kind for _, _, told in _RANGES for kind in (told, 0))], np.uint8)


def respelled(data: bytes) -> tuple[bytes, bool]:
    """The text in one spelling, its capitals as they were; and whether marks are left that folding knows, because
    what they combine with may stand on the other side of a tag.

    Folded is what stands between two letters of ASCII, with the first of them: nothing in ASCII combines with what
    stands before it.
    """
    letters = np.frombuffer(data, np.uint8)
    at, kinds = _rare(data)
    begins, marks = at[kinds == _IS_REPLACED], at[kinds == _IS_FOLDED]
    ends = begins + 2 + (letters[begins] >= _THREE_BYTES)
    if not len(marks):
        return exchanged_at(data, begins, ends, _PLAIN), False
    starts, stops = _stretches(letters, marks)
    if len(starts) > _FEW:
        return folded(data, cased=False), True
    spans = zip(starts.tolist(), stops.tolist(), strict=True)
    _, left = _rare(b"".join([_PLAIN[data[start:stop]] for start, stop in spans]))
    apart = np.append(0, stops)[np.searchsorted(starts, begins, "right")] <= begins
    begins, ends = np.append(starts, begins[apart]), np.append(stops, ends[apart])
    return exchanged_at(data, np.sort(begins), np.sort(ends), _PLAIN), bool((left == _IS_FOLDED).any())


def _rare(data: bytes) -> tuple[Places, NDArray[np.uint8]]:
    """Where rare characters begin, and of which kind each is."""
    letters = np.frombuffer(data, np.uint8)
    rare = letters - np.uint8(_RARE[0]) <= _RARE[1] - _RARE[0]
    if any(lead in data for lead in _RARER):
        rare |= letters >= _RARER[0][0]
    at = np.flatnonzero(rare)
    numbers: NDArray[np.uint32] = np.ndarray(len(data), ">u4", data + bytes(3), 0, (1,))[at]
    return at, _KINDS[_BORDERS.searchsorted(numbers, "right")]


def _stretches(letters: NDArray[np.uint8], marks: Places) -> tuple[Places, Places]:
    """From the last letter of ASCII before each mark to the next one behind it."""
    ascii_places = np.flatnonzero(letters < _BEYOND_ASCII)
    after = np.unique(np.searchsorted(ascii_places, marks))
    return np.append(0, ascii_places)[after], np.append(ascii_places, len(letters))[after]


def may_have_case(data: bytes) -> bool:
    """Whether letters beyond ASCII that have another case may be there."""
    first, last = _CASED_LEADS
    if (np.frombuffer(data, np.uint8) - np.uint8(first) <= last - first).any():
        return True
    return _holds(data, _CASED)


def _holds(data: bytes, marks: Sequence[tuple[bytes, re.Pattern[bytes]]]) -> bool:
    """Whether one of these is there; the lead byte is looked for first."""
    return any(lead in data and pattern.search(data) for lead, pattern in marks)


def folded(data: bytes, *, cased: bool) -> bytes:
    """The text folded as names are (`pipeline.language.scripts`), in lower case if `cased`."""
    text = fold(unicodedata.normalize("NFC", data.decode("utf-8", "surrogatepass"))).text
    return utf8(lower(text) if cased else text)


_PLAIN = Meanings(partial(folded, cased=False))
