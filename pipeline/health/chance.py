"""Whether less than usual is more than chance: one-sided binomial test."""

from __future__ import annotations

import math

__all__ = ["chance_of_at_most"]


def chance_of_at_most(successes: int, trials: int, habit: float, known: int) -> float:
    """The probability, in [0, 1], of no more than `successes` in `trials`, when of `known` earlier trials a share
    of `habit` succeeded.

    One trial may always fail: a habit of 100 % would make that impossible, so it is held below 1 by what so many
    trials can show at most.
    """
    share = min(habit, 1 - 1 / (known + 2))
    return sum(math.comb(trials, k) * share**k * (1 - share) ** (trials - k) for k in range(successes + 1))
