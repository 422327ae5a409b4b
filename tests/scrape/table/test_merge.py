from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from pipeline.items import Coverage, CoverageStatus, EntityKind
from scrape.table.merge import interleaved, merged

ROW = Coverage(
    id=1,
    entity_id="person:윤서하",
    entity_kind=EntityKind.PERSON,
    entity_name="윤서하",
    month=None,
    published_at=None,
    published_on=None,
    headline="온결연구소, 윤서하 책임 선임",
    url="",
    outlet="새벽일보",
    language="ko",
    mention_count=1,
    in_headline=True,
    snippet="",
    confidence=1.0,
    status=CoverageStatus.CONFIRMED,
    evidence=(),
    story_id=0,
    article_id=0,
    first_seen_at=datetime(2024, 8, 1, tzinfo=UTC),
)


def row(month: str | None, number: int, story: int = 0, who: str = "person:윤서하") -> Coverage:
    """One of ours when it is of a story, else of a page that is no article of ours."""
    url, article = f"https://dawn.example/news/{number}", number if story else 0
    return replace(ROW, entity_id=who, month=month, story_id=story, article_id=article, url=url)


def order(rows: Sequence[Coverage]) -> list[str]:
    return [f"{row.month} {row.url.rpartition('/')[2]}" for row in rows]


def test_ours_stand_before_rows_of_their_month() -> None:
    hand = [row("2024-09", 1), row("2024-07", 2), row(None, 3), row("2024-06", 4)]
    ours = [row("2024-10", 11, 1), row("2024-07", 12, 2), row("2024-06", 13, 3), row(None, 14, 4)]
    assert order(list(merged(hand, ours))) == [
        "2024-10 11", "2024-09 1", "2024-07 12", "2024-07 2", "None 3", "2024-06 13", "2024-06 4", "None 14"
    ]  # fmt: skip


def test_a_table_that_begins_with_the_oldest() -> None:
    hand = [row("2024-06", 1), row("2024-07", 2), row("2024-09", 3)]
    ours = [row("2024-10", 11, 1), row("2024-07", 12, 2), row(None, 13, 3)]
    assert order(list(merged(hand, ours))) == [
        "2024-06 1", "2024-07 2", "2024-07 12", "2024-09 3", "2024-10 11", "None 13"
    ]  # fmt: skip


def test_one_row_out_of_order_moves_no_row_of_ours() -> None:
    for odd in ("2019-01", "2029-01"):
        hand = [row("2024-09", 1), row(odd, 2), row("2024-07", 3), row("2024-05", 4)]
        assert order(list(merged(hand, [row("2024-06", 11, 1)])))[3] == "2024-06 11"


def test_a_story_and_an_address_are_shown_once() -> None:
    hand = [row("2024-09", 1, story=7), row("2024-08", 2)]
    same_story = row("2024-09", 11, story=7)
    same_address = replace(row("2024-08", 2, story=8), url="https://www.dawn.example/news/2?utm_source=x")
    of_another = row("2024-09", 12, story=7, who="person:박하람")
    gone = row("2024-07", 13, story=9)
    ours = [same_story, of_another, same_address, gone]
    assert order(list(merged(hand, ours, removed=[gone]))) == ["2024-09 12", "2024-09 1", "2024-08 2"]
    assert len(list(merged(hand, ours, whole_stories=False))) == 5
    elsewhere = replace(hand[0], url="https://m.dawn.example/view/1")
    assert len(list(merged(hand, [*ours, elsewhere], whole_stories=False))) == 5


MONTHS = st.none() | st.integers(0, 30).map(lambda n: f"{2022 + n // 12}-{n % 12 + 1:02d}")
WHO = st.sampled_from(["person:윤서하", "person:박하람"])


@given(
    st.lists(st.tuples(MONTHS, st.integers(0, 30), st.integers(0, 9), WHO), max_size=12),
    st.lists(
        st.tuples(MONTHS, st.integers(0, 30), st.integers(1, 9), WHO), max_size=12, unique_by=lambda row: row[1]
    ),
)
def test_order_of_the_hand_is_kept_and_ours_are_there_once(
    kept: list[tuple[str | None, int, int, str]], found: list[tuple[str | None, int, int, str]]
) -> None:
    hand = [row(*values) for values in kept]
    ours = sorted((row(*values) for values in found), key=lambda one: one.month or "", reverse=True)
    table = list(merged(hand, ours))
    for who in ("person:윤서하", "person:박하람"):
        own = [id(one) for one in hand if one.entity_id == who]
        ids = {*own}
        assert [id(one) for one in table if id(one) in ids] == own
    known = {(one.entity_id, key) for one in hand for key in (one.url, one.story_id or one.url)}
    fresh = [one for one in ours if not {(one.entity_id, one.url), (one.entity_id, one.story_id)} & known]
    assert len(table) == len(hand) + len(fresh)
    assert {id(one) for one in table} == {id(one) for one in (*hand, *fresh)}
    assert list(merged(table, ours)) == list(merged(table, []))


@given(st.lists(MONTHS, max_size=20), st.lists(MONTHS.filter(bool), max_size=20))
def test_a_table_in_order_stays_in_order(kept: list[str | None], new: list[str]) -> None:
    """Whatever rows without a month stand in it."""
    dated = iter(sorted((month for month in kept if month), reverse=True))
    table = [next(dated) if month else None for month in kept]
    both = list(interleaved([table], sorted(new, reverse=True), lambda month: month))
    months = [month for month in both if month]
    assert months == sorted(months, reverse=True)
