"""The numbers of strangers, read and bounded."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.politeness.bounds import MAX_CRAWL_DELAY, MAX_PAUSE, crawl_delay, pause_asked

NOW = datetime(2024, 8, 7, 12, tzinfo=UTC)
SOON = int(NOW.timestamp()) + 90


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        (f"{SOON}", 90.0),
        (f"{SOON}000", 90.0),
        (format_datetime(NOW + timedelta(seconds=90), usegmt=True), 90.0),
        ("86400", MAX_PAUSE),
        ("86401", MAX_PAUSE),
        ("9" * 400, MAX_PAUSE),
        ("Fri, 31 Dec 9999 23:59:59 GMT", MAX_PAUSE),
    ],
)
def test_a_pause_is_read_as_what_it_is_and_is_bounded(value: str, seconds: float) -> None:
    pause = pause_asked(value, NOW)
    assert pause is not None
    assert pause.seconds == seconds


@pytest.mark.parametrize(
    "value",
    [
        "-5",
        "soon",
        "",
        "1.5",
        "Fri, 99 Zzz 9999 99:99:99 GMT",
        f"{SOON - 91}",
        format_datetime(NOW - timedelta(hours=1), usegmt=True),
    ],
)
def test_what_says_nothing_of_use_is_no_pause(value: str) -> None:
    assert pause_asked(value, NOW) is None


@given(st.text() | st.integers().map(str) | st.datetimes().map(format_datetime))
def test_whatever_is_sent_a_pause_is_at_most_a_day(value: str) -> None:
    pause = pause_asked(value, NOW)
    assert pause is None or 0 <= pause.seconds <= MAX_PAUSE


@given(st.floats() | st.none())
def test_whatever_is_sent_a_crawl_delay_is_bounded(seconds: float | None) -> None:
    delay = crawl_delay(seconds)
    assert delay is None or 0 <= delay <= MAX_CRAWL_DELAY
