"""The rows of a place in a text: what is put in, mended and taken out, and what is never touched."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from pipeline.items import Coverage, CoverageStatus
from pipeline.urls import canonical_url
from scrape.table.keeping.update import Changes, Known, Updated, updated
from storage.by_hand.files import AtAddress, KeptRow
from tests.scrape.table.test_merge import ROW

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
HEAD = ("Year | Headline | Press", ":-----:|-------|-------")
HAND = (
    "2024.09 | [온결연구소 소식](https://press.example/news/90001) | 누리통신 외 다수 언론사",
    "2024.07|  [**인터뷰** — 윤서하 책임 ](https://press.example/news/90002)|새벽일보",
    "2024.05 | 강연 (주소 없음) | 한빛 TV  ",
)


def found(number: int, month: str = "2024-08", *, story: int | None = None, outlet: str = "새벽일보") -> Coverage:
    return replace(
        ROW,
        month=month,
        headline=f"윤서하 책임 인터뷰 {number}",
        url=f"https://dawn.example/news/{number}",
        outlet=outlet,
        story_id=number if story is None else story,
        article_id=number,
    )


@dataclass
class Page:
    """The place of a page and what is remembered of it, from one update to the next."""

    lines: tuple[str, ...]
    remembered: tuple[KeptRow, ...] = ()
    changes: Changes = field(default_factory=Changes)

    def update(
        self,
        rows: Sequence[Coverage],
        at: dict[str, AtAddress] | None = None,
        *,
        lang: str | None = None,
        since: date | None = None,
    ) -> Page:
        stands = {canonical_url(row.url): AtAddress(row.story_id, CoverageStatus.CONFIRMED) for row in rows}
        known = Known(rows, self.remembered, stands | (at or {}))
        result: Updated = updated(self.lines, known, NOW, lang=lang, since=since)
        return Page(tuple(line.text for line in result.lines), result.remembered, result.changes)

    def without(self, *texts: str) -> Page:
        return replace(self, lines=tuple(line for line in self.lines if not any(text in line for text in texts)))


def kept(*rows: str) -> Page:
    return Page((*HEAD, *rows))


def line(number: int, month: str = "2024.08", outlet: str = "새벽일보") -> str:
    return f"{month} | [윤서하 책임 인터뷰 {number}](https://dawn.example/news/{number}) | {outlet}"


def test_rows_are_put_in_by_month_and_hand_lines_stay() -> None:
    page = kept(*HAND).update([found(1, "2024-10"), found(2, "2024-07"), found(3, "2023-01")])
    assert page.lines == (
        *HEAD, line(1, "2024.10"), HAND[0], line(2, "2024.07"), *HAND[1:], line(3, "2023.01")
    )  # fmt: skip
    assert page.changes == Changes(added=3)
    again = page.update([found(1, "2024-10"), found(2, "2024-07"), found(3, "2023-01")])
    assert (again.lines, again.changes) == (page.lines, Changes())


def test_an_empty_place_gets_a_table() -> None:
    page = Page(()).update([found(1)])
    assert page.lines == ("", *HEAD, line(1), "")
    assert Page(()).update([]).lines == ()
    assert Page(("Some words.",)).update([found(1)]).lines == ("Some words.", "", *HEAD, line(1), "")
    assert Page(("",)).update([found(1)], lang="ko").lines[1] == "연월 | 제목 | 언론사"


def test_the_story_or_address_of_a_hand_line_is_not_put_in() -> None:
    portal = "https://portal.example/a/5"
    page = kept(
        "2024.08 | [제목](https://dawn.example/news/1?utm_source=x) | 가", f"2024.08 | [제목]({portal}) | 나"
    )
    updated_page = page.update([found(1), found(2)], {canonical_url(portal): AtAddress(2, None)})
    assert updated_page.lines == page.lines


def test_a_deleted_row_is_not_put_back_nor_another_of_its_story() -> None:
    page = kept(*HAND).update([found(1), found(2)])
    cut = page.without("인터뷰 1", "온결연구소 소식").update([found(1), found(2)])
    assert cut.changes == Changes(deleted=2)
    assert line(1) not in cut.lines
    same_story = found(9, story=1)
    assert (
        cut.update([same_story, found(2)], {found(1).url: AtAddress(1, CoverageStatus.CONFIRMED)}).lines
        == cut.lines
    )
    assert cut.update([found(1), found(2)]).changes == Changes()


def test_a_deleted_row_that_is_put_back_is_wanted_again() -> None:
    page = kept(*HAND).update([found(1)])
    cut = page.without("인터뷰 1").update([found(1)])
    back = replace(cut, lines=page.lines).update([found(1)])
    assert not any(row.removed_at for row in back.remembered)
    assert back.update([]).lines == kept(*HAND).lines  # it is ours again, and coverage no more


def test_a_row_of_ours_follows_its_story_until_a_person_touches_it() -> None:
    page = kept(*HAND).update([found(1)])
    copied = replace(found(1), other_outlets=("누리통신",))
    mended = page.update([copied])
    assert line(1, outlet="새벽일보 외 1개 언론사") in mended.lines
    assert mended.changes == Changes(mended=1)
    other_leads = page.update([found(5, story=1)], {found(1).url: AtAddress(1, CoverageStatus.CONFIRMED)})
    assert line(5) in other_leads.lines
    assert line(1) not in other_leads.lines
    touched = replace(page, lines=tuple(text.replace("인터뷰 1", "인터뷰, 첫째") for text in page.lines))
    assert touched.update([copied]).lines == touched.lines
    assert touched.update([]).lines == touched.lines


def test_a_row_of_ours_that_is_coverage_no_more_is_taken_out() -> None:
    page = kept(*HAND).update([found(1), found(2), found(3)])
    at = {
        found(1).url: AtAddress(1, CoverageStatus.REJECTED),
        found(2).url: AtAddress(2, CoverageStatus.REVIEW),
    }
    after = page.update([], at)
    assert after.lines == page.without("인터뷰 1", "인터뷰 3").lines
    assert after.changes == Changes(taken_out=2)
    assert after.update([found(1), found(2), found(3)]).lines.count(line(1)) == 1  # nobody deleted it


def test_a_row_of_ours_moves_when_its_month_is_corrected() -> None:
    page = kept(*HAND).update([found(1, "2024-10")])
    moved = page.update([found(1, "2024-04")], since=date(2024, 5, 1))
    assert moved.lines == (*HEAD, *HAND, line(1, "2024.04"))
    assert moved.changes == Changes(mended=1)


def test_a_story_stands_once_when_stories_are_joined() -> None:
    page = kept(*HAND).update([found(1), found(2)])
    joined = {found(2).url: AtAddress(1, CoverageStatus.CONFIRMED)}
    assert page.update([found(1)], joined).lines == page.without("인터뷰 2").lines
    by_hand = {canonical_url("https://press.example/news/90001"): AtAddress(1, None)}
    assert page.update([found(1), found(2)], by_hand).lines == page.without("인터뷰 1").lines


def test_an_update_that_ended_before_it_was_remembered() -> None:
    """Its rows are known for ours by their lines."""
    page = kept(*HAND).update([found(1)])
    forgotten = replace(page, remembered=())
    assert forgotten.update([found(1)]).remembered == page.remembered


def test_a_table_that_is_gone_as_a_whole_is_made_anew() -> None:
    page = kept().update([found(1), found(2), found(3)])
    cut = page.without("인터뷰 2").update([found(1), found(2), found(3)])
    assert replace(cut, lines=()).update([found(1), found(2), found(3)]).lines == ("", *HEAD, line(1), line(3), "")


def test_rows_are_written_as_those_of_the_table() -> None:
    framed = Page(
        (
            "| 언론사 | 날짜 | 제목 | 링크 |",
            "|---|---|---|---|",
            "| 누리통신 | 2024-07-01 | 소식 | [보기](https://a.kr/n/1) |",
        )
    )
    row = replace(found(1), published_on=date(2024, 8, 3), headline="a | b [c]")
    assert framed.update([row]).lines[2] == (
        "| 새벽일보 | 2024-08-03 | a \\| b \\[c\\] | [보기](https://dawn.example/news/1) |"
    )
    for month, ours in (("Sep 2024", "Aug 2024"), ("September 2024", "August 2024"), ("2024/9", "2024/8")):
        assert (
            kept(f"{month} | [소식](https://a.kr/n/1) | 가").update([found(1)]).lines[3].startswith(f"{ours} | [")
        )
    korean = kept("2024년 7월 | [소식](https://a.kr/n/1) | 누리통신")
    assert korean.update([found(1)]).lines[2].startswith("2024년 8월 | [윤서하")


def test_only_rows_since_a_day_are_put_in() -> None:
    page = kept(*HAND).update([found(1, "2024-08"), found(2, "2024-07")], since=date(2024, 8, 1))
    assert page.lines == (*HEAD, HAND[0], line(1), *HAND[1:])


def test_a_table_of_rows_that_others_keep_by_hand() -> None:
    """The words of an imported table are put in as they were written."""
    written = "2024.08 | [제 `말`로](https://dawn.example/news/7) |  새벽일보 외 다수"
    by_hand = replace(
        found(7), headline="제 `말`로", label="새벽일보 외 다수", written=written, story_id=0, article_id=0
    )
    assert written in kept(*HAND).update([by_hand]).lines


HOSTILE = st.text(
    st.sampled_from('가나 a|\\[]()<>&;#*_~`\n\t\u202e\ufeff\u200b-=!{}"'), min_size=1, max_size=12
).map(lambda text: f"{text}x")
ADDRESSES = (
    "https://dawn.example/news/{}",
    "https://dawn.example/a_(b)/{}?c=1&copy=2|3",
    "javascript:alert({})",
    "HTTPS://dawn.example/뉴스/{}",
)
ROWS = st.lists(
    st.builds(
        lambda number, month, headline, outlet, others: replace(
            found(number, f"2024-{month:02d}", outlet=outlet),
            headline=f"{headline}{number}",
            url=ADDRESSES[number % 4].format(number),
            other_outlets=("누리통신", "한빛")[:others],
        ),
        st.integers(1, 8),
        st.integers(1, 12),
        HOSTILE,
        HOSTILE,
        st.integers(0, 2),
    ),
    unique_by=lambda row: row.story_id,
    max_size=8,
).map(lambda rows: sorted(rows, key=lambda row: row.month or "", reverse=True))
HAND_LINES = st.lists(
    st.sampled_from(
        [*HAND, "2024.13 | [제목](javascript:x) |", "한 칸", "| 2024.08 |[윤서하](https://dawn.example/news/3)|x|"]
    ),
    unique=True,
)


@given(HAND_LINES, st.lists(ROWS, min_size=1, max_size=4), st.data())
def test_whatever_happens(hand: list[str], rounds: list[list[Coverage]], data: st.DataObject) -> None:
    """Hand lines stay in their order, a second update changes nothing, rows are there once, and what was deleted
    never returns."""
    page = kept(*hand)
    deleted: set[int] = set()
    left = list(hand)
    every = {canonical_url(row.url): AtAddress(row.story_id, None) for rows in rounds for row in rows}
    for rows in rounds:
        at = {url: stands for url, stands in every.items() if url not in {canonical_url(row.url) for row in rows}}
        page = page.update(rows, at)
        body = page.lines[len(HEAD) :]
        assert [text for text in body if text in hand] == left
        assert len(body) - len(left) <= len(rows)
        assert len(set(body)) == len(body)
        assert not deleted & {number for text in body if (number := _number(text)) % 4 != 2}
        again = page.update(rows, at)
        assert (again.lines, again.remembered) == (page.lines, page.remembered)
        if body:
            gone = data.draw(st.sampled_from(body))
            page = replace(page, lines=tuple(text for text in page.lines if text != gone))
            left = [text for text in left if text != gone]
            deleted.add(_number(gone))


def _number(line: str) -> int:
    """The number of a row of ours, at the end of its headline; 2 for a line of others."""
    match = re.search(r"x(\d)\]\(", line)
    return int(match[1]) if match else 2
