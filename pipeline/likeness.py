"""How alike two articles are: copies of a text, rewrites of one announcement, or neither."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.boilertext import letters, reduced
from pipeline.items import DecisionKind
from pipeline.sketches import Hashes, shape_of, shared, shingles, text_digest
from pipeline.templates import is_template

__all__ = ["Likeness", "Profile", "compare", "profile"]

_FEWEST_SHINGLES = 80


@dataclass(frozen=True, slots=True)
class Profile:
    """What of an article is compared."""

    dense: bool
    body: Hashes
    headline: Hashes
    digest: str
    template: bool


@dataclass(frozen=True, slots=True)
class Likeness:
    """COPY, REWRITE, or None when two articles tell different things; `score` in [0, 1]."""

    kind: DecisionKind | None
    score: float


def profile(headline: str, text: str, language: str) -> Profile:
    """Measure an article once, to compare it with any number of others."""
    body = reduced(text)
    title = letters(headline)
    shape = shape_of(body or title, language)
    return Profile(
        dense=shape.short == 6,
        body=shingles(body, shape.short),
        headline=shingles(title, shape.headline),
        digest=text_digest(text),
        template=is_template(headline, text),
    )


def compare(one: Profile, other: Profile) -> Likeness:
    """The same whichever of the two comes first."""
    if one.dense != other.dense:
        return Likeness(None, 0.0)
    small, large = sorted((one.body.size, other.body.size))
    if not small:
        return Likeness(None, 0.0)
    title = _containment(one.headline, other.headline)
    if one.digest == other.digest:
        alike = small >= _FEWEST_SHINGLES or title >= 0.4
        return Likeness(DecisionKind.COPY if alike else None, 1.0)
    if one.template or other.template or small < _FEWEST_SHINGLES:
        return Likeness(None, 0.0)
    common = shared(one.body, other.body)
    inside, alike_part = common / small, common / (small + large - common)
    if alike_part >= 0.5 or inside >= 0.6 or (inside >= 0.45 and title >= 0.4):
        return Likeness(DecisionKind.COPY, inside)
    if alike_part >= 0.3 or inside >= 0.4 or (inside >= 0.12 and title >= 0.4):
        return Likeness(DecisionKind.REWRITE, inside)
    return Likeness(None, inside)


def _containment(one: Hashes, other: Hashes) -> float:
    small = min(one.size, other.size)
    return shared(one, other) / small if small else 0.0
