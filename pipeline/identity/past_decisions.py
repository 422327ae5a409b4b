"""What earlier decisions of a person say about a new article: the words they were decided by."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from pipeline.identity.bearers import BearerKind, KnownBearer
from pipeline.items import Affiliation, Entity
from pipeline.language.scripts import fold

__all__ = ["PastDecisions", "precedent"]

_WORD = re.compile(r"[가-힣]{2,}|[A-Za-z][A-Za-z0-9-]{2,}")
_ENDINGS = re.compile(r"(?:에서는|에서|에게|으로|이라고|라고|까지|부터|은|는|이|가|을|를|의|에|와|과|도|로|만)$")
_LIMIT = 2.5


@dataclass(frozen=True, slots=True)
class PastDecisions:
    """Texts of articles (headline and snippet will do) in which a person accepted or rejected this entity.

    `bearers` are those whom a person recognised as the entity or as somebody else. `expected` are organisations to
    which an article said that the entity moves, which nobody decided yet.
    """

    accepted: tuple[str, ...] = ()
    rejected: tuple[str, ...] = ()
    bearers: tuple[KnownBearer, ...] = ()
    expected: tuple[str, ...] = ()

    @property
    def places(self) -> tuple[str, ...]:
        """Organisations at which a person recognised the entity."""
        return self._shown(BearerKind.ORGANISATION, is_entity=True)

    @property
    def strangers(self) -> tuple[str, ...]:
        """Organisations of namesakes."""
        return self._shown(BearerKind.ORGANISATION, is_entity=False)

    @property
    def strange_titles(self) -> tuple[str, ...]:
        """Titles of namesakes."""
        return self._shown(BearerKind.TITLE, is_entity=False)

    def complete(self, entity: Entity) -> Entity:
        """The entity with the names, affiliations and titles by which a person recognised it."""
        if not any(bearer.is_entity for bearer in self.bearers):
            return entity
        joined, renamed = self._spells(BearerKind.ORGANISATION), self._spells(BearerKind.NAME)
        places = {affiliation.name for affiliation in entity.affiliations}
        names = {entity.name, *entity.aliases}
        titles = self._shown(BearerKind.TITLE, is_entity=True)
        return replace(
            entity,
            aliases=(*entity.aliases, *(spell.name for spell in renamed if spell.name not in names)),
            spells=(*entity.spells, *(spell for spell in renamed if spell.name not in names)),
            affiliations=(*entity.affiliations, *(spell for spell in joined if spell.name not in places)),
            titles=tuple(dict.fromkeys((*entity.titles, *titles))),
        )

    def _spells(self, kind: BearerKind) -> list[Affiliation]:
        return [
            Affiliation(bearer.shown, bearer.since)
            for bearer in self.bearers
            if bearer.is_entity and bearer.kind is kind
        ]

    def _shown(self, kind: BearerKind, *, is_entity: bool) -> tuple[str, ...]:
        return tuple(
            bearer.shown for bearer in self.bearers if bearer.kind is kind and bearer.is_entity is is_entity
        )


def precedent(decisions: PastDecisions, article: str, names: Iterable[str]) -> tuple[float, str]:
    """The weight of earlier decisions for this article, and why; (0, "") when they say nothing.

    A naive-Bayes sum over the words the article shares with decided ones, smoothed, without the names themselves,
    and never beyond ±2.5.
    """
    own = {word for name in names for word in _words(name)}
    here = _words(article) - own
    accepted = Counter(word for text in decisions.accepted for word in _words(text) & here)
    rejected = Counter(word for text in decisions.rejected for word in _words(text) & here)
    if not accepted and not rejected:
        return 0.0, ""
    scores = {word: _score(accepted[word], rejected[word], decisions) for word in accepted.keys() | rejected.keys()}
    ranked = sorted(scores, key=lambda word: (-abs(scores[word]), word))[:5]
    weight = max(-_LIMIT, min(_LIMIT, 0.5 * sum(scores[word] for word in ranked)))
    if abs(weight) < 0.3:
        return 0.0, ""
    what = "accepted" if weight > 0 else "rejected"
    return weight, f"shares {', '.join(ranked[:3])} with {what} articles"


def _score(accepted: int, rejected: int, decisions: PastDecisions) -> float:
    """How much oftener a word stood in accepted articles than in rejected ones, as a logarithm."""
    yes, no = len(decisions.accepted), len(decisions.rejected)
    if not yes or not no:  # no rates to compare: the count itself speaks
        return math.log((accepted + 1) / (rejected + 1))
    return math.log((accepted + 0.5) / (yes + 1)) - math.log((rejected + 0.5) / (no + 1))


def _words(text: str) -> set[str]:
    words = set()
    for match in _WORD.finditer(fold(text).text):
        word = match.group().casefold()
        stem = _ENDINGS.sub("", word)
        words.add(stem if len(stem) >= 2 else word)
    return words
