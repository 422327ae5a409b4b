"""Promise 4: `kill -9` at any moment loses nothing and doubles nothing. `benchmarks/crash.py` kills more often."""

from __future__ import annotations

import random

import pytest

from benchmarks.crash import trial


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "daemons"), [("sqlite", 0), ("postgresql", 0), ("sqlite", 2), ("postgresql", 2)])
def test_promise_04_a_killed_run_is_finished_as_if_nothing_had_been(kind: str, daemons: int) -> None:
    found = trial(kind, 2, daemons, random.Random())
    assert found["kills"] == 2
    assert (found["different"], found["bad_exits"]) == (0, 0)
