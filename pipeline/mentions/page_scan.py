"""A page as one run of characters, in which a name stands as it would in the extracted article.

What the full path could find must be found here too, so the page is read as extraction would read it: character
references and the escapes of scripts resolved, in one spelling and lower case, with single spaces, and without
tags (a name may be set in bold by halves). Tags stand behind all text: their attributes hold headlines.

Works on UTF-8 bytes with a few passes of native code each, because this is what most pages cost.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.language.scripts import utf8
from pipeline.mentions.escapes import unescaped
from pipeline.mentions.exchange import Places
from pipeline.mentions.spelling import folded, may_have_case, respelled
from pipeline.mentions.tags import Tags, find_tags

__all__ = ["Flat", "flatten"]

_SPACE = ord(" ")
_CUT, _APART = b"\x00", b"\x01"  # where a tag was, and between parts; a decoded page holds neither

_WHITE = b"\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f"
_SPACED = bytes.maketrans(_WHITE, b" " * len(_WHITE))
_IS_WHITE = np.isin(np.arange(256), list(b" " + _WHITE))
_TABLE = _SPACED.lower()  # lower case for ASCII letters, too


class Around(NamedTuple):
    """A piece of the page as it was written, and the bytes before and after it; no byte where a tag was."""

    before: bytes
    written: bytes
    after: bytes


class Flat:
    """A page as it is searched.

    `text` is what stands in it and then what is in tags, in lower-case UTF-8; `written` is the same with its
    capitals. Where `is_exact` is false, spelling was undone that moves characters, and nothing can be said of what
    a place looked like.
    """

    def __init__(self, data: bytes, *, folds: bool, lowers: bool) -> None:
        self._data = data
        self.written = _searched(data)
        self.text = low = self.written.lower()
        if lowers:
            self.text = folded(low, cased=True)
        elif folds:  # undo spelling that a tag parted
            self.text = respelled(low)[0]
        self.is_exact = self.text == low

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

    def around(self, start: int, end: int) -> Around | None:
        """What stands at bytes `start` to `end` of the text; None when that is not known."""
        pieces = self._pieces
        if not self.is_exact or pieces.data != self.text:
            return None
        before = b"" if pieces.is_cut(start) else pieces.data[start - 1 : start]
        after = b"" if pieces.is_cut(end) else pieces.data[end : end + 1]
        return Around(before, self.written[start:end], after)

    @cached_property
    def _pieces(self) -> _Pieces:
        return _Pieces(self._data)


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
    tags = Tags(data)
    if not len(tags.begins):
        return data
    starts, stops = np.append(0, tags.ends), np.append(tags.begins, len(data))
    breaks = tags.breaks()
    if len(breaks):
        stops[breaks] += 1
        letters = np.frombuffer(data, np.uint8).copy()
        letters[tags.begins[breaks]] = _SPACE
        data = letters.tobytes()
    kept = stops > starts
    kept[1:] &= ~tags.are_styles()
    starts, stops = starts[kept], stops[kept]
    needed = _needed(np.frombuffer(data, np.uint8), starts, stops)
    spans = zip(starts[needed].tolist(), stops[needed].tolist(), strict=True)
    text = _CUT.join([data[start:stop] for start, stop in spans])
    telling = tags.telling()
    spans = zip(tags.begins[telling].tolist(), tags.ends[telling].tolist(), strict=True)
    return _APART.join([text, *[data[start:stop] for start, stop in spans]])


def _needed(letters: NDArray[np.uint8], starts: Places, stops: Places) -> NDArray[np.bool_]:
    """Which of these stretches of text are more than white space behind white space: half of them are not."""
    needed = np.ones(len(starts), np.bool_)
    ends_white = _IS_WHITE[letters[stops - 1]]
    blank = 1 + np.flatnonzero(ends_white[:-1] & ends_white[1:] & _IS_WHITE[letters[starts[1:]]])
    if len(blank):
        borders = np.column_stack((starts[blank], stops[blank])).ravel()
        if borders[-1] == len(letters):
            borders = borders[:-1]
        needed[blank] = np.maximum.reduceat(letters, borders)[::2] > _SPACE
    return needed


def _new_tags(letters: NDArray[np.uint8]) -> tuple[Places, Places]:
    """Those that do not stand by themselves already."""
    begins, ends, _ = find_tags(letters)
    new = (letters[begins - 1] != _APART[0]) | (begins == 0)
    return begins[new], ends[new]


# --- spaces and tags ---------------------------------------------------------------------------------------------


def _searched(data: bytes) -> bytes:
    """The page with single spaces, and with tags that were written as references behind it."""
    data = data.translate(_SPACED, _CUT)
    if (doubled := _doubled(data)) is not None:
        data = np.frombuffer(data, np.uint8)[~doubled].tobytes()
    letters = np.frombuffer(data, np.uint8)
    begins, ends = _new_tags(letters)
    return _joined(data, *_between(letters, begins, ends)) + _joined(data, begins, ends)


class _Pieces:
    """The same in lower case, with the places where tags were. Slower, and most pages are never asked."""

    def __init__(self, data: bytes) -> None:
        low = data.translate(_TABLE)
        if (doubled := _doubled(low)) is not None:
            low = np.frombuffer(low, np.uint8)[~doubled].tobytes()
        letters = np.frombuffer(low, np.uint8)
        begins, ends = _new_tags(letters)
        cuts = np.flatnonzero(letters == 0)
        tag = np.searchsorted(begins, cuts, "right") - 1  # the one that may hold the cut
        inside = (tag >= 0) & (cuts < np.append(ends, 0)[tag])
        outer, inner = cuts[~inside], cuts[inside]
        gaps, after_gaps = np.sort(np.append(begins, outer)), np.sort(np.append(ends, outer + 1))
        text = _between(letters, gaps, after_gaps)
        in_tags = np.sort(np.append(begins, inner + 1)), np.sort(np.append(ends, inner))
        starts, stops = np.hstack((text, _single_spaced(letters, *in_tags)))
        self.data = _joined(low, starts, stops)
        self._cuts = [0, *np.cumsum(stops - starts).tolist()]  # where each piece begins in `data`

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


def _joined(data: bytes, starts: Places, ends: Places) -> bytes:
    spans = zip(starts.tolist(), ends.tolist(), strict=True)
    return b"".join([data[start:end] for start, end in spans])


def _between(letters: NDArray[np.uint8], begins: Places, ends: Places) -> tuple[Places, Places]:
    """What is not empty before, between and behind spans that do not overlap."""
    return _single_spaced(letters, np.append(0, ends), np.append(begins, len(letters)))


def _single_spaced(letters: NDArray[np.uint8], starts: Places, ends: Places) -> tuple[Places, Places]:
    """Spans that are not empty; of two spaces that are parted between them, one goes."""
    kept = ends > starts
    starts, ends = starts[kept], ends[kept]
    starts[1:] += (letters[starts[1:]] == _SPACE) & (letters[ends[:-1] - 1] == _SPACE)
    return starts, ends
