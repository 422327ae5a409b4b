"""Notes stay on their row while it is there, each under the name of who wrote it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from storage.articles.rows import Judgement, save
from storage.by_hand.notes import LONGEST_NOTE, Note, add_note, notes_on, remove_note
from storage.database.engine import Database
from storage.schema.tables import media_coverage, row_note
from storage.watchlist import MatchedForm, save_watchlist
from tests.storage.articles.test_rows import NOW, WATCHLIST, WHO, offered, page
from tests.storage.report.newsroom import LAB, SEOHA, Newsroom


def test_a_row_has_its_notes_the_oldest_first(database: Database) -> None:
    with database.write() as connection:
        Newsroom(connection).publish("2026-11-19", who=(SEOHA, LAB))
        later = NOW + timedelta(hours=1)
        assert add_note(connection, 1, "먼저", "아라", NOW)
        assert add_note(connection, 1, "나중", "보람", later)
        assert notes_on(connection, [1, 2, 99]) == {
            1: [Note(1, "먼저", "아라", NOW), Note(2, "나중", "보람", later)]
        }
        assert not add_note(connection, 99, "없는 행", "아라", NOW)


@pytest.mark.parametrize("text", ["", "가" * (LONGEST_NOTE + 1)])
def test_a_note_says_something_and_is_no_book(database: Database, text: str) -> None:
    with database.write() as connection:
        Newsroom(connection).publish("2026-11-19")
        with pytest.raises(ValueError, match="1 to 2000 characters"):
            add_note(connection, 1, text, "아라", NOW)
        assert add_note(connection, 1, "가" * LONGEST_NOTE, "아라", NOW)


def test_one_removes_ones_own_note_alone(database: Database) -> None:
    with database.write() as connection:
        Newsroom(connection).publish("2026-11-19")
        add_note(connection, 1, "메모", "아라", NOW)
        assert remove_note(connection, 1, "보람") is None
        assert remove_note(connection, 1, "아라") == 1
        assert remove_note(connection, 1, "아라") is None
        assert notes_on(connection, [1]) == {}


def test_a_note_goes_with_its_row(database: Database) -> None:
    with database.write() as connection:
        Newsroom(connection).publish("2026-11-19", who=(SEOHA, LAB))
        for key in (1, 2):
            add_note(connection, key, "메모", "아라", NOW)
        connection.execute(sa.delete(media_coverage).where(media_coverage.c.id == 1))
        assert connection.execute(sa.select(row_note.c.coverage_id)).scalars().all() == [2]


def test_a_note_on_a_mere_headline_is_on_the_article_when_its_page_is_read(database: Database) -> None:
    headline = "윤서하 소장 '소리결' 공개"
    with database.write() as connection:
        forms = [MatchedForm(WHO.id, WHO.name, "name")]
        judged = Judgement({WHO.id}, save_watchlist(connection, WATCHLIST, forms, NOW).current)
        save(connection, offered("https://search.example/rss/articles/opaque", headline), judged, NOW)
        (before,) = connection.execute(sa.select(media_coverage.c.id)).scalars()
        add_note(connection, before, "본문을 기다린다.", "아라", NOW)
        save(connection, page("https://saebyeok.example/news/1", headline), judged, NOW)
        (after,) = connection.execute(sa.select(media_coverage.c.id)).scalars()
        assert after != before
        assert [note.text for note in notes_on(connection, [after])[after]] == ["본문을 기다린다."]
