"""Layout alarms: a field that an outlet's pages gave until now and suddenly do not.

An outlet that changes its pages breaks extraction without a word: articles still come in, but without their
date, or with an empty text. Today's pages are compared with those of the weeks before; what chance would do less
than once in a thousand times (binomial, one-sided) is reported.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.health.chance import chance_of_at_most

__all__ = ["FIELDS", "FieldCounts", "LayoutAlarm", "layout_alarms"]

FIELDS = ("article", "headline", "text", "date", "byline")

_FEWEST_TODAY = 4
_FEWEST_BEFORE = 10
_LEAST_HABIT = 0.5
_CHANCE = 0.001


@dataclass(frozen=True, slots=True)
class FieldCounts:
    """How many pages of an outlet were read, and how many of them gave each field of `FIELDS`."""

    pages: int
    given: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class LayoutAlarm:
    """A field that went missing at an outlet. Shares are of pages, in [0, 1]."""

    outlet: str
    field: str
    pages: int
    given: int
    habit: float


def layout_alarms(outlet: str, today: FieldCounts, before: FieldCounts) -> tuple[LayoutAlarm, ...]:
    """The fields of `outlet` that are missing far more often than they were."""
    if today.pages < _FEWEST_TODAY or before.pages < _FEWEST_BEFORE:
        return ()
    alarms = []
    for name in FIELDS:
        given, habit = today.given.get(name, 0), before.given.get(name, 0) / before.pages
        if habit >= _LEAST_HABIT and chance_of_at_most(given, today.pages, habit, before.pages) < _CHANCE:
            alarms.append(LayoutAlarm(outlet, name, today.pages, given, habit))
    return tuple(alarms)
