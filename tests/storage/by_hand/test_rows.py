"""Rows of tables kept by hand: entered as often as one likes, they stand once, in their words and their order."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.items import Entity, EntityKind, HandRow, Watchlist
from storage.by_hand.edits import HandWords, reword, take_back_words
from storage.by_hand.order import one_order
from storage.by_hand.rows import HandEntry, enter_rows, hand_rows, keys_of, note_page
from storage.database.engine import Database
from storage.database.open import open_database
from storage.watchlist import save_watchlist

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
HARAM = "person:박하람"
MONTHS = ("", "2024.09", "2024.08", "2023.12")


def entry(number: int, month: str = "2024.08", headline: str | None = None) -> HandEntry:
    url = f"https://nuri-tongsin.example/view/{number:06}"
    return HandEntry(month, headline or f"소식 {number}", "누리통신", url)


def without_link(headline: str, label: str = "새벽일보") -> HandEntry:
    return HandEntry("2024.08", headline, label, "")


@pytest.fixture
def kept(database: Database) -> Database:
    with database.write() as connection:
        save_watchlist(connection, Watchlist((Entity(HARAM, EntityKind.PERSON, "박하람"),)), (), NOW)
    return database


def enter(database: Database, *entries: HandEntry) -> list[HandRow]:
    with database.write() as connection:
        return enter_rows(connection, HARAM, entries, NOW)


def stored(database: Database) -> list[HandRow]:
    with database.read() as connection:
        return hand_rows(connection, [HARAM])


def headlines(database: Database) -> list[str]:
    return [row.headline for row in stored(database)]


def test_rows_are_read_in_their_words_and_order(kept: Database) -> None:
    lines = "2024.09 | [소식](https://a.example/1) | 한빛경제 외 다수 언론사"
    first = HandEntry("2024.09", "소식", "한빛경제 외 다수 언론사", "https://a.example/1", lines, "한빛경제")
    given_back = enter(kept, first, entry(2), without_link("강연"))
    assert stored(kept) == given_back
    row = given_back[0]
    assert (row.month, row.headline, row.label, row.url, row.written, row.outlet) == first
    assert [row.position for row in given_back] == [0, 1, 2]


def test_a_file_that_is_read_again_adds_nothing(kept: Database) -> None:
    once = enter(kept, entry(1), entry(2), without_link("강연"))
    assert enter(kept, entry(1), entry(2), without_link("강연")) == once == stored(kept)


def test_other_words_for_a_page_take_the_place_of_the_earlier(kept: Database) -> None:
    before = enter(kept, entry(1), entry(2))
    after = enter(kept, entry(1), entry(2, headline="소식 둘, 고친 제목"))
    assert [row.id for row in after] == [row.id for row in before]
    assert headlines(kept) == ["소식 1", "소식 둘, 고친 제목"]


def test_what_is_known_of_a_page_outlives_reading_the_file_again(kept: Database) -> None:
    row = enter(kept, entry(1))[0]
    with kept.write() as connection:
        note_page(connection, row.id, NOW, article_id=None, reason="gone", detail="HTTP 404")
    enter(kept, entry(1))
    assert [(row.reason, row.detail) for row in stored(kept)] == [("gone", "HTTP 404")]


def test_two_rows_of_one_address_both_stay(kept: Database) -> None:
    rows = enter(kept, entry(1, headline="하나"), entry(2), entry(1, headline="또 하나"))
    assert [row.headline for row in rows] == headlines(kept) == ["하나", "소식 2", "또 하나"]
    assert rows[2].key == f"{rows[0].key}#2"


def test_a_row_that_was_put_in_the_middle_gets_its_place(kept: Database) -> None:
    enter(kept, entry(1), entry(3))
    enter(kept, entry(1), entry(2), entry(3))
    assert headlines(kept) == ["소식 1", "소식 2", "소식 3"]


def test_rows_of_another_file_fall_in_by_their_months(kept: Database) -> None:
    enter(kept, entry(1, "2024.09"), entry(3, "2024.7"), entry(5, "2024.01"))
    enter(kept, entry(2, "2024.08"), entry(4, "2024.02"))
    assert headlines(kept) == ["소식 1", "소식 2", "소식 3", "소식 4", "소식 5"]


@pytest.mark.parametrize(
    "odd",
    [
        "\x00NUL",
        "half \ud800 of a pair",
        "오른쪽에서 \u202e왼쪽으로",
        "가" * 40_000,
        "</table><script>alert(1)</script>",
        "= 1 | 2\n3",
    ],
)
def test_odd_words_are_stored(kept: Database, odd: str) -> None:
    rows = enter(kept, HandEntry(odd, odd, odd, odd, odd, odd), HandEntry("", odd, "", f"https://a.example/{odd}"))
    assert len(stored(kept)) == len(rows) == 2
    assert enter(kept, HandEntry(odd, odd, odd, odd, odd, odd))[0].id == rows[0].id


def test_a_row_without_link_is_known_by_its_headline() -> None:
    assert keys_of([("", "강연"), ("javascript:alert(1)", "강연"), ("", " 강연 ")]) == [
        "강연",
        "javascript:alert(1) 강연",
        "강연#2",
    ]


def test_what_was_edited_stands_until_the_file_says_otherwise(kept: Database) -> None:
    (row,) = enter(kept, entry(1))
    with kept.write() as connection:
        reword(connection, row.id, HandWords("2024.07", "고친 제목", "새벽일보", "새벽일보", None))
    enter(kept, entry(1), entry(2))
    assert headlines(kept) == ["고친 제목", "소식 2"]
    with kept.write() as connection:
        take_back_words(connection, row.id)
    assert headlines(kept) == ["소식 1", "소식 2"]
    with kept.write() as connection:
        reword(connection, row.id, HandWords("2024.07", "고친 제목", "새벽일보", "새벽일보", None))
    enter(kept, entry(1, headline="파일에서 고친 제목"), entry(2))
    assert headlines(kept) == ["파일에서 고친 제목", "소식 2"]
    with kept.write() as connection:
        assert not take_back_words(connection, row.id)


# --- the order


numbers = st.integers(0, 9)
tables = st.lists(st.tuples(numbers, st.sampled_from(MONTHS)), max_size=7, unique_by=lambda row: row[0])


@pytest.fixture(scope="module")
def one_database(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Database:
    file = tmp_path_factory.mktemp("hand") / "coverage.sqlite"
    file.write_bytes(sqlite_template.read_bytes())
    return open_database(f"sqlite:///{file}")


@given(files=st.lists(tables, max_size=4))
def test_entering_files_again_changes_nothing_and_each_keeps_its_order(
    one_database: Database, files: list[list[tuple[int, str]]]
) -> None:
    entries = [[entry(number, month) for number, month in file] for file in files]
    with one_database.write() as connection:
        entity_id = "person:" + "-".join(str(row) for file in files for row in file) + "."
        entity = Entity(entity_id, EntityKind.PERSON, "박하람")
        save_watchlist(connection, Watchlist((entity,)), (), NOW)
        for file in entries:
            entered = [row.key for row in enter_rows(connection, entity_id, file, NOW)]
            once = hand_rows(connection, [entity_id])
            again = enter_rows(connection, entity_id, file, NOW)
            assert hand_rows(connection, [entity_id]) == once
            assert [row.key for row in again] == entered == [row.key for row in once if row.key in entered]
        stored_keys = [row.key for row in hand_rows(connection, [entity_id])]
    assert sorted(stored_keys) == sorted({key for file in entries for key in keys_of((e.url, "") for e in file)})


@given(known=tables, written=tables)
def test_what_another_file_has_keeps_its_order_too(
    known: list[tuple[int, str]], written: list[tuple[int, str]]
) -> None:
    """Rows that only were known before stay in their order wherever those of the file are."""
    before, now = [str(key) for key, _ in known], [str(key) for key, _ in written]
    order = one_order(before, now, {str(key): month for key, month in (*known, *written)})
    assert sorted(order) == sorted({*before, *now})
    assert [key for key in order if key in now] == now
    alone = [key for key in before if key not in now]
    if set(before).isdisjoint(now):
        assert [key for key in order if key in alone] == alone
