"""Whether a mentioned name is the person or company we track."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.items import Entity, Evidence, Mention, Place, Status, Verdict

__all__ = ["PastDecisions", "judge"]


@dataclass(frozen=True, slots=True)
class PastDecisions:
    """What a person decided before about this entity: words around accepted and around rejected mentions."""

    accepted: tuple[str, ...] = ()
    rejected: tuple[str, ...] = ()


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
) -> Verdict:
    """What we believe of `entity` in this article, from its mentions there."""
    best = max((one.confidence for one in mentions), default=0.0)
    first = mentions[0]
    source = headline if first.place is Place.HEADLINE else text
    return Verdict(
        entity_id=entity.id,
        status=Status.CONFIRMED if best >= 0.5 else Status.REVIEW,
        confidence=best,
        evidence=(Evidence("name", first.form, 0.0),),
        mention_count=len(mentions),
        in_headline=any(one.place is Place.HEADLINE for one in mentions),
        snippet=source[max(0, first.span.start - 80) : first.span.end + 80].strip(),
    )
