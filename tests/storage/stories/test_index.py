"""Stories in the database: the same whichever order articles come in, and changed by hand for good."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.story_index import StoryIndex
from pipeline.errors import UsageError
from pipeline.items import CoverageStatus, Entity, EntityKind, Link, Outcome, Page, Source, Watchlist
from pipeline.process import Reader
from pipeline.stories import StoryInput
from storage.articles.headline_only import remove_article
from storage.articles.rows import Judgement, save
from storage.coverage.read import CoverageFilter, find, fold_stories
from storage.database.engine import Database
from storage.schema.tables import article, media_coverage, sketch, story
from storage.stories.by_hand import join, split, stories_about
from storage.stories.index import compare_stored
from storage.stories.related import related_to, with_elsewhere
from storage.watchlist import MatchedForm, save_watchlist
from tests.pipeline.stories.test_decision import OTHER, RELEASE, REWRITE

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
WHO = Entity("person:서다인", EntityKind.PERSON, "서다인")
READER = Reader.of(Watchlist((WHO,)), ())
HEADLINE = "해솔랩 서다인 대표, 사투리 알아듣는 음성인식 모델 공개"
WHOLE = RELEASE + "\n" + OTHER


def outcome(number: int, text: str, headline: str = HEADLINE, minutes: int = 0) -> Outcome:
    url = f"https://outlet{number}.example/news/{number:08}"
    paragraphs = "".join(f"<p>{line}</p>" for line in text.split("\n"))
    outlet = f"<meta property='og:site_name' content='신문 {number}'>"
    html = (
        f"<html><head><meta property='og:type' content='article'>{outlet}</head>"
        f"<body><article><h1>{headline}</h1>{paragraphs}</article></body></html>"
    )
    page = Page(url, url, 200, (("Content-Type", "text/html; charset=utf-8"),), html.encode(), NOW)
    at = NOW + timedelta(minutes=minutes)
    return READER.process(page, Link(url, Source("feed", "https://x.example/"), headline, at, has_time=True))


ARTICLES = (
    outcome(1, RELEASE),
    outcome(2, RELEASE, "서다인 대표 '사투리도 알아듣는다'", 10),
    outcome(3, REWRITE, "해솔랩 서다인 대표, 방언 알아듣는 음성인식 AI 공개", 60),
    outcome(
        4, OTHER.replace("한지우 교수", "한지우 교수와 서다인 연구원"), "마루대 리튬 추출 막 개발에 서다인 참여", 90
    ),
    outcome(5, RELEASE.rsplit("\n", 1)[0], HEADLINE, 120),
)


def store(database: Database, *found: Outcome) -> list[int]:
    """Store what was found; the articles' ids."""
    with database.write() as connection:
        sets = save_watchlist(connection, Watchlist((WHO,)), (MatchedForm(WHO.id, WHO.name, "name"),), NOW)
    keys = []
    for one in found:
        with database.write() as connection:
            saved = save(connection, one, Judgement({WHO.id}, sets.current, same_page=False), NOW)
        assert saved is not None
        keys.append(saved.article_id)
    return keys


def grouped(database: Database) -> set[frozenset[str]]:
    with database.read() as connection:
        rows = connection.execute(sa.select(article.c.story_id, article.c.url)).all()
        stated = connection.execute(sa.select(media_coverage.c.story_id, media_coverage.c.url)).all()
    assert set(rows) == set(stated)
    return {frozenset(url for key, url in rows if key == story_id) for story_id, _ in rows}


def stories_of_articles(connection: sa.Connection) -> dict[int, int]:
    return {row.id: row.story_id for row in connection.execute(sa.select(article.c.id, article.c.story_id))}


def empty(database: Database) -> None:
    with database.write() as connection:
        for table in (article, story):
            connection.execute(sa.delete(table))


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(ARTICLES))
def test_stories_do_not_depend_on_the_order_of_arrival(database: Database, order: list[Outcome]) -> None:
    empty(database)
    store(database, *order)
    urls = [one.url for one in ARTICLES]
    assert grouped(database) == {frozenset([urls[0], urls[1], urls[2], urls[4]]), frozenset([urls[3]])}


def test_a_story_that_joins_an_older_one_leads_there(database: Database) -> None:
    store(database, ARTICLES[0], ARTICLES[3])
    with database.write() as connection:
        first, second = connection.execute(sa.select(article.c.story_id).order_by(article.c.id)).scalars()
        join(connection, second, first)
    assert len(grouped(database)) == 1
    with database.read() as connection:
        merged = connection.execute(sa.select(story.c.merged_into).where(story.c.id == second)).scalar_one()
    assert merged == first


def test_an_article_that_holds_two_announcements_belongs_to_neither(database: Database) -> None:
    lines = WHOLE.split("\n")
    parts = (
        outcome(1, "\n".join(lines[:4])),
        outcome(2, "서다인 연구원도 함께했다.\n" + "\n".join(lines[4:])),
        outcome(3, WHOLE),
    )
    store(database, parts[0], parts[2])
    assert len(grouped(database)) == 1
    store(database, parts[1])
    assert grouped(database) == {frozenset([part.url]) for part in parts}


def test_an_article_that_is_removed_leaves_its_story(database: Database) -> None:
    """What hung together by it alone falls apart."""
    first, second, third = store(database, ARTICLES[0], ARTICLES[3], ARTICLES[1])
    with database.write() as connection:
        of = stories_of_articles(connection)
        join(connection, of[first], of[second])
        remove_article(connection, third)
    with database.read() as connection:
        assert len(set(stories_of_articles(connection).values())) == 1


def test_a_corrected_article_leaves_its_story_with_its_rows(database: Database) -> None:
    """What stood for a copy of the release is replaced by another text, and later by the release again."""
    store(database, ARTICLES[0], ARTICLES[1])
    assert len(grouped(database)) == 1
    other = OTHER.replace("한지우 교수", "한지우 교수와 서다인 연구원")
    store(database, outcome(2, other, "마루대 리튬 추출 막 개발에 서다인 참여", 10))
    assert len(grouped(database)) == 2
    store(database, ARTICLES[1])
    assert len(grouped(database)) == 1


def test_an_article_split_off_stays_apart(database: Database) -> None:
    first, second = store(database, ARTICLES[0], ARTICLES[2])
    with database.write() as connection:
        new = split(connection, second, NOW)
    store(
        database, ARTICLES[1], ARTICLES[2]
    )  # a copy of the first that is like the second too, and the second again
    with database.read() as connection:
        of = stories_of_articles(connection)
    assert of[second] == new != of[first]


def test_stories_joined_by_hand_stay_together(database: Database) -> None:
    first, second = store(database, ARTICLES[0], ARTICLES[3])
    with database.write() as connection:
        of = stories_of_articles(connection)
        kept = join(connection, of[second], of[first])
    assert kept == of[first]
    store(database, *ARTICLES)
    assert grouped(database) == {frozenset(one.url for one in ARTICLES)}


def test_the_list_of_stories(database: Database) -> None:
    store(database, *ARTICLES)
    with database.read() as connection:
        (found,) = stories_about(connection, [WHO.id])
        everything = stories_about(connection, at_least=1)
        nobody = stories_about(connection, ["person:nobody"])
    assert [one.outlet for one in found.members] == ["신문 1", "신문 2", "신문 3", "신문 5"]
    assert {one.role for one in found.members} == {"new", "copy", "rewrite"}
    assert all(0 < one.score <= 1 for one in found.members)
    assert (len(everything), nobody) == (2, ())


def test_what_cannot_be_joined_or_split_is_said(database: Database) -> None:
    (key,) = store(database, ARTICLES[0])
    with database.write() as connection:
        with pytest.raises(UsageError, match="alone in its story"):
            split(connection, key, NOW)
        with pytest.raises(UsageError, match="no article 99999"):
            split(connection, 99999, NOW)
        with pytest.raises(UsageError, match="no story 99999"):
            join(connection, 99999, 99998)


@pytest.mark.parametrize(
    ("prefer", "shown"), [((), "신문 1"), (("신문 5", "신문 2"), "신문 5"), (("신문 9", "신문 2"), "신문 2")]
)
def test_the_article_that_stands_for_a_story(database: Database, prefer: tuple[str, ...], shown: str) -> None:
    store(database, *ARTICLES)
    with database.read() as connection:
        rows = find(connection, CoverageFilter((WHO.id,), statuses=tuple(CoverageStatus)))
    row = next(one for one in fold_stories(rows, prefer) if one.other_outlets)
    assert row.outlet == shown
    assert {row.outlet, *row.other_outlets} == {"신문 1", "신문 2", "신문 3", "신문 5"}


def test_the_same_announcement_in_another_language_is_a_hint(database: Database) -> None:
    english = (
        "서다인 (Dain Seo) of Haesol Lab released Haesol-Sori on Thursday, a model that understands dialects.\n"
        "The model was trained on 20,000 hours of recordings and cuts recognition errors by 37 percent, it said.\n"
        "A trial in public call centres is planned for the first half of next year, and one for abroad later."
    )
    korean = RELEASE.replace("해솔랩은", "해솔랩(Haesol Lab)의 서다인 대표는").replace("'해솔소리'", "Haesol-Sori")
    store(database, outcome(1, korean), outcome(2, english, "Haesol Lab releases Haesol-Sori, says 서다인", 60))
    with database.read() as connection:
        one, other = connection.execute(sa.select(article.c.story_id).order_by(article.c.id)).scalars()
        assert one != other
        assert related_to(connection, [one, other]) == {one: (other,), other: (one,)}
        everything = CoverageFilter((WHO.id,), statuses=tuple(CoverageStatus))
        rows = with_elsewhere(connection, find(connection, everything))
        assert {row.story_id: [hint.outlet for hint in row.elsewhere] for row in rows} == {
            one: ["신문 2"],
            other: ["신문 1"],
        }
    store(database, ARTICLES[3])
    with database.read() as connection:
        assert len(related_to(connection, range(1, 99))) == 2


@pytest.mark.parametrize("turn", range(5))
def test_two_writers_at_once_give_the_stories_of_one(database: Database, turn: int) -> None:
    """Twelve articles of two announcements, in another order each time; memory tells what is wanted."""
    texts = (RELEASE, REWRITE, OTHER.replace("한지우 교수", "한지우 교수와 서다인 연구원"))
    found = [outcome(20 + number, texts[number % 3], HEADLINE, number) for number in range(12)]
    random.Random(turn).shuffle(found)
    start = Barrier(2)

    def write(part: list[Outcome]) -> None:
        own = Database(database.url.render_as_string(hide_password=False))
        start.wait()
        store(own, *part)
        own.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(write, (found[::2], found[1::2])))
    index = StoryIndex()
    keys = {one.url: index.add(StoryInput.of(one.article)) for one in found if one.article is not None}
    stories = {index.story_of(key) for key in keys.values()}
    assert grouped(database) == {
        frozenset(url for url, key in keys.items() if index.story_of(key) == story_id) for story_id in stories
    }
    assert len(stories) == 2


def test_nothing_is_new_twice_when_rows_move_to_another_story(database: Database) -> None:
    """The third text holds the first two: what was one story of two is three, and only the newest row is new."""
    lines = WHOLE.split("\n")
    parts = (
        outcome(1, "\n".join(lines[:4])),
        outcome(3, WHOLE),
        outcome(2, "서다인 연구원도 함께했다.\n" + "\n".join(lines[4:])),
    )
    with database.write() as connection:
        sets = save_watchlist(connection, Watchlist((WHO,)), (MatchedForm(WHO.id, WHO.name, "name"),), NOW)
    for count, part in enumerate(parts, 1):
        with database.write() as connection:
            saved = save(connection, part, Judgement({WHO.id}, sets.current), NOW)
            assert saved is not None
            assert saved.new == ((WHO.id, saved.article_id),)
            assert save(connection, part, Judgement({WHO.id}, sets.current), NOW) == saved._replace(new=())
        assert len(grouped(database)) == (1, 1, 3)[count - 1]


def test_the_id_of_a_story_that_is_left_empty_leads_to_where_its_articles_went(database: Database) -> None:
    """The second id leads to the first, and so does the third, which had led to the second."""
    first, second, third = store(
        database, ARTICLES[0], ARTICLES[3], outcome(9, RELEASE, HEADLINE, 30 * 24 * 60 + 99)
    )
    with database.write() as connection:
        of = stories_of_articles(connection)
        assert len({of[first], of[second], of[third]}) == 3
        kept = join(connection, of[second], of[third])
        assert join(connection, of[third], of[first]) == of[first]
        leads = {row.id: row.merged_into for row in connection.execute(sa.select(story))}
        assert kept == of[second]
        assert {leads[of[second]], leads[of[third]]} == {of[first]}
        assert set(stories_of_articles(connection).values()) == {of[first]}


@pytest.mark.parametrize("_", range(3))
def test_copies_stored_at_the_same_time_are_one_story(database: Database, _: int) -> None:
    """Several writers, each with a connection of its own, store copies of one text at once."""
    store(database, ARTICLES[3])
    writers = 4
    start = Barrier(writers)

    def write(number: int) -> None:
        own = Database(database.url.render_as_string(hide_password=False))
        found = outcome(10 + number, RELEASE, HEADLINE, number)
        start.wait()
        store(own, found)
        own.close()

    with ThreadPoolExecutor(writers) as pool:
        list(pool.map(write, range(writers)))
    assert sorted(len(one) for one in grouped(database)) == [1, writers]


def crowd(database: Database, key: int, months: int) -> None:
    """Store 300 later articles of other outlets that share every look-up key with article `key`."""
    at = NOW + timedelta(days=31 * months)
    with database.write() as connection:
        like = connection.execute(sa.select(article).where(article.c.id == key)).one()._mapping
        hashes = connection.execute(sa.select(sketch.c.hash).where(sketch.c.article_id == key)).scalars().all()
        addresses = {n: f"https://later.example/news/{n:08}" for n in range(10_001, 10_301)}
        rows = [
            {**like, "id": n, "url": url, "canonical_url": url, "published_at": at, "text": f"{n}"}
            for n, url in addresses.items()
        ]
        connection.execute(sa.insert(article), rows)
        keys = [
            {"hash": one, "article_id": n, "month": at.year * 12 + at.month} for one in hashes for n in addresses
        ]
        connection.execute(sa.insert(sketch), keys)


@pytest.mark.parametrize("dated", [True, False])
def test_what_comes_late_finds_its_copy_behind_any_number_of_later_articles(
    database: Database, *, dated: bool
) -> None:
    """As when the press of past years is read after that of today."""
    (first,) = store(database, ARTICLES[0])
    crowd(database, first, months=5)
    late = ARTICLES[1] if dated else undated(ARTICLES[1])
    (second,) = store(database, late)
    with database.read() as connection:
        of = stories_of_articles(connection)
    assert of[second] == of[first]


def undated(found: Outcome) -> Outcome:
    assert found.article is not None
    return replace(found, article=replace(found.article, published_at=None, date_source=None))


def test_an_article_without_a_date_is_found_by_one_of_any_month(database: Database) -> None:
    first, second = store(database, undated(ARTICLES[0]), ARTICLES[1])
    with database.read() as connection:
        of = stories_of_articles(connection)
    assert of[first] == of[second]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_keys_are_looked_up_one_by_one_before_anything_was_counted(database: Database) -> None:
    """SQLite, when it has no statistics, would rather read all keys of a month."""
    store(database, ARTICLES[0])
    asked: list[tuple[str, tuple[object, ...]]] = []
    with database.read() as connection:
        sa.event.listen(connection, "before_cursor_execute", lambda *call: asked.append((call[2], call[3])))
        found = ARTICLES[1].article
        assert found is not None
        assert compare_stored(connection, found)
        plans = [
            line[-1]
            for text, values in [one for one in asked if "sketch" in one[0]]
            for line in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values)
        ]
    looked_up = [line for line in plans if "sketch" in line or "holder" in line]
    assert any("(month=? AND hash=?" in line for line in looked_up)
    assert [line for line in looked_up if line.startswith("S") and "hash=?" not in line] == []
