"""What is counted at the top of a document."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from pipeline.items import Coverage
from scrape.output.clippings.options import ClippingOptions
from scrape.output.clippings.summary import Summary, document_title, summary_of
from tests.scrape.output.clippings.rows import of, row


def summary(*rows: Coverage, **options: object) -> Summary:
    return summary_of(rows, ClippingOptions(**options))  # type: ignore[arg-type]


def test_an_article_for_two_names_is_one_story() -> None:
    counts = summary(row(1), of("박하람", 1), of("박하람", 2))
    assert (counts.rows, counts.stories) == (3, 2)
    assert [(name.name, name.rows) for name in counts.by_name] == [("박하람", 2), ("윤서하", 1)]


def test_an_outlet_counts_that_ran_a_story_after_another() -> None:
    counts = summary(row(1, other_outlets=("새벽일보", "한빛경제")), row(2, outlet="새벽일보"))
    assert counts.by_outlet == (("새벽일보", 2), ("누리통신", 1), ("한빛경제", 1))


def test_months_without_coverage_between_others_are_there() -> None:
    days = {"2026-11": 1, "2026-08": 2, "2019-01": 3}
    rows = [row(number, month=month, published_on=None) for month, number in days.items()]
    months = summary(*rows).by_month
    assert months[0] == ("2019-01", 1)
    assert months[1] == ("2024-12", 0)
    assert months[-4:] == (("2026-08", 1), ("2026-09", 0), ("2026-10", 0), ("2026-11", 1))


def test_a_month_that_is_none_counts_as_no_date() -> None:
    counts = summary(row(1, month="2024-13", published_on=None), row(2, month=None, published_on=None))
    assert counts.undated == 2
    assert counts.by_month == ()


def test_the_period_is_that_of_the_rows_unless_one_was_asked_for() -> None:
    rows = (row(1), row(9))
    assert summary(*rows).period == "2026.11.18 – 2026.11.26"
    assert summary(*rows, since=date(2026, 11, 1)).period == "2026.11.01 – 2026.11.26"
    assert summary(row(1)).period == "2026.11.26"
    assert summary().period == ""


def test_a_period_has_months_where_no_days_are_known() -> None:
    assert summary(row(1, month="2024-08", published_on=None)).period == "2024.08"
    assert summary(row(1), row(2, month="2024-08", published_on=None)).period == "2024.08 – 2026.11.26"


def test_a_name_that_was_asked_for_and_has_no_coverage_is_there() -> None:
    counts = summary(row(1), names=("윤서하", "박하람"))
    assert [(name.name, name.rows) for name in counts.by_name] == [("윤서하", 1), ("박하람", 0)]


def test_the_newest_come_first_whatever_the_order() -> None:
    rows = [row(number) for number in range(300, 0, -1)]
    assert [one.article_id for one, _ in summary(*rows).newest] == list(range(1, 11))


def test_the_newest_say_for_whom_they_are_there() -> None:
    assert [names for _, names in summary(row(1), of("박하람", 1), of("박하람", 2)).newest] == [
        ("윤서하", "박하람"),
        ("박하람",),
    ]


def test_places_and_facts() -> None:
    gone = datetime(2026, 11, 27, tzinfo=UTC)
    counts = summary(
        row(1, in_headline=True, in_lead=True), row(2, in_lead=True, quoted=True), row(3, gone_at=gone)
    )
    assert (counts.in_headline, counts.in_lead, counts.in_text) == (1, 1, 1)
    assert (counts.quoted, counts.gone) == (1, 1)


def test_the_language_is_that_of_most_rows_unless_one_was_asked_for() -> None:
    rows = (row(1), row(2, language="en"), row(3, language="en"))
    assert summary(*rows).words.lang == "en"
    assert summary(*rows, lang="ko").words.lang == "ko"


def test_a_title_names_five_at_most() -> None:
    rows = [of(f"이름{number}", number) for number in range(1, 8)]
    assert document_title(summary(*rows), ClippingOptions()) == "이름1, 이름2, 이름3, 이름4, 이름5 +2"
    assert document_title(summary(*rows), ClippingOptions(title="아침\n보고")) == "아침 보고"


@given(st.lists(st.tuples(st.integers(1, 9), st.sampled_from(["윤서하", "박하람"]), st.integers(0, 3))))
def test_counts_add_up(drawn: list[tuple[int, str, int]]) -> None:
    rows = [of(name, number, other_outlets=("새벽일보", "한빛경제")[:others]) for number, name, others in drawn]
    counts = summary(*rows)
    assert sum(name.rows for name in counts.by_name) == counts.rows == len(rows)
    assert sum(number for _, number in counts.by_month) + counts.undated == counts.stories
    assert counts.in_headline + counts.in_lead + counts.in_text == counts.stories
    assert len(counts.newest) == min(counts.stories, 10)
