"""The counts that are kept are what counting everything gives, whatever was done and whoever did it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from threading import Barrier

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import DatabaseBusy, StorageError
from storage.counts import Difference, recount, wrong_counts
from storage.database.engine import Database
from storage.schema.tables import (
    article,
    ledger,
    media_coverage,
    named_together,
    outlet,
    run,
    story,
    story_article,
    tally,
)
from storage.status import read_status
from tests.storage.deeds import BY_HAND, HEADLINES, NOW, SOME, TEXTS, WHO, Desk, Page, names_of

PAGES = st.builds(
    Page,
    number=st.integers(0, 7),
    text=st.integers(0, len(TEXTS) - 1),
    headline=st.integers(0, len(HEADLINES) - 1),
    whose=st.tuples(*[st.sampled_from([0, 1, 1, 2, 3])] * len(WHO)).filter(any),
    minutes=st.one_of(st.none(), st.integers(0, 3000)),
    mere_headline=st.booleans(),
)
DEEDS: tuple[Callable[[Desk, Page], None], ...] = (
    *[Desk.save] * 6, Desk.judge_again, Desk.take_back, Desk.offer, Desk.settle, Desk.decide, Desk.join, Desk.split,
    Desk.rename, Desk.name_outlets, Desk.remove, Desk.write_by_hand, Desk.write_by_hand,
)  # fmt: skip
STEPS = st.tuples(st.sampled_from(DEEDS), PAGES, st.booleans())


def wrong(database: Database) -> list[Difference]:
    with database.read() as connection:
        zero = sa.select(named_together).where(named_together.c.articles < 1)
        return [Difference("named_together", row.one, row.articles, 0) for row in connection.execute(zero)] + (
            wrong_counts(connection)
        )


def empty(database: Database) -> None:
    with database.write() as connection:
        for table in (article, ledger, run, story, outlet):
            connection.execute(sa.delete(table))


@contextmanager
def refusals() -> Iterator[None]:
    """A story to which a row was moved by hand, unlike its article, is not removed: the database refuses."""
    try:
        yield
    except StorageError as error:
        assert "foreign key" in str(error).lower()  # noqa: PT017


class PowerCutError(Exception):
    """The process ends in the midst of a transaction."""


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, min_size=3, max_size=14))
def test_what_is_kept_is_what_counting_gives(
    database: Database, steps: list[tuple[Callable[[Desk, Page], None], Page, bool]]
) -> None:
    empty(database)
    sets = names_of(database)
    for number, (deed, page, breaks_off) in enumerate(steps):
        with suppress(PowerCutError), refusals(), database.write() as connection:
            deed(Desk(connection, sets), page)
            assert wrong_counts(connection) == [], (number, deed.__name__, page)
            if breaks_off:
                raise PowerCutError
        assert wrong(database) == []


def stored(database: Database) -> None:
    sets = names_of(database)
    with database.write() as connection:
        for page in SOME:
            Desk(connection, sets).save(page)
        for deed in (Desk.offer, Desk.settle):
            deed(Desk(connection, sets), SOME[-1])


def test_something_is_kept(database: Database) -> None:
    stored(database)
    with database.read() as connection:
        assert connection.execute(sa.select(sa.func.max(story.c.outlets))).scalar_one() > 1
        assert connection.execute(sa.select(sa.func.max(named_together.c.articles))).scalar_one() > 1
        status = read_status(connection, database, NOW)
        assert status.articles == len(connection.execute(sa.select(article.c.id)).all()) > 1
    assert wrong(database) == []


def test_what_was_written_past_the_triggers_is_found_and_put_right(database: Database) -> None:
    stored(database)
    with database.write() as connection:
        connection.execute(sa.update(story).values(outlets=7))
        connection.execute(sa.update(named_together).values(articles=9))
        connection.execute(sa.delete(tally).where(tally.c.subject == "ledger"))
        connection.execute(sa.update(story_article).values(headline="?"))
    assert {one.table for one in wrong(database)} == {"story", "named_together", "tally", "story_article"}
    with database.write() as connection:
        recount(connection)
    assert wrong(database) == []


@pytest.mark.parametrize("_", range(2))
def test_writers_at_the_same_time_count_right(database: Database, _: int) -> None:
    """Several writers, each with a connection of its own, store, settle and decide at once."""
    stored(database)
    sets = names_of(database)
    writers = 4
    start = Barrier(writers)

    def write(number: int) -> None:
        own = Database(database.url.render_as_string(hide_password=False))
        start.wait()
        deeds = (Desk.offer, Desk.save, Desk.settle, Desk.decide, Desk.split, Desk.take_back, Desk.join)
        for turn in range(12):
            page = SOME[(turn * 3 + number) % len(SOME)]._replace(
                number=turn + 2 * number, text=(turn + number) % 4
            )
            with suppress(DatabaseBusy), own.write() as connection:  # a deadlock is said, and nothing is stored
                deeds[(turn + number) % len(deeds)](Desk(connection, sets), page)
        own.close()

    with ThreadPoolExecutor(writers) as pool:
        list(pool.map(write, range(writers)))
    assert wrong(database) == []


def test_one_writer_at_a_time_changes_what_is_counted_together(database: Database) -> None:
    """Also by hand; on SQLite there is one writer anyway."""
    if database.is_sqlite:
        pytest.skip("SQLite has one writer at a time anyway")
    stored(database)
    accept = sa.update(media_coverage).values(status="confirmed")

    def write_beside() -> None:
        with database.write() as connection:
            connection.exec_driver_sql("SET LOCAL lock_timeout = '100ms'")
            connection.execute(accept.where(media_coverage.c.article_id == 2))

    with database.write() as connection:
        connection.execute(accept.where(media_coverage.c.article_id == 1))
        with pytest.raises(DatabaseBusy):
            write_beside()
    write_beside()
    assert wrong(database) == []


@pytest.mark.parametrize("statement", BY_HAND)
def test_what_is_written_by_hand_is_counted(database: Database, statement: str) -> None:
    stored(database)
    for one in range(2):
        with database.write() as connection:
            connection.execute(sa.text(statement.format(one=one, other=one)))
        assert wrong(database) == []


def test_no_writer_waits_for_another_to_count_links(database: Database) -> None:
    """On PostgreSQL two transactions that enter and settle links go on side by side."""
    if database.is_sqlite:
        pytest.skip("SQLite has one writer at a time anyway")
    stored(database)
    columns = "url, offered_url, first_offered_at, last_offered_at"
    insert = f"INSERT INTO ledger ({columns}) VALUES ('{{0}}', '{{0}}', now(), now())"
    with database.write() as one, database.write() as other:
        for connection, url in ((one, "a"), (other, "b"), (one, "c"), (other, "d")):
            connection.exec_driver_sql("SET LOCAL lock_timeout = '1s'")
            connection.exec_driver_sql(insert.format(url))
            connection.exec_driver_sql(f"UPDATE ledger SET reason = 'gone' WHERE url = '{url}'")
    assert wrong(database) == []


def test_rows_are_not_written_by_a_transaction_that_sees_an_older_state(database: Database) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite refuses that by itself")
    stored(database)

    def write_late() -> None:
        with database.write() as connection:
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            connection.execute(sa.update(media_coverage).values(status="review"))

    with pytest.raises(StorageError, match="READ COMMITTED"):
        write_late()


def test_emptied_tables_count_nothing(database: Database) -> None:
    stored(database)
    with database.write() as connection:
        if database.is_sqlite:
            connection.execute(sa.delete(media_coverage))
            connection.execute(sa.delete(ledger))
        else:
            connection.exec_driver_sql("TRUNCATE media_coverage, ledger CASCADE")
    assert wrong(database) == []
    with database.read() as connection:
        assert connection.execute(sa.select(sa.func.max(story.c.outlets))).scalar_one() == 0
