"""One spelling for the characters of a page, in its bytes: what folding does to a text, with native code.

Folding decodes the page and walks over it; most pages hold nothing that needs it, and are told by a lead byte.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import partial

import numpy as np

from pipeline.language.scripts import fold, lower, utf8
from pipeline.mentions.exchange import Meanings, exchanged

__all__ = ["folded", "may_have_case", "respelled"]

# What only whole folding can undo, because it stands for two letters or joins the one before: combining marks,
# syllables in pieces, full-width forms, rare invisible characters. The lead byte is looked for first, which costs
# next to nothing.
_FOLDED = (
    (b"\xcc", re.compile(b"\xcc")),
    (b"\xcd", re.compile(b"\xcd")),
    (b"\xd8", re.compile(b"\xd8\x9c")),
    (b"\xd7", re.compile(b"\xd7[\x81\x82]")),
    (b"\xd9", re.compile(b"\xd9[\x93-\x95]")),
    (b"\xe1", re.compile(b"\xe1(?:\x80\xae|\x9a\x80|\xa0\x8e|[\x84-\x87]|\xac\xb5|[\xbd-\xbf])")),
    (b"\xe0", re.compile(b"\xe0[\xa4-\xb7\xbd\xbe]")),  # scripts of Asia have letters that are composed of two
    (b"\xe2", re.compile(b"\xe2\xab[\x9c\x9d]")),
    (b"\xe3", re.compile(b"\xe3\x82[\x99\x9a]")),
    (b"\xef", re.compile(b"\xef(?:[\xac\xad\xbc-\xbe]|\xb8[\x90-\xbf]|\xbf[\x80-\xbc])")),
    (b"\xf0", re.compile(b"\xf0(?:\x91|\x96\xb5|\x9d[\x85-\x87]|\xaf)")),
)
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
# What is replaced where it stands: no-break spaces and soft hyphens; an apostrophe; a Greek point; spaces, joiners,
# hyphens, quotes, directions, signs that are letters, brackets; wide spaces; second codes of Chinese characters, of
# which Korean has hundreds; byte-order marks and what chooses the look of an emoji.
_REPLACED = (
    (b"\xc2", re.compile(b"(\xc2[\xa0\xad])")),
    (b"\xce", re.compile(b"(\xce\x87)")),
    (b"\xca", re.compile(b"(\xca\xbc)")),
    (
        b"\xe2",
        re.compile(
            b"(\xe2(?:\x80[\x80-\x92\x98\x99\x9b\xa8-\xaf]|\x81[\x9f-\xa4]|\x84[\xa6\xaa\xab]|\x8c[\xa9\xaa]))"
        ),
    ),
    (b"\xe3", re.compile(b"(\xe3\x80\x80)")),
    (b"\xef", re.compile(b"(\xef(?:[\xa4-\xab][\x80-\xbf]|\xbb\xbf|\xb8[\x80-\x8f]))")),
)
_FEW = 1000  # stretches: more are folded with all that is between them


def respelled(data: bytes) -> tuple[bytes, bool]:
    """The text in one spelling, its capitals as they were; and whether something had to be folded.

    Folded is what stands between two letters of ASCII, with the first of them: nothing in ASCII combines with what
    stands before it.
    """
    marks = [match.start() for lead, pattern in _FOLDED if lead in data for match in pattern.finditer(data)]
    if marks:
        data = _folded_around(data, marks)
    for lead, pattern in _REPLACED:
        if lead in data:
            data = exchanged(pattern, data, _PLAIN)
    return data, bool(marks)


def _folded_around(data: bytes, marks: Sequence[int]) -> bytes:
    ascii_places = np.flatnonzero(np.frombuffer(data, np.int8) >= 0)
    after = np.unique(np.searchsorted(ascii_places, marks))
    if len(after) > _FEW:
        return folded(data, cased=False)
    begins = np.append(0, ascii_places)[after].tolist()
    ends = np.append(ascii_places, len(data))[after].tolist()
    pieces: list[bytes] = []
    done = 0
    for begin, end in zip(begins, ends, strict=True):
        pieces += (data[done:begin], _PLAIN[data[begin:end]])
        done = end
    return b"".join([*pieces, data[done:]])


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
