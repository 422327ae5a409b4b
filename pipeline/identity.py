"""Whether the name in an article is the person or company we track.

A name is an accusation, not a proof. What the watchlist knows of an entity (affiliations with their years, titles,
topics) is looked for in the whole article; what the article says of the bearer of the name (titles, organisations)
is held against it. Every reason has a weight in natural logarithms of odds, and three outcomes follow from the sum:

    confirmed   above `_CONFIRM`, with at least one reason that names something particular to the entity
    rejected    below `_REJECT`, strong reasons against and none for
    review      everything between

The field an article is about (sports, politics) shifts the odds but never confirms anybody by itself. An entity of
which nothing is known but its name is judged by that name alone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from pipeline.fields import Field, field_of_section, fields_of_title, fields_of_words, words_by_field
from pipeline.items import Affiliation, Entity, EntityKind, Evidence, Mention, Place, Status, Verdict
from pipeline.lexicon import HONORIFICS, ORGANISATION_HEADS
from pipeline.occurrences import Occurrences
from pipeline.portrait import Portrait, portrait
from pipeline.precedent import PastDecisions, precedent
from pipeline.prominence import prominence
from pipeline.romanize import is_common_name, is_korean_name, reads_korean

__all__ = ["PastDecisions", "judge"]

_CONFIRM = 2.0
_REJECT = -2.5
_PLAIN = 0.9  # confidence of a mention that nothing speaks against
_BY_NAME = 3.0  # nothing but the name is known: the name decides
_AGAINST_FIELD = (0.0, -0.7, -1.4, -2.0, -2.6)  # by the number of words of another field
# Anybody may end up in court, in hospital or in the hands of the police.
_ANYBODYS = frozenset({Field.LAW, Field.MEDICINE, Field.SERVICES, Field.PRESS, Field.RELIGION})
_CONTRARY = frozenset(
    {"another's title", "another's organisation", "excluded context", "field", "past decisions", "a namesake"}
)


@dataclass(slots=True)
class _Case:
    """One entity in one article, and the reasons found so far."""

    entity: Entity
    headline: str
    text: str
    mentions: tuple[Mention, ...]
    reasons: list[Evidence] = field(default_factory=list)
    particular: float = 0.0

    def says(self, kind: str, detail: str, weight: float, *, particular: bool = False) -> None:
        self.reasons.append(Evidence(kind, detail, round(weight, 2)))
        if particular and weight > 0:
            self.particular += weight

    @property
    def odds(self) -> float:
        return sum(one.weight for one in self.reasons)


def judge(
    entity: Entity,
    headline: str,
    text: str,
    mentions: tuple[Mention, ...],
    *,
    others: tuple[str, ...] = (),
    published_year: int | None = None,
    section: str | None = None,
    outlet: str | None = None,
    decisions: PastDecisions | None = None,
    namesakes: tuple[Entity, ...] = (),
) -> Verdict:
    """What we believe of `entity` in this article.

    `mentions` are the entity's own, at least one. `others` are ids of other tracked entities in the article;
    `section` and `outlet` as the article gives them; `decisions` what a person decided of this entity before.
    `namesakes` are other tracked entities that the same mentions may stand for: what makes one of them certain
    speaks against this one. The verdict's confidence is a probability; its evidence is sorted, the weightiest
    reason first.
    """
    case = _Case(entity, headline, text, mentions)
    portraits = [_portrait_of(case, one) for one in mentions]
    if _is_known(entity):
        _weigh_profile(case, portraits, published_year)
        _weigh_fields(case, section)
        _weigh_silence(case)
        _weigh_company(case, others, outlet)
    else:
        case.says("name alone", "nothing is known of this entity but its name", _BY_NAME, particular=True)
        titles = dict.fromkeys(title for one in portraits for title in one.titles)
        if titles and entity.kind is EntityKind.PERSON:
            case.says("presented as", ", ".join(titles), 0.0)
    _weigh_exclusions(case)
    _weigh_namesakes(case, portraits, published_year, namesakes)
    if decisions is not None:
        weight, why = precedent(decisions, f"{headline}\n{text}", [one.form for one in mentions])
        if why:
            case.says("past decisions", why, weight, particular=True)
    return _verdict(case)


def _is_known(entity: Entity) -> bool:
    return bool(entity.affiliations or entity.titles or entity.topics)


def _portrait_of(case: _Case, one: Mention) -> Portrait:
    source = case.headline if one.place is Place.HEADLINE else case.text
    return portrait(source, one.span.start, one.span.end)


def _weigh_rarity(case: _Case) -> None:
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


def _weigh_profile(case: _Case, portraits: list[Portrait], year: int | None) -> None:
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


def _weigh_affiliations(case: _Case, article: Occurrences, year: int | None) -> bool:
    found = [(one, where) for one in case.entity.affiliations if (where := article.of_name(one.name))]
    found.sort(key=lambda one: (one[1] != "near", not _current(one[0], year)))
    for i, (one, where) in enumerate(found[:3]):
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


def _weigh_titles(case: _Case, article: Occurrences, portraits: list[Portrait], *, belongs: bool) -> None:
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


def _weigh_strange_organisations(case: _Case, portraits: list[Portrait]) -> None:
    for one in portraits:
        for name in one.organisations:
            if any(
                len(name) > len(head) + 1 and name.endswith(head) for head in ORGANISATION_HEADS if len(head) > 1
            ):
                case.says("another's organisation", name, -2.0)
                return


# --- what the article is about -----------------------------------------------------------------------------------


def _weigh_fields(case: _Case, section: str | None) -> None:
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


def _weigh_silence(case: _Case) -> None:
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


def _weigh_company(case: _Case, others: tuple[str, ...], outlet: str | None) -> None:
    if others:
        names = ", ".join(other.partition(":")[2] or other for other in others[:3])
        case.says("company kept", f"also tracked: {names}", 0.3)
    if outlet and any(one.name == outlet for one in case.entity.affiliations):
        case.says("outlet", f"{outlet}, where the entity belongs", 1.0)


def _weigh_namesakes(
    case: _Case, portraits: list[Portrait], year: int | None, namesakes: tuple[Entity, ...]
) -> None:
    """Another tracked bearer of the name, whom the article fits and this entity it does not."""
    for other in namesakes:
        fits_too = case.particular > 0 and _is_known(case.entity)
        if other.id == case.entity.id or not _is_known(other) or fits_too:
            continue
        rival = _Case(other, case.headline, case.text, case.mentions)
        _weigh_profile(rival, portraits, year)
        if rival.odds >= _CONFIRM and rival.particular > 0:
            case.says("a namesake", f"the article fits {other.id.partition(':')[2] or other.id}", -3.0)
            return


def _weigh_exclusions(case: _Case) -> None:
    """Exclusions that are no form of the name are contexts of somebody else."""
    forms = " ".join(one.form for one in case.mentions).casefold()
    article = Occurrences(case.headline, case.text, case.mentions)
    for text in case.entity.exclude:
        if text.casefold() not in forms and case.entity.name.casefold() not in text.casefold():
            where = article.of_topic(text)
            if where:
                case.says("excluded context", text, -4.0 if where == "near" else -2.5)


# --- the outcome -------------------------------------------------------------------------------------------------


def _verdict(case: _Case) -> Verdict:
    named = max((one.confidence for one in case.mentions), default=0.0)
    probability = 1 / (1 + math.exp(-case.odds))
    seen = prominence(case.headline, case.text, case.mentions)
    best = max(case.mentions, key=lambda one: one.confidence)
    read_as = "; ".join(f"{one.kind} {one.detail}" for one in best.evidence[1:4])
    reading = Evidence("mention", f"{best.form}: {read_as}" if read_as else best.form, 0.0)
    ranked = sorted(case.reasons, key=lambda one: -abs(one.weight))
    return Verdict(
        entity_id=case.entity.id,
        status=_status(case, named),
        confidence=round(probability * named, 3),
        evidence=(*ranked, reading),
        mention_count=seen.count,
        in_headline=seen.in_headline,
        snippet=seen.snippet,
    )


def _status(case: _Case, named: float) -> Status:
    against = any(one.kind in _CONTRARY and one.weight < 0 for one in case.reasons)
    if case.odds <= _REJECT and against and case.particular == 0:
        return Status.REJECTED
    enough = _CONFIRM if named >= 0.5 else _CONFIRM + 2.5  # an unsure reading takes more
    sure_enough = case.odds >= enough and case.particular > 0
    by_name_only = any(one.kind == "name alone" for one in case.reasons)
    if sure_enough and (named >= 0.5 or not by_name_only):
        return Status.CONFIRMED
    return Status.REVIEW
