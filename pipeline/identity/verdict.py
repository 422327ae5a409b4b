"""Whether the name in an article is the person or company we track.

A name is an accusation, not a proof. First the article is read for what it binds to the name: organisations,
titles, age (`pipeline.presentation`). What is bound decides; what merely stands in the article never outweighs it:

    confirmed   an organisation of the entity's is bound to the name, in its years; or nothing contrary is bound,
                the sum of reasons is above `weights.CONFIRM`, and two of them are particular, or one and the field
    rejected    another organisation is bound for sure, or a title of another field, or a private person is meant,
                and nothing of the entity's own is in the article; or strong reasons against and none for
    review      everything between

Every reason has a weight in natural logarithms of odds. The field an article is about (sports, politics) shifts the
odds but never confirms anybody by itself, and neither does a title, nor an organisation that is not bound. An
entity of which nothing is known but its name is judged by that name alone. A spelling of the name that nobody wrote
down (`pipeline.names.readings`) goes to review at most.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date

from pipeline.identity import weights
from pipeline.identity.bearers import KNOWN_NAMESAKE, RENAMES
from pipeline.identity.bound import Bound, presentations_of, renamed_to, weigh_bound
from pipeline.identity.past_decisions import PastDecisions, precedent
from pipeline.identity.prominence import prominence
from pipeline.identity.reasons import (
    Case,
    is_particular_enough,
    weigh_exclusions,
    weigh_fields,
    weigh_profile,
    weigh_silence,
    weigh_surroundings,
)
from pipeline.identity.times import is_outdated
from pipeline.items import CoverageStatus, Entity, EntityKind, Evidence, Mention, Verdict
from pipeline.names import SPELLING, is_guess
from pipeline.presentation import is_same_organisation

__all__ = ["PastDecisions", "colleagues_of", "judge"]

_FORMER_NAME = "former name"
_BY_NAME = 3.0  # nothing but the name is known: the name decides
_CONTRARY = frozenset(
    {
        "another's organisation",
        "another's title",
        "excluded context",
        "field",
        "a namesake",
        "past decisions",
        "private person",
    }
)


def judge(
    entity: Entity,
    headline: str,
    text: str,
    mentions: tuple[Mention, ...],
    *,
    others: tuple[str, ...] = (),
    colleagues: tuple[str, ...] = (),
    published_year: int | None = None,
    published_on: date | None = None,
    section: str | None = None,
    outlet: str | None = None,
    decisions: PastDecisions | None = None,
    namesakes: tuple[Entity, ...] = (),
) -> Verdict:
    """What we believe of `entity` in this article.

    `mentions` are the entity's own, at least one. `others` are ids of other tracked entities in the article,
    `colleagues` those of people at an organisation of the entity's who are there for sure;
    `section` and `outlet` as the article gives them; `published_on` is the day, or `published_year` the year;
    `decisions` what a person decided of this entity before.
    `namesakes` are other tracked entities that the same mentions may stand for: what makes one of them certain
    speaks against this one. The verdict's confidence is a probability; its evidence is sorted, the weightiest
    reason first.
    """
    entity = entity if decisions is None else decisions.complete(entity)
    when = published_on.isoformat() if published_on else str(published_year or "")
    case = Case(entity, headline, text, mentions, when=when)
    bound = Bound()
    if entity.kind is EntityKind.PERSON:
        case.presentations = presentations_of(entity, headline, text, mentions, others)
    if case.is_profiled:
        bound = weigh_bound(case, decisions or PastDecisions())
        weigh_profile(case)
        weigh_fields(case, section)
        weigh_silence(case)
        weigh_surroundings(case, others, colleagues, outlet)
    else:
        case.says("name alone", "nothing is known of this entity but its name", _BY_NAME, particular=True)
        shown = dict.fromkeys(shown.shown() for shown in case.presentations if shown.shown())
        if shown:
            case.says("presented as", "; ".join(shown), 0.0)
    if entity.kind is EntityKind.COMPANY:
        renamed = renamed_to(headline, text, mentions)
        if renamed:
            case.says(RENAMES, renamed + (f" since {when[:7]}" if when else ""), 0.0)
    weigh_exclusions(case)
    _weigh_former_name(case)
    _weigh_namesakes(case, namesakes)
    if decisions is not None:
        weight, why = precedent(decisions, f"{headline}\n{text}", [mention.form for mention in mentions])
        if why:
            case.says("past decisions", why, weight, particular=True)
    return _verdict(case, bound)


def colleagues_of(entity: Entity, others: Iterable[Entity]) -> tuple[str, ...]:
    """Ids of the people among `others` who share an affiliation with a person."""
    own = [affiliation.name for affiliation in entity.affiliations]
    return tuple(
        other.id
        for other in others
        if other.kind is EntityKind.PERSON is entity.kind
        and other.name != entity.name
        and any(is_same_organisation(affiliation.name, name) for affiliation in other.affiliations for name in own)
    )


def _weigh_former_name(case: Case) -> None:
    """A name that was not the entity's at the time: whoever has it then is somebody else, or the press is slow."""
    sure = [mention for mention in case.mentions if mention.confidence >= 0.5] or list(case.mentions)
    if all(is_outdated(mention.form, case.entity, case.when) for mention in sure):
        case.says(_FORMER_NAME, f"{sure[0].form}, not its name in {case.when}", weights.FORMER_NAME)


def _weigh_namesakes(case: Case, namesakes: tuple[Entity, ...]) -> None:
    """Another tracked bearer of the name, whom the article fits and this entity it does not."""
    for namesake in namesakes:
        fits_too = case.particular > 0 and case.is_profiled
        if namesake.id == case.entity.id or fits_too:
            continue
        rival = Case(namesake, case.headline, case.text, case.mentions, when=case.when)
        if not rival.is_profiled:
            continue
        rival.presentations = presentations_of(namesake, case.headline, case.text, case.mentions, ())
        weigh_bound(rival)
        weigh_profile(rival)
        if rival.odds >= weights.CONFIRM and rival.particular > 0:
            case.says(
                "a namesake", f"the article fits {namesake.id.partition(':')[2] or namesake.id}", weights.NAMESAKE
            )
            return


# --- the outcome -------------------------------------------------------------------------------------------------


def _verdict(case: Case, bound: Bound) -> Verdict:
    named = max((mention.confidence for mention in case.mentions), default=0.0)
    probability = 1 / (1 + math.exp(-case.odds))
    seen = prominence(case.headline, case.text, case.mentions)
    best = max(case.mentions, key=lambda mention: mention.confidence)
    read_as = "; ".join(f"{reason.kind} {reason.detail}" for reason in best.evidence[1:4])
    reading = Evidence("mention", f"{best.form}: {read_as}" if read_as else best.form, 0.0)
    ranked = sorted(case.reasons, key=lambda reason: -abs(reason.weight))
    return Verdict(
        entity_id=case.entity.id,
        status=_status(case, bound, named),
        confidence=round(probability * named, 3),
        evidence=(*ranked, reading),
        mention_count=seen.count,
        in_headline=seen.in_headline,
        in_lead=seen.in_lead,
        share=seen.share,
        quoted=seen.quoted,
        snippet=seen.snippet,
    )


def _status(case: Case, bound: Bound, named: float) -> CoverageStatus:
    if all(is_guess(mention.evidence) for mention in case.mentions):
        return _status_of_guess(case, bound)
    if case.entity.kind is EntityKind.PERSON and case.is_profiled and not _is_excluded(case):
        settled = _status_by_binding(case, bound)
        if settled is not None and not (settled is CoverageStatus.CONFIRMED and _is_like_rejected(case)):
            return settled
    against = any(reason.kind in _CONTRARY and reason.weight < 0 for reason in case.reasons)
    perhaps = weights.PERHAPS_STRANGE if bound.strange and not bound.sure_strange else 0.0
    if case.odds - perhaps <= weights.REJECT and against and case.particular == 0:
        return CoverageStatus.REJECTED
    enough = (
        weights.CONFIRM if named >= 0.5 else weights.CONFIRM + weights.DOUBTFUL_MENTION
    )  # an unsure reading takes more
    sure_enough = case.odds >= enough and case.particular > 0
    by_name_only = any(reason.kind == "name alone" for reason in case.reasons)
    if case.entity.kind is EntityKind.PERSON and case.is_profiled:
        sure_enough = sure_enough and is_particular_enough(case)
    if bound.strange:
        return CoverageStatus.REVIEW
    former = any(reason.kind == _FORMER_NAME for reason in case.reasons)
    if sure_enough and not former and (named >= 0.5 or not by_name_only):
        return CoverageStatus.CONFIRMED
    return CoverageStatus.REVIEW


def _status_of_guess(case: Case, bound: Bound) -> CoverageStatus:
    """A spelling nobody wrote down never confirms. With the organisation bound it is worth a look; without, only a
    whole name that nothing speaks against is, in an article that has the organisation."""
    if bound.own or bound.own_doubtful:
        return CoverageStatus.REVIEW
    whole = any(reason.kind == SPELLING for mention in case.mentions for reason in mention.evidence)
    contrary = bound.strange or bound.foreign_title or bound.is_private or _is_excluded(case)
    return (
        CoverageStatus.REVIEW
        if whole and not contrary and "affiliation" in case.kinds()
        else CoverageStatus.REJECTED
    )


def _is_excluded(case: Case) -> bool:
    return any(reason.kind == "excluded context" for reason in case.reasons)


def _is_like_rejected(case: Case) -> bool:
    return any(reason.kind == "past decisions" and reason.weight < 0 for reason in case.reasons)


def _status_by_binding(case: Case, bound: Bound) -> CoverageStatus | None:
    """What is bound to the name decides, the entity's own first; None when nothing is bound that could."""
    if bound.own:
        return CoverageStatus.CONFIRMED
    if bound.own_doubtful:
        return CoverageStatus.REVIEW
    has_own = bool(case.kinds() & {"affiliation", "companion", "topic", "outlet", "past decisions"})
    if bound.comes_to and (has_own or bound.is_expected):
        return CoverageStatus.REVIEW
    if any(reason.kind == KNOWN_NAMESAKE for reason in case.reasons):
        return CoverageStatus.REJECTED
    if bound.sure_strange:
        # Somebody of the same office elsewhere may have moved there: a person decides, once for all such articles.
        return CoverageStatus.REVIEW if has_own or "title" in case.kinds() else CoverageStatus.REJECTED
    if bound.foreign_title or bound.is_private:
        return CoverageStatus.REVIEW if has_own else CoverageStatus.REJECTED
    return None
