"""What is answered from counts that are kept is what counting whole tables answers, on a filled database."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from benchmarks.filled import Size, entity_ids, fill
from benchmarks.queries import COUNTED, NOW, worked
from storage.counts import wrong_counts
from storage.database.engine import Database
from storage.database.read_only import query
from storage.schema.tables import article, ledger, media_coverage
from storage.status import read_status
from storage.stories.by_hand import Story, stories_about


@pytest.fixture
def filled(database: Database) -> Database:
    fill(database, Size(1500, 4500))
    return database


def test_the_answers_are_those_of_counting_everything(filled: Database) -> None:
    with filled.read() as connection:
        assert wrong_counts(connection) == []
    for title, statement in worked():
        number = title.split(".")[0]
        if number in COUNTED:
            answer, counted = query(filled, statement), query(filled, COUNTED[number])
            assert answer.columns == counted.columns
            assert len(answer.rows) > 5
            if number == "9":  # rows of one number may stand in any order
                assert set(answer.rows) == set(counted.rows)
                assert [row[1] for row in answer.rows] == [row[1] for row in counted.rows]
            else:
                assert answer.rows == counted.rows


def test_the_status_counts_right(filled: Database) -> None:
    with filled.read() as connection:
        status = read_status(connection, filled, NOW)
        waits = ledger.c.reason.is_(None) | ledger.c.retry_at.is_not(None)
        counted = [
            connection.execute(sa.select(sa.func.count()).select_from(table).where(where)).scalar_one()
            for table, where in (
                (article, sa.true()),
                (media_coverage, media_coverage.c.status == "review"),
                (ledger, waits),
            )
        ]
    assert [status.articles, status.in_review, status.unread] == counted
    assert min(counted) > 0


@pytest.mark.parametrize("whose", [[], entity_ids()[:1], entity_ids()[:3], entity_ids()[500:501]])
def test_the_newest_stories_are_the_first_of_all(filled: Database, whose: list[str]) -> None:
    with filled.read() as connection:
        for at_least in (1, 2, 4):
            everything = stories_about(connection, whose, at_least)
            assert stories_about(connection, whose, at_least, 10_000) == everything
            assert stories_about(connection, whose, at_least, 7) == everything[:7]
            assert {one.id for one in everything} == counted_stories(connection, whose, at_least)
            assert all(members_in_order(one) for one in everything)


def counted_stories(connection: sa.Connection, whose: list[str], at_least: int) -> set[int]:
    about = sa.select(media_coverage.c.story_id)
    if whose:
        about = about.where(media_coverage.c.entity_id.in_(whose))
    statement = sa.select(article.c.story_id).where(article.c.story_id.in_(about)).group_by(article.c.story_id)
    return set(connection.execute(statement.having(sa.func.count() >= at_least)).scalars())


def members_in_order(one: Story) -> bool:
    ages = [(member.published_at is None, member.published_at or NOW, member.article_id) for member in one.members]
    return ages == sorted(ages)
