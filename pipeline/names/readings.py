"""Spellings of a person's name in Latin letters that nobody wrote on the watchlist: Han Do-yoon, D. Y. Han.

A Korean name has hundreds of spellings, so none is looked for by itself. Where an affiliation of the person's
stands in an article, whatever has the surname is held against the name. It is a guess, for a person to look at: the
mention says so by its evidence (`SPELLING`, `INITIALS`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from pipeline.items import Entity, EntityKind, Evidence
from pipeline.language.korean_names import is_korean_name
from pipeline.language.romanize import Romanisations, romanisations_of
from pipeline.language.scripts import Script, lower, script_of, spell

__all__ = ["INITIALS", "SPELLING", "Reading", "Readings", "is_guess"]

SPELLING = "spelling"
INITIALS = "initials"
_GUESSES = frozenset({SPELLING, INITIALS})
_REACH = 30  # code points of a given name on either side of its surname
_OPENS, _CLOSES = r"(?<![A-Za-z0-9_'-])", r"(?![A-Za-z0-9_-])"
_PLAIN = str.maketrans("ŏŭāēīōū", "ouaeiou")  # McCune and Reischauer write Pak Chŏng-hŭi
_WORD = re.compile("[A-Za-zÀ-ɏ]+")


def is_guess(evidence: Iterable[Evidence]) -> bool:
    """Whether a mention with this evidence is but a spelling that may be the name's."""
    return any(reason.kind in _GUESSES for reason in evidence)


class Reading(NamedTuple):
    """Where a spelling stands that may be an entity's; `kind` is SPELLING or INITIALS."""

    entity_id: str
    start: int
    end: int
    kind: str


class Readings:
    """The people of a watchlist who have affiliations, by what stands in an article when they may be meant."""

    def __init__(self, entities: Iterable[Entity]) -> None:
        self._people: dict[str, Entity] = {}
        self._surnames: dict[str, frozenset[str]] = {}
        self._affiliated: dict[str, list[str]] = {}
        for entity in entities:
            if entity.kind is EntityKind.PERSON and entity.affiliations and (surnames := _surnames(_names(entity))):
                self._people[entity.id] = entity
                self._surnames[entity.id] = surnames
                for name in {lower(spell(affiliation.name)) for affiliation in entity.affiliations}:
                    if len(name) > 1:
                        self._affiliated.setdefault(name, []).append(entity.id)

    @property
    def patterns(self) -> tuple[str, ...]:
        """The affiliations, in lower case."""
        return tuple(self._affiliated)

    def affiliated(self, pattern: str) -> list[str]:
        """The ids of those who belong to the organisation of this pattern."""
        return self._affiliated.get(pattern, [])

    def may_stand(self, data: bytes, entity_ids: Iterable[str]) -> bool:
        """Whether a spelling of one of these may stand in lower-case UTF-8."""
        low = data.decode("utf-8", "replace").translate(_PLAIN)
        return any(True for _ in self._places(low, entity_ids))

    def find(self, text: str, entity_ids: Iterable[str]) -> Iterator[Reading]:
        """The spellings of these in folded text, written as names are, with capitals."""
        for reading in sorted(set(self._places(lower(text).translate(_PLAIN), entity_ids))):
            written = text[reading.start : reading.end]
            excluded = {lower(spell(name)) for name in self._people[reading.entity_id].exclude}
            parts = [part for word in written.split(" ") if (part := _WORD.search(word))]
            if all(part[0][0].isupper() for part in parts) and lower(written) not in excluded:
                yield reading

    def _places(self, low: str, entity_ids: Iterable[str]) -> Iterator[Reading]:
        """Every spelling in lower-case text; one that holds a surname twice comes twice."""
        entity_ids = list(entity_ids)
        wanted = frozenset().union(*(self._surnames[entity_id] for entity_id in entity_ids))
        places: dict[str, list[tuple[int, int]]] = {}
        for word in _WORD.finditer(low):
            if word[0] in wanted:
                places.setdefault(word[0], []).append(word.span())
        for entity_id in entity_ids:
            for start, end in (place for surname in self._surnames[entity_id] for place in places.get(surname, ())):
                pattern = _pattern(_names(self._people[entity_id]))
                for match in pattern.finditer(low, max(0, start - _REACH), end + _REACH):
                    if match.start() <= start and end <= match.end():
                        yield Reading(entity_id, *match.span(), SPELLING if match["full"] else INITIALS)


def _names(entity: Entity) -> tuple[str, ...]:
    """A person's name in Hangul, or else those in Latin letters, given name first."""
    names = [spell(name) for name in (entity.name, *entity.aliases)]
    hangul = next((name for name in names if is_korean_name(name)), None)
    if hangul is not None:
        return (hangul,)
    return tuple(
        lower(name) for name in names if script_of(name) is Script.LATIN and " " in name and "," not in name
    )


def _surnames(names: tuple[str, ...]) -> frozenset[str]:
    """The words by which a spelling is noticed."""
    spelled = [spelling for name in names if (korean := romanisations_of(name)) for spelling in korean.surnames]
    western = [word[-1] for name in names if (word := _WORD.findall(name))]
    return frozenset(word for word in spelled or western if len(word) > 1)


@lru_cache(maxsize=4096)
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    """The ways to write a person's name: of a Hangul name every romanisation, of a Latin one its initials."""
    ways = [way for name in names if (korean := romanisations_of(name)) for way in _ways(korean)]
    if not ways:
        ways.append("(?P<full>(?!))")
        for name in names:
            given, _, surname = name.rpartition(" ")
            ways.append(rf"{re.escape(given[0])}\. ?(?:[a-z]\. ?)?{re.escape(surname)}")
    return re.compile(f"{_OPENS}(?:{'|'.join(ways)}){_CLOSES}")


def _ways(spelled: Romanisations) -> list[str]:
    family = _any(spelled.surnames)
    first = "[-' ]?".join(_any(syllable) for syllable in spelled.given)
    initials = _initials(
        [f"[{''.join(sorted({spelling[0] for spelling in syllable}))}]" for syllable in spelled.given]
    )
    return [
        f"(?P<full>{family},? {first}|{first} {family})",
        f"{initials} {family}|{family},? {initials}",
    ]


def _initials(letters: list[str]) -> str:
    """D. Y., D.Y., DY, D.-Y. and D.; a letter alone only with its point."""
    several = r"\.?[- ]?".join(letters) + r"\.?" if len(letters) > 1 else "(?!)"
    return rf"(?:{several}|{letters[0]}\.)"


def _any(words: Iterable[str]) -> str:
    return "(?:" + "|".join(sorted(map(re.escape, words), key=lambda word: (-len(word), word))) + ")"
