"""Texts of dates."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.dates import find_dates, parse_date

KST = timezone(timedelta(hours=9))
NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


def told(text: str, zone: timezone | ZoneInfo = KST, now: datetime | None = NOW) -> str | None:
    """The date as ISO 8601 with its clock, or the day alone."""
    date = parse_date(text, zone, now=now)
    if date is None:
        return None
    return date.when.isoformat() if date.has_time else date.when.date().isoformat()


@pytest.mark.parametrize(
    "text",
    [
        "2024-08-07T15:15:00+09:00",
        "2024-08-07T15:15:00+0900",
        "2024-08-07T15:15:00.123+09",
        "2024-08-07 15:15:00.0",
        "2024-08-07T15:15",
        "2024-08-07t15:15:00+09:00[Asia/Seoul]",
        "20240807T151500",
        "20240807151500",
        "202408071515",
        "Wed, 07 Aug 2024 15:15:00 +0900",
        "Wed, 7 Aug 24 15:15 KST",
        "Wed Aug 07 15:15:00 KST 2024",
        "Wed Aug 07 2024 15:15:00 GMT+0900 (KST)",
        "Wednesday, 07-Aug-2024 15:15:00 GMT+9",
        "입력 2024.08.07. 오후 3:15",
        "기사입력 2024.08.07 15:15",
        "승인 2024-08-07 15:15:00",
        "2024/08/07 15:15 송고",
        "2024년 8월 7일 (수) 오후 3시 15분",
        "2024. 8. 7. 오후3:15",
        "24.08.07 15:15",
        "오후 3:15, 2024.08.07",
        "２０２４．０８．０７　１５：１５",
        "August 7, 2024 at 3:15 p.m.",
        "Aug. 7th, 2024 | 3:15PM",
        "7 August 2024, 15:15",
        "15:15, 7 Aug 2024",
        "3:15 pm KST, Wednesday, August 7, 2024",
        "2024年8月7日 15時15分",
        "7 août 2024 à 15h15",
    ],
)
def test_one_moment_in_many_forms(text: str) -> None:
    date = parse_date(text, KST, now=NOW)
    assert date is not None
    assert date.has_time
    assert date.when == datetime(2024, 8, 7, 15, 15, tzinfo=KST)


@pytest.mark.parametrize(
    "text",
    [
        "2024-08-07",
        "20240807",
        "2024.08.07.",
        "24.08.07.",
        "'24. 8. 7",
        "2024년 8월 7일",
        "Aug 7, 2024",
        "7 Aug 2024",
        "07.08.2024",
        "2024.08.07 00:00",
        "2024-08-07T00:00:00+09:00",
        "Wed, 07/08/2024",
        "2024-220",
        "5 days until Aug 7 2024",
    ],
)
def test_days_without_a_clock(text: str) -> None:
    assert told(text) == "2024-08-07"


@pytest.mark.parametrize(
    "text",
    [
        "07/08/2024",
        "7-8-2024 15:15",
        "2024.02.30",
        "2024-13-01",
        "2024.08.07 25:00",
        "2024-08-07T10:14:61Z",
        "Sun, 16 Dec 2012 1:2:3:4 GMT",
        "2013-01-28T11:30:00-06:00Textra",
        "2013-01-28T09:00:00+00:xx",
        "2024-08-07T15:15:00-99:99",
        "2024.08.07 오전 15:15",
        "1970-01-01T00:00:00Z",
        "0",
        "0001-01-01T00:00:00",
        "1985-08-07",
        "2024",
        "May 2024",
        "02-1234-5678",
        "192.168.10.11",
        "v10.2.24",
        "2020.1.20.35817",
        "copyright 2024",
        "2024.08.07 ~ 2024.08.10",
        "등록번호 서울아00000 | 등록일자 2009.11.30",
        "",
        "   ",
        "어제",
        "3시간 전",
        "9" * 400,
    ],
)
def test_none_rather_than_false(text: str) -> None:
    assert told(text, now=None) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-08-07 15:15 ET", "2024-08-07T15:15:00-04:00"),
        ("2024-01-07 15:15 ET", "2024-01-07T15:15:00-05:00"),
        ("Jan 7, 2024 3:15 p.m. PST", "2024-01-07T15:15:00-08:00"),
        ("7 Aug 2024 15.15 BST", "2024-08-07T15:15:00+01:00"),
        ("Wed, 07 Aug 2024 15:15:00 GMT-01:01", "2024-08-07T15:15:00-01:01"),
        ("Aug 7, 2024 15:15 IST", "2024-08-07T15:15:00+05:30"),
        ("1723011300", "2024-08-07T06:15:00+00:00"),
        ("1723011300123", "2024-08-07T06:15:00+00:00"),
        ("Aug 7, 2024 9:00-11:00", "2024-08-07T09:00:00+09:00"),
    ],
)
def test_zones_that_the_text_names(text: str, expected: str) -> None:
    assert told(text) == expected


def test_a_zoneless_time_is_in_the_zone_of_the_outlet_with_its_summer_time() -> None:
    assert told("2024-08-07 15:15", NEW_YORK) == "2024-08-07T15:15:00-04:00"
    assert told("2024-12-07 15:15", NEW_YORK) == "2024-12-07T15:15:00-05:00"
    assert told("2024-08-07 15:15 CST", timezone(timedelta(hours=8))) == "2024-08-07T15:15:00+08:00"


@pytest.mark.parametrize(
    ("text", "home", "expected"),
    [
        ("2024-08-07 15:15 IST", "Europe/Dublin", "2024-08-07T15:15:00+01:00"),
        ("2024-08-07 15:15 IST", "Asia/Jerusalem", "2024-08-07T15:15:00+03:00"),
        ("2024-08-07 15:15 IST", "Africa/Johannesburg", "2024-08-07T15:15:00+05:30"),
        ("2024-08-07 15:15 IST", "Asia/Kolkata", "2024-08-07T15:15:00+05:30"),
        ("2024-08-07 15:15 CST", "America/Chicago", "2024-08-07T15:15:00-06:00"),
    ],
)
def test_of_rivals_for_one_name_of_a_zone_the_one_near_the_outlet_is_meant(
    text: str, home: str, expected: str
) -> None:
    assert told(text, ZoneInfo(home)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-08-07 24:00", "2024-08-08"),
        ("2024-08-07 24:01", None),
        ("2024-08-07 25:00", None),
        ("2024-08-07 15:15:60", "2024-08-07T15:15:59+09:00"),
        ("2024-08-07 15:15:61", None),
        ("2024-08-07 오후 12:10", "2024-08-07T12:10:00+09:00"),
        ("2024-08-07 오전 12:10", "2024-08-07T00:10:00+09:00"),
        ("2024-08-07 밤 11:10", "2024-08-07T23:10:00+09:00"),
        ("2024-08-07 밤 1:10", "2024-08-07T01:10:00+09:00"),
        ("2024-08-07 낮 11:10", "2024-08-07T11:10:00+09:00"),
        ("2024-08-07 낮 1:10", "2024-08-07T13:10:00+09:00"),
    ],
)
def test_the_hours_of_a_clock(text: str, expected: str | None) -> None:
    """A clock that is none leaves no date: none rather than a false one."""
    assert told(text) == expected


def test_a_date_may_lie_two_days_ahead_of_the_clock_and_no_further() -> None:
    assert told((NOW + timedelta(days=1)).isoformat()) is not None
    assert told((NOW + timedelta(days=4)).isoformat()) is None


def test_years_of_two_digits_are_read_where_they_can_be() -> None:
    assert told("24.08.07 15:15", KST) == "2024-08-07T15:15:00+09:00"
    assert told("24.08.07 15:15", NEW_YORK) is None
    assert told("입력 24.08.07 15:15", UTC) == "2024-08-07T15:15:00+00:00"
    assert told("03-12-31", UTC) == "2003-12-31"


@pytest.mark.parametrize(
    "line",
    [
        "입력 2024.08.07 15:15 수정 2024.08.08 09:01",
        "수정 2024.08.08 09:01 입력 2024.08.07 15:15",
        "최종수정 2024.08.08 09:01 | 기사입력 2024.08.07 15:15",
        "2024.08.08 09:01 수정 / 2024.08.07 15:15 등록",
        "2024.08.07 15:15 (업데이트 2024.08.08 09:01)",
        "2024.08.07 15:15 송고 / 수정 2024.08.08 09:01",
        "Updated Aug. 8, 2024, 9:01 a.m. | Published Aug. 7, 2024, 3:15 p.m.",
        "Published 15:15, 7 August 2024 Updated 09:01, 8 August 2024",
    ],
)
def test_publication_is_told_from_change_in_any_order(line: str) -> None:
    assert told(line) == "2024-08-07T15:15:00+09:00"
    by_role = {found.role: found.date.when.day for found in find_dates(line, KST)}
    assert by_role.pop("modified") == 8
    assert set(by_role.values()) == {7}


def test_the_future_is_refused_when_now_is_known() -> None:
    assert told("2026-11-20 23:00") == "2026-11-20T23:00:00+09:00"
    assert told("2026-11-23 10:00") is None
    assert told("2026-11-23 10:00", now=None) == "2026-11-23T10:00:00+09:00"
    assert told("입력 2027.01.01 10:00 수정 2026.01.01 10:00") == "2026-01-01T10:00:00+09:00"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3시간 전", "2026-11-20T09:00:00+09:00"),
        ("20분 전", "2026-11-20T11:40:00+09:00"),
        ("방금 전", "2026-11-20T12:00:00+09:00"),
        ("2일 전", "2026-11-18"),
        ("어제 오후 3:15", "2026-11-19T15:15:00+09:00"),
        ("an hour ago", "2026-11-20T11:00:00+09:00"),
        ("yesterday", "2026-11-19"),
        ("2 months ago", None),
        ("3주 전", None),
    ],
)
def test_relative_times_are_told_from_now(text: str, expected: str | None) -> None:
    assert told(text) == expected


@pytest.mark.parametrize("machine", ["UTC", "Asia/Seoul", "America/Los_Angeles"])
def test_the_zone_of_the_machine_does_not_matter(machine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", machine)
    time.tzset()
    try:
        texts = ["2024-08-07 15:15", "1723011300", "Wed, 07 Aug 2024 00:30:00 GMT", "2024.08.07", "3시간 전"]
        assert [told(text) for text in texts] == [
            "2024-08-07T15:15:00+09:00",
            "2024-08-07T06:15:00+00:00",
            "2024-08-07T00:30:00+00:00",
            "2024-08-07",
            "2026-11-20T09:00:00+09:00",
        ]
    finally:
        monkeypatch.undo()
        time.tzset()


MOMENTS = st.integers(min_value=631_300_000, max_value=1_767_000_000).map(
    lambda seconds: datetime.fromtimestamp(seconds - seconds % 60 + 1 + seconds % 59, UTC).replace(tzinfo=None)
)
KOREAN_FORMS = ("%Y.%m.%d %H:%M:%S", "%Y년 %m월 %d일 %H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y/%m/%d (%a) %H:%M:%S")
ENGLISH_FORMS = ("%B %d, %Y %I:%M:%S %p", "%d %b %Y at %H:%M:%S", "%a, %d %b %Y %H:%M:%S", "%a %b %d %H:%M:%S %Y")


@given(MOMENTS, st.sampled_from(KOREAN_FORMS + ENGLISH_FORMS), st.sampled_from([KST, NEW_YORK, UTC]))
def test_what_is_written_is_read(when: datetime, form: str, zone: timezone | ZoneInfo) -> None:
    date = parse_date(when.strftime(form), zone)
    assert date is not None
    assert date.when.replace(tzinfo=None) == when
    assert date.when.tzinfo is zone


@given(MOMENTS, st.integers(-14 * 60, 14 * 60))
def test_iso_8601_is_read_the_same_with_and_without_its_t(when: datetime, minutes: int) -> None:
    moment = when.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    assert parse_date(moment.isoformat(), KST) == parse_date(moment.isoformat(" "), KST)


@given(st.text(alphabet="0123456789.:-/ TZ+년월일시분오전후입력수정AugPMpm,()~", max_size=80))
def test_any_text_gives_a_sound_date_or_none(text: str) -> None:
    date = parse_date(text, KST, now=NOW)
    if date is not None:
        assert date.when.year >= 1990
        assert date.when <= NOW + timedelta(days=1)
        assert date.has_time or date.when.strftime("%H%M%S") == "000000"


@pytest.mark.parametrize("piece", ["2024-08-07 ", "Aug 7 ", "1 ", "24.08.", "12:", "오전 ", "a ", "2024", " "])
def test_hostile_lengths_cost_nothing(piece: str) -> None:
    parse_date(piece * 100_000, KST, now=NOW)
    find_dates(piece * 100_000, KST)


@pytest.mark.shared
def test_strings_of_real_pages_and_feeds(shared_data: Path) -> None:
    for line in (shared_data / "date_strings.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        date = parse_date(row["text"], KST)
        assert date is not None, row
        assert date.when == datetime.fromisoformat(row["expected"]).replace(tzinfo=KST), row
        assert date.has_time == ("T" in row["expected"]), row
    for line in (shared_data / "feed_dates.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        date = parse_date(row["input"], UTC)
        wanted = datetime.fromisoformat(row["expect"]) if row["expect"] else None
        assert (date.when if date else None) == wanted, row
