"""The tags of a page, and which of them hold what somebody may read, told without parsing.

All are looked at at once: what a tag is, its first four letters say, as a number.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from pipeline.mentions.exchange import Places

__all__ = ["Tags", "find_tags"]

_SLASH, _OPEN, _CLOSE = b"/<>"
_EITHER = np.uint8(~(_OPEN ^ _CLOSE) & 0xFF)  # < and > differ in one bit

# Tags without attributes, and those whose attributes are no part of any article, by their first four letters, which
# must be there; and longer ones by their whole name. Others stay: what looks like a tag may be a comparison in a
# script, and data up to the next one.
_BARE_TAGS = (
    b"div |div\n|div\t|img |img\n|svg |nav |use |a hr|a cl|a da|a ta|a re|a ro|a on|a id|a st|a ti|a ar|p cl|p st"
    b"|p da|li c|li i|li d|li s|li r|ul c|ul i|ul r|ol c|dl c|dt c|dd c|td c|td s|tr c|h1 c|h2 c|h2 i|h3 c|h3 i"
    b"|h4 c|i cl|b cl|em c|p>|b>|i>|br>|br/>|br /|em>|h1>|h2>|h3>|h4>|li>|td>|th>|tr>|ul>|div>"
)
_LONGER = (
    b"article|aside|body|button|figure|footer|form|header|iframe|image|input|label|link|main|option|path|picture|rect|script"
    b"|section|small|source|span|strong|style|symbol|table|time"
)

_RAW = b"scri|titl|xmp>|nofr|noem"  # all that stands in these is text to a parser


def find_tags(letters: NDArray[np.uint8]) -> tuple[Places, Places, Places]:
    """Where tags begin and end, and where else a < is before the last of them. A tag is what stands between < and >
    without another of them."""
    marks = np.flatnonzero(letters & _EITHER == _OPEN)
    opens = letters[marks] == _OPEN
    opened = np.flatnonzero(opens[:-1] > opens[1:])
    return marks[opened], marks[opened + 1] + 1, marks[:-1][opens[:-1] & opens[1:]]


class Tags:
    """Where the tags of a page in UTF-8 begin and end, and what they are."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        padded = data + bytes(_LONGEST)  # so that there are as many letters of each
        self._letters = letters = np.frombuffer(padded, np.uint8)
        self._first_letters: NDArray[np.uint32] = np.ndarray(len(data), "<u4", padded, 1, (1,))
        self.begins, self.ends, self._unclosed = find_tags(letters)
        self._names = self._first_letters[self.begins]
        self._names &= _INSIDE[np.minimum(self.ends - self.begins, len(_INSIDE) - 1)]

    def are_styles(self) -> NDArray[np.bool_]:
        """Which of them begin a style sheet, or end one."""
        styles: NDArray[np.bool_] = self._names == _STYLE
        return styles

    def breaks(self) -> Places:
        """Which of them end a line as a space would: Nora<br>Whitlock. Hangul is looked for as if nothing were
        there: 한도<br>윤."""
        breaks = np.flatnonzero(self._names & 0xDFDF == _BREAK)
        begins = self.begins[breaks]
        before = self._letters[begins - 1]
        found: Places = breaks[_IS_LATIN[before] & (begins > 0) & (self._letters[begins + 3] < ord("A"))]
        return found

    def telling(self) -> NDArray[np.bool_]:
        """Which of them hold something that may be read: not those that close, nor those without attributes that
        are read, but where they are none to a parser."""
        slots = _slot(self._names)
        known: NDArray[np.bool_] = _KNOWN[slots] == self._names
        kinds = _KINDS[slots]
        closing = self._letters[self.begins + 1] == _SLASH
        bare = known & _ENDS_NAME[self._letters[self.begins + (kinds & _LENGTH)]]
        borders = np.flatnonzero(known & (kinds >= _IS_RAW))
        for first, after in self._in_text(borders, closing[borders]):
            bare[first:after] &= self.ends[first:after] - self.begins[first:after] <= _SHORT
        telling: NDArray[np.bool_] = ~(bare | closing)
        return telling

    def _in_text(self, borders: Places, closing: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
        """Stretches of what looks like tags in a script, a title or a description, from the first to the one behind
        the last. `borders` are the tags of scripts and titles."""
        inside, first = False, 0
        for border, closes in zip(borders.tolist(), closing.tolist(), strict=True):
            if first < border and (inside or closes):
                yield first, border
            inside, first = not closes, border + 1
        if inside:
            yield first, len(self.begins)
        if (unsure := self._unsure()) is not None:
            yield unsure, len(self.begins)

    def _unsure(self) -> int | None:
        """The first tag behind a < or > that may stand in a description: <meta content="a > b">"""
        unclosed = self._unclosed[self._first_letters[self._unclosed] & _CAPITALS == _META]
        if len(unclosed):
            return int(np.searchsorted(self.begins, unclosed[0]))
        metas = np.flatnonzero(self._names & _CAPITALS == _META)
        for at in metas[~_ENDS_ATTRIBUTE[self._letters[self.ends[metas] - 2]]].tolist():
            if not _WHOLE_TAG.fullmatch(self._data, self.begins[at], self.ends[at]):
                return int(at)
        return None


def _number(name: bytes) -> np.uint32:
    return np.uint32(int.from_bytes(name, "little"))


def _slot(names: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Where a number stands in a table without collisions (checked when it is made)."""
    slots: NDArray[np.uint32] = names * np.uint32(0x9027C4D1) >> np.uint32(21)
    return slots


def _table(values: Mapping[bytes, int]) -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
    """Names in their slots, and their values there."""
    numbers = np.array([_number(name) for name in values], np.uint32)
    slots = _slot(numbers)
    if len(set(slots.tolist())) != len(numbers):
        raise AssertionError("two tags in one slot")
    table, beside = np.zeros(1 << 11, np.uint32), np.zeros(1 << 11, np.uint8)
    table[slots], beside[slots] = numbers, list(values.values())
    return table, beside


_LONGEST = max(map(len, _LONGER.split(b"|"))) + 2
_SHORT = 5  # bytes of a tag without attributes, at most: <div>
_WHOLE_TAG = re.compile(rb"""[^"']*+(?:(?:"[^"]*+"|'[^']*+')[^"']*+)*+""")  # no quote is open at its end
_CAPITALS = np.uint32(0xDFDFDFDF)
_STYLE, _BREAK, _META = _number(b"styl"), _number(b"BR"), _number(b"META")
_INSIDE = np.array([0, 0, 0, 0xFFFF, 0xFFFFFF, 0xFFFFFFFF], np.uint32)  # what belongs to a tag of so many bytes
_ENDS_NAME = np.isin(np.arange(256), list(b" \t\n\r\f<>"))  # < is where a tag begins
_ENDS_ATTRIBUTE = np.isin(np.arange(256), list(b"\"'/"))  # before the > of a tag
_IS_LATIN = np.isin(np.arange(256), np.frombuffer(string.ascii_letters.encode() + b".,", np.uint8))
_IS_RAW, _LENGTH = 0x80, 0x7F  # of a kind: how far behind the < a longer name must end


def _kinds() -> dict[bytes, int]:
    kinds = dict.fromkeys(_BARE_TAGS.split(b"|"), 0)
    kinds |= {name[:4]: len(name) + 1 for name in _LONGER.split(b"|")}
    for name in _RAW.split(b"|"):
        for tag in (name, b"/" + name[:3], name.upper(), b"/" + name[:3].upper()):
            kinds[tag] = kinds.get(tag, 1) | _IS_RAW
    return kinds


_KNOWN, _KINDS = _table(_kinds())
