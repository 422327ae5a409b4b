"""What a person sets of an article stands over every later reading, until it is taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.items import Outcome, OutletRole, Reason
from storage.articles.headline_only import name_outlets
from storage.articles.rows import Judgement, save
from storage.articles.shown import set_by_hand, take_back_by_hand
from storage.by_hand.values import HandField, values_of
from storage.counts import wrong_counts
from storage.coverage.review import reopen
from storage.database.engine import Database
from storage.schema.tables import article, media_coverage, story_article
from storage.stories.by_hand import stories_about
from storage.watchlist import MatchedForm, NameSets, save_watchlist
from tests.storage.articles.test_rows import NOW, TEXT, WATCHLIST, WHO, offered, page
from tests.storage.deeds import Desk as Writers
from tests.storage.deeds import Page, names_of
from tests.storage.test_counts import PAGES, empty

FIRST, SECOND = "https://saebyeok.example/news/1", "https://hanbit.example/news/2"
HEADLINE = "윤서하 소장 '소리결' 공개"
SET = {HandField.HEADLINE: "소리결, 사투리를 배우다", HandField.OUTLET: "누리통신", HandField.DATE: "2023-05-02"}
SHOWN = ("소리결, 사투리를 배우다", "누리통신", "wire", "2023-05", date(2023, 5, 2))
READ = (HEADLINE, "saebyeok.example", "press", "2024-08", date(2024, 8, 7))


class Desk(NamedTuple):
    connection: sa.Connection
    sets: NameSets

    def save(self, outcome: Outcome, *, same_page: bool = False) -> int:
        saved = save(self.connection, outcome, Judgement({WHO.id}, self.sets.current, same_page), NOW)
        return 0 if saved is None else saved.article_id

    def set_by_hand(self, key: int, values: Mapping[HandField, str] = SET) -> None:
        set_by_hand(self.connection, key, values, OutletRole.WIRE, "jiwoo", NOW)

    def take_back(self) -> None:
        for key in self.connection.execute(sa.select(article.c.id)).scalars().all():
            take_back_by_hand(self.connection, key)

    def shown(self) -> list[tuple[object, ...]]:
        column = media_coverage.c
        asked = (column.headline, column.outlet, column.outlet_role, column.month, column.published_on)
        return [tuple(row) for row in self.connection.execute(sa.select(*asked).order_by(column.id))]


def names(database: Database) -> NameSets:
    with database.write() as connection:
        return save_watchlist(connection, WATCHLIST, (MatchedForm(WHO.id, WHO.name, "name"),), NOW)


def at_portal(outcome: Outcome) -> Outcome:
    assert outcome.article is not None
    return replace(outcome, article=replace(outcome.article, at_portal=True))


def corrected(desk: Desk) -> None:
    desk.save(page(FIRST, f"[정정] {HEADLINE}", f"{TEXT}\n연구소는 수치를 바로잡았다."))


def judged_again(desk: Desk) -> None:
    desk.save(page(FIRST, f"윤서하의 {HEADLINE}"), same_page=True)


def judged_again_and_named_by_nobody(desk: Desk) -> None:
    desk.save(Outcome(FIRST, Reason.NO_NAME), same_page=True)


def outlets_named(desk: Desk) -> None:
    other = page("https://saebyeok.example/news/9", "윤서하 소장, 방언 지도 공개", "윤서하 소장이 지도를 냈다.")
    assert other.article is not None
    desk.save(replace(other, article=replace(other.article, outlet="새벽일보")))
    name_outlets(desk.connection)
    desk.connection.execute(sa.delete(article).where(article.c.canonical_url.contains("news/9")))


def another_address_takes_over(desk: Desk) -> None:
    desk.save(page("https://www.saebyeok.example/read?id=1", HEADLINE))


def decided(desk: Desk) -> None:
    keys = desk.connection.execute(sa.select(media_coverage.c.id)).scalars().all()
    reopen(desk.connection, keys)


LATER = (corrected, judged_again, judged_again_and_named_by_nobody, another_address_takes_over, decided)


@pytest.mark.parametrize("later", LATER, ids=lambda deed: deed.__name__)
@pytest.mark.parametrize("at_a_portal", [False, True])
def test_no_reading_of_an_article_undoes_what_was_set(
    database: Database, later: Callable[[Desk], None], *, at_a_portal: bool
) -> None:
    sets = names(database)
    with database.write() as connection:
        desk = Desk(connection, sets)
        read = page(FIRST, HEADLINE)
        desk.set_by_hand(desk.save(at_portal(read) if at_a_portal else read))
        assert desk.shown() == [SHOWN]
        later(desk)
        assert desk.shown() == [SHOWN]
        assert wrong_counts(connection) == []


@pytest.mark.parametrize("address", [FIRST, "https://search.example/rss/articles/opaque"])
def test_what_was_set_of_a_mere_headline_holds_for_its_page(database: Database, address: str) -> None:
    sets = names(database)
    with database.write() as connection:
        desk = Desk(connection, sets)
        desk.set_by_hand(desk.save(offered(address, HEADLINE)))
        outlets_named(desk)
        desk.save(Outcome(address, Reason.GONE))
        assert desk.shown() == [SHOWN]
        desk.save(page(FIRST, HEADLINE))
        assert desk.shown() == [SHOWN]


def test_what_was_set_of_both_is_that_of_the_page(database: Database) -> None:
    sets = names(database)
    with database.write() as connection:
        desk = Desk(connection, sets)
        desk.set_by_hand(desk.save(page(FIRST, HEADLINE)), {HandField.OUTLET: "한빛경제"})
        headline = offered("https://search.example/a", HEADLINE, outlet="hanbit.example")
        desk.set_by_hand(desk.save(headline))
        desk.save(page(FIRST, HEADLINE))
        assert desk.shown()[0][1] == "한빛경제"


def test_what_is_taken_back_gives_way_to_the_last_reading_at_once(database: Database) -> None:
    sets = names(database)
    with database.write() as connection:
        desk = Desk(connection, sets)
        desk.set_by_hand(desk.save(page(FIRST, "첫 제목: 윤서하 소장")))
        desk.save(page(FIRST, HEADLINE))
        assert desk.shown() == [SHOWN]
        told = connection.execute(sa.select(story_article)).one()
        assert (told.headline, told.outlet, told.outlet_role) == SHOWN[:3]
        desk.take_back()
        assert desk.shown() == [READ]
        assert values_of(connection, connection.execute(sa.select(article.c.id)).scalar_one()) == {}


@pytest.mark.parametrize(
    ("written", "month", "day", "clock"),
    [
        ("2023-05-02", "2023-05", date(2023, 5, 2), "2023-05-01 15:00"),
        ("2024-08-07", "2024-08", date(2024, 8, 7), "2024-08-07 01:00"),  # as the page says, which has the time too
        ("2024-08", "2024-08", date(2024, 8, 7), "2024-08-07 01:00"),
        ("2023-05", "2023-05", date(2023, 5, 1), "2023-04-30 15:00"),  # a month alone stands as its first day
    ],
)
def test_a_date_is_the_day_of_its_outlet(
    database: Database, written: str, month: str, day: date, clock: str
) -> None:
    sets = names(database)
    with database.write() as connection:
        desk = Desk(connection, sets)
        desk.set_by_hand(desk.save(page(FIRST, HEADLINE)), {HandField.DATE: written})
        row = connection.execute(sa.select(media_coverage)).one()
        assert (row.month, row.published_on, f"{row.published_at:%Y-%m-%d %H:%M}") == (month, day, clock)


def test_who_leads_a_story_follows_what_was_set(database: Database) -> None:
    sets = names(database)
    with database.write() as connection:
        desk = Desk(connection, sets)
        first, second = desk.save(page(FIRST, HEADLINE)), desk.save(page(SECOND, f"{HEADLINE}, 누구나 쓴다"))
        stories = sa.select(article.c.story_id).where(article.c.id.in_((first, second)))
        assert len(set(connection.execute(stories).scalars())) == 1

        def leading() -> int:
            rank = sa.select(media_coverage.c.article_id).order_by(media_coverage.c.precedence)
            return int(connection.execute(rank).scalars().all()[0])

        desk.set_by_hand(second, {HandField.DATE: "2024-08-06"})
        assert leading() == second
        (told,) = stories_about(connection)
        assert [f"{one.published_at:%Y-%m-%d %H:%M}" for one in told.members] == [
            "2024-08-07 01:00",
            "2024-08-05 15:00",
        ]
        desk.set_by_hand(second, {HandField.OUTLET: "누리통신"})  # a wire: the press goes before
        assert leading() == first


DEEDS = st.sampled_from(
    (Writers.save, Writers.judge_again, Writers.take_back, Writers.name_outlets, Writers.decide, Writers.split)
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=PAGES, steps=st.lists(st.tuples(DEEDS, PAGES), max_size=10))
def test_whatever_is_done_it_stands_as_long_as_its_article(
    database: Database, first: Page, steps: list[tuple[Callable[[Writers, Page], None], Page]]
) -> None:
    empty(database)
    sets = names_of(database)
    with database.write() as connection:
        writers = Writers(connection, sets)
        writers.save(first)
        for key in connection.execute(sa.select(article.c.id)).scalars().all():
            set_by_hand(connection, key, SET, OutletRole.WIRE, "jiwoo", NOW + timedelta(days=1))
        for deed, drawn in steps:
            deed(writers, drawn)
        held = connection.execute(
            sa.select(media_coverage).where(media_coverage.c.headline == SET[HandField.HEADLINE])
        ).all()
        assert held
        assert all((row.outlet, row.month) == ("누리통신", "2023-05") for row in held)
        assert wrong_counts(connection) == []
