"""Where the people and companies of a watchlist stand in an article.

    candidates    every form of every name at once (`pipeline.mentions.candidates`)
    weighing      form, boundaries, neighbours, capitals, morphology: evidence with weights
    preference    of overlapping candidates the longest believed one
    follow-ups    박 대표, Park said: once the full name was seen

Matching happens on folded text (`pipeline.language.scripts`); what is reported are spans of the text as it was
given.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.items import EntityKind, Evidence, Mention, Place, Span, Watchlist
from pipeline.language.morphology import Analysis, analyse, sentences
from pipeline.language.scripts import Folded, Script, fold
from pipeline.mentions.candidates import Finder, NameCandidate, prefer
from pipeline.mentions.capitals import weigh_capitals
from pipeline.mentions.follow_ups import follow_ups
from pipeline.mentions.weights import wants_morphology, weigh_form, weigh_morphology, weigh_neighbours
from pipeline.names import NameForm

__all__ = ["Matcher"]

_DROPPED_BELOW = -4.05
"""Log odds under which a candidate is not even worth a person's look."""

_SURE = 2.0
_ANALYSED = 60
"""How many places of one entity morphology looks at: enough for any article, bounded for what is none."""

_FOLLOW_UP = 0.85


@dataclass(frozen=True, slots=True)
class _Part:
    """The headline or the text, folded, with what is believed of it."""

    given: str
    folded: Folded
    is_headline: bool
    lead_ends: int
    believed: list[NameCandidate]


class Matcher:
    """Finds every tracked name; built once per process, used for any number of articles."""

    def __init__(self, watchlist: Watchlist) -> None:
        self._finder = Finder(watchlist)
        self._titles = {entity.id: frozenset(entity.titles) for entity in watchlist.entities}

    @property
    def forms(self) -> tuple[NameForm, ...]:
        """Every form that is looked for."""
        return self._finder.forms

    def names_in(self, text: str | bytes, *, markup: bool = True) -> bool:
        """The name scan: whether any tracked name may stand in this text or its UTF-8 (HTML, unless no `markup`).

        True may be wrong. Never False for a page in whose article `find` would find something.
        """
        return self._finder.may_find(text, markup=markup)

    def find(self, headline: str, text: str, language: str) -> tuple[Mention, ...]:
        """Every mention, in the order of the article. Spans count code points of the strings given.

        `language` (ISO 639-1) decides what capitals mean. A mention's confidence is at least 0.5 when its
        evidence outweighs the doubts; below, a person should look.
        """
        parts = [self._part(headline, language, is_headline=True), self._part(text, language, is_headline=False)]
        affiliated = {entity_id for part in parts for entity_id in self._finder.affiliated(part.folded.text)}
        if affiliated:
            for part in parts:
                part.believed.extend(self._finder.spelled(part.folded.text, affiliated))
        _agree(parts)
        for part in parts:
            part.believed[:] = prefer(
                [candidate for candidate in part.believed if candidate.odds >= _DROPPED_BELOW]
            )
        return tuple(mention for part in parts for mention in self._mentions(part, parts))

    def _part(self, given: str, language: str, *, is_headline: bool) -> _Part:
        folded = fold(given)
        text = folded.text
        candidates = self._finder.candidates(text)
        for candidate in candidates:
            weigh_form(candidate)
            weigh_neighbours(candidate, text)
            if candidate.form.script is Script.LATIN:
                weigh_capitals(candidate, text, language)
        for candidate, analysis, offset in _analysed(candidates, text):
            weigh_morphology(candidate, analysis, offset)
        return _Part(given, folded, is_headline, _lead_ends(given), candidates)

    def _mentions(self, part: _Part, parts: list[_Part]) -> list[Mention]:
        made = [
            _mention(
                part,
                candidate.form.entity_id,
                candidate.start,
                candidate.end,
                candidate.confidence,
                tuple(candidate.evidence),
            )
            for candidate in part.believed
        ]
        taken = {place for candidate in part.believed for place in range(candidate.start, candidate.end)}
        for since, entity_id, name in _introductions(part, parts):
            titles = self._titles[entity_id]
            for start, end in follow_ups(part.folded.text, name, since, titles):
                if taken.intersection(range(start, end)):
                    continue
                taken.update(range(start, end))
                words = part.folded.text[start:end]
                evidence = (Evidence("follow-up", f"{words}, after {name}", 1.7),)
                made.append(_mention(part, entity_id, start, end, _FOLLOW_UP, evidence))
        return sorted(made, key=lambda mention: (mention.span, mention.entity_id))


def _analysed(candidates: list[NameCandidate], text: str) -> Iterator[tuple[NameCandidate, Analysis, int]]:
    """The candidates morphology can judge, each with its analysed sentence and where that begins."""
    lookups: Counter[str] = Counter()
    wanted = []
    for candidate in candidates:
        if wants_morphology(candidate) and lookups[candidate.form.entity_id] < _ANALYSED:
            lookups[candidate.form.entity_id] += 1
            wanted.append(candidate)
    if not wanted:
        return
    spans = sentences(text)
    starts = [start for start, _ in spans]
    analyses: dict[int, Analysis] = {}
    for candidate in wanted:
        at = bisect_right(starts, candidate.start) - 1
        if at < 0 or candidate.end > spans[at][1]:
            continue
        start, end = spans[at]
        if at not in analyses:
            analyses[at] = analyse(text[start:end])
        yield candidate, analyses[at], start


def _agree(parts: list[_Part]) -> None:
    """A doubtful mention gains from a sure one of the same entity elsewhere in the article."""
    everything = [candidate for part in parts for candidate in part.believed]
    sure = {candidate.form.entity_id for candidate in everything if candidate.odds >= _SURE}
    for candidate in everything:
        weak = candidate.odds < _SURE and candidate.left.fits and candidate.right.fits
        if (
            weak
            and candidate.form.entity_id in sure
            and not any(e.kind == "longer name" for e in candidate.evidence)
        ):
            candidate.says("elsewhere", "the same name is certain elsewhere in the article", 1.5)


def _introductions(part: _Part, parts: list[_Part]) -> list[tuple[int, str, str]]:
    """From where on short references count, for each person whose full name is certain; nearest name first."""
    introductions: dict[str, tuple[int, str, str]] = {}
    for source in parts:
        for candidate in source.believed:
            key = candidate.form.entity_id
            if candidate.kind is not EntityKind.PERSON or candidate.odds < 1.0 or key in introductions:
                continue
            since = candidate.end if source is part else 0
            introductions[key] = (since, key, candidate.form.text)
    return sorted(introductions.values(), reverse=True)


def _lead_ends(text: str) -> int:
    """The end of the first paragraph that is not blank."""
    opening = len(text) - len(text.lstrip())
    end = text.find("\n", opening)
    return len(text) if end < 0 else end


def _mention(
    part: _Part, entity_id: str, start: int, end: int, confidence: float, evidence: tuple[Evidence, ...]
) -> Mention:
    first, last = part.folded.original(start, end)
    place = Place.HEADLINE if part.is_headline else Place.LEAD if first < part.lead_ends else Place.BODY
    return Mention(entity_id, place, Span(first, last), part.given[first:last], round(confidence, 3), evidence)
