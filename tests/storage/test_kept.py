"""The counts that are kept are what counting everything gives, whatever was done and whoever did it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import NamedTuple

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import DatabaseBusy, StorageError, UsageError
from pipeline.items import (
    OFFER_ONLY,
    Article,
    DateSource,
    Entity,
    EntityKind,
    Link,
    Outcome,
    Reason,
    Source,
    Status,
    Verdict,
    Watchlist,
)
from pipeline.sketches import sketch
from pipeline.urls import canonical_url
from storage.articles import Judgement, save
from storage.engine import Database
from storage.kept import Difference, count_anew, differences
from storage.ledger import offer_links
from storage.migrate import scripts_folder, upgrade
from storage.offers import name_outlets, remove_article
from storage.review import decide
from storage.runs import start_run
from storage.schema import (
    HEAD,
    article,
    entity,
    ledger,
    media_coverage,
    named_together,
    outlet,
    run,
    story,
    story_article,
    tally,
)
from storage.settling import Settlement, settle
from storage.status import read_status
from storage.stories import join, split
from storage.watchlist import MatchedForm, NameSets, save_watchlist
from tests.pipeline.test_stories import OTHER, RELEASE, REWRITE

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
NAMES = ("서다인", "한지우", "강도윤", "서다인")  # two of one name
WHO = tuple(Entity(f"person:{number}", EntityKind.PERSON, name) for number, name in enumerate(NAMES))
IDS = [one.id for one in WHO]
TEXTS = (RELEASE, REWRITE, OTHER, RELEASE + "\n" + OTHER)
HEADLINES = ("사투리 알아듣는 모델 공개", "리튬 추출 막 개발에 참여")
STATUSES = (None, *Status)
FEED = Source("feed", "https://feed.example/")


class Never:
    """Nothing is fetched again."""

    def retry_at(self, reason: Reason, attempts: int) -> datetime | None:
        return NOW + timedelta(hours=attempts)

    def revisit_at(self, covered_at: datetime, published_at: datetime | None) -> datetime | None:
        return None


class Page(NamedTuple):
    """A page as hypothesis draws it: its address, what it says, and whose coverage it is (a place in STATUSES)."""

    number: int
    text: int
    headline: int
    whose: tuple[int, ...]
    minutes: int | None
    mere_headline: bool = False

    def outcome(self) -> Outcome:
        url, said = f"https://outlet{self.number % 4}.example/news/{self.number:08}", TEXTS[self.text]
        keys = sketch(HEADLINES[self.headline], said, "ko")
        found = Article(
            url=url,
            canonical_url=canonical_url(url),
            urls=(url,),
            outlet=f"outlet{self.number % 4}.example" if self.mere_headline else f"신문 {self.number % 4}",
            headline=HEADLINES[self.headline],
            text="" if self.mere_headline else said,
            language="ko",
            published_at=None if self.minutes is None else NOW + timedelta(minutes=self.minutes),
            has_time=True,
            date_source=DateSource.FEED if self.minutes is not None else None,
            text_source=OFFER_ONLY if self.mere_headline else "body",
            text_digest=keys.text_digest,
            sketch=() if self.mere_headline else keys.hashes,
        )
        return Outcome(url, Reason.COVERED, "", found, (), tuple(self._verdicts()))

    def _verdicts(self) -> list[Verdict]:
        return [
            Verdict(one, status, 0.9, (), 1, in_headline=False, snippet="")
            for one, status in zip(IDS, map(STATUSES.__getitem__, self.whose), strict=True)
            if status is not None
        ]


class Desk(NamedTuple):
    """What a run does with the database."""

    connection: sa.Connection
    sets: NameSets

    def save(self, page: Page) -> None:
        save(self.connection, page.outcome(), Judgement(IDS, self.sets.current), NOW)

    def judge_again(self, page: Page) -> None:
        save(self.connection, page.outcome(), Judgement(IDS, self.sets.current, same_page=True), NOW)

    def take_back(self, page: Page) -> None:
        nothing = Outcome(page.outcome().url, Reason.NO_NAME)
        save(self.connection, nothing, Judgement(IDS, self.sets.current, same_page=True), NOW)

    def offer(self, page: Page) -> None:
        links = [Link(f"https://outlet.example/{number}", FEED) for number in range(page.number + 1)]
        offer_links(self.connection, links, source_id=None, sets=self.sets, run_id=self._run(), now=NOW)

    def settle(self, page: Page) -> None:
        for number in range(page.number + 1):
            end = Settlement(canonical_url(f"https://outlet.example/{number}"), list(Reason)[page.text])
            settle(self.connection, end, name_set_id=self.sets.current, run_id=self._run(), timetable=Never())

    def decide(self, page: Page) -> None:
        rows = self._some(media_coverage, page.number)
        decide(self.connection, rows, (Status.CONFIRMED, Status.REJECTED)[page.headline], "jiwoo", NOW)

    def join(self, page: Page) -> None:
        with suppress(UsageError):
            join(self.connection, *[*self._some(story, page.number), *self._some(story, page.text), 0, 0][:2])

    def split(self, page: Page) -> None:
        with suppress(UsageError):
            split(self.connection, next(iter(self._some(article, page.number)), 0), NOW)

    def rename(self, page: Page) -> None:
        names = [*NAMES[page.number % 3 :], *NAMES[: page.number % 3]]
        for key, name in zip(IDS, names, strict=True):
            self.connection.execute(sa.update(entity).where(entity.c.id == key).values(name=name))

    def name_outlets(self, page: Page) -> None:
        name_outlets(self.connection)

    def remove(self, page: Page) -> None:
        for key in self._some(article, page.number):
            remove_article(self.connection, key)

    def write_by_hand(self, page: Page) -> None:
        statement = BY_HAND[(page.number * 7 + page.text) % len(BY_HAND)]
        self.connection.execute(sa.text(statement.format(one=page.number, other=page.number % 3)))

    def _run(self) -> int:
        return start_run(self.connection, "run", NOW)

    def _some(self, table: sa.Table, place: int) -> list[int]:
        keys = self.connection.execute(sa.select(table.c.id).order_by(table.c.id)).scalars().all()
        return [keys[place % len(keys)]] if keys else []


# An article's row goes to the oldest article, unless that has one of the same entity.
MOVE = """
    UPDATE media_coverage SET article_id = (SELECT MIN(id) FROM article)
    WHERE id = (
        SELECT MAX(id) FROM media_coverage AS a WHERE NOT EXISTS (
            SELECT 1 FROM media_coverage AS b
            WHERE b.entity_id = a.entity_id AND b.article_id = (SELECT MIN(id) FROM article)
        )
    )
"""
# Several rows at once, some of which are there already.
UPSERT = """
    INSERT INTO media_coverage (
        entity_id, entity_kind, entity_name, headline, url, outlet, language, mention_count, in_headline, in_lead,
        share, quoted, snippet, confidence, status, evidence, story_id, article_id, first_seen_at
    )
    SELECT 'person:{other}', 'person', 'n{other}', headline, url, 'o' || (id % 2), 'ko', 1, FALSE, FALSE,
           0, FALSE, '', 0.9, 'confirmed', '[]', story_id, id, fetched_at
    FROM article WHERE TRUE
    ON CONFLICT (entity_id, article_id)
    DO UPDATE SET status = 'confirmed', entity_name = 'm{one}', outlet = excluded.outlet
"""
BY_HAND = (
    "UPDATE media_coverage SET status = 'confirmed'",
    "UPDATE media_coverage SET status = CASE WHEN id % 2 = 0 THEN 'review' ELSE 'confirmed' END",
    "UPDATE media_coverage SET outlet = 'x' || (id % 2), headline = 'y' || id, published_at = NULL",
    "UPDATE media_coverage SET story_id = (SELECT MAX(id) FROM story) WHERE entity_id = 'person:{other}'",
    "UPDATE media_coverage SET entity_name = 'z' || (id % 3)",
    "DELETE FROM media_coverage WHERE id % 3 = {other}",
    "DELETE FROM article WHERE id % 3 = {other}",
    "UPDATE ledger SET reason = 'gone' WHERE id % 2 = 0",
    "DELETE FROM ledger WHERE id % 3 = {other}",
    MOVE,
    UPSERT,
)

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


def names_of(database: Database) -> NameSets:
    forms = tuple(MatchedForm(one.id, one.name, "name") for one in WHO)
    with database.write() as connection:
        return save_watchlist(connection, Watchlist(WHO), forms, NOW)


def wrong(database: Database) -> list[Difference]:
    with database.read() as connection:
        return differences(connection)


def empty(database: Database) -> None:
    with database.write() as connection:
        for table in (article, ledger, run, story, outlet):
            connection.execute(sa.delete(table))


class PowerCutError(Exception):
    """The process ends in the midst of a transaction."""


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(steps=st.lists(STEPS, min_size=3, max_size=14))
def test_what_is_kept_is_what_counting_gives(
    database: Database, steps: list[tuple[Callable[[Desk, Page], None], Page, bool]]
) -> None:
    empty(database)
    sets = names_of(database)
    for number, (deed, page, breaks_off) in enumerate(steps):
        with suppress(PowerCutError), database.write() as connection:
            deed(Desk(connection, sets), page)
            assert differences(connection) == [], (number, deed.__name__, page)
            if breaks_off:
                raise PowerCutError
        assert wrong(database) == []


SOME = [Page(number, number % 4, 0, (1, 1, number % 3, 1), number) for number in range(8)]


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
        count_anew(connection)
    assert wrong(database) == []


def test_existing_rows_are_counted_by_the_migration_and_it_can_be_taken_back(database: Database) -> None:
    stored(database)
    config = Config()
    config.set_main_option("script_location", str(scripts_folder()))
    with database.write() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0003")
    with database.read() as connection:
        assert {"tally", "story_article", "named_together"}.isdisjoint(sa.inspect(connection).get_table_names())
    with database.write() as connection:  # no trigger is left that would fail
        connection.execute(sa.update(media_coverage).values(status="confirmed"))
        connection.execute(sa.update(ledger).values(reason=None))
    upgrade(database)
    assert database.revision() == HEAD
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
