"""How alike two articles are: copies of a text, rewrites of one announcement, or neither.

One story is one text or one announcement: what both articles lead with must be the same. Measured are containment,
the share of a text's runs that stand in the other (Broder 1997), of short runs and of long ones, which survive
copying but not rewriting; and how far the leads agree, in words and in runs. What stands further down (background,
quotes, the paragraph about the company) joins nothing by itself. A form that is filled in again is no copy.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from pipeline.stories.fingerprint import SHORT_RUN, Runs, runs, shared
from pipeline.stories.form_letters import filled_places
from pipeline.stories.profile import Profile

__all__ = ["NEVER", "Likeness", "LinkKind", "compare"]


class LinkKind(StrEnum):
    """How two articles hang together; the first four of one story, each weaker than the one before."""

    JOINED = "joined"  # a person says so
    CORE = "core"  # one text, whole on both sides
    PART = "part"  # one text, cut on one side
    REWRITE = "rewrite"  # one announcement in other words
    NEAR = "near"  # almost a rewrite: joins nothing, but counts when stories are told apart
    APART = "apart"  # a person says so


@dataclass(frozen=True, slots=True)
class Likeness:
    """CORE, PART, REWRITE, NEAR, or None when two articles tell different things; `score` in [0, 1]. Of a PART,
    `holds` says that the first one is the text that holds the other."""

    kind: LinkKind | None
    score: float
    holds: bool = False


NEVER = Likeness(None, 0.0)

_NEAR_EMPTY = 60  # letters: below, texts are alike by chance
_LEAST_CONTAINMENT = 0.05
_SAME_HEADLINE = 0.75
_SPEAKS_OF_HEADLINE = 0.15

# A form letter: what both have in common goes on around other digits in so many places, and such a share of them.
_FORM_PLACES = 2
_FORM_SHARE = 1 / 4
_REACH = {True: 3, False: 6}
# Captions, weather, notices: whatever is not nearly the whole text.
_TEMPLATE_COPY = 0.8

# A copy: so much of the smaller text stands in the other in unbroken passages; less when the headlines agree.
_COPY_PASSAGES = 0.62
_COPY_HEADLINE = 0.32
_WHOLE = 0.6
_HELD = 0.9  # a text that stands in another wholly, wherever it stands there
_LEAST_OPENING = 0.35
_LEAST_LEAD_WORDS = 0.2
_HEADLINES_AGREE = 0.6

# A rewrite: how far the leads agree, by the kind of script.
_LEAST_AGREEMENT = {True: 0.97, False: 1.45}
_CONTAINMENT_WEIGHT = 1.2
_NUMBER_WEIGHT = 0.1
_MOST_NUMBERS = 4
_LEAST_REST = 0.15
_FEWEST_NUMBERS = 3
_ONE_ACCOUNT = 0.6  # of that is enough where both tell the very same numbers
_NEAR = 0.75


def compare(first: Profile, second: Profile, *, same_outlet: bool) -> Likeness:
    """The same whichever of the two comes first, but for `holds`. The distance in time is the caller's concern."""
    if first.dense != second.dense or min(len(first.body), len(second.body)) < _NEAR_EMPTY:
        return NEVER
    headlines = _containment(first.headline, second.headline)
    if first.digest == second.digest:
        speaks = max(first.support, second.support) >= _SPEAKS_OF_HEADLINE or headlines >= _HEADLINES_AGREE
        # Two pages of an outlet with one text that is not about its headline: a mistake of both pages.
        return Likeness(LinkKind.CORE, 1.0) if speaks or not same_outlet else NEVER
    common = shared(first.long, second.long)
    short = shared(first.short, second.short) if common else 0
    contained = short / max(1, min(first.short.size, second.short.size))
    if contained < _LEAST_CONTAINMENT or _is_form_letter(first, second):
        return NEVER
    if first.template or second.template or ((first.caption or second.caption) and headlines < _SAME_HEADLINE):
        return _template_likeness(first, second, contained, same_outlet=same_outlet)
    passages = common / min(first.long.size, second.long.size)
    if passages < _COPY_PASSAGES and _are_instalments(first, second):
        return NEVER
    if same_outlet and passages < _COPY_PASSAGES:
        return NEVER
    if passages >= _COPY_PASSAGES - _COPY_HEADLINE * headlines and (
        passages >= _HELD or _leads_alike(first, second, headlines)
    ):
        is_whole = common >= _WHOLE * max(first.long.size, second.long.size)
        return Likeness(LinkKind.CORE if is_whole else LinkKind.PART, contained, len(first.body) > len(second.body))
    return _rewrite(first, second, contained, short / max(first.short.size, second.short.size))


def _are_instalments(first: Profile, second: Profile) -> bool:
    """Whether the headlines are two of one series: the same label, and another matter behind it."""
    is_one_label = bool(first.label) and first.label == second.label
    return is_one_label and not (first.headline - first.label) & (second.headline - second.label)


def _is_form_letter(first: Profile, second: Profile) -> bool:
    """Whether each text is about something that the other does not know, or the same form holds other figures."""
    if _own_subjects(first, second) and _own_subjects(second, first):
        return True
    differing, places = filled_places(first.body, second.body, _REACH[first.dense])
    return differing >= _FORM_PLACES and differing >= _FORM_SHARE * places


def _own_subjects(first: Profile, second: Profile) -> bool:
    return any(subject not in second.body for subject in first.subjects)


def _template_likeness(first: Profile, second: Profile, contained: float, *, same_outlet: bool) -> Likeness:
    is_copy = (
        contained >= _TEMPLATE_COPY
        and not same_outlet
        and first.numbers == second.numbers
        and not _own_subjects(first, second)
        and not _own_subjects(second, first)
    )
    return Likeness(LinkKind.CORE, contained) if is_copy else NEVER


def _leads_alike(first: Profile, second: Profile, headlines: float) -> bool:
    opening = max(_part(first.opening, second.short), _part(second.opening, first.short))
    agrees = _containment(first.lead_words, second.lead_words) >= _LEAST_LEAD_WORDS or headlines >= _HEADLINES_AGREE
    return opening >= _LEAST_OPENING and agrees


def _rewrite(first: Profile, second: Profile, contained: float, larger: float) -> Likeness:
    numbers = len(first.numbers & second.numbers)
    others = bool(first.numbers and second.numbers) and not numbers  # one announcement has the same numbers
    agreement = (
        _containment(first.lead_words, second.lead_words)
        + shared(first.lead_runs, second.lead_runs) / max(1, min(first.lead_runs.size, second.lead_runs.size))
        + _CONTAINMENT_WEIGHT * math.sqrt(contained * larger)
        + _NUMBER_WEIGHT * min(_MOST_NUMBERS, numbers)
    )
    is_one_account = numbers >= _FEWEST_NUMBERS and first.numbers == second.numbers
    least = _LEAST_AGREEMENT[first.dense] * (_ONE_ACCOUNT if is_one_account else 1)
    smaller, whole = (first, second) if len(first.body) <= len(second.body) else (second, first)
    if agreement >= least and not others:
        rest = runs(smaller.rest, SHORT_RUN[first.dense])
        if numbers >= _FEWEST_NUMBERS or _part(rest, whole.short) >= _LEAST_REST:
            return Likeness(LinkKind.REWRITE, contained)
    return Likeness(LinkKind.NEAR if agreement >= _NEAR * least else None, contained)


def _containment(first: frozenset[str], second: frozenset[str]) -> float:
    small = min(len(first), len(second))
    return len(first & second) / small if small else 0.0


def _part(part: Runs, whole: Runs) -> float:
    return shared(part, whole) / part.size if part.size else 0.0
