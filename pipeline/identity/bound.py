"""What is bound to the name, held against what is known of the entity.

An organisation is bound to a name by grammar or layout alone (`pipeline.presentation`). What stands elsewhere in
the article, however near, is bound to nobody.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from pipeline.identity import weights
from pipeline.identity.bearers import BOUND_AFFILIATION, COMES_TO, KNOWN_NAMESAKE, MOVES
from pipeline.identity.past_decisions import PastDecisions
from pipeline.identity.reasons import Case, foreign_title, is_own_title
from pipeline.identity.times import is_current
from pipeline.items import Affiliation, Entity, Mention, Place
from pipeline.language.scripts import fold
from pipeline.presentation import (
    Binding,
    Presentation,
    Text,
    bare_name,
    is_same_organisation,
    organisation_names,
    present,
    read_rename,
)

__all__ = ["Bound", "presentations_of", "renamed_to", "weigh_bound"]

_FOLLOW_UP = "follow-up"


@dataclass(frozen=True, slots=True)
class Bound:
    """What the article binds to the name, judged for one entity.

    `own`: an organisation of the entity's, at that time, and nothing at that place that contradicts it.
    `own_doubtful`: the same with a wrong year, the title of another trade, or as a private person. `strange`:
    another organisation; `sure_strange`: one that can be nothing else. `foreign_title`: a title of another field.
    `is_private`: a private person. `comes_to`: an organisation the bearer moves to,
    which `is_expected` when an earlier article said so.
    """

    own: str = ""
    own_doubtful: str = ""
    strange: str = ""
    sure_strange: str = ""
    foreign_title: str = ""
    is_private: bool = False
    comes_to: str = ""
    is_expected: bool = False


def presentations_of(
    entity: Entity, headline: str, text: str, mentions: tuple[Mention, ...], others: Iterable[str]
) -> tuple[Presentation, ...]:
    """How each full name is presented; what takes it up later (박 대표) adds nothing.

    `others` are ids of other tracked entities in the article: the names of companies among them are organisations.
    """
    tracked = [name for kind, _, name in (entity_id.partition(":") for entity_id in others) if kind == "company"]
    known = [affiliation.name for affiliation in entity.affiliations] + tracked
    folded = {True: fold(headline), False: fold(text)}
    texts = {place: Text(part.text, known) for place, part in folded.items()}
    shown = []
    for mention in mentions:
        if any(evidence.kind == _FOLLOW_UP for evidence in mention.evidence):
            continue
        place = mention.place is Place.HEADLINE
        start, end = folded[place].folded(mention.span.start), folded[place].folded(mention.span.end)
        shown.append(present(texts[place], start, end, "" if place else folded[True].text))
    return tuple(shown)


def renamed_to(headline: str, text: str, mentions: tuple[Mention, ...]) -> str:
    """The new name of the company that is mentioned, when the article tells of one; else empty."""
    folded = {True: fold(headline), False: fold(text)}
    texts = {place: Text(part.text) for place, part in folded.items()}
    for mention in mentions:
        place = mention.place is Place.HEADLINE
        start, end = folded[place].folded(mention.span.start), folded[place].folded(mention.span.end)
        name = read_rename(texts[place], start, end)
        if name:
            return name
    return ""


def weigh_bound(case: Case, decisions: PastDecisions = PastDecisions()) -> Bound:  # noqa: B008 (frozen)
    """Compare every place of the name with the entity, and add the reasons.

    `decisions` are what a person decided of the entity before.
    """
    entity = case.entity
    own, doubtful = "", ""
    strange: list[Binding] = []
    comes_to = ""
    for shown in case.presentations:
        for binding in shown.bindings:
            names = organisation_names(binding.organisation)
            spells = [
                spell
                for spell in entity.affiliations
                if any(is_same_organisation(name, spell.name) for name in names)
            ]
            if not spells and _is_topic(binding.organisation, entity):
                continue  # 터보 김종국: weighed as the topic that it is
            if not spells and _ends_in_own(binding.organisation, entity):
                doubtful = doubtful or f"{binding.organisation}, which ends like its own"
                continue
            if not spells:
                is_known = _is_among(binding.organisation, decisions.strangers)
                if not is_known and (binding.is_new or _is_among(binding.organisation, decisions.expected)):
                    comes_to = comes_to or binding.organisation
                else:
                    strange.append(binding)
                continue
            is_recognised = _is_among(binding.organisation, decisions.places)  # whatever office it is there
            why = _doubt(shown, binding, spells, entity, case.when, is_recognised=is_recognised)
            if why:
                doubtful = doubtful or f"{binding.organisation}, {why}"
            else:
                own = own or f"{binding.organisation} ({binding.form})"
    foreign = "" if own else foreign_title(case)
    private = not own and any(shown.is_private for shown in case.presentations)
    bound = Bound(
        own=own,
        own_doubtful="" if own else doubtful,
        strange="" if own else next((binding.organisation for binding in strange), ""),
        sure_strange="" if own else _sure(strange, decisions.strangers),
        foreign_title=foreign,
        is_private=private,
        comes_to=comes_to,
        is_expected=_is_among(comes_to, decisions.expected),
    )
    _add_reasons(case, bound, decisions)
    return bound


def _is_topic(organisation: str, entity: Entity) -> bool:
    """Whether what stands in an organisation's place is a topic of the entity's: a work, a league, a group."""
    names = {bare_name(name) for name in organisation_names(organisation)}
    return any(bare_name(topic) in names for topic in entity.topics)


def _is_among(organisation: str, names: Collection[str]) -> bool:
    return any(is_same_organisation(organisation, name) for name in names)


def _ends_in_own(organisation: str, entity: Entity) -> bool:
    """Whether words that were written together end in the name of an organisation of the entity's."""
    name = bare_name(organisation)
    return any(name.endswith(bare_name(own.name)) for own in entity.affiliations if len(bare_name(own.name)) >= 2)


def _doubt(
    shown: Presentation,
    binding: Binding,
    spells: list[Affiliation],
    entity: Entity,
    when: str,
    *,
    is_recognised: bool,
) -> str:
    """Why a bearer at the entity's organisation may still be somebody else; empty when nothing says so."""
    if shown.is_private:
        return "but as a private person"
    foreign = foreign_title(Case(entity, "", "", (), (shown,)))
    if foreign and not is_recognised and not any(is_own_title(title, entity) for title in shown.titles):
        return f"but as {foreign}"
    if not binding.is_former and not any(is_current(spell, when) for spell in spells):
        return f"but in {when} not there"
    return ""


def _sure(strange: list[Binding], strangers: Collection[str]) -> str:
    """An organisation that is one for sure, that is bound at two places, or whose bearer was rejected before."""
    names = [bare_name(binding.organisation) for binding in strange]
    return next(
        (
            binding.organisation
            for binding, name in zip(strange, names, strict=True)
            if binding.is_sure
            or _is_among(binding.organisation, strangers)
            or sum(another.endswith(name) for another in names) >= 2
        ),
        "",
    )


def _add_reasons(case: Case, bound: Bound, decisions: PastDecisions) -> None:
    if bound.own:
        case.says(BOUND_AFFILIATION, bound.own, weights.BOUND_OWN, particular=True)
    elif bound.own_doubtful:
        case.says(BOUND_AFFILIATION, bound.own_doubtful, weights.BOUND_DOUBTFUL)
    if bound.sure_strange:
        case.says("another's organisation", f"{bound.sure_strange}, bound to the name", weights.BOUND_STRANGE)
        if _is_among(bound.sure_strange, decisions.strangers):
            case.says(KNOWN_NAMESAKE, f"{bound.sure_strange}: rejected before", weights.NAMESAKE)
    elif bound.strange:
        case.says("another's organisation", f"perhaps {bound.strange}", weights.PERHAPS_STRANGE)
    if bound.is_private:
        case.says("private person", "presented without office", weights.PRIVATE_PERSON)
    if bound.foreign_title in decisions.strange_titles:
        case.says(KNOWN_NAMESAKE, f"{bound.foreign_title}: rejected before", weights.NAMESAKE)
    if bound.comes_to and bound.own:
        case.says(MOVES, bound.comes_to + (f" since {case.when[:7]}" if case.when else ""), 0.0)
    elif bound.comes_to:
        case.says(COMES_TO, bound.comes_to, 0.0)
    shown = dict.fromkeys(shown.shown() for shown in case.presentations if shown.shown())
    if shown:
        case.says("presented as", "; ".join(shown), 0.0)
