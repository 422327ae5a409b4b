"""Saving articles: whole or not at all, the same however often, and never two for one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.items import CoverageStatus, Entity, EntityKind, Link, Outcome, Page, Reason, Source, Watchlist
from pipeline.process import Reader
from storage.articles.headline_only import name_outlets
from storage.articles.rows import Judgement, Saved, save
from storage.coverage.read import CoverageFilter, find
from storage.database.engine import Database
from storage.schema.tables import article, article_url, article_version, media_coverage, mention, story
from storage.watchlist import MatchedForm, NameSets, save_watchlist

NOW = datetime(2024, 8, 7, 9, tzinfo=UTC)
WHO = Entity("person:윤서하", EntityKind.PERSON, "윤서하")
WATCHLIST = Watchlist((WHO,))
READER = Reader.of(WATCHLIST, ())
SEARCH = Source("google-news", "https://search.example/rss?q=x", "invented search")
TEXT = (
    "온결연구소는 7일 한국어 음성인식 모델 '소리결'을 무료로 공개했다고 밝혔다.\n"
    '윤서하 소장은 "사투리 열두 가지를 함께 배운 모델"이라며 "누구나 고쳐 쓸 수 있다"고 말했다.\n'
    "연구소는 내년 봄까지 방언 자료 4천 시간을 더 모아 공개할 계획이라고 덧붙였다."
)


class Desk(NamedTuple):
    database: Database
    sets: NameSets

    def save(self, outcome: Outcome, *, now: datetime = NOW, same_page: bool = False) -> Saved | None:
        with self.database.write() as connection:
            return save(connection, outcome, Judgement({WHO.id}, self.sets.current, same_page), now)

    def count(self, table: sa.Table) -> int:
        with self.database.read() as connection:
            return int(connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())

    def rows(self) -> list[tuple[str, str, str]]:
        with self.database.read() as connection:
            return [
                (one.headline, one.url, one.status.value)
                for one in find(connection, CoverageFilter(statuses=tuple(CoverageStatus)))
            ]


@pytest.fixture
def desk(database: Database) -> Desk:
    with database.write() as connection:
        sets = save_watchlist(connection, WATCHLIST, (MatchedForm(WHO.id, WHO.name, "name"),), NOW)
    return Desk(database, sets)


def page(url: str, headline: str = "온결연구소, 음성인식 모델 무료 공개", text: str = TEXT) -> Outcome:
    body = "".join(f"<p>{line}</p>" for line in text.split("\n"))
    html = (
        f"<html lang=ko><head><meta charset=utf-8><title>{headline}</title>"
        f"<meta property='og:title' content='{headline}'><meta property='og:type' content='article'>"
        "<meta property='article:published_time' content='2024-08-07T10:00:00+09:00'></head>"
        f"<body><article><h1>{headline}</h1>{body}</article></body></html>"
    )
    headers = (("Content-Type", "text/html; charset=utf-8"),)
    outcome = READER.process(Page(url, url, 200, headers, html.encode(), NOW))
    assert outcome.reason is Reason.COVERED, outcome.detail
    return outcome


def offered(url: str, headline: str, outlet: str = "saebyeok.example") -> Outcome:
    link = Link(url, SEARCH, headline, NOW, has_time=True, outlet_name=outlet)
    return READER.judge_offer(link, Outcome(url, Reason.BLOCKED, "HTTP 403"))


def test_saving_twice_adds_nothing(desk: Desk) -> None:
    first, second = (desk.save(page("https://saebyeok.example/news/1")) for _ in range(2))
    assert first is not None
    assert second is not None
    assert first.new == ((WHO.id, first.article_id),)
    assert second.new == ()
    assert [desk.count(one) for one in (article, media_coverage, story, mention)] == [1, 1, 1, 1]


def test_what_breaks_off_leaves_nothing(desk: Desk) -> None:
    def power_cut() -> None:
        with desk.database.write() as connection:
            save(connection, page("https://saebyeok.example/news/1"), Judgement({WHO.id}, desk.sets.current), NOW)
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        power_cut()
    assert [desk.count(one) for one in (article, article_url, media_coverage, story, mention)] == [0] * 5


def test_a_correction_keeps_what_was_said_before_and_adds_no_row(desk: Desk) -> None:
    desk.save(page("https://saebyeok.example/news/1"))
    later = NOW + timedelta(hours=1)
    saved = desk.save(page("https://saebyeok.example/news/1", "[정정] 온결연구소, 음성인식 모델 공개"), now=later)
    assert saved is not None
    assert saved.corrected
    assert [one[0] for one in desk.rows()] == ["[정정] 온결연구소, 음성인식 모델 공개"]
    with desk.database.read() as connection:
        (version,) = connection.execute(sa.select(article_version)).all()
    assert (version.headline, version.fetched_at, version.replaced_at) == (
        "온결연구소, 음성인식 모델 무료 공개",
        NOW,
        later,
    )


def test_better_rules_are_no_correction(desk: Desk) -> None:
    desk.save(page("https://saebyeok.example/news/1"))
    desk.save(page("https://saebyeok.example/news/1", "윤서하 소장의 연구소, 모델 공개"), same_page=True)
    assert desk.count(article_version) == 0


def test_an_article_whose_page_is_refused_is_kept_for_review_by_its_headline(desk: Desk) -> None:
    headline = "윤서하 소장 '소리결' 공개"
    desk.save(offered("https://saebyeok.example/news/1", headline))
    assert desk.rows() == [(headline, "https://saebyeok.example/news/1", "review")]


def test_a_headline_that_names_nobody_is_no_article(desk: Desk) -> None:
    outcome = offered("https://saebyeok.example/news/1", "온결연구소, 모델 공개")
    assert outcome.article is None
    assert desk.save(outcome) is None


def test_the_page_takes_over_from_its_headline(desk: Desk) -> None:
    headline = "윤서하 소장 '소리결' 공개"
    desk.save(offered("https://saebyeok.example/news/1", headline))
    saved = desk.save(page("https://saebyeok.example/news/1", headline))
    assert saved is not None
    assert saved.new == ((WHO.id, saved.article_id),)
    assert desk.rows() == [(headline, "https://saebyeok.example/news/1", "confirmed")]
    assert desk.count(story) == 1


@pytest.mark.parametrize("headline_first", [True, False])
def test_a_headline_under_another_address_is_the_same_article(desk: Desk, *, headline_first: bool) -> None:
    headline = "윤서하 소장 '소리결' 공개"
    steps = [
        offered("https://search.example/rss/articles/opaque", headline),
        page("https://saebyeok.example/news/1", headline),
    ]
    for outcome in steps if headline_first else reversed(steps):
        desk.save(outcome)
    assert desk.rows() == [(headline, "https://saebyeok.example/news/1", "confirmed")]
    with desk.database.read() as connection:
        addresses = set(connection.execute(sa.select(article_url.c.url)).scalars())
    assert addresses == {"https://search.example/rss/articles/opaque", "https://saebyeok.example/news/1"}
    assert desk.count(story) == 1


@pytest.mark.parametrize(
    "host", ["www.saebyeok.example", "saebyeok.example", "sport.saebyeok.example", "saebyeok.example:8080"]
)
def test_an_outlet_that_is_called_by_its_site_takes_the_name_its_own_pages_say(desk: Desk, host: str) -> None:
    read = page(f"https://{host}/news/1")
    assert read.article is not None
    desk.save(replace(read, article=replace(read.article, outlet="새벽일보")))
    desk.save(offered("https://www.saebyeok.example/news/2", "윤서하 소장, 방언 지도 공개"))
    with desk.database.write() as connection:
        name_outlets(connection)
        names = connection.execute(sa.select(media_coverage.c.outlet).order_by(media_coverage.c.id)).scalars()
        assert names.all() == ["새벽일보", "새벽일보" if host.startswith("www.") else "saebyeok.example"]


def test_the_same_headline_at_another_outlet_is_another_article(desk: Desk) -> None:
    headline = "윤서하 소장 '소리결' 공개"
    desk.save(page("https://saebyeok.example/news/1", headline))
    desk.save(offered("https://search.example/rss/articles/opaque", headline, outlet="한빛경제"))
    assert sorted(one[2] for one in desk.rows()) == ["confirmed", "review"]


def test_what_a_person_decided_of_the_headline_holds_for_the_article(desk: Desk) -> None:
    headline = "윤서하 소장 '소리결' 공개"
    desk.save(offered("https://search.example/rss/articles/opaque", headline))
    with desk.database.write() as connection:
        connection.execute(sa.update(media_coverage).values(status="rejected", decided_by="me", decided_at=NOW))
    desk.save(page("https://saebyeok.example/news/1", headline))
    assert [one[2] for one in desk.rows()] == ["rejected"]


PAGES = tuple(
    page(f"https://saebyeok.example/news/{number}", f"윤서하 소장, {what} 공개", f"{TEXT}\n{what} 이야기다.")
    for number, what in enumerate(("소리결", "방언 지도"))
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.lists(st.integers(0, 3), min_size=1, max_size=6))
def test_no_order_and_no_repetition_makes_two_rows_of_one_article(desk: Desk, order: list[int]) -> None:
    steps = (
        *PAGES,
        offered("https://search.example/a/0", "윤서하 소장, 소리결 공개"),
        replace(PAGES[0], url="https://m.saebyeok.example/news/0"),
    )
    with desk.database.write() as connection:
        connection.execute(sa.delete(article))
        connection.execute(sa.delete(story))
    for step in order:
        desk.save(steps[step])
    wanted = len({0 if step in {2, 3} else step for step in order})
    assert len(desk.rows()) == wanted == desk.count(article)
