"""What runs, people and the press do to a database, for tests of what it holds afterwards."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa

from pipeline.errors import UsageError
from pipeline.items import (
    Article,
    CoverageStatus,
    DateSource,
    Entity,
    EntityKind,
    Link,
    Outcome,
    Reason,
    Source,
    TextSource,
    Verdict,
    Watchlist,
)
from pipeline.stories import sketch
from pipeline.urls import canonical_url
from storage.articles.headline_only import name_outlets, remove_article
from storage.articles.rows import Judgement, save
from storage.coverage.review import decide
from storage.database.engine import Database
from storage.ledger.links import offer_links
from storage.ledger.outcomes import Settlement, settle
from storage.runs import start_run
from storage.schema.tables import article, entity, media_coverage, story
from storage.stories.by_hand import join, split
from storage.watchlist import MatchedForm, NameSets, save_watchlist
from tests.pipeline.stories.test_decision import OTHER, RELEASE, REWRITE

__all__ = ["BY_HAND", "HEADLINES", "IDS", "NOW", "SOME", "TEXTS", "WHO", "Desk", "Page", "names_of"]

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
NAMES = ("서다인", "한지우", "강도윤", "서다인")  # two of one name
WHO = tuple(Entity(f"person:{number}", EntityKind.PERSON, name) for number, name in enumerate(NAMES))
IDS = [one.id for one in WHO]
TEXTS = (RELEASE, REWRITE, OTHER, RELEASE + "\n" + OTHER)
HEADLINES = ("사투리 알아듣는 모델 공개", "리튬 추출 막 개발에 참여")
STATUSES = (None, *CoverageStatus)
FEED = Source("feed", "https://feed.example/")


class Never:
    """What failed is tried again in hours; no article is visited again."""

    now = NOW

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
            text_source=TextSource.OFFER if self.mere_headline else TextSource.PAGE,
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
        decide(
            self.connection, rows, (CoverageStatus.CONFIRMED, CoverageStatus.REJECTED)[page.headline], "jiwoo", NOW
        )

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
    "UPDATE media_coverage SET outlet_role = CASE WHEN id % 2 = {other} THEN 'press' ELSE 'portal' END",
    "DELETE FROM media_coverage WHERE id % 3 = {other}",
    "DELETE FROM article WHERE id % 3 = {other}",
    "UPDATE ledger SET reason = 'gone' WHERE id % 2 = 0",
    "DELETE FROM ledger WHERE id % 3 = {other}",
    MOVE,
    UPSERT,
)


def names_of(database: Database) -> NameSets:
    forms = tuple(MatchedForm(one.id, one.name, "name") for one in WHO)
    with database.write() as connection:
        return save_watchlist(connection, Watchlist(WHO), forms, NOW)


SOME = [Page(number, number % 4, 0, (1, 1, number % 3, 1), number) for number in range(8)]
