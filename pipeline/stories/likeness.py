"""How alike two articles are: copies of a text, rewrites of one announcement, or neither.

Measured are: containment, the share of the smaller text's runs that stand in the other (Broder 1997), for short
runs and for long ones, which survive copying but not rewriting; whether headlines and leads are about the same; and
whether the particulars are the same. The less headlines and leads agree, the more of the text must.
"""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass

from pipeline.items import DecisionKind
from pipeline.stories.boilerplate import letters, without_boilerplate
from pipeline.stories.fingerprint import Hashes, digest_of, rolling, shape_of, shared, unique
from pipeline.stories.form_letters import is_template
from pipeline.stories.particulars import particulars, words

__all__ = ["Likeness", "Profile", "compare", "profile"]

_NEAR_EMPTY = 60  # letters: below, texts are alike by chance
_SHORTEST = 80  # letters: below, headlines must agree too

# A copy: so much of the smaller text stands in the other in unbroken passages; less when the headlines agree.
_COPY_PASSAGES = 0.62
_COPY_HEADLINE = 0.32

# A rewrite: the logarithm of containment and the agreement in topic together.
_TOPIC_WEIGHT = 6.0
_LEAST_TOGETHER = 0.0
_LEAST_CONTAINMENT = 0.05
_PLAIN_CONTAINMENT = 0.4  # from here on, the text speaks for itself
_FEWEST_PARTICULARS = 3
_LEAST_PARTICULARS = 0.2

_SPEAKS_OF_HEADLINE = 0.15
_SAME_HEADLINE = 0.6

_LEAD = {True: 300, False: 700}
_OPENING = {True: 800, False: 1200}


@dataclass(frozen=True, slots=True)
class Profile:
    """What of an article is compared. `support` is the share of its headline's words that its text uses."""

    dense: bool
    size: int
    short: Hashes
    long: Hashes
    headline: frozenset[str]
    lead: frozenset[str]
    particulars: frozenset[str]
    support: float
    digest: str
    template: bool


@dataclass(frozen=True, slots=True)
class Likeness:
    """COPY, REWRITE, or None when two articles tell different things; `score` in [0, 1]."""

    kind: DecisionKind | None
    score: float


def profile(headline: str, text: str, language: str) -> Profile:
    """Measure an article once, to compare it with any number of others."""
    told = unicodedata.normalize("NFKC", without_boilerplate(text))
    body = letters(told)
    title = unicodedata.normalize("NFKC", headline)
    shape = shape_of(body or title, language)
    named = words(title, dense=shape.dense)
    opening = words(told[: _OPENING[shape.dense]], dense=shape.dense)
    return Profile(
        dense=shape.dense,
        size=len(body),
        short=unique(rolling(body, shape.short)),
        long=unique(rolling(body, shape.long)),
        headline=named,
        lead=named | words(told[: _LEAD[shape.dense]], dense=shape.dense),
        particulars=particulars(told[: _OPENING[shape.dense]], dense=shape.dense),
        support=_inside(named, opening),
        digest=digest_of(body),
        template=is_template(headline, text),
    )


def compare(one: Profile, other: Profile) -> Likeness:
    """The same whichever of the two comes first."""
    if one.dense != other.dense or min(one.size, other.size) < _NEAR_EMPTY:
        return Likeness(None, 0.0)
    headlines = _containment(one.headline, other.headline)
    if max(one.support, other.support) < _SPEAKS_OF_HEADLINE and headlines < _SAME_HEADLINE:
        return Likeness(None, 0.0)  # neither text is about its headline: both are the same mistake of a page
    if one.digest == other.digest:
        return Likeness(DecisionKind.COPY, 1.0)
    if one.template or other.template:
        return Likeness(None, 0.0)
    if min(one.size, other.size) < _SHORTEST:
        return _compare_short_texts(one, other, headlines)
    return _compare_texts(one, other, headlines)


def _compare_short_texts(one: Profile, other: Profile, headlines: float) -> Likeness:
    """A few words are a copy when most of them stand in the other in one piece, under the same headline."""
    passages = shared(one.long, other.long) / max(1, min(one.long.size, other.long.size))
    if headlines >= _SAME_HEADLINE and passages >= _COPY_PASSAGES:
        return Likeness(DecisionKind.COPY, passages)
    return Likeness(None, passages)


def _compare_texts(one: Profile, other: Profile, headlines: float) -> Likeness:
    contained = shared(one.short, other.short) / min(one.short.size, other.short.size)
    common = shared(one.long, other.long)
    if not common or contained < _LEAST_CONTAINMENT:
        return Likeness(None, contained)
    topic = _topic(one, other, headlines)
    if math.log(contained) + _TOPIC_WEIGHT * topic < _LEAST_TOGETHER:
        return Likeness(None, contained)
    passages = common / min(one.long.size, other.long.size)
    if passages >= _COPY_PASSAGES - _COPY_HEADLINE * headlines:
        return Likeness(DecisionKind.COPY, contained)
    if contained >= _PLAIN_CONTAINMENT or _same_particulars(one, other):
        return Likeness(DecisionKind.REWRITE, contained)
    return Likeness(None, contained)


def _topic(one: Profile, other: Profile, headlines: float) -> float:
    """How far the articles are about the same, in [0, 1]: headlines, each headline in the other's lead, leads."""
    return (
        headlines
        + _inside(one.headline, other.lead)
        + _inside(other.headline, one.lead)
        + _containment(one.lead, other.lead)
    ) / 4


def _same_particulars(one: Profile, other: Profile) -> bool:
    common = len(one.particulars & other.particulars)
    return common >= _FEWEST_PARTICULARS and common >= _LEAST_PARTICULARS * min(
        len(one.particulars), len(other.particulars)
    )


def _containment(one: frozenset[str], other: frozenset[str]) -> float:
    small = min(len(one), len(other))
    return len(one & other) / small if small else 0.0


def _inside(part: frozenset[str], whole: frozenset[str]) -> float:
    return len(part & whole) / len(part) if part else 0.0
