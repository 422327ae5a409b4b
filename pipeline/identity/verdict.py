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

from pipeline.identity.past_decisions import PastDecisions, precedent
from pipeline.identity.prominence import prominence
from pipeline.identity.reasons import (
    Case,
    weigh_exclusions,
    weigh_fields,
    weigh_profile,
    weigh_silence,
    weigh_surroundings,
)
from pipeline.items import CoverageStatus, Entity, EntityKind, Evidence, Mention, Verdict
from pipeline.names import Portrait

__all__ = ["PastDecisions", "judge"]

_CONFIRM = 2.0
_REJECT = -2.5
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
    case = Case(entity, headline, text, mentions)
    portraits = case.portraits()
    if case.is_profiled:
        weigh_profile(case, portraits, published_year)
        weigh_fields(case, section)
        weigh_silence(case)
        weigh_surroundings(case, others, outlet)
    else:
        case.says("name alone", "nothing is known of this entity but its name", _BY_NAME, particular=True)
        titles = dict.fromkeys(title for one in portraits for title in one.titles)
        if titles and entity.kind is EntityKind.PERSON:
            case.says("presented as", ", ".join(titles), 0.0)
    weigh_exclusions(case)
    _weigh_namesakes(case, portraits, published_year, namesakes)
    if decisions is not None:
        weight, why = precedent(decisions, f"{headline}\n{text}", [one.form for one in mentions])
        if why:
            case.says("past decisions", why, weight, particular=True)
    return _verdict(case)


def _weigh_namesakes(
    case: Case, portraits: list[Portrait], year: int | None, namesakes: tuple[Entity, ...]
) -> None:
    """Another tracked bearer of the name, whom the article fits and this entity it does not."""
    for other in namesakes:
        fits_too = case.particular > 0 and case.is_profiled
        if other.id == case.entity.id or fits_too:
            continue
        rival = Case(other, case.headline, case.text, case.mentions)
        if not rival.is_profiled:
            continue
        weigh_profile(rival, portraits, year)
        if rival.odds >= _CONFIRM and rival.particular > 0:
            case.says("a namesake", f"the article fits {other.id.partition(':')[2] or other.id}", -3.0)
            return


# --- the outcome -------------------------------------------------------------------------------------------------


def _verdict(case: Case) -> Verdict:
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
        in_lead=seen.in_lead,
        share=seen.share,
        quoted=seen.quoted,
        snippet=seen.snippet,
    )


def _status(case: Case, named: float) -> CoverageStatus:
    against = any(one.kind in _CONTRARY and one.weight < 0 for one in case.reasons)
    if case.odds <= _REJECT and against and case.particular == 0:
        return CoverageStatus.REJECTED
    enough = _CONFIRM if named >= 0.5 else _CONFIRM + 2.5  # an unsure reading takes more
    sure_enough = case.odds >= enough and case.particular > 0
    by_name_only = any(one.kind == "name alone" for one in case.reasons)
    if sure_enough and (named >= 0.5 or not by_name_only):
        return CoverageStatus.CONFIRMED
    return CoverageStatus.REVIEW
