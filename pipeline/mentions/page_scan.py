"""A page as one run of characters, in which a name stands as it would in the extracted article.

What the full path could find must be found here too, so the page is read as extraction would read it: character
references and the escapes of scripts resolved, in one spelling and lower case, with single spaces, and without
tags (a name may be set in bold by halves). Tags are a part of their own: their attributes hold headlines.

Works on UTF-8 bytes with a few passes of native code each, because this is what most pages cost.
"""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from pipeline.language.scripts import fold, lower, utf8

__all__ = ["Flat", "flatten"]

_Places: TypeAlias = NDArray[np.int64]

_SPACE, _SLASH, _OPEN, _CLOSE = b" /<>"
_EITHER = np.uint8(~(_OPEN ^ _CLOSE) & 0xFF)  # < and > differ in one bit
_CUT, _APART = b"\x00", b"\x01"  # where a tag was, and between parts; a decoded page holds neither

# Tags whose attributes are no part of any article, by their first four letters, the longer ones with a space behind
# those. Others stay: what looks like a tag may be a comparison in a script, and data up to the next one.
_BARE_TAGS = (
    b"div |img |svg |nav |use |a hr|a cl|a da|a ta|a re|a on|a id|a st|a ti|a ar|li c|li i|li d|ul c|ul i|p cl|p st"
    b"|p da|td c|td s|tr c|h1 c|h2 c|h3 c|h4 c|i cl|em c|span|rect|link|path"
)
_LONGER = (b"span", b"rect", b"link", b"path")

_WHITE = b"\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f"
_SPACED = bytes.maketrans(_WHITE, b" " * len(_WHITE))
_TABLE = _SPACED.lower()  # lower case for ASCII letters, too

# Without a semicolon only the old names count (HTML, named character references), or every & in an address would.
_REFERENCE = re.compile(
    rb"&(?:#[0-9]{1,8};?|#[xX][0-9a-fA-F]{1,6};?|[a-zA-Z][a-zA-Z0-9]{1,31};"
    rb"|(?:nbsp|shy|amp|AMP|quot|QUOT|[lL][tT]|[gG][tT]|[a-zA-Z](?:acute|grave|circ|uml|tilde|cedil|ring|slash)))"
)
_WHOLE_REFERENCE = re.compile(rb"&(?:#[0-9xX]|[a-zA-Z]{2,8};)")
# JavaScript and JSON, also in strings of JSON in strings of JSON.
_ESCAPE = re.compile(
    rb"\\(?=[\\uxnrtbf'&])\\{0,7}(?:(u[0-9a-fA-F]{4}(?:\\{1,8}u[0-9a-fA-F]{4})*)|x([0-9a-fA-F]{2})|([nrtbf])|(['&]))"
)
_UNIT = re.compile(rb"u([0-9a-fA-F]{4})")

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

_known: dict[bytes, bytes] = {}  # what a reference, an escape or a rare character stands for; bounded
_MOST_KNOWN = 4096


class Around(NamedTuple):
    """A piece of the page as it was written, and the bytes before and after it; no byte where a tag was."""

    before: bytes
    written: bytes
    after: bytes


class Flat:
    """A page as it is searched.

    `parts` are its text and then what is in tags, in lower-case UTF-8; `written` are the same with their capitals.
    Where `is_exact` is false, spelling was undone that moves characters, and nothing can be told of what a place
    looked like.
    """

    def __init__(self, data: bytes, *, folds: bool, lowers: bool) -> None:
        self._data = data
        self.is_exact = True
        self.written = _parts(data)
        text, tags = self.written[0].lower(), self.written[1].lower()
        if folds or lowers:
            text, tags = self._folded_again(text, lowers=lowers), self._folded_again(tags, lowers=lowers)
        self.parts = (text, tags)

    def _folded_again(self, part: bytes, *, lowers: bool) -> bytes:
        """Undo spelling that a tag parted, and capitals beyond ASCII."""
        if not lowers and not _needs_folding(part):
            return part
        folded = _folded(part, cased=lowers)
        self.is_exact = self.is_exact and folded == part
        return folded

    @cached_property
    def marked(self) -> bytes:
        """The whole page in lower case, marked where a tag was: what was not parted stands here as in `parts`."""
        return self._data.translate(_TABLE)

    def around_marked(self, start: int, end: int) -> Around:
        """What stands at bytes `start` to `end` of `marked`."""
        before, after = self._data[start - 1 : start], self._data[end : end + 1]
        return Around(_no_mark(before), self._data[start:end], _no_mark(after))

    def around(self, part: int, start: int, end: int) -> Around | None:
        """What stands at bytes `start` to `end` of a part; None when that cannot be told."""
        pieces = self._pieces[part]
        if not self.is_exact or pieces.data != self.parts[part]:
            return None
        before = b"" if pieces.is_cut(start) else pieces.data[start - 1 : start]
        after = b"" if pieces.is_cut(end) else pieces.data[end : end + 1]
        return Around(before, self.written[part][start:end], after)

    @cached_property
    def _pieces(self) -> tuple[_Pieces, _Pieces]:
        return _pieces(self._data)


def flatten(text: str | bytes, *, markup: bool = True, cased: bool = False) -> Flat:
    """A page (decoded HTML, or plain text when it is no `markup`, or the UTF-8 of either) as it is searched.

    `cased` says that letters beyond ASCII are looked for in lower case.
    """
    data = utf8(text) if isinstance(text, str) else text
    data = _resolved(_without_tags(data) if markup else data)
    if data.isascii():
        return Flat(data, folds=False, lowers=False)
    folds = _needs_folding(data)
    data = _folded(data, cased=False) if folds else _replaced(data)
    return Flat(data, folds=folds, lowers=cased and _may_have_case(data))


def _without_tags(data: bytes) -> bytes:
    """The text with `_CUT` where tags were, and behind it the tags that may hold a name; no style sheets."""
    letters = np.frombuffer(data + b" " * 6, np.uint8)  # so that there are six letters of a tag
    begins, ends = _tags(letters)
    if not len(begins):
        return data
    names = _first_four(letters, begins)
    starts, stops = np.append(0, ends), np.append(begins, len(data))
    kept = stops > starts
    kept[1:] &= names != _STYLE
    spans = zip(starts[kept].tolist(), stops[kept].tolist(), strict=True)
    text = _CUT.join([data[start:stop] for start, stop in spans])
    telling = ~_is_bare(letters, begins, names)
    spans = zip(begins[telling].tolist(), ends[telling].tolist(), strict=True)
    return _APART.join([text, *[data[start:stop] for start, stop in spans]])


def _tags(letters: NDArray[np.uint8]) -> tuple[_Places, _Places]:
    """Where tags begin and end. A tag is what stands between < and > without another of them."""
    marks = np.flatnonzero(letters & _EITHER == _OPEN)
    kinds = letters[marks]
    opened = np.flatnonzero((kinds[:-1] == _OPEN) & (kinds[1:] == _CLOSE))
    return marks[opened], marks[opened + 1] + 1


def _first_four(letters: NDArray[np.uint8], begins: _Places) -> NDArray[np.uint32]:
    """The first four letters of tags, as a number."""
    names = letters[begins + 1].astype(np.uint32)
    for place in range(1, 4):
        names |= letters[begins + 1 + place].astype(np.uint32) << np.uint32(8 * place)
    return names


def _is_bare(letters: NDArray[np.uint8], begins: _Places, names: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Which tags close, or hold nothing that is read."""
    known: NDArray[np.bool_] = _BARE[_slot(names)] == names
    longer = np.flatnonzero(known & (_LONG[_slot(names)] == names))
    known[longer] = letters[begins[longer] + 5] == _SPACE
    known |= letters[begins + 1] == _SLASH
    return known


def _number(name: bytes) -> np.uint32:
    return np.uint32(int.from_bytes(name, "little"))


def _slot(names: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Where a number stands in a table without collisions (checked when it is made)."""
    slots: NDArray[np.uint32] = names * np.uint32(0x9E3779B1) >> np.uint32(20)
    return slots


def _table(names: Sequence[bytes]) -> NDArray[np.uint32]:
    numbers = np.array([_number(name) for name in names], np.uint32)
    slots = _slot(numbers)
    if len(set(slots.tolist())) != len(numbers):
        raise AssertionError("two tags in one slot")
    table = np.zeros(1 << 12, np.uint32)
    table[slots] = numbers
    return table


_STYLE = _number(b"styl")
_BARE = _table(_BARE_TAGS.split(b"|"))
_LONG = _table(_LONGER)


# --- references and escapes --------------------------------------------------------------------------------------


def _resolved(data: bytes) -> bytes:
    for _ in range(3):
        data = data.replace(b"&quot;", b'"')  # four of five references
        data = _REFERENCE.sub(_character, data) if b"&" in data else data
        data = _ESCAPE.sub(_unescaped, data) if b"\\" in data else data
        if not _WHOLE_REFERENCE.search(data):  # &amp;#39;
            break
    return data


def _character(found: re.Match[bytes]) -> bytes:
    reference = found[0]
    plain = _known.get(reference)
    return _learn(reference, utf8(html.unescape(reference.decode("ascii")))) if plain is None else plain


def _unescaped(found: re.Match[bytes]) -> bytes:
    escape = found[0]
    plain = _known.get(escape)
    return _learn(escape, _meant(*found.groups())) if plain is None else plain


def _meant(units: bytes | None, byte: bytes | None, control: bytes | None, mark: bytes) -> bytes:
    if units:
        text = "".join([chr(int(unit, 16)) for unit in _UNIT.findall(units)])
        return utf8(text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"))
    if byte:
        return utf8(chr(int(byte, 16)))
    return b" " if control else mark


# --- spelling ----------------------------------------------------------------------------------------------------


def _replaced(data: bytes) -> bytes:
    for lead, pattern in _REPLACED:
        if lead in data:
            data = pattern.sub(_plain, data)
    return data


def _may_have_case(data: bytes) -> bool:
    first, last = _CASED_LEADS
    if (np.frombuffer(data, np.uint8) - np.uint8(first) <= last - first).any():
        return True
    return _holds(data, _CASED)


def _needs_folding(data: bytes) -> bool:
    return _holds(data, _FOLDED)


def _holds(data: bytes, marks: Sequence[tuple[bytes, re.Pattern[bytes]]]) -> bool:
    """Whether one of these is there; the lead byte is looked for first."""
    return any(lead in data and pattern.search(data) for lead, pattern in marks)


def _folded(data: bytes, *, cased: bool) -> bytes:
    text = fold(unicodedata.normalize("NFC", data.decode("utf-8", "surrogatepass"))).text
    return utf8(lower(text) if cased else text)


def _plain(found: re.Match[bytes]) -> bytes:
    mark = found[0]
    plain = _known.get(mark)
    return _learn(mark, _folded(mark, cased=False)) if plain is None else plain


def _learn(key: bytes, value: bytes) -> bytes:
    if len(_known) < _MOST_KNOWN:
        _known[key] = value
    return value


# --- spaces and tags ---------------------------------------------------------------------------------------------


def _parts(data: bytes) -> tuple[bytes, bytes]:
    """The text between tags, and the tags: those that were kept, and those that were written as references."""
    data = data.translate(_SPACED, _CUT)
    if (doubled := _doubled(data)) is not None:
        data = np.frombuffer(data, np.uint8)[~doubled].tobytes()
    letters = np.frombuffer(data, np.uint8)
    begins, ends = _tags(letters)
    return _joined(data, *_between(letters, begins, ends)), _joined(data, begins, ends)


def _pieces(data: bytes) -> tuple[_Pieces, _Pieces]:
    """The same with the places where tags were. Slower, and most pages are never asked."""
    low = data.translate(_TABLE)
    if (doubled := _doubled(low)) is not None:
        low = np.frombuffer(low, np.uint8)[~doubled].tobytes()
    letters = np.frombuffer(low, np.uint8)
    begins, ends = _tags(letters)
    cuts = np.flatnonzero(letters == 0)
    tag = np.searchsorted(begins, cuts, "right") - 1  # the one that may hold the cut
    inside = (tag >= 0) & (cuts < np.append(ends, 0)[tag])
    outer, inner = cuts[~inside], cuts[inside]
    starts, stops = np.append(begins, outer), np.append(ends, outer + 1)
    text = _Pieces(low, *_between(letters, np.sort(starts), np.sort(stops)))
    starts, stops = np.append(begins, inner + 1), np.append(ends, inner)
    return text, _Pieces(low, *_single_spaced(letters, np.sort(starts), np.sort(stops)))


class _Pieces:
    """A part of a page with the places where tags were."""

    def __init__(self, low: bytes, starts: _Places, ends: _Places) -> None:
        self.data = _joined(low, starts, ends)
        self._cuts = [0, *np.cumsum(ends - starts).tolist()]  # where each piece begins in `data`

    def is_cut(self, at: int) -> bool:
        """Whether a piece begins or ends at this byte of `data`."""
        return bool(self._cuts[bisect_left(self._cuts, at)] == at)


def _no_mark(byte: bytes) -> bytes:
    return b"" if byte in (_CUT, _APART) else byte


def _doubled(data: bytes) -> NDArray[np.bool_] | None:
    """Which bytes are spaces behind a space."""
    if b"  " not in data:
        return None
    is_space = np.frombuffer(data, np.uint8) == _SPACE
    doubled = np.zeros(len(data), np.bool_)
    np.logical_and(is_space[1:], is_space[:-1], out=doubled[1:])
    return doubled


def _joined(data: bytes, starts: _Places, ends: _Places) -> bytes:
    spans = zip(starts.tolist(), ends.tolist(), strict=True)
    return b"".join([data[start:end] for start, end in spans])


def _between(letters: NDArray[np.uint8], begins: _Places, ends: _Places) -> tuple[_Places, _Places]:
    """What is not empty before, between and behind spans that do not overlap."""
    return _single_spaced(letters, np.append(0, ends), np.append(begins, len(letters)))


def _single_spaced(letters: NDArray[np.uint8], starts: _Places, ends: _Places) -> tuple[_Places, _Places]:
    """Spans that are not empty; of two spaces that are parted between them, one goes."""
    kept = ends > starts
    starts, ends = starts[kept], ends[kept]
    starts[1:] += (letters[starts[1:]] == _SPACE) & (letters[ends[:-1] - 1] == _SPACE)
    return starts, ends
