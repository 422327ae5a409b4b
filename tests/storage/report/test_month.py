"""What a report of a month counts and shows, the same on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from storage.database.engine import Database
from storage.report import Counts, MonthScope, months_until, read_month
from tests.storage.report.newsroom import HARAM, LAB, SEEN, SEOHA, Newsroom, seoul


@pytest.fixture
def press(database: Database) -> Iterator[Newsroom]:
    with database.write() as connection:
        yield Newsroom(connection)


def test_an_article_about_two_is_one_article_and_a_row_of_each(press: Newsroom) -> None:
    press.publish("2026-11-03", who=(SEOHA, LAB))
    press.publish("2026-11-04", "누리통신", of_story=1001)
    report = press.report()
    assert report.counts == Counts(2, 1)
    assert [(one.name, one.counts) for one in report.shares] == [
        ("윤서하", Counts(2, 1)),
        ("온결연구소", Counts(1, 1)),
    ]
    assert report.silent == ("박하람",)
    assert press.report("2026-11", LAB).counts == Counts(1, 1)


def test_a_month_is_that_of_the_outlets_calendar(press: Newsroom) -> None:
    """The first minute of December in Seoul is still November in UTC."""
    press.publish("2026-11-30")
    press.publish("2026-12-01")
    assert press.report("2026-11").counts.articles == 1
    assert press.report("2026-12").counts.articles == 1


def test_months_before_are_counted_with_their_own(press: Newsroom) -> None:
    for day in ("2025-11-30", "2025-12-01", "2026-10-01", "2026-10-31", "2026-11-01"):
        press.publish(day)
    report = press.report()
    counted = {one.month: one.counts.articles for one in report.months}
    assert len(counted) == 12
    assert [month for month in counted if counted[month]] == ["2025-12", "2026-10", "2026-11"]
    assert report.before == Counts(2, 2)


def test_the_twelve_months_reach_into_the_year_before() -> None:
    assert months_until("2026-02", 3) == ("2025-12", "2026-01", "2026-02")


def test_namesakes_are_not_counted_and_what_waits_is_named_by_number(press: Newsroom) -> None:
    press.publish("2026-11-03", status="rejected")
    press.publish("2026-11-03", status="review")
    press.publish("2026-10-03", status="review")
    press.publish(None)
    report = press.report()
    assert (report.counts, report.waiting, report.undated) == (Counts(), 1, 1)


def test_a_story_of_two_months_counts_in_both_and_keeps_its_days(press: Newsroom) -> None:
    for day, name in (("2026-10-30", "누리통신"), ("2026-11-02", "새벽일보"), ("2026-11-05", "한밤신문")):
        press.publish(day, name, of_story=7, headline=f"{name}의 기사")
    press.publish("2026-11-02", "뉴스배달", of_story=7, role="wire")
    top = press.report().stories[0]
    assert (top.first, top.last) == (date(2026, 10, 30), date(2026, 11, 5))
    assert (top.told.outlet, top.others) == ("새벽일보", ("한밤신문",))
    assert (top.outlets, top.outlets_in_all, top.articles) == (2, 3, 3)
    assert press.report("2026-10").stories[0].told.headline == "누리통신의 기사"


def test_outlets_are_those_of_the_press_with_most_first(press: Newsroom) -> None:
    for day, name in (("2026-11-02", "한밤신문"), ("2026-11-02", "새벽일보"), ("2026-11-03", "새벽일보")):
        press.publish(day, name)
    press.publish("2026-10-02", "한밤신문")
    press.publish("2026-11-04", "뉴스배달", role="wire")
    report = press.report()
    assert [(one.outlet, one.articles, one.before) for one in report.outlets] == [
        ("새벽일보", 2, 0),
        ("한밤신문", 1, 1),
    ]
    assert (report.beside_press, report.outlet_count, report.outlet_count_before) == (1, 2, 1)


def test_first_appearances_are_of_somebody_at_all_and_then_at_outlets(press: Newsroom) -> None:
    press.publish("2026-10-02", "한밤신문", who=(SEOHA, LAB))
    press.publish("2026-11-02", "한밤신문", headline="또")
    press.publish("2026-11-03", "새벽일보", who=(SEOHA, LAB), headline="처음인 신문")
    press.publish("2026-11-04", "새벽일보", headline="둘째 기사")
    press.publish("2026-11-05", "새벽일보", who=(HARAM,), headline="처음인 사람")
    press.publish("2026-11-06", "누리통신", who=(HARAM,))
    firsts = press.report().firsts
    assert [(one.who, one.told.headline, one.ever) for one in firsts] == [
        (("박하람",), "처음인 사람", True),
        (("온결연구소", "윤서하"), "처음인 신문", False),
    ]


def test_quotes_are_sentences_in_which_somebody_speaks_each_once(press: Newsroom) -> None:
    said = "윤서하 수석연구원은 “사투리도 우리말입니다”라고 말했다."
    for name in ("새벽일보", "누리통신"):
        press.publish("2026-11-03", name, text=f"모델이 나왔다. {said} 끝이다.", quoted=True)
    report = press.report()
    assert [(quote.who, quote.words, quote.told.outlet) for quote in report.quotes] == [
        ("윤서하", said, "새벽일보")
    ]


def test_what_is_gone_or_corrected_is_dated_by_the_outlets_clock(press: Newsroom) -> None:
    """Half past midnight of the first of November in Seoul is October in UTC."""
    night = datetime(2026, 10, 31, 15, 30, tzinfo=UTC)
    press.publish("2026-10-03", who=(SEOHA, LAB), headline="사라진 기사", gone_at=night)
    key = press.publish("2026-10-03", headline="셋째 제목")
    press.correct(key, night, "첫 제목")
    press.correct(key, datetime(2026, 11, 2, tzinfo=UTC), "둘째 제목")
    press.correct(key, datetime(2026, 11, 3, tzinfo=UTC), "셋째 제목", "다른 본문이다.")
    press.correct(press.publish("2026-10-03", status="rejected"), night, "남의 기사")
    report = press.report()
    assert [(one.told.headline, one.who, f"{one.at:%m-%d %H:%M}") for one in report.gone] == [
        ("사라진 기사", ("온결연구소", "윤서하"), "11-01 00:30")
    ]
    assert [(one.before, one.after) for one in report.corrections] == [
        ("첫 제목", "둘째 제목"),
        ("둘째 제목", "셋째 제목"),
        ("셋째 제목", "셋째 제목"),
    ]
    assert press.report("2026-10").gone == ()


def test_a_row_by_hand_counts_in_its_month_and_keeps_its_words(press: Newsroom) -> None:
    ours = press.publish("2026-11-03", headline="우리가 읽은 제목")
    press.write_by_hand("2026.11", "손으로 쓴 제목", "새벽일보 외 다수 언론사", article_id=ours)
    press.write_by_hand("2026.11", "없어진 쪽", "옛날신문", outlet_name="옛날신문")
    report = press.report()
    assert report.counts == Counts(2, 2)
    assert [(one.told.headline, one.told.outlet) for one in report.stories] == [
        ("손으로 쓴 제목", "새벽일보 외 다수 언론사"),
        ("없어진 쪽", "옛날신문"),
    ]
    assert [one.outlet for one in report.outlets] == ["새벽일보", "옛날신문"]
    assert report.stories[1].others == ()


def test_the_month_of_a_row_by_hand_goes_before_that_of_its_page(press: Newsroom) -> None:
    press.write_by_hand("2026년 10월", "제목", "새벽일보", article_id=press.publish("2026-11-03"))
    press.write_by_hand("언젠가", "제목", "새벽일보")
    report = press.report()
    assert (report.counts, report.before, report.undated) == (Counts(), Counts(1, 1), 1)


def test_a_page_of_somebody_else_stays_a_row_by_hand(press: Newsroom) -> None:
    press.write_by_hand(
        "2026-11", "내 기사다", "새벽일보", article_id=press.publish("2026-11-03", status="rejected")
    )
    report = press.report("2026-11", SEOHA)
    assert (report.counts, report.stories[0].told.headline) == (Counts(1, 1), "내 기사다")


def test_an_outlet_of_a_row_by_hand_is_not_new_when_it_wrote_before(press: Newsroom) -> None:
    press.write_by_hand("2026.09", "옛 기사", "옛날신문", outlet_name="옛날신문")
    press.publish("2026-11-03", "옛날신문")
    assert press.report().firsts == ()


def test_the_report_is_of_when_the_newest_row_was_made(press: Newsroom) -> None:
    assert press.report().as_of is None
    press.write_by_hand("2026.11", "제목", "새벽일보")
    assert press.report().as_of == SEEN
    press.publish("2026-11-03")
    assert press.report().as_of == SEEN


def test_of_stories_alike_the_earlier_comes_first(press: Newsroom) -> None:
    for day in ("2026-11-09", "2026-11-03", "2026-11-05"):
        press.publish(day, headline=day)
    assert [one.told.headline for one in press.report().stories] == ["2026-11-03", "2026-11-05", "2026-11-09"]


def test_preferred_outlets_lead_their_stories(press: Newsroom) -> None:
    press.publish("2026-11-02", "새벽일보", of_story=7)
    press.publish("2026-11-03", "한밤신문", of_story=7)
    scope = MonthScope("2026-11", prefer_outlets=("한밤신문",))
    assert read_month(press.connection, scope, seoul).stories[0].told.outlet == "한밤신문"
