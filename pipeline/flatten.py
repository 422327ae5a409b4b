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
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from pipeline.scripts import fold, lower, utf8

__all__ = ["Flat", "flatten"]

_Places: TypeAlias = NDArray[np.int64]

_SPACE, _SLASH, _OPEN, _CLOSE = b" /<>"
_CUT, _APART = b"\x00", b"\x01"  # where a tag was, and between parts; a decoded page holds neither

# Tags whose attributes are no part of any article, by their first four letters, the longer ones with a space behind
# those. Others stay: what looks like a tag may be a comparison in a script, and data up to the next one.
_BARE_TAGS = (
    b"div |img |svg |nav |use |a hr|a cl|a da|a ta|a re|a on|a id|a st|a ti|a ar|li c|li i|li d|ul c|ul i|p cl|p st"
    b"|p da|td c|td s|tr c|h1 c|h2 c|h3 c|h4 c|i cl|em c|span|rect|link|path"
)
_LONGER = (b"span", b"rect", b"link", b"path")

# Lower case for ASCII letters, spaces for white space.
_TABLE = bytes.maketrans(bytes(range(65, 91)) + b"\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f", bytes(range(97, 123)) + b" " * 9)

# Without a semicolon only the old names count (HTML, named character references), or every & in an address would.
_REFERENCE = re.compile(
    rb"&(?:#[0-9]{1,8};?|#[xX][0-9a-fA-F]{1,6};?|[a-zA-Z][a-zA-Z0-9]{1,31};"
    rb"|(?:nbsp|shy|amp|AMP|quot|QUOT|[lL][tT]|[gG][tT]|[a-zA-Z](?:acute|grave|circ|uml|tilde|cedil|ring|slash)))"
)
_WHOLE_REFERENCE = re.compile(rb"&(?:#[0-9xX]|[a-zA-Z]{2,8};)")
# JavaScript and JSON, also in strings of JSON in strings of JSON.
_ESCAPE = re.compile(
    rb"\\\\{0,7}(?:(u[0-9a-fA-F]{4}(?:\\{1,8}u[0-9a-fA-F]{4})*)|x([0-9a-fA-F]{2})|([nrtbf])|(['&]))"
)
_UNIT = re.compile(rb"u([0-9a-fA-F]{4})")

# What only whole folding can undo: combining marks, syllables in pieces, full-width forms, rare invisible
# characters. The lead byte is looked for first, which costs next to nothing.
_FOLDED = (
    (b"\xcc", re.compile(b"\xcc")),
    (b"\xcd", re.compile(b"\xcd")),
    (b"\xd8", re.compile(b"\xd8\x9c")),
    (b"\xe1", re.compile(b"\xe1(?:\x9a\x80|\xa0\x8e|[\x84-\x87])")),
    (b"\xe0", re.compile(b"\xe0[\xa4-\xad]")),  # scripts of India have letters that are composed of two
    (b"\xef", re.compile(b"\xef[\xac\xb8\xbc-\xbf]")),
)
_CASED = re.compile(b"[\xc3-\xd4]")
# What is replaced where it stands: no-break spaces and soft hyphens;
# an apostrophe; spaces, joiners, hyphens, quotes and directions; wide spaces; byte-order marks.
_REPLACED = (
    (b"\xc2", re.compile(b"\xc2[\xa0\xad]")),
    (b"\xca", re.compile(b"\xca\xbc")),
    (b"\xe2", re.compile(b"\xe2(?:\x80[\x80-\x92\x98\x99\x9b\xa8-\xaf]|\x81[\x9f-\xa4])")),
    (b"\xe3", re.compile(b"\xe3\x80\x80")),
    (b"\xef", re.compile(b"\xef\xbb\xbf")),
)

_known: dict[bytes, bytes] = {}  # what a reference or a rare character stands for; bounded
_MOST_KNOWN = 4096


class Around(NamedTuple):
    """A piece of the page as it was written, and the bytes before and after it; no byte where a tag was."""

    before: bytes
    written: bytes
    after: bytes


class Flat:
    """One part of a page: what to search, and how to look at a place of it more closely.

    `data` is lower-case UTF-8. Where `is_exact` is false, spelling was undone that moves characters, and `around`
    cannot tell.
    """

    def __init__(self, page: _Page, starts: _Places, ends: _Places) -> None:
        low = page.low
        spans = zip(starts.tolist(), ends.tolist(), strict=True)
        self.data = b"".join([low[start:end] for start, end in spans])
        self.is_exact = True
        self._page = page
        self._starts = starts
        self._ends = ends

    def fold_again(self, *, cased: bool) -> None:
        """Undo spelling that a tag parted, and with `cased` capitals beyond ASCII."""
        folded = _folded(self.data, cased=cased)
        self.is_exact = self.is_exact and folded == self.data
        self.data = folded

    @cached_property
    def _cuts(self) -> list[int]:
        """Where each slice of the page begins in `data`, and where the last one ends."""
        return [0, *np.cumsum(self._ends - self._starts).tolist()]

    def around(self, start: int, end: int) -> Around:
        """What stands at bytes `start` to `end`."""
        cuts = self._cuts
        at = bisect_right(cuts, start) - 1
        opens = start == cuts[at]
        written, position = b"", start
        while position < end:
            stop = min(end, cuts[at + 1])
            shift = int(self._starts[at]) - cuts[at]
            written += self._page.written[position + shift : stop + shift]
            position, at = stop, at + 1
        closes = end == cuts[at]
        return Around(
            b"" if opens else self.data[start - 1 : start],
            written,
            b"" if closes else self.data[end : end + 1],
        )


def flatten(text: str, *, markup: bool = True, cased: bool = False) -> Iterator[Flat]:
    """The parts of a page (decoded HTML, or plain text when it is no `markup`): its text, then what is in tags.

    `cased` says that letters beyond ASCII are looked for in lower case.
    """
    data = utf8(text)
    data = _resolved(_without_tags(data) if markup else data)
    lowers = False
    if not data.isascii():
        data = _respelled(data)
        lowers = cased and _CASED.search(data) is not None
    for part in _parts(_Page(data)):
        if lowers or (not part.data.isascii() and _needs_folding(part.data)):
            part.fold_again(cased=lowers)
        yield part


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
    marks = np.flatnonzero((letters == _OPEN) | (letters == _CLOSE))
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
    units, byte, control, mark = found.groups()
    if units:
        text = "".join([chr(int(unit, 16)) for unit in _UNIT.findall(units)])
        return utf8(text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"))
    if byte:
        return utf8(chr(int(byte, 16)))
    return b" " if control else mark


# --- spelling ----------------------------------------------------------------------------------------------------


def _respelled(data: bytes) -> bytes:
    if _needs_folding(data):
        return _folded(data, cased=False)
    for lead, pattern in _REPLACED:
        if lead in data:
            data = pattern.sub(_plain, data)
    return data


def _needs_folding(data: bytes) -> bool:
    return any(lead in data and pattern.search(data) for lead, pattern in _FOLDED)


def _folded(data: bytes, *, cased: bool) -> bytes:
    text = fold(unicodedata.normalize("NFC", data.decode("utf-8", "surrogatepass"))).text
    return utf8(lower(text) if cased else text)


def _plain(found: re.Match[bytes]) -> bytes:
    mark = found[0]
    plain = _known.get(mark)
    return _learn(mark, utf8(fold(mark.decode("utf-8", "surrogatepass")).text)) if plain is None else plain


def _learn(key: bytes, value: bytes) -> bytes:
    if len(_known) < _MOST_KNOWN:
        _known[key] = value
    return value


# --- spaces and tags ---------------------------------------------------------------------------------------------


class _Page:
    """A page with single spaces, in lower case and as written."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._kept: NDArray[np.bool_] | None = None
        self.low = data.translate(_TABLE)
        if b"  " in self.low:
            letters = np.frombuffer(self.low, np.uint8)
            is_space = letters == _SPACE
            self._kept = np.ones(len(letters), np.bool_)
            np.logical_not(is_space[1:] & is_space[:-1], out=self._kept[1:])
            self.low = letters[self._kept].tobytes()

    @cached_property
    def written(self) -> bytes:
        """What `low` is the lower case of."""
        if self._kept is None:
            return self._data
        return np.frombuffer(self._data, np.uint8)[self._kept].tobytes()


def _parts(page: _Page) -> Iterator[Flat]:
    """The text between tags, then the tags: those that were kept, and those that were written as references."""
    letters = np.frombuffer(page.low, np.uint8)
    begins, ends = _tags(letters)
    cuts = np.flatnonzero(letters == 0)
    tag = np.searchsorted(begins, cuts, "right") - 1  # the one that may hold the cut
    inside = (tag >= 0) & (cuts < np.append(ends, 0)[tag])
    outer, inner = cuts[~inside], cuts[inside]
    yield Flat(page, *_between(letters, np.append(begins, outer), np.append(ends, outer + 1)))
    starts = np.sort(np.append(begins, inner + 1))
    yield Flat(page, starts, np.sort(np.append(ends, inner)))


def _between(letters: NDArray[np.uint8], begins: _Places, ends: _Places) -> tuple[_Places, _Places]:
    """What is not empty before, between and behind spans that do not overlap."""
    starts, stops = np.append(0, np.sort(ends)), np.append(np.sort(begins), len(letters))
    kept = stops > starts
    starts, stops = starts[kept], stops[kept]
    # Of two spaces that a span parted, one goes.
    starts[1:] += (letters[starts[1:]] == _SPACE) & (letters[stops[:-1] - 1] == _SPACE)
    return starts, stops
