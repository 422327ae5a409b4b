"""Reasons to believe or doubt that an article means the entity that is tracked, each with its weight.

Weights are natural logarithms of odds. A reason is *particular* when it names something that belongs to this entity
and to few others of its name: an affiliation, a title at the name, a topic.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipeline.identity.occurrences import Occurrences
from pipeline.identity.subject_fields import (
    Field,
    field_of_section,
    fields_of_title,
    fields_of_words,
    words_by_field,
)
from pipeline.items import Affiliation, Entity, EntityKind, Evidence, Mention, Place
from pipeline.language.lexicon import HONORIFICS, ORGANISATION_HEADS
from pipeline.language.romanize import is_common_name, is_korean_name, reads_korean
from pipeline.names import Portrait, portrait

__all__ = ["Case", "weigh_exclusions", "weigh_fields", "weigh_profile", "weigh_silence", "weigh_surroundings"]

_PLAIN = 0.9  # confidence of a mention that nothing speaks against
_AGAINST_FIELD = (0.0, -0.7, -1.4, -2.0, -2.6)  # by the number of words of another field
# Anybody may end up in court, in hospital or in the hands of the police.
_ANYBODYS = frozenset({Field.LAW, Field.MEDICINE, Field.SERVICES, Field.PRESS, Field.RELIGION})
_PRIVATE = re.compile(r" ?\((?:여|남|가명|[·, ]|\d{1,2}세?)+\) ?(?:씨|군|양)(?=$|[^가-힣]|[은는이가의를도와과에])")


@dataclass(slots=True)
class Case:
    """One entity in one article, and the reasons found so far."""

    entity: Entity
    headline: str
    text: str
    mentions: tuple[Mention, ...]
    reasons: list[Evidence] = field(default_factory=list)
    particular: float = 0.0

    def says(self, kind: str, detail: str, weight: float, *, particular: bool = False) -> None:
        """Add a reason."""
        self.reasons.append(Evidence(kind, detail, round(weight, 2)))
        if particular and weight > 0:
            self.particular += weight

    @property
    def odds(self) -> float:
        """Natural logarithm of the odds that it is the entity."""
        return sum(one.weight for one in self.reasons)

    @property
    def is_profiled(self) -> bool:
        """Whether anything is known of the entity but its name."""
        return bool(self.entity.affiliations or self.entity.titles or self.entity.topics)

    def portraits(self) -> list[Portrait]:
        """How the article presents the bearer of the name, mention by mention."""
        return [
            portrait(self.headline if one.place is Place.HEADLINE else self.text, one.span.start, one.span.end)
            for one in self.mentions
        ]


def _weigh_rarity(case: Case) -> None:
    """How many others may bear the name: companies seldom share one, people often."""
    name = case.entity.name
    best = max(one.confidence for one in case.mentions)
    if case.entity.kind is EntityKind.COMPANY:
        weight = 2.5 if best >= _PLAIN else 1.0
        case.says(
            "company name",
            "few share the name" if best >= _PLAIN else "an ordinary word too",
            weight,
            particular=True,
        )
    elif is_korean_name(name) or reads_korean(name):
        common = is_common_name(name)
        case.says("common name" if common else "name", name, -0.5 if common else 0.0)
    elif " " in name:
        case.says("name", f"{name}, a full name", 1.0)


# --- what is known of the entity ---------------------------------------------------------------------------------


def weigh_profile(case: Case, portraits: list[Portrait], year: int | None) -> None:
    """Affiliations (in `year`), titles and topics that the article has; others' titles and organisations."""
    _weigh_rarity(case)
    article = Occurrences(case.headline, case.text, case.mentions)
    belongs = _weigh_affiliations(case, article, year)
    _weigh_titles(case, article, portraits, belongs=belongs)
    if not belongs and case.entity.affiliations:
        _weigh_strange_organisations(case, portraits)
    found = [(topic, where) for topic in case.entity.topics if (where := article.of_topic(topic))]
    found.sort(key=lambda one: one[1] != "near")
    for i, (topic, where) in enumerate(found[:3]):
        near = where == "near"
        weight = (2.0 if near else 1.5) if i == 0 else 0.7
        case.says("topic", f"{topic}, {'near the name' if near else 'in the article'}", weight, particular=True)
    if case.particular == 0:
        _weigh_privacy(case, portraits)


def _weigh_privacy(case: Case, portraits: list[Portrait]) -> None:
    """The press presents a private person by age and 씨, 군 or 양 alone, one who holds an office by the office."""
    holds_office = case.entity.titles or case.entity.affiliations
    if not holds_office or any(title not in HONORIFICS for one in portraits for title in one.titles):
        return
    for one in case.mentions:
        found = _PRIVATE.match(case.text, one.span.end) if one.place is not Place.HEADLINE else None
        if found:
            case.says("private person", f"{one.form}{found[0]}, without office", -2.5)
            return


def _weigh_affiliations(case: Case, article: Occurrences, year: int | None) -> bool:
    found = [(one, where) for one in case.entity.affiliations if (where := article.of_name(one.name))]
    found.sort(key=lambda one: (not _current(one[0], year), one[1] != "near"))
    best = {one.name: (one, where) for one, where in reversed(found)}  # of several spells there one counts
    ranked = sorted(best.values(), key=found.index)
    for i, (one, where) in enumerate(ranked[:3]):
        near = where == "near"
        weight = (3.5 if near else 2.2) if i == 0 else 0.7
        when = ""
        if not _current(one, year):
            weight, when = weight * 0.4, f", but in {year} not there ({_years(one)})"
        place = "near the name" if near else "in the article"
        case.says("affiliation", f"{one.name}, {place}{when}", weight, particular=True)
    return bool(found)


def _current(one: Affiliation, year: int | None) -> bool:
    """Whether somebody belonged there in a year; a year's grace, for the press is slow and careers overlap."""
    if year is None:
        return True
    return (one.since is None or one.since <= year) and (one.until is None or year <= one.until + 1)


def _years(one: Affiliation) -> str:
    return f"{one.since or ''}–{one.until or ''}"


def _weigh_titles(case: Case, article: Occurrences, portraits: list[Portrait], *, belongs: bool) -> None:
    if case.entity.kind is EntityKind.COMPANY:
        return
    ours = {title.casefold() for title in case.entity.titles}
    titles = list(dict.fromkeys(title for one in portraits for title in one.titles if title not in HONORIFICS))
    same = [title for title in titles if _is_ours(title, ours)]
    if same:
        case.says("title", f"{same[0]}, at the name", 2.5, particular=True)
        return
    fields = _own_fields(case.entity)
    about = _main_field(words_by_field(f"{case.headline}\n{case.text}"))
    for title in titles:
        of_title = fields_of_title(title)
        if about is not None and about in of_title:
            of_title = frozenset({about})
        if not of_title or not fields:
            continue
        if of_title & fields:
            case.says("title", f"{title}, of the same field", 0.3)
        else:
            case.says("another's title", title, -1.5 if belongs else -3.5)
        return
    elsewhere = next((title for title in case.entity.titles if article.of_name(title)), None)
    if elsewhere is not None and not titles:
        case.says("title", f"{elsewhere}, in the article", 1.0, particular=True)


def _is_ours(title: str, ours: set[str]) -> bool:
    low = title.casefold()
    return low in ours or any(len(one) >= 2 and low.endswith(one) for one in ours)


def _own_fields(entity: Entity) -> frozenset[Field]:
    by_title = [fields_of_title(title) for title in entity.titles]
    single = frozenset().union(*(fields for fields in by_title if len(fields) == 1))
    topics = fields_of_words((*entity.topics, *(one.name for one in entity.affiliations)))
    return (single | topics) or frozenset().union(*by_title)


def _weigh_strange_organisations(case: Case, portraits: list[Portrait]) -> None:
    for one in portraits:
        for name in one.organisations:
            if any(
                len(name) > len(head) + 1 and name.endswith(head) for head in ORGANISATION_HEADS if len(head) > 1
            ):
                case.says("another's organisation", name, -1.8)
                return


# --- what the article is about -----------------------------------------------------------------------------------


def weigh_fields(case: Case, section: str | None) -> None:
    """What field the article is about, by its words and its section."""
    fields = _own_fields(case.entity)
    if not fields:
        return
    words = words_by_field(f"{case.headline}\n{case.text}")
    own = sum(words[one] for one in fields)
    top = _main_field(words)
    if top is not None and top in fields:
        case.says("field", f"the article is about {top}", 1.0 if words[top] > 3 else 0.7)
    elif top is not None and top not in _ANYBODYS and own == 0:
        case.says("field", f"the article is about {top}", _AGAINST_FIELD[min(words[top], 4)])
    of_section = field_of_section(section)
    if of_section:
        case.says("section", section or "", 0.4 if of_section & fields else -0.5)


def weigh_silence(case: Case) -> None:
    """A long article that has nothing of a full profile."""
    entity = case.entity
    length = len(case.text)
    if case.particular == 0 and length >= 300 and len(entity.affiliations + entity.titles + entity.topics) >= 3:
        case.says("silence", "none of its affiliations, titles and topics", -0.7 if length < 1000 else -1.2)


def _main_field(words: dict[Field, int]) -> Field | None:
    """The field with the most words, if clearly more than the next."""
    ranked = sorted(words.items(), key=lambda one: (-one[1], one[0]))
    if not ranked or (len(ranked) > 1 and ranked[0][1] < 1.5 * ranked[1][1]):
        return None
    return ranked[0][0]


def weigh_surroundings(case: Case, others: tuple[str, ...], outlet: str | None) -> None:
    """Other tracked entities in the article, and the outlet that published it."""
    if others:
        names = ", ".join(other.partition(":")[2] or other for other in others[:3])
        case.says("company kept", f"also tracked: {names}", 0.3)
    if outlet and any(one.name == outlet for one in case.entity.affiliations):
        case.says("outlet", f"{outlet}, where the entity belongs", 1.0)


def weigh_exclusions(case: Case) -> None:
    """Exclusions that are no form of the name are contexts of somebody else."""
    forms = " ".join(one.form for one in case.mentions).casefold()
    article = Occurrences(case.headline, case.text, case.mentions)
    for text in case.entity.exclude:
        if text.casefold() not in forms and case.entity.name.casefold() not in text.casefold():
            where = article.of_topic(text)
            if where:
                case.says("excluded context", text, -4.0 if where == "near" else -2.5)
