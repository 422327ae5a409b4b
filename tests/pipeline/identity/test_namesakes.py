"""Namesakes in the same trade: nothing of theirs is confirmed, whatever everybody is called."""

from __future__ import annotations

import pytest

from benchmarks.namesakes import Case, cases, frames, outcome, rename

ALL = list(cases("all"))
SOME = ALL[::5]
FEWEST_FRAMES = 80


def test_there_are_enough_frames_and_half_of_them_are_kept() -> None:
    count = {half: sum(1 for language in ("ko", "en") for _ in frames(language, half)) for half in ("all", "kept")}
    assert count["all"] >= FEWEST_FRAMES
    assert abs(count["all"] - 2 * count["kept"]) <= 6


def test_precision_and_recall() -> None:
    outcomes = [outcome(case) for case in ALL]
    confirmed = [case.is_own for case, status in zip(ALL, outcomes, strict=True) if status == "confirmed"]
    own = [status for case, status in zip(ALL, outcomes, strict=True) if case.is_own]
    assert all(confirmed)
    assert own.count("confirmed") >= 0.95 * len(own)
    assert not {"rejected", "missed"} & set(own)


@pytest.mark.parametrize("seed", range(1, 5))
def test_the_outcome_does_not_depend_on_the_names(seed: int) -> None:
    renamed: list[Case] = [rename(case, seed) for case in SOME]
    pairs = [(outcome(case), outcome(other)) for case, other in zip(SOME, renamed, strict=True)]
    assert sum(before == after for before, after in pairs) >= 0.995 * len(pairs)
    wrong = [case.text for case, (_, after) in zip(renamed, pairs, strict=True) if after == "confirmed"]
    assert wrong == [case.text for case in renamed if case.is_own and case.text in wrong]
