"""Estimates of what is missed, from what the channels found."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.health import Estimate, channel_shares, estimate

SIGHTINGS = st.lists(st.sets(st.sampled_from("abcd"), min_size=1), max_size=60)


def bounds(told: Estimate) -> tuple[float, float, float]:
    assert told.low is not None
    assert told.total is not None
    assert told.high is not None
    return told.low, told.total, told.high


def test_a_worked_case() -> None:
    # Two channels: 10 articles by the first alone, 6 by the second alone, 12 by both.
    told = estimate([{"a"}] * 10 + [{"b"}] * 6 + [{"a", "b"}] * 12, 2)
    assert told.total == pytest.approx(28 + 0.5 * 16 * 15 / 26)
    low, total, high = bounds(told)
    assert 28 < low < total < high


@given(SIGHTINGS)
def test_no_estimate_is_below_what_was_found(sightings: list[set[str]]) -> None:
    told = estimate(sightings, 4)
    if told.total is None:
        assert told.why
        return
    low, total, high = bounds(told)
    assert len(sightings) <= low <= total <= high


@pytest.mark.parametrize(
    ("sightings", "channels", "why"),
    [
        ([{"a"}] * 9, 1, "one channel alone"),
        ([{"a"}, {"b"}], 2, "fewer than 5"),
        ([{"a"}] * 5 + [{"b"}] * 5, 2, "no article was found by two"),
    ],
)
def test_too_little_data_is_said(sightings: list[set[str]], channels: int, why: str) -> None:
    told = estimate(sightings, channels)
    assert told.total is None
    assert why in told.why


def test_the_interval_holds_the_truth_about_as_often_as_it_claims() -> None:
    chance = random.Random(7)
    held = 0
    for _ in range(300):
        seen = [{name for name in "abcd" if chance.random() < 0.4} for _ in range(120)]
        low, _, high = bounds(estimate([one for one in seen if one], 4))
        held += low <= 120 <= high
    assert held / 300 > 0.88


def test_what_each_channel_contributes() -> None:
    first, second = channel_shares({1: {"a"}, 2: {"a", "b"}, 3: {"a", "b"}, 4: {"b"}, 5: {"a"}})
    assert (first.channel, first.found, first.alone, first.found_of_others, first.others) == ("a", 4, 2, 2, 3)
    assert (second.channel, second.found, second.alone, second.found_of_others, second.others) == ("b", 3, 1, 2, 4)
