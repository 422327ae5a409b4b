"""One spelling for the characters of a page, in its bytes: what folding does to a text, with native code.

Folding decodes the page and walks over it; most pages hold nothing that needs it, and are told by a lead byte.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import numpy as np

from pipeline.language.scripts import fold, lower, utf8

__all__ = ["folded", "may_have_case", "needs_folding", "replaced"]

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
    (b"\xc2", re.compile(b"\xc2[\xa0\xad]")),
    (b"\xce", re.compile(b"\xce\x87")),
    (b"\xca", re.compile(b"\xca\xbc")),
    (
        b"\xe2",
        re.compile(
            b"\xe2(?:\x80[\x80-\x92\x98\x99\x9b\xa8-\xaf]|\x81[\x9f-\xa4]|\x84[\xa6\xaa\xab]|\x8c[\xa9\xaa])"
        ),
    ),
    (b"\xe3", re.compile(b"\xe3\x80\x80")),
    (b"\xef", re.compile(b"\xef(?:[\xa4-\xab][\x80-\xbf]|\xbb\xbf|\xb8[\x80-\x8f])")),
)

_known: dict[bytes, bytes] = {}  # what a rare character is replaced by; bounded
_MOST_KNOWN = 4096


def replaced(data: bytes) -> bytes:
    """The text with rare characters replaced where they stand: enough where `needs_folding` is False."""
    for lead, pattern in _REPLACED:
        if lead in data:
            data = pattern.sub(_plain, data)
    return data


def may_have_case(data: bytes) -> bool:
    """Whether letters beyond ASCII that have another case may be there."""
    first, last = _CASED_LEADS
    if (np.frombuffer(data, np.uint8) - np.uint8(first) <= last - first).any():
        return True
    return _holds(data, _CASED)


def needs_folding(data: bytes) -> bool:
    """Whether something is there that only whole folding can undo."""
    return _holds(data, _FOLDED)


def _holds(data: bytes, marks: Sequence[tuple[bytes, re.Pattern[bytes]]]) -> bool:
    """Whether one of these is there; the lead byte is looked for first."""
    return any(lead in data and pattern.search(data) for lead, pattern in marks)


def folded(data: bytes, *, cased: bool) -> bytes:
    """The text folded as names are (`pipeline.language.scripts`), in lower case if `cased`."""
    text = fold(unicodedata.normalize("NFC", data.decode("utf-8", "surrogatepass"))).text
    return utf8(lower(text) if cased else text)


def _plain(match: re.Match[bytes]) -> bytes:
    mark = match[0]
    plain = _known.get(mark)
    return _learn(mark, folded(mark, cased=False)) if plain is None else plain


def _learn(key: bytes, value: bytes) -> bytes:
    if len(_known) < _MOST_KNOWN:
        _known[key] = value
    return value
