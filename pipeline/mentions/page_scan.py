"""A page as one run of characters, in which a name stands as it would in the extracted article.

What the full path could find must be found here too, so the page is read as extraction would read it: character
references and the escapes of scripts resolved, in one spelling and lower case, with single spaces, and without
tags (a name may be set in bold by halves). Tags are a part of their own: their attributes hold headlines.

Works on UTF-8 bytes with a few passes of native code each, because this is what most pages cost.
"""

from __future__ import annotations

import string
from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from pipeline.language.scripts import utf8
from pipeline.mentions.escapes import unescaped
from pipeline.mentions.spelling import folded, may_have_case, respelled

__all__ = ["Flat", "flatten"]

_Places: TypeAlias = NDArray[np.int64]

_SPACE, _SLASH, _OPEN, _CLOSE = b" /<>"
_EITHER = np.uint8(~(_OPEN ^ _CLOSE) & 0xFF)  # < and > differ in one bit
_CUT, _APART = b"\x00", b"\x01"  # where a tag was, and between parts; a decoded page holds neither

# Tags without attributes, and those whose attributes are no part of any article, by their first four letters, the
# longer ones with a space or the end behind those. Others stay: what looks like a tag may be a comparison in a
# script, and data up to the next one.
_BARE_TAGS = (
    b"div |img |svg |nav |use |a hr|a cl|a da|a ta|a re|a on|a id|a st|a ti|a ar|li c|li i|li d|ul c|ul i|p cl|p st"
    b"|p da|td c|td s|tr c|h1 c|h2 c|h3 c|h4 c|i cl|em c|span|rect|link|path"
    b"|p>|b>|i>|br>|br/>|br /|em>|h1>|h2>|h3>|h4>|li>|td>|th>|tr>|ul>|div>"
)
_LONGER = (b"span", b"rect", b"link", b"path")

_WHITE = b"\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f"
_SPACED = bytes.maketrans(_WHITE, b" " * len(_WHITE))
_TABLE = _SPACED.lower()  # lower case for ASCII letters, too


class Around(NamedTuple):
    """A piece of the page as it was written, and the bytes before and after it; no byte where a tag was."""

    before: bytes
    written: bytes
    after: bytes


class Flat:
    """A page as it is searched.

    `parts` are its text and then what is in tags, in lower-case UTF-8; `written` are the same with their capitals.
    Where `is_exact` is false, spelling was undone that moves characters, and nothing can be said of what a place
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
        again = folded(part, cased=True) if lowers else respelled(part)[0]
        self.is_exact = self.is_exact and again == part
        return again

    def unparted(self, written: bytes) -> list[Around]:
        """What stands around these letters wherever no tag parts them, and no other white space than here."""
        found = []
        start = self._data.find(written)
        while start >= 0:
            end = start + len(written)
            before, after = self._data[start - 1 : start], self._data[end : end + 1]
            found.append(Around(_no_mark(before), written, _no_mark(after)))
            start = self._data.find(written, start + 1)
        return found

    def around(self, part: int, start: int, end: int) -> Around | None:
        """What stands at bytes `start` to `end` of a part; None when that is not known."""
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
    data = unescaped(_without_tags(data) if markup else data)
    if data.isascii():
        return Flat(data, folds=False, lowers=False)
    data, folds = respelled(data)
    return Flat(data, folds=folds, lowers=cased and may_have_case(data))


def _without_tags(data: bytes) -> bytes:
    """The text with `_CUT` where tags were, and behind it the tags that may hold a name; no style sheets."""
    padded = data + b" " * 6  # so that there are six letters of a tag
    letters = np.frombuffer(padded, np.uint8)
    begins, ends = _tags(letters)
    if not len(begins):
        return data
    names: NDArray[np.uint32] = np.ndarray(len(data), "<u4", padded, 1, (1,))[begins]  # the first four letters
    names &= _INSIDE[np.minimum(ends - begins, len(_INSIDE) - 1)]
    starts, stops = np.append(0, ends), np.append(begins, len(data))
    breaks = _breaks(letters, begins, names)
    if len(breaks):
        stops[breaks] += 1
        letters = letters.copy()
        letters[begins[breaks]] = _SPACE
        data = letters.tobytes()
    kept = stops > starts
    kept[1:] &= names != _STYLE
    spans = zip(starts[kept].tolist(), stops[kept].tolist(), strict=True)
    text = _CUT.join([data[start:stop] for start, stop in spans])
    telling = ~_is_bare(letters, begins, names)
    spans = zip(begins[telling].tolist(), ends[telling].tolist(), strict=True)
    return _APART.join([text, *[data[start:stop] for start, stop in spans]])


def _breaks(letters: NDArray[np.uint8], begins: _Places, names: NDArray[np.uint32]) -> _Places:
    """Which tags end a line as a space would: Nora<br>Whitlock. Hangul is looked for as if nothing were there:
    한도<br>윤."""
    breaks = np.flatnonzero(names & 0xDFDF == _BREAK)
    begins = begins[breaks]
    before = letters[begins - 1]
    ends = _IS_LATIN[before] & (begins > 0) & (letters[begins + 3] < ord("A"))
    found: _Places = breaks[ends]
    return found


def _tags(letters: NDArray[np.uint8]) -> tuple[_Places, _Places]:
    """Where tags begin and end. A tag is what stands between < and > without another of them."""
    marks = np.flatnonzero(letters & _EITHER == _OPEN)
    kinds = letters[marks]
    opened = np.flatnonzero((kinds[:-1] == _OPEN) & (kinds[1:] == _CLOSE))
    return marks[opened], marks[opened + 1] + 1


def _is_bare(letters: NDArray[np.uint8], begins: _Places, names: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Which tags close, or hold nothing that is read."""
    known: NDArray[np.bool_] = _BARE[_slot(names)] == names
    longer = np.flatnonzero(known & (_LONG[_slot(names)] == names))
    known[longer] = _ENDS_NAME[letters[begins[longer] + 5]]
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


_STYLE, _BREAK = _number(b"styl"), _number(b"BR")
_INSIDE = np.array([0, 0, 0, 0xFFFF, 0xFFFFFF, 0xFFFFFFFF], np.uint32)  # what belongs to a tag of so many bytes
_ENDS_NAME = np.isin(np.arange(256), [_SPACE, _CLOSE])
_IS_LATIN = np.isin(np.arange(256), np.frombuffer(string.ascii_letters.encode() + b".,", np.uint8))
_BARE = _table(_BARE_TAGS.split(b"|"))
_LONG = _table(_LONGER)


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
