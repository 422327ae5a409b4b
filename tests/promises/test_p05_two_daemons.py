"""Promise 5: two daemons ask no source and fetch no page twice in an interval; when one dies, the other takes over
within one lease. `benchmarks/two_daemons.py` watches for longer."""

from __future__ import annotations

import pytest

from benchmarks.two_daemons import trial


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_promise_05_two_daemons_share_and_one_takes_over(kind: str) -> None:
    found = trial(kind, seconds=50.0, interval=5.0, lease=14.0)
    assert found["exit_code"] == 0
    assert (found["too_near"], found["pages_fetched_twice"]) == (0, 0)
    assert found["takeover_in_leases"] <= 1.0
    assert (found["missing"], found["doubled"]) == (0, 0)
