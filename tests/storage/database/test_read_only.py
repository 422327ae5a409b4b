"""`query` answers one reading statement, on a connection that cannot write."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from pipeline.errors import ScrapeError
from storage.database.engine import Database
from storage.database.read_only import query
from storage.schema.tables import outlet


@pytest.fixture
def filled(database: Database) -> Database:
    with database.write() as connection:
        connection.execute(sa.insert(outlet).values(name="새벽일보"))
    return database


def test_a_select_is_answered(filled: Database) -> None:
    answer = query(filled, " SELECT id, name FROM outlet; ")
    assert answer.columns == ("id", "name")
    assert answer.rows == [(1, "새벽일보")]


def test_a_percent_sign_is_no_placeholder(filled: Database) -> None:
    assert query(filled, "SELECT name FROM outlet WHERE name LIKE '새%'").rows == [("새벽일보",)]


@pytest.mark.parametrize(
    "statement",
    [
        "",
        "DELETE FROM outlet",
        "UPDATE outlet SET name = 'x'",
        "DROP TABLE outlet",
        "SELECT 1; DELETE FROM outlet",
        "WITH gone AS (DELETE FROM outlet RETURNING id) SELECT * FROM gone",
        "EXPLAIN ANALYZE DELETE FROM outlet",
        "PRAGMA writable_schema = ON",
        "ATTACH DATABASE 'x.sqlite' AS x",
        "SELECT nothing FROM nowhere",
    ],
)
def test_everything_else_is_refused_in_one_line_and_changes_nothing(filled: Database, statement: str) -> None:
    with pytest.raises(ScrapeError) as caught:
        query(filled, statement)
    assert "\n" not in str(caught.value)
    assert query(filled, "SELECT COUNT(*) FROM outlet").rows == [(1,)]


def test_the_connection_itself_refuses_to_write(filled: Database) -> None:
    """Also when a statement slips past the look at its first word."""
    hidden = "WITH x AS (SELECT 1) INSERT INTO outlet (name) SELECT 'y' FROM x"
    with pytest.raises(ScrapeError):
        query(filled, hidden)
    assert query(filled, "SELECT COUNT(*) FROM outlet").rows == [(1,)]
