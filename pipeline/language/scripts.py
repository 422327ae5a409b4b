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

__all__ = [
    "Folded",
    "Script",
    "comparable",
    "ends_in_consonant",
    "fold",
    "has_hangul",
    "is_hangul",
    "is_latin",
    "lower",
    "script_of",
    "spell",
    "utf8",
    "without_invisible",
]

_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
# What shows nothing: soft hyphens, zero-width spaces, directions, byte-order marks.
_SHOWS_NOTHING = "\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\ufeff"
_CONTROLS = "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # but for those that are white space
# What shows nothing by itself but shapes its neighbours: joiners and selectors of emoji and of scripts of Asia.
_SHAPES = "\u034f\u200c\u200d\ufe00-\ufe0f"
_INVISIBLE = _SHOWS_NOTHING + _SHAPES
_MARKS = "\u0300-\u034e\u0350-\u036f"
_SIMPLE = f"{_SPACES}{_INVISIBLE}\u2010-\u2012\u2018\u2019\u201b\u02bc\uff01-\uff5e\uffa0-\uffdc"
_JAMO = "\u1161-\u1175\u11a8-\u11c2"
_ODD = re.compile(f"[{_SIMPLE}{_MARKS}{_JAMO}]")
# What combines with the character before it: marks with letters, vowels and finals with initials and syllables.
_COMBINES = re.compile(f"[{_MARKS}]+|[\u1161-\u1175][\u11a8-\u11c2]?|[\u11a8-\u11c2]")
_SPACE = re.compile(f"[{_SPACES}]")
_DROPPED = re.compile(f"[{_INVISIBLE}]")
_UNSHOWN = re.compile(f"[{_SHOWS_NOTHING}{_CONTROLS}]")
_HANGUL = re.compile("[가-힣]")
_PLAIN = str.maketrans(
    {"\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2018": "'", "\u2019": "'", "\u201b": "'", "\u02bc": "'"}
)
_EVEN = str.maketrans("“”„‟«»‘’‚‛´`–—‒―‑\u00a0", "\"\"\"\"\"\"''''''-----\x20")


class Script(StrEnum):
    """What a name is written in."""

    HANGUL = "hangul"
    LATIN = "latin"
    MIXED = "mixed"


def is_hangul(char: str) -> bool:
    """Whether this is a composed Hangul syllable."""
    return "가" <= char <= "힣"


def has_hangul(text: str) -> bool:
    """Whether a composed Hangul syllable is anywhere in the text."""
    return _HANGUL.search(text) is not None


def is_latin(char: str) -> bool:
    """Whether this is a letter of the Latin, Greek or Cyrillic alphabet: scripts with spaces and capitals."""
    return char.isalpha() and (char < "\u0590" or "\u1e00" <= char <= "\u1fff")


def script_of(word: str) -> Script:
    """The script of a name; digits and marks do not count."""
    hangul = has_hangul(word)
    foreign = any(char.isalpha() and not is_hangul(char) for char in word)
    if hangul and foreign:
        return Script.MIXED
    return Script.HANGUL if hangul else Script.LATIN


def ends_in_consonant(word: str) -> bool | None:
    """Whether the last syllable has a final consonant; None when it is no Hangul syllable."""
    if not word or not is_hangul(word[-1]):
        return None
    return (ord(word[-1]) - 0xAC00) % 28 != 0


def utf8(text: str) -> bytes:
    """The bytes that names are looked for in; half a surrogate pair is no error."""
    return text.encode("utf-8", "surrogatepass")


def lower(text: str) -> str:
    """Lower case without a change of length (``İ`` stays as it is)."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)


def spell(text: str) -> str:
    """One spelling for all ways to write the same characters, single spaces, none at the ends."""
    return " ".join(fold(text).text.split())


def without_invisible(text: str) -> str:
    """The text as a reader sees it: without control characters and characters that show nothing.

    White space stays, and so do joiners, without which an emoji falls into its parts.
    """
    return text if text.isprintable() else _UNSHOWN.sub("", text)


def comparable(text: str) -> str:
    """The form under which two texts are compared: NFKC, lower case, plain quotes and dashes, single spaces,
    nothing invisible.
    """
    if text.isascii():
        return " ".join(text.replace("`", "'").lower().split())
    plain = unicodedata.normalize("NFKC", _DROPPED.sub("", text.translate(_EVEN)))
    return " ".join(plain.lower().split())


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text and how its positions relate to the original: the character at `at[i]` came from
    `originals[i]`, and those after it, up to the next entry, from the characters after that.
    """

    text: str
    at: tuple[int, ...] = ()
    originals: tuple[int, ...] = ()

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original text that a span of the folded text came from; no empty spans."""
        return self._original(start), self._original(end - 1, ending=True)

    def folded(self, position: int) -> int:
        """Where a position of the original stands in the folded text."""
        i = bisect_right(self.originals, position) - 1
        if i < 0:
            return position
        limit = self.at[i + 1] if i + 1 < len(self.at) else len(self.text)
        return min(self.at[i] + position - self.originals[i], limit)

    def _original(self, position: int, *, ending: bool = False) -> int:
        """Where a folded character begins, or ends, in the original."""
        i = bisect_right(self.at, position) - 1
        begin = position if i < 0 else self.originals[i] + position - self.at[i]
        if not ending:
            return begin
        following = self.originals[i + 1] if i + 1 < len(self.at) and self.at[i + 1] == position + 1 else None
        return begin + 1 if following is None else following


def fold(text: str) -> Folded:
    """Fold a text for matching (see the module's docstring).

    Spans of the result convert back by `Folded.original`. Costs one regular expression, and a little for every
    character that changes.
    """
    pieces: list[str] = []
    at: list[int] = []
    originals: list[int] = []
    done = length = seen = 0
    for match in _ODD.finditer(text):
        start, end = match.span()
        if start < max(done, seen):
            continue
        combined = _COMBINES.match(text, start)
        if combined:
            start, end = max(done, start - 1), combined.end()
        plain = _fold_cluster(text[start:end])
        if len(plain) > 1:
            seen = end  # marks that do not combine: left as they are
            continue
        pieces += (text[done:start], plain)
        length += start - done + len(plain)
        done = end
        if end - start != len(plain):
            at += (length - len(plain), length)
            originals += (start, end)
    if not done:
        return Folded(text)
    return Folded("".join([*pieces, text[done:]]), tuple(at), tuple(originals))


def _fold_cluster(cluster: str) -> str:
    plain = _SPACE.sub(" ", _DROPPED.sub("", cluster)).translate(_PLAIN)
    plain = "".join(unicodedata.normalize("NFKC", char) if "\uff01" <= char <= "\uffdc" else char for char in plain)
    return unicodedata.normalize("NFC", plain)
