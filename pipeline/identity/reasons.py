"""Reasons to believe or doubt that an article means the entity that is tracked, each with its weight.

Weights are natural logarithms of odds. A reason is *particular* when it names something that belongs to this entity
and to few others of its name: an affiliation, a title at the name, a topic.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.identity import weights
from pipeline.identity.occurrences import Occurrences
from pipeline.identity.subject_fields import (
    Field,
    field_of_section,
    fields_of_title,
    fields_of_words,
    words_by_field,
)
from pipeline.identity.times import is_current, is_outdated
from pipeline.items import Affiliation, Entity, EntityKind, Evidence, Mention
from pipeline.language.korean_names import is_korean_name
from pipeline.language.romanize import is_common_name, reads_korean
from pipeline.presentation import Presentation, is_office, names_a_person

__all__ = [
    "Case",
    "foreign_title",
    "is_own_title",
    "is_particular_enough",
    "own_fields",
    "weigh_exclusions",
    "weigh_fields",
    "weigh_profile",
    "weigh_silence",
    "weigh_surroundings",
]

_OF_OFFICES = frozenset({Field.BUSINESS, Field.RESEARCH, Field.LAW, Field.MEDICINE})
_PARTICULAR = frozenset(
    {
        "affiliation",
        "companion",
        "bound affiliation",
        "company name",
        "title",
        "topic",
        "outlet",
        "colleague",
        "past decisions",
    }
)
_FEWEST_FIELD_WORDS = 1
_PARTICULAR_FROM = 1.2  # what weighs less is no particular: a title of the same field, a wrong year
_PLAIN = 0.9  # confidence of a mention that nothing speaks against
# Anybody may end up in court, in hospital or in the hands of the police.
_ANYBODYS = frozenset({Field.LAW, Field.MEDICINE, Field.SERVICES, Field.PRESS, Field.RELIGION})


@dataclass(slots=True)
class Case:
    """One entity in one article, and the reasons found so far."""

    entity: Entity
    headline: str
    text: str
    mentions: tuple[Mention, ...]
    presentations: tuple[Presentation, ...] = ()
    when: str = ""  # the day of publication, or the year, as far as it is known
    reasons: list[Evidence] = field(default_factory=list)
    particular: float = 0.0
    field_words: int = 0  # different words of the entity's own field, beside its topics

    def says(self, kind: str, detail: str, weight: float, *, particular: bool = False) -> None:
        """Add a reason."""
        self.reasons.append(Evidence(kind, detail, round(weight, 2)))
        if particular and weight > 0:
            self.particular += weight

    @property
    def titles(self) -> tuple[str, ...]:
        """The titles that stand at the name, place by place."""
        return tuple(dict.fromkeys(title for shown in self.presentations for title in shown.titles))

    def kinds(self) -> set[str]:
        """The kinds of reasons that name something particular to the entity."""
        return {
            reason.kind
            for reason in self.reasons
            if reason.kind in _PARTICULAR and reason.weight >= _PARTICULAR_FROM
        }

    @property
    def odds(self) -> float:
        """Natural logarithm of the odds that it is the entity."""
        return sum(reason.weight for reason in self.reasons)

    @property
    def is_of_own_field(self) -> bool:
        """Whether the article is about the entity's field more than about any other."""
        return any(reason.kind == "field" and reason.weight > 0 for reason in self.reasons)

    @property
    def is_profiled(self) -> bool:
        """Whether anything is known of the entity but its name."""
        return bool(self.entity.affiliations or self.entity.titles or self.entity.topics)


def _weigh_rarity(case: Case) -> None:
    """How many others may bear the name: companies seldom share one, people often."""
    name = case.entity.name
    best = max(mention.confidence for mention in case.mentions)
    if case.entity.kind is EntityKind.COMPANY:
        weight = weights.COMPANY_NAME if best >= _PLAIN else weights.ORDINARY_COMPANY_NAME
        case.says(
            "company name",
            "few share the name" if best >= _PLAIN else "an ordinary word too",
            weight,
            particular=True,
        )
    elif is_korean_name(name) or reads_korean(name):
        common = is_common_name(name)
        case.says("common name" if common else "name", name, weights.COMMON_NAME if common else 0.0)
    elif " " in name:
        case.says("name", f"{name}, a full name", weights.FOREIGN_NAME)


# --- what is known of the entity ---------------------------------------------------------------------------------


def weigh_profile(case: Case) -> None:
    """What the article has of the entity wherever it stands: affiliations, titles, topics."""
    _weigh_rarity(case)
    article = Occurrences(case.headline, case.text, case.mentions)
    _weigh_affiliations(case, article)
    _weigh_titles(case, article)
    topics = [(topic, where) for topic in case.entity.topics if (where := article.of_topic(topic))]
    topics.sort(key=lambda pair: pair[1] != "near")
    told: set[str] = set()
    for topic, where in topics[:3]:
        near = where == "near"
        kind = "companion" if names_a_person(topic) else "topic"  # a brother, a rival: no word of a trade
        weight = weights.FURTHER_TOPIC if kind in told else weights.TOPIC_NEAR if near else weights.TOPIC
        case.says(kind, f"{topic}, {'near the name' if near else 'in the article'}", weight, particular=True)
        told.add(kind)


def _weigh_affiliations(case: Case, article: Occurrences) -> None:
    """Affiliations anywhere in the article: that one stands near the name says nothing more."""
    affiliations = [affiliation for affiliation in case.entity.affiliations if article.of_name(affiliation.name)]
    affiliations.sort(key=lambda affiliation: not is_current(affiliation, case.when))
    best = {
        affiliation.name: affiliation for affiliation in reversed(affiliations)
    }  # of several spells there one counts
    for i, affiliation in enumerate(sorted(best.values(), key=affiliations.index)[:3]):
        weight = weights.AFFILIATION if i == 0 else weights.FURTHER_AFFILIATION
        when = ""
        if not is_current(affiliation, case.when):
            weight, when = weight * weights.NOT_THAT_YEAR, f", but in {case.when} not there ({_years(affiliation)})"
        case.says("affiliation", f"{affiliation.name}, in the article{when}", weight, particular=True)


def _years(affiliation: Affiliation) -> str:
    return f"{affiliation.since or ''}–{affiliation.until or ''}"


def _weigh_titles(case: Case, article: Occurrences) -> None:
    """Titles at the name: the entity's own, others of its field, those of another field."""
    if case.entity.kind is EntityKind.COMPANY:
        return
    titles = case.titles
    ours = {title.casefold() for title in case.entity.titles if not is_outdated(title, case.entity, case.when)}
    own = next((title for title in titles if title.casefold() in ours), None)
    if own is not None:
        case.says("title", f"{own}, at the name", weights.OWN_TITLE, particular=True)
        return
    longer = next((title for title in titles if is_own_title(title, case.entity)), None)
    if longer is not None:  # 수영선수 is not just any 선수
        case.says("title", f"{longer}, at the name", weights.LONGER_TITLE)
        return
    foreign = foreign_title(case)
    if foreign:
        case.says("another's title", foreign, weights.STRANGE_TITLE)
        return
    if titles:
        case.says("title", f"{titles[0]}, of the same field or of none", weights.FIELD_TITLE)
        return
    elsewhere = next((title for title in case.entity.titles if article.of_name(title)), None)
    if elsewhere is not None:
        case.says("title", f"{elsewhere}, in the article", weights.TITLE_ELSEWHERE)


def foreign_title(case: Case) -> str:
    """A title at the name that belongs to another field than the entity's, where none of its own stands there."""
    fields = own_fields(case.entity)
    about = _main_field(words_by_field(f"{case.headline}\n{case.text}"))
    for title in case.titles:
        if is_own_title(title, case.entity):
            return ""
        of_title = fields_of_title(title)
        if about is not None and about in of_title:
            of_title = frozenset({about})
        if of_title and fields:
            return "" if of_title & fields else title
    return ""


def is_own_title(title: str, entity: Entity) -> bool:
    """Whether a title is one of the entity's, or a longer form of one."""
    low = title.casefold()
    ours = {own.casefold() for own in entity.titles}
    return low in ours or any(len(own) >= 2 and (low.endswith(own) or low.startswith(f"{own} ")) for own in ours)


def own_fields(entity: Entity) -> frozenset[Field]:
    """The fields of public life that the entity's titles, topics and affiliations belong to."""
    by_title = [fields_of_title(title) for title in entity.titles]
    single = frozenset().union(*(fields for fields in by_title if len(fields) == 1))
    topics = fields_of_words((*entity.topics, *(affiliation.name for affiliation in entity.affiliations)))
    return (single | topics) or frozenset().union(*by_title)


# --- what the article is about -----------------------------------------------------------------------------------


def weigh_fields(case: Case, section: str | None) -> None:
    """What field the article is about, by its words and its section."""
    fields = own_fields(case.entity)
    if not fields:
        return
    text = f"{case.headline}\n{case.text}"
    words = words_by_field(text)
    own = sum(words[field] for field in fields)
    known = " ".join(
        word for word in (*case.entity.topics, *(place.name for place in case.entity.affiliations)) if word in text
    )
    case.field_words = own - sum(words_by_field(known)[field] for field in fields)
    top = _main_field(words)
    if top is not None and top in fields:
        case.says(
            "field",
            f"the article is about {top}",
            weights.CLEARLY_OWN_FIELD if words[top] > 3 else weights.OWN_FIELD,
        )
    elif top is not None and top not in _ANYBODYS and own == 0:
        case.says("field", f"the article is about {top}", weights.STRANGE_FIELD[min(words[top], 4)])
    of_section = field_of_section(section)
    if of_section:
        case.says("section", section or "", weights.OWN_SECTION if of_section & fields else weights.STRANGE_SECTION)


def is_particular_enough(case: Case) -> bool:
    """Whether what is particular to the entity suffices where nothing is bound to the name: two independent
    particulars, or one in an article that is clearly of the entity's field.

    An office (대표, 교수) is always one of something: with the field alone it may be anybody's of that field.
    """
    kinds = case.kinds()
    if "affiliation" in kinds:
        kinds -= {"colleague"}  # both say the same: the organisation is in the article
    if "past decisions" in kinds or len(kinds) >= 2:
        return True
    if not kinds or case.field_words < _FEWEST_FIELD_WORDS or not case.is_of_own_field:
        return False
    if kinds == {"title"}:
        return not any(is_office(title) for title in case.titles)
    # The press names players and singers without a title, but nobody who holds an office alone.
    return kinds != {"affiliation"} or not own_fields(case.entity) & _OF_OFFICES


def weigh_silence(case: Case) -> None:
    """A long article that has nothing of a full profile."""
    entity = case.entity
    length = len(case.text)
    if case.particular == 0 and length >= 300 and len(entity.affiliations + entity.titles + entity.topics) >= 3:
        case.says(
            "silence",
            "none of its affiliations, titles and topics",
            weights.SILENCE if length < 1000 else weights.LONG_SILENCE,
        )


def _main_field(words: dict[Field, int]) -> Field | None:
    """The field with the most words, if clearly more than the next."""
    ranked = sorted(words.items(), key=lambda item: (-item[1], item[0]))
    if not ranked or (len(ranked) > 1 and ranked[0][1] < 1.5 * ranked[1][1]):
        return None
    return ranked[0][0]


def weigh_surroundings(
    case: Case, others: tuple[str, ...], colleagues: tuple[str, ...], outlet: str | None
) -> None:
    """Other tracked entities in the article, colleagues among them, and the outlet that published it."""
    if colleagues:
        names = ", ".join(entity_id.partition(":")[2] or entity_id for entity_id in colleagues[:3])
        case.says("colleague", names, weights.COLLEAGUE, particular=True)
    elif others:
        names = ", ".join(entity_id.partition(":")[2] or entity_id for entity_id in others[:3])
        case.says("company kept", f"also tracked: {names}", weights.COMPANY_KEPT)
    if outlet and any(affiliation.name == outlet for affiliation in case.entity.affiliations):
        case.says("outlet", f"{outlet}, where the entity belongs", weights.OUTLET)


def weigh_exclusions(case: Case) -> None:
    """Exclusions that are no form of the name are contexts of somebody else."""
    forms = " ".join(mention.form for mention in case.mentions).casefold()
    article = Occurrences(case.headline, case.text, case.mentions)
    for text in case.entity.exclude:
        if text.casefold() not in forms and case.entity.name.casefold() not in text.casefold():
            where = article.of_topic(text)
            if where:
                case.says("excluded context", text, weights.EXCLUDED_NEAR if where == "near" else weights.EXCLUDED)
