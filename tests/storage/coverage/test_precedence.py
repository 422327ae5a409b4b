"""Who leads a story and who counts in it, whichever order its articles come in."""

from __future__ import annotations

import re
import runpy
from datetime import UTC, datetime, timedelta
from itertools import permutations
from pathlib import Path
from random import Random

import pytest
import sqlalchemy as sa

from pipeline.items import (
    Article,
    CoverageStatus,
    Entity,
    EntityKind,
    Link,
    Outcome,
    OutletRole,
    Reason,
    Source,
    TextSource,
    Verdict,
    Watchlist,
)
from pipeline.stories import sketch
from pipeline.urls import canonical_url
from storage.articles.headline_only import find_read
from storage.articles.rows import Judgement, save
from storage.counts import wrong_counts
from storage.coverage.precedence import precedence
from storage.coverage.read import CoverageFilter, find, find_stories, fold_stories
from storage.database.engine import Database
from storage.database.migrate import scripts_folder
from storage.database.read_only import query
from storage.schema.tables import article, article_url, media_coverage, outlet, story
from storage.watchlist import MatchedForm, save_watchlist
from tests.pipeline.stories.test_decision import RELEASE

PAGE = (Path(__file__).parents[3] / "docs" / "database.md").read_text(encoding="utf-8")
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
WHO = Entity("person:서다인", EntityKind.PERSON, "서다인")
HEADLINE = "해솔랩 서다인 대표, 사투리 알아듣는 음성인식 모델 공개"


def outcome(
    host: str,
    name: str,
    minutes: int | None,
    role: OutletRole = OutletRole.PRESS,
    *,
    headline: str = HEADLINE,
    at_portal: bool = False,
    credited: str = "",
    text: str = RELEASE,
    has_time: bool = True,
) -> Outcome:
    """A page of `host` on which the announcement stands."""
    url = f"https://{host}/news/20261120{minutes or 0:06}"
    keys = sketch(headline, text, "ko")
    read = Article(
        url=url,
        canonical_url=canonical_url(url),
        urls=(url,),
        outlet=name,
        headline=headline,
        text=text,
        language="ko",
        published_at=None if minutes is None else NOW + timedelta(minutes=minutes),
        has_time=has_time,
        text_source=TextSource.PAGE,
        text_digest=keys.text_digest,
        sketch=keys.hashes,
        outlet_role=role,
        at_portal=at_portal,
        credited=credited,
    )
    verdict = Verdict(WHO.id, CoverageStatus.CONFIRMED, 0.9, (), 1, in_headline=False, snippet="")
    return Outcome(url, Reason.COVERED, "", read, (), (verdict,))


WIRE = outcome("wire.example", "보도와이어", 0, OutletRole.WIRE)
NEWSROOM = outcome("haesol.example", "해솔랩 뉴스룸", 1, OutletRole.NEWSROOM)
PORTAL = outcome("portal.example", "가나포털", 2, OutletRole.PORTAL, headline="서다인 대표 새 모델", at_portal=True)
COPY = outcome("v.portal.example", "새벽일보", 3, at_portal=True)
DAWN = outcome("saebyeok.example", "새벽일보", 5)
HANBIT = outcome("hanbit.example", "한빛경제", 9, headline="서다인 '사투리도 알아듣는다'", credited="누리통신")
NURI = outcome("nuri.example", "누리통신", 12, headline="해솔랩, 방언 모델 공개")
ALL = (WIRE, NEWSROOM, PORTAL, COPY, DAWN, HANBIT, NURI)


def fill(database: Database, *read: Outcome) -> None:
    with database.write() as connection:
        for table in (article, outlet, story):
            connection.execute(sa.delete(table))
        sets = save_watchlist(connection, Watchlist((WHO,)), (MatchedForm(WHO.id, WHO.name, "name"),), NOW)
    for number, page in enumerate(read):
        with database.write() as connection:
            save(connection, page, Judgement({WHO.id}, sets.current), NOW + timedelta(minutes=number))


def row_of(database: Database, prefer: tuple[str, ...] = ()) -> tuple[str, set[str], set[str], str, int]:
    """The one row: who leads, the others, who announced it, its address, and how many outlets are counted."""
    with database.read() as connection:
        (row,) = find_stories(connection, CoverageFilter(), prefer)
        assert (row,) == fold_stories(find(connection, CoverageFilter()), prefer)
        counted = connection.execute(sa.select(story.c.outlets).where(story.c.id == row.story_id)).scalar_one()
        assert wrong_counts(connection) == []
    return row.outlet, set(row.other_outlets), set(row.announced_by), row.url, counted


@pytest.mark.parametrize("seed", range(6))
def test_one_announcement_is_one_row_in_every_order(database: Database, seed: int) -> None:
    order = list(ALL)
    Random(seed).shuffle(order)
    fill(database, *order)
    leads, others, announced, url, counted = row_of(database)
    assert (leads, url) == ("누리통신", NURI.url)  # another paper says that it carries its text
    assert others == {"새벽일보", "한빛경제"}
    assert announced == {"보도와이어", "해솔랩 뉴스룸"}
    assert counted == 3
    assert row_of(database, ("한빛경제",))[0] == "한빛경제"
    assert row_of(database, ("보도와이어",))[0] == "보도와이어"


def test_the_worked_queries_count_the_press_alone(database: Database) -> None:
    fill(database, *ALL)
    worked = [" ".join(block.split()) for block in re.findall(r"```sql\n(.*?)```", PAGE, re.DOTALL)]
    ran = next(query(database, one) for one in worked if "story.outlets" in one)
    assert [row[ran.columns.index("outlets")] for row in ran.rows] == [3]
    by_outlet = next(one for one in worked if one.startswith("SELECT outlet, COUNT(*)"))
    rows = query(database, by_outlet.replace("company:온결연구소", WHO.id)).rows
    assert {row[0] for row in rows} == {"누리통신", "새벽일보", "한빛경제"}


@pytest.mark.parametrize("order", tuple(permutations((COPY, DAWN, WIRE))))
def test_the_papers_own_address_stands_for_what_a_portal_carries(
    database: Database, order: tuple[Outcome, ...]
) -> None:
    fill(database, *order)
    assert row_of(database) == ("새벽일보", set(), {"보도와이어"}, DAWN.url, 1)
    with database.read() as connection:
        articles = connection.execute(sa.select(article.c.url, article.c.at_portal).order_by(article.c.url)).all()
        known = set(connection.execute(sa.select(article_url.c.url)).scalars())
    assert [tuple(row) for row in articles] == [(DAWN.url, False), (WIRE.url, False)]
    assert known == {page.url for page in order}


@pytest.mark.parametrize("is_first", [True, False])
def test_a_portal_that_does_not_say_whose_text_it_carries_is_the_paper_with_that_headline_and_text(
    database: Database, is_first: bool
) -> None:
    unknown = outcome("x.portal.example", "가나포털", 3, OutletRole.PORTAL, at_portal=True)
    fill(database, *((unknown, DAWN) if is_first else (DAWN, unknown)))
    assert row_of(database) == ("새벽일보", set(), set(), DAWN.url, 1)
    with database.read() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(article)).scalar_one() == 1


def test_a_link_to_the_paper_is_not_taken_for_what_a_portal_showed(database: Database) -> None:
    """Else the paper's own page would never be read."""
    search = Source("google-news", "https://search.example/")
    link = Link("https://search.example/1", search, HEADLINE, NOW, outlet_url="https://saebyeok.example")
    for page, is_matched in ((COPY, False), (DAWN, True)):
        fill(database, page)
        with database.read() as connection:
            assert (find_read(connection, link, "새벽일보") is not None) is is_matched


@pytest.mark.parametrize("is_first", [True, False])
def test_of_two_portals_the_same_address_stays(database: Database, is_first: bool) -> None:
    other = outcome("a.gate.example", "새벽일보", 4, at_portal=True)
    fill(database, *((other, COPY) if is_first else (COPY, other)))
    assert row_of(database)[3] == other.url


@pytest.mark.parametrize("order", tuple(permutations((WIRE, NEWSROOM, PORTAL))))
def test_who_is_no_press_is_the_row_when_alone(database: Database, order: tuple[Outcome, ...]) -> None:
    fill(database, *order)
    assert row_of(database) == ("보도와이어", set(), {"해솔랩 뉴스룸"}, WIRE.url, 1)


def test_an_outlet_that_turns_out_to_be_a_portal_no_longer_counts(database: Database) -> None:
    before = outcome("p.example", "가나포털", 1)
    fill(database, before, HANBIT, NURI)
    assert row_of(database)[4] == 3
    with database.write() as connection:
        sets = save_watchlist(connection, Watchlist((WHO,)), (MatchedForm(WHO.id, WHO.name, "name"),), NOW)
        save(connection, PORTAL, Judgement({WHO.id}, sets.current), NOW)
    leads, others, _, _, counted = row_of(database)
    assert (leads, others, counted) == ("누리통신", {"한빛경제"}, 2)


def test_a_source_that_leaves_no_longer_leads(database: Database) -> None:
    fill(database, DAWN, HANBIT, NURI)
    assert row_of(database)[0] == "누리통신"
    with database.write() as connection:
        connection.execute(sa.update(media_coverage).values(credited=""))
        sets = save_watchlist(connection, Watchlist((WHO,)), (MatchedForm(WHO.id, WHO.name, "name"),), NOW)
        save(connection, WIRE, Judgement({WHO.id}, sets.current), NOW)
    assert row_of(database)[0] == "새벽일보"


def test_the_migration_writes_the_same_keys(database: Database) -> None:
    undated = outcome("undated.example", "풀잎소식", None)
    day_only = outcome("day.example", "하늘신문", 7, has_time=False, headline="하루", text=RELEASE[:-40])
    fill(database, WIRE, NEWSROOM, PORTAL, DAWN, undated, day_only)
    migration = runpy.run_path(str(scripts_folder() / "versions" / "0005_who_leads_a_story.py"))
    kind = "sqlite" if database.is_sqlite else "postgresql"
    at, late = (migration["SPELLED"][kind][name].format(column="article.published_at") for name in ("at", "late"))
    statement = migration["PRECEDENCE"].format(at=at, late=late, length=migration["LENGTH"][kind])
    keys = sa.select(media_coverage.c.id, media_coverage.c.precedence)
    with database.write() as connection:
        before = set(connection.execute(keys).all())
        connection.exec_driver_sql(statement)
        assert set(connection.execute(keys).all()) == before
    assert len(before) == 6


def test_what_tells_its_hour_goes_before_what_tells_only_its_day_and_the_fuller_before_the_shorter() -> None:
    midnight = NOW.replace(hour=0)
    keys = [
        precedence("press", NOW, 500, "https://b.example", has_time=True),
        precedence("press", midnight, 700, "https://a.example", has_time=False),
        precedence("press", midnight, 600, "https://a.example", has_time=False),
        precedence("press", None, 900, "https://a.example", has_time=False),
        precedence("wire", midnight, 900, "https://a.example", has_time=True),
        precedence("portal", midnight, 900, "https://a.example", has_time=True),
    ]
    assert keys == sorted(keys)
