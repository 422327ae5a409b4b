"""Hangul and Latin letters, and the folding that matching happens on.

Folding makes two spellings of the same characters equal: composed and decomposed syllables, full-width and
plain letters, the many spaces, hyphens and apostrophes. Every folded character remembers where it came from, so
a span found in folded text is reported in code points of the text that was given.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Folded", "Script", "ends_in_consonant", "fold", "is_hangul", "is_latin", "lower", "script_of", "spell"]

_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff"
_ODD = re.compile(
    f"[{_SPACES}{_INVISIBLE}\u0300-\u036f\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff\u2010-\u2012\u2018\u2019\u201b\u02bc"
    "\uff01-\uff5e\uffa0-\uffdc]"
)
_CLUSTER = re.compile(
    r"[\u1100-\u115f\ua960-\ua97f]+[\u1160-\u11a7\ud7b0-\ud7ca]+[\u11a8-\u11ff\ud7cb-\ud7ff]*[\u0300-\u036f]*"
    r"|[가-힣][\u11a8-\u11ff]+"
    r"|[^\u0300-\u036f][\u0300-\u036f]+"
    r"|.",
    re.DOTALL,
)
_SPACE = re.compile(f"[{_SPACES}]")
_DROPPED = re.compile(f"[{_INVISIBLE}]")
_PLAIN = str.maketrans(
    {"\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2018": "'", "\u2019": "'", "\u201b": "'", "\u02bc": "'"}
)


class Script(StrEnum):
    """What a name is written in."""

    HANGUL = "hangul"
    LATIN = "latin"
    MIXED = "mixed"


def is_hangul(char: str) -> bool:
    """Whether this is a composed Hangul syllable."""
    return "가" <= char <= "힣"


def is_latin(char: str) -> bool:
    """Whether this is a letter of the Latin, Greek or Cyrillic alphabet: scripts with spaces and capitals."""
    return char.isalpha() and (char < "\u0590" or "\u1e00" <= char <= "\u1fff")


def script_of(word: str) -> Script:
    """The script of a name; digits and marks do not count."""
    hangul = any(map(is_hangul, word))
    other = any(char.isalpha() and not is_hangul(char) for char in word)
    if hangul and other:
        return Script.MIXED
    return Script.HANGUL if hangul else Script.LATIN


def ends_in_consonant(word: str) -> bool | None:
    """Whether the last syllable has a final consonant; None when it is no Hangul syllable."""
    if not word or not is_hangul(word[-1]):
        return None
    return (ord(word[-1]) - 0xAC00) % 28 != 0


def lower(text: str) -> str:
    """Lower case without a change of length (``İ`` stays as it is)."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)


def spell(text: str) -> str:
    """One spelling for all ways to write the same characters, single spaces, none at the ends."""
    return " ".join(fold(text).text.split())


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text. `starts` and `ends` give, for every folded character, the code points of the original it
    stands for; None when folding changed nothing.
    """

    text: str
    starts: tuple[int, ...] | None = None
    ends: tuple[int, ...] | None = None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original text that a span of the folded text came from."""
        if self.starts is None or self.ends is None or start >= end:
            return start, end
        return self.starts[start], self.ends[end - 1]

    def folded(self, position: int) -> int:
        """The folded position at or before a position of the original."""
        if self.starts is None:
            return position
        return max(0, bisect_right(self.starts, position) - 1)


def fold(text: str) -> Folded:
    """Fold a text for matching (see the module's docstring).

    Spans of the result convert back by `Folded.original`. Text that is folded already, nearly all there is, costs
    one regular expression and no map.
    """
    if not _ODD.search(text):
        return Folded(text)
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for found in _CLUSTER.finditer(text):
        cluster = found.group()
        plain = cluster if len(cluster) == 1 and not _ODD.match(cluster) else _fold_cluster(cluster)
        chars.extend(plain)
        starts.extend([found.start()] * len(plain))
        ends.extend([found.end()] * len(plain))
    return Folded("".join(chars), tuple(starts), tuple(ends))


def _fold_cluster(cluster: str) -> str:
    plain = _SPACE.sub(" ", _DROPPED.sub("", cluster)).translate(_PLAIN)
    plain = "".join(unicodedata.normalize("NFKC", char) if "\uff01" <= char <= "\uffdc" else char for char in plain)
    return unicodedata.normalize("NFC", plain)
