"""Which story an article belongs to: decided from the article and the stored ones that share a lookup key with it.

Two articles are linked when `compare` finds them alike, whichever was seen first; a story is what hangs together by
such links. Therefore the stories do not depend on the order of arrival: an article that links several joins them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from pipeline.items import Article, Decision, DecisionKind
from pipeline.stories.boilerplate import letters
from pipeline.stories.fingerprint import Sketch, sketch, text_digest
from pipeline.stories.likeness import Likeness, Profile, compare, profile

__all__ = [
    "COPY_WINDOW",
    "STORY_WINDOW",
    "Sketch",
    "StoryCandidate",
    "StoryInput",
    "best_link",
    "decision_of",
    "links_of",
    "sketch",
    "text_digest",
    "time_between",
]

COPY_WINDOW = timedelta(days=30)
STORY_WINDOW = timedelta(hours=72)
_LATER_VERSION = 0.8


@dataclass(frozen=True, slots=True)
class StoryInput:
    """What the decision needs to know of an article. `addresses` are the canonical forms of all its URLs."""

    addresses: frozenset[str]
    outlet: str
    headline: str
    text: str
    language: str
    published_at: datetime | None = None
    has_time: bool = True

    @classmethod
    def of(cls, article: Article) -> StoryInput:
        """The part of `article` that decides."""
        return cls(
            addresses=frozenset((article.canonical_url,)),
            outlet=article.outlet,
            headline=article.headline,
            text=article.text,
            language=article.language,
            published_at=article.published_at,
            has_time=article.has_time,
        )


@dataclass(frozen=True, slots=True)
class StoryCandidate:
    """A stored article that shares a lookup key, or an address, with the one to decide on."""

    article_id: int
    story_id: int
    article: StoryInput


def decision_of(links: Sequence[tuple[StoryCandidate, Likeness]]) -> Decision:
    """Where an article belongs that is alike the candidates in `links`."""
    if not links:
        return Decision(DecisionKind.NEW)
    best, found = best_link(links)
    assert found.kind is not None
    stories = sorted({candidate.story_id for candidate, _ in links})
    return Decision(
        found.kind,
        score=found.score,
        article_id=best.article_id if found.kind is DecisionKind.SAME else None,
        story_id=stories[0],
        merged=tuple(stories[1:]),
    )


def best_link(links: Sequence[tuple[StoryCandidate, Likeness]]) -> tuple[StoryCandidate, Likeness]:
    """The candidate most alike, and how; the oldest of equals."""
    return min(links, key=lambda link: (_RANK[link[1].kind], -link[1].score, link[0].article_id))


def links_of(article: StoryInput, candidates: Sequence[StoryCandidate]) -> list[tuple[StoryCandidate, Likeness]]:
    """The candidates that `article` is alike, and how."""
    mine = _profile(article.headline, article.text, article.language)
    compared = ((candidate, _likeness(article, mine, candidate.article)) for candidate in candidates)
    return [(candidate, found) for candidate, found in compared if found.kind is not None]


# A story that is spreading is compared again and again.
_profile = lru_cache(maxsize=512)(profile)

_RANK: dict[DecisionKind | None, int] = {DecisionKind.SAME: 0, DecisionKind.COPY: 1, DecisionKind.REWRITE: 2}


def _likeness(one: StoryInput, mine: Profile, other: StoryInput) -> Likeness:
    if one.addresses & other.addresses:
        return Likeness(DecisionKind.SAME, 1.0)
    apart = time_between(one, other)
    if apart is not None and apart > COPY_WINDOW:
        return Likeness(None, 0.0)
    found = compare(mine, _profile(other.headline, other.text, other.language))
    if found.kind is DecisionKind.REWRITE and (apart is None or apart > STORY_WINDOW):
        return Likeness(None, found.score)
    if found.kind is DecisionKind.COPY and found.score >= _LATER_VERSION and _same_headline(one, other):
        return Likeness(DecisionKind.SAME, found.score)
    return found


def _same_headline(one: StoryInput, other: StoryInput) -> bool:
    return one.outlet == other.outlet and letters(one.headline) == letters(other.headline) != ""


def time_between(one: StoryInput, other: StoryInput) -> timedelta | None:
    """How far apart two articles were published, at least; None when one of them has no date."""
    if one.published_at is None or other.published_at is None:
        return None
    apart = abs(one.published_at - other.published_at)
    if one.has_time and other.has_time:
        return apart
    return max(apart - timedelta(days=1), timedelta(0))
