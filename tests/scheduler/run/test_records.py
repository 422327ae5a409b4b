"""What several runs store at the same time is what one stores alone."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from threading import Barrier

import pytest
import sqlalchemy as sa

from benchmarks.story_index import StoryIndex
from benchmarks.story_order import stored
from pipeline.items import Link, Outcome, OutletRole, Source, Watchlist
from pipeline.stories import StoryInput
from scheduler.processes.writer import Again
from scheduler.run.lifecycle import begin
from scheduler.run.plan import Plan
from scheduler.run.records import Ended, Records
from scheduler.run.sources import SourceBook
from spiders.settings import CrawlSettings
from storage.articles.found import Prepared, prepare
from storage.articles.rows import Judgement, Saved, save
from storage.counts import wrong_counts
from storage.database.engine import Database
from storage.schema.tables import article, media_coverage, outlet
from storage.watchlist import LookedFor, MatchedForm
from tests.pipeline.stories.test_decision import OTHER, RELEASE, REWRITE
from tests.storage.stories.test_index import ARTICLES, HEADLINE, NOW, WHO, outcome

FEED = Source("feed", "https://x.example/")
PLAN = Plan(
    looked_for=LookedFor.of(Watchlist((WHO,)), (MatchedForm(WHO.id, WHO.name, "name"),)),
    outlets=(),
    sources=(FEED,),
    crawl=CrawlSettings(user_agent="test"),
    archive=None,
)
TEXTS = (RELEASE, REWRITE, OTHER.replace("한지우 교수", "한지우 교수와 서다인 연구원"), RELEASE.rsplit("\n", 1)[0])


@contextmanager
def a_writer(database: Database) -> Iterator[Records]:
    """A run of a process of its own, as far as the database can tell."""
    own = Database(database.url.render_as_string(hide_password=False))
    context = begin(own, PLAN)
    yield Records(context, SourceBook(context))
    own.close()


def ended(*outcomes: Outcome) -> list[Ended]:
    return [Ended(Link(one.url, FEED), one) for one in outcomes]


def write(records: Records, found: Sequence[Outcome], together: int = 3) -> None:
    for start in range(0, len(found), together):
        some = ended(*found[start : start + together])
        for end, saved in zip(some, records.save(some), strict=True):
            if saved is Again.AGAIN:
                assert records.save([end]) != [Again.AGAIN]


def press(turn: int) -> list[Outcome]:
    """Copies, rewrites, an article at two addresses, and one that two find."""
    found = [outcome(20 + number, TEXTS[number % 4], HEADLINE, number) for number in range(16)]
    random.Random(turn).shuffle(found)
    return [*found, found[3], found[4], found[3]]


def grouping(database: Database) -> set[frozenset[str]]:
    return stored(database.url.render_as_string(hide_password=False))


@pytest.mark.parametrize("turn", range(4))
def test_writers_side_by_side_give_the_stories_of_one(database: Database, turn: int) -> None:
    found, writers = press(turn), 4
    start = Barrier(writers)

    def part(number: int) -> None:
        with a_writer(database) as records:
            start.wait()
            write(records, found[number::writers])

    with ThreadPoolExecutor(writers) as pool:
        list(pool.map(part, range(writers)))
    index = StoryIndex()
    keys = {
        one.article.canonical_url: index.add(StoryInput.of(one.article))
        for one in found[:16]
        if one.article is not None
    }
    stories = {index.story_of(key) for key in keys.values()}
    assert grouping(database) == {
        frozenset(url for url, key in keys.items() if index.story_of(key) == story_id) for story_id in stories
    }
    with database.read() as connection:
        assert wrong_counts(connection) == []
        assert connection.execute(sa.select(sa.func.count()).select_from(article)).scalar() == 16


@pytest.fixture
def beside(database: Database) -> Database:
    if database.is_sqlite:
        pytest.skip("SQLite has one writer at a time anyway")
    return database


@contextmanager
def at_work(database: Database, found: Outcome) -> Iterator[Prepared]:
    """Another writer that has stored an article and not ended yet."""
    with a_writer(database), database.write() as connection:
        prepared = prepare(connection, [found], same_page=False)
        prepared.take_turn(connection, alone=False)
        assert save(connection, found, Judgement({WHO.id}, 1), NOW, prepared) is not None
        yield prepared


def impatient(database: Database) -> str:
    """The database, where nobody waits for longer than a moment."""
    return database.url.update_query_dict({"options": "-c lock_timeout=300ms"}).render_as_string(
        hide_password=False
    )


def test_unlike_articles_do_not_wait_for_one_another(beside: Database) -> None:
    """Not even where the same two are named together in both."""
    other = Database(impatient(beside))
    with at_work(beside, ARTICLES[0]), a_writer(other) as records:
        assert records.save(ended(ARTICLES[3])) != [None]
    other.close()
    assert len(grouping(beside)) == 2


def test_of_several_articles_those_are_left_that_would_have_to_wait(beside: Database) -> None:
    other = Database(impatient(beside))
    with at_work(beside, ARTICLES[0]), a_writer(other) as records:
        copy, unlike = ended(ARTICLES[1], ARTICLES[3])
        left, saved = records.save([copy, unlike])
        assert left is Again.AGAIN
        assert isinstance(saved, Saved)
    with a_writer(beside) as records:
        assert records.save([copy]) != [Again.AGAIN]
    other.close()
    assert sorted(map(len, grouping(beside))) == [1, 2]


def test_a_copy_waits_for_the_other_and_joins_it(beside: Database) -> None:
    start = Barrier(2)

    def later() -> None:
        with a_writer(beside) as records:
            start.wait()
            records.save(ended(ARTICLES[1]))

    with ThreadPoolExecutor(1) as pool:
        with at_work(beside, ARTICLES[0]):
            waiting = pool.submit(later)
            start.wait()
            with beside.read() as connection:
                asked = sa.text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
                while not connection.execute(asked).scalar_one():
                    assert not waiting.done()
        waiting.result()
    assert len(grouping(beside)) == 1


def test_a_hint_at_the_same_announcement_is_found_where_neither_saw_the_other(beside: Database) -> None:
    """Each is looked at once more when it is stored."""
    english = (
        "서다인 (Dain Seo) of Haesol Lab released Haesol-Sori on Thursday, a model that understands dialects.\n"
        "The model was trained on 20,000 hours of recordings and cuts recognition errors by 37 percent, it said.\n"
        "A trial in public call centres is planned for the first half of next year, and one for abroad later."
    )
    korean = outcome(1, RELEASE)
    assert korean.article is not None
    found = outcome(2, english, "Haesol Lab releases Haesol-Sori, says 서다인", 60)
    with a_writer(beside) as records, at_work(beside, korean) as prepared:
        records.save(ended(found))
    with beside.read() as connection:
        (key,) = prepared.own
        assert prepared.relatives == {korean.article.canonical_url: []}
        assert len(prepared.newer_relatives(connection, [key])[key]) == 1


def test_what_changes_others_rows_is_done_alone(beside: Database) -> None:
    """An outlet is something else to an announcement from now on: that is said in all its rows."""
    found = ARTICLES[3]
    assert found.article is not None
    changed = replace(
        found.article,
        outlet="신문 1",
        outlet_role=OutletRole.WIRE,
        urls=(),
        canonical_url=found.article.canonical_url,
    )
    with a_writer(beside) as records:
        records.save(ended(ARTICLES[0]))
        assert records.save(ended(replace(found, article=changed))) != [None]
    with beside.read() as connection:
        assert set(connection.execute(sa.select(media_coverage.c.outlet_role)).scalars()) == {"wire"}
        assert connection.execute(sa.select(outlet.c.role)).scalars().all() == ["wire"]
        assert wrong_counts(connection) == []
