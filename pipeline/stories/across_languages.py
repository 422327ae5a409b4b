"""Whether articles in two languages tell of one announcement: by the numbers and the Latin names that both write.

A hint, never a reason to merge: what is shared between languages is what is not translated. Numbers are compared by
value, whatever their unit is called (2만, 20,000, 20 thousand); years, days and small numbers say nothing.
"""

from __future__ import annotations

import re
import unicodedata

from pipeline.language.lexicon import ENGLISH_WORDS

__all__ = ["LEAST_SHARED", "anchors", "are_related"]

LEAST_SHARED = 3

_NUMBER = re.compile(
    r"(?<![\w.])(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?\s?"
    r"(만|억|조|천|thousand|million|billion|trillion|percent|%|k\b|m\b|b\b)?",
    re.IGNORECASE,
)
_UNITS = {
    "천": 1e3, "thousand": 1e3, "k": 1e3, "만": 1e4, "million": 1e6, "m": 1e6, "억": 1e8, "billion": 1e9, "b": 1e9,
    "조": 1e12, "trillion": 1e12,
}  # fmt: skip
_LATIN = re.compile(r"\b[A-Z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*\b")
_SHORTEST_NAME = 3
_SMALL = 12  # numbers up to it are counts of anything
_READ = 4000  # characters


def anchors(headline: str, text: str) -> frozenset[str]:
    """What an article writes that another language would write alike."""
    read = unicodedata.normalize("NFKC", f"{headline}\n{text[:_READ]}")
    return frozenset((*_numbers(read), *_names(read)))


def are_related(first: frozenset[str], second: frozenset[str]) -> bool:
    """Whether two articles share enough anchors, numbers and names among them."""
    shared = first & second
    return len(shared) >= LEAST_SHARED and len({anchor[0].isdigit() for anchor in shared}) == 2


def _numbers(text: str) -> list[str]:
    numbers = []
    for whole, fraction, unit in _NUMBER.findall(text):
        value = float(whole.replace(",", "") + fraction) * _UNITS.get(unit.lower(), 1.0)
        is_year = not unit and not fraction and 1900 <= value <= 2100
        if is_year or (value <= _SMALL and not fraction):
            continue
        numbers.append(f"{value:.6g}")
    return numbers


def _names(text: str) -> list[str]:
    names = (name.casefold() for name in _LATIN.findall(text) if len(name) >= _SHORTEST_NAME)
    return [name for name in names if name not in ENGLISH_WORDS]
