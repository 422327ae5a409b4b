"""Where the people and companies of a watchlist stand in an article."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipeline.automaton import Automaton
from pipeline.boundaries import Edge, EdgeKind, left_edge, right_edge
from pipeline.items import EntityKind, Evidence, Mention, Place, Span, Watchlist
from pipeline.names import NameForm, name_forms, not_names
from pipeline.scripts import Folded, fold, lower

__all__ = ["Matcher"]


@dataclass(slots=True)
class _Candidate:
    """A form found in folded text, with what speaks for and against it."""

    form: NameForm | None  # None for an excluded longer name
    start: int
    end: int
    left: Edge
    right: Edge
    evidence: list[Evidence] = field(default_factory=list)

    @property
    def confidence(self) -> float:
        return 1 / (1 + math.exp(-sum(one.weight for one in self.evidence)))


class Matcher:
    """Finds every tracked name; built once per process, used for any number of articles."""

    def __init__(self, watchlist: Watchlist) -> None:
        self._kinds: dict[str, EntityKind] = {one.id: one.kind for one in watchlist.entities}
        self.forms: tuple[NameForm, ...] = tuple(
            form for entity in watchlist.entities for form in name_forms(entity)
        )
        self._by_pattern: dict[str, list[NameForm]] = {}
        for form in self.forms:
            if not form.suggestion:
                self._by_pattern.setdefault(lower(form.text), []).append(form)
        self._not: dict[str, set[str]] = {}
        for entity in watchlist.entities:
            for text in not_names(entity):
                self._not.setdefault(lower(text), set()).add(entity.id)
        self._patterns = tuple(dict.fromkeys([*self._by_pattern, *self._not]))
        self._automaton = Automaton(self._patterns)

    def names_in(self, text: str) -> bool:
        """Whether any tracked name stands in this text in any of its forms, without regard to boundaries.

        Never False for a text in which `find` would find something.
        """
        return self._automaton.occurs_in(lower(" ".join(fold(text).text.split())))

    def find(self, headline: str, text: str, language: str) -> tuple[Mention, ...]:
        """Every mention, in the order of the article. Spans count code points of the strings given."""
        found = [
            *self._in(headline, headline=True),
            *self._in(text, headline=False),
        ]
        return tuple(found)

    def _in(self, text: str, *, headline: bool) -> Iterator[Mention]:
        folded = fold(text)
        for candidate in _longest(list(self._candidates(folded))):
            form = candidate.form
            if form is None:
                continue
            start, end = folded.original(candidate.start, candidate.end)
            place = Place.HEADLINE if headline else Place.LEAD if "\n" not in text[:start].strip() else Place.BODY
            yield Mention(
                form.entity_id,
                place,
                Span(start, end),
                text[start:end],
                round(candidate.confidence, 3),
                tuple(candidate.evidence),
            )

    def _candidates(self, folded: Folded) -> Iterator[_Candidate]:
        for hit in self._automaton.hits(lower(folded.text)):
            pattern = self._patterns[hit.pattern]
            for form in self._by_pattern.get(pattern, ()):
                kind = self._kinds[form.entity_id]
                if form.case_sensitive and folded.text[hit.start : hit.end] != form.text:
                    continue
                left = left_edge(folded.text, hit.start, form.text, kind)
                right = right_edge(folded.text, hit.end, form.text, kind)
                if left.kind is EdgeKind.LONGER or right.kind is EdgeKind.LONGER:
                    continue
                made = _Candidate(form, hit.start, hit.end, left, right)
                made.evidence.append(Evidence("name", form.origin, 2.0))
                if not (left.fits and right.fits):
                    made.evidence.append(Evidence("boundary", f"{left.word}[{form.text}]{right.word}", -4.0))
                if form.needs_context:
                    made.evidence.append(Evidence("ordinary word", form.text, -2.5))
                yield made
            if pattern in self._not:
                yield _Candidate(None, hit.start, hit.end, Edge(EdgeKind.CLEAN), Edge(EdgeKind.CLEAN))


def _longest(found: list[_Candidate]) -> list[_Candidate]:
    """Without those that stand inside another."""
    found.sort(key=lambda one: (one.start, -one.end))
    kept: list[_Candidate] = []
    reach = -1
    for one in found:
        if one.end > reach or (kept and (kept[-1].start, kept[-1].end) == (one.start, one.end)):
            kept.append(one)
            reach = max(reach, one.end)
    return kept
