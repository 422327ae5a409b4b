"""The words of a text as small units, so that endings and inflection do not tell them apart.

Korean is compared by pairs of syllables inside a word, alphabets by the first letters.
"""

from __future__ import annotations

import re
from functools import lru_cache
from operator import add

__all__ = ["SHORTEST_STEM", "stem_of", "words"]

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

SHORTEST_STEM = 2
_PARTICLE = re.compile(
    r"(?<=..)(?:에서는|에게서|으로는|으로도|이라는|이라고|에서|에게|으로|까지|부터|이나|이며|이라|라는|라고|께서|보다|처럼"
    r"|은|는|이|가|을|를|의|에|와|과|도|로|만)$"
)
_POSSESSIVE = re.compile(r"['’]s?$")


def words(text: str, *, dense: bool) -> frozenset[str]:
    """The units of the words in `text` (NFKC) that carry meaning."""
    units: set[str] = set()
    for word in set(_WORD.findall(text)):
        if word[0].isdigit():
            units.add(word.replace(",", "").rstrip("."))
        elif not dense:
            if len(word) >= _SHORT_WORD or (word[0].isupper() and len(word) > 1 + word.istitle()):
                lowered = word.lower()
                if lowered not in _FUNCTION_WORDS:
                    units.add(lowered[:_STEM])
        elif not word[0].isascii():
            units.update(map(add, word, word[1:]))
        elif len(word) > 1:
            units.add(word.lower()[:_STEM])
    return frozenset(units)


@lru_cache(maxsize=20_000)
def stem_of(word: str, dense: bool) -> str:
    """A word (NFKC) without what grammar adds at its end; empty when too little is left."""
    stem = _PARTICLE.sub("", word) if dense else _POSSESSIVE.sub("", word).lower()
    return "" if len(stem) < SHORTEST_STEM or stem in _FUNCTION_WORDS else stem
