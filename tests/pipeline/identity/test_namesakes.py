"""Namesakes in the same trade: nothing of theirs is confirmed, whatever everybody is called."""

from __future__ import annotations

import pytest

from benchmarks.namesakes import Case, cases, outcome, rename

SOME = list(cases("tune"))[::5]


@pytest.mark.parametrize("case", SOME, ids=lambda case: case.text[:40])
def test_frames(case: Case) -> None:
    assert (outcome(case) == "confirmed") is case.is_own


def test_the_outcome_does_not_depend_on_the_names() -> None:
    for seed in (1, 2):
        assert [outcome(rename(case, seed)) for case in SOME] == [outcome(case) for case in SOME]
