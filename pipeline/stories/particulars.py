"""What an article is about, as sets of small units: the words of headline and lead, and its particulars.

Words are compared without their endings: Korean by pairs of syllables inside a word, alphabets by the first
letters. Particulars are what an announcement cannot be told without: figures, names, quoted titles.
"""

from __future__ import annotations

import re

__all__ = ["particulars", "words"]

_WORD = re.compile(r"\d[\d,.]*|[^\W\d_ᄀ-￿]+|[^\W\d_a-zA-Z]+")
_STEM = 6
_FUNCTION_WORDS = frozenset(
    """about above according after again against also although always among another around because been before being
    between both came come could does doing done down during each ever every from further gets give goes going have
    having here himself however into itself just know last like made make many more most much must never next only
    other over people said same says should since some still such take than that their them then there these they
    this those through time today told under until upon very want week were what when where which while will with
    within without would year years your the and but for not his her its was are has had who how why you she our out
    off one two new all may can now day get got see""".split()
)
_SHORT_WORD = 4

_FIGURE = re.compile(r"(?<![\d.,])(\d[\d,.]*)\s?([^\W\d_]?)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_CALENDAR = frozenset("년월일시분")
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9]+")
_NAME = re.compile(r"(?<=[^\W_A-Z][,;:'’\"”)]\ )[A-Z][\w’'-]+|(?<=[^\W_A-Z]\ )[A-Z][\w’'-]+")
_POSSESSIVE = re.compile(r"['’]s?$")
_QUOTED = re.compile(r"['‘<〈《「『\"“]([^\n'‘’<>〈〉《》「」『』\"“”]{2,30})['’>〉》」』\"”]")
_NAME_STEM = 8


def words(text: str, *, dense: bool) -> frozenset[str]:
    """The units of the words in `text` (NFKC) that carry meaning."""
    found: set[str] = set()
    for word in _WORD.findall(text):
        if word[0].isdigit():
            found.add(word.replace(",", "").rstrip("."))
        elif not word[0].isascii() and dense:
            found.update(word[at : at + 2] for at in range(len(word) - 1))
        elif dense:
            if len(word) > 1:
                found.add(word.lower()[:_STEM])
        elif len(word) >= _SHORT_WORD or (word[0].isupper() and len(word) > 1 + word.istitle()):
            lowered = word.lower()
            if lowered not in _FUNCTION_WORDS:
                found.add(lowered[:_STEM])
    return frozenset(found)


def particulars(text: str, *, dense: bool) -> frozenset[str]:
    """The figures with their units, names and short quotes in `text` (NFKC); no years, days and clock times."""
    found: set[str] = set()
    for figure, unit in _FIGURE.findall(text):
        value = figure.replace(",", "").rstrip(".")
        if dense:
            if unit not in _CALENDAR and not _YEAR.fullmatch(value):
                found.add(value + unit)
        elif len(value) > 1 and not _YEAR.fullmatch(value):
            found.add(value)
    if dense:
        found.update(word.lower() for word in _LATIN.findall(text))
        found.update("".join(quoted.split()) for quoted in _QUOTED.findall(text))
    else:
        found.update(_POSSESSIVE.sub("", name).lower()[:_NAME_STEM] for name in _NAME.findall(text))
    return frozenset(found)
