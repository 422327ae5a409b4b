"""What an article is to the stored ones that share a lookup key with it: the very same, or linked to them.

Two articles are linked when `compare` finds them alike, whichever was seen first. Stories are cut from the links
(`bundle`), so they do not depend on the order of arrival.
"""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from pipeline.items import Article, OutletRole
from pipeline.stories.boilerplate import letters
from pipeline.stories.fingerprint import Sketch, sketch, text_digest
from pipeline.stories.likeness import NEVER, Likeness, LinkKind, compare
from pipeline.stories.profile import profile

__all__ = [
    "COPY_WINDOW",
    "STORY_WINDOW",
    "Sketch",
    "StoryCandidate",
    "StoryInput",
    "links_of",
    "same_article",
    "sketch",
    "text_digest",
    "time_between",
]

COPY_WINDOW = timedelta(days=30)
STORY_WINDOW = timedelta(hours=72)
_LATER_VERSION = 0.8
_THE_SAME_TEXT = 0.97


@dataclass(frozen=True, slots=True)
class StoryInput:
    """What the decision needs to know of an article. `addresses` are the canonical forms of all its URLs; `outlet`
    is empty where it is not known, as on a portal."""

    addresses: frozenset[str]
    outlet: str
    headline: str
    text: str
    language: str
    published_at: datetime | None = None
    has_time: bool = True
    at_portal: bool = False

    @classmethod
    def of(cls, article: Article) -> StoryInput:
        """The part of `article` that decides."""
        return cls(
            addresses=frozenset((article.canonical_url,)),
            outlet="" if article.outlet_role is OutletRole.PORTAL else article.outlet,
            headline=article.headline,
            text=article.text,
            language=article.language,
            published_at=article.published_at,
            has_time=article.has_time,
            at_portal=article.at_portal,
        )


@dataclass(frozen=True, slots=True)
class StoryCandidate:
    """A stored article that shares a lookup key, or an address, with the one to decide on."""

    article_id: int
    article: StoryInput


def links_of(
    article: StoryInput,
    candidates: Sequence[StoryCandidate],
    known: MutableMapping[StoryInput, Likeness] | None = None,
) -> list[tuple[StoryCandidate, Likeness]]:
    """The candidates that `article` is alike, and how. `known` keeps what it was found to be to each of them: those
    are not compared again."""
    known = {} if known is None else known
    links = []
    for candidate in candidates:
        likeness = known.get(candidate.article)
        if likeness is None:
            likeness = known[candidate.article] = _likeness(article, candidate.article)
        if likeness.kind is not None:
            links.append((candidate, likeness))
    return links


def same_article(
    article: StoryInput, links: Sequence[tuple[StoryCandidate, Likeness]]
) -> tuple[StoryCandidate, Likeness] | None:
    """The candidate that `article` is another address or a later version of; the oldest of equals."""
    same = [link for link in links if _is_same(article, *link)]
    headline = letters(article.headline)
    return min(
        same,
        key=lambda link: (letters(link[0].article.headline) != headline, -link[1].score, link[0].article_id),
        default=None,
    )


# A story that is spreading is compared again and again.
_profile = lru_cache(maxsize=1024)(profile)


def _likeness(article: StoryInput, stored: StoryInput) -> Likeness:
    if article.addresses & stored.addresses:
        return Likeness(LinkKind.CORE, 1.0)
    apart = time_between(article, stored)
    if apart is not None and apart > COPY_WINDOW:
        return NEVER
    mine = _profile(article.headline, article.text, article.language)
    theirs = _profile(stored.headline, stored.text, stored.language)
    likeness = compare(mine, theirs, same_outlet=article.outlet == stored.outlet != "")
    is_late = apart is None or apart > STORY_WINDOW
    return NEVER if is_late and likeness.kind in {LinkKind.REWRITE, LinkKind.NEAR} else likeness


def _is_same(article: StoryInput, candidate: StoryCandidate, likeness: Likeness) -> bool:
    stored = candidate.article
    if article.addresses & stored.addresses:
        return True
    if likeness.kind not in {LinkKind.CORE, LinkKind.PART} or likeness.score < _LATER_VERSION:
        return False
    one_headline = letters(article.headline) == letters(stored.headline) != ""
    if not (article.at_portal or stored.at_portal):
        return one_headline and article.outlet == stored.outlet != ""
    # A portal's copy is the paper's article, also where whose it is is unknown, or the headline another.
    is_whole = likeness.kind is LinkKind.CORE and (one_headline or likeness.score >= _THE_SAME_TEXT)
    if not (article.outlet and stored.outlet):
        return one_headline and is_whole
    return article.outlet == stored.outlet and (one_headline or is_whole)


def time_between(article: StoryInput, stored: StoryInput) -> timedelta | None:
    """How far apart two articles were published, at least; None when one of them has no date."""
    if article.published_at is None or stored.published_at is None:
        return None
    apart = abs(article.published_at - stored.published_at)
    if article.has_time and stored.has_time:
        return apart
    return max(apart - timedelta(days=1), timedelta(0))
