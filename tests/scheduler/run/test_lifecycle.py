"""A run from end to end: an invented press on loopback, worker processes, and both databases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from pipeline.items import Coverage, CoverageStatus, Reason
from scheduler.processes import Workers, run_on_reactor
from scheduler.run import Plan, RunReport, reprocess, run
from scrape.config.settings import Settings, SourceTable, load_settings
from scrape.demo.play import write_config
from scrape.demo.press import load_press, serve_press
from scrape.plan.people import choose
from scrape.plan.run import make_plan
from spiders.replay import Lookup
from storage.archive import ArchiveIndex
from storage.coverage.read import CoverageFilter, find, fold_stories
from storage.coverage.review import coverage_rows, groups
from storage.database.engine import Database
from storage.database.open import open_database
from storage.schema.tables import article_url, ledger, mention, metadata
from storage.schema.tables import run as run_table

OUTLETS = load_press()
PERSON = "person:윤서하"
# No source at all would mean every search and feed we know.
NOWHERE = [SourceTable(kind="feed", url="http://nowhere.example/rss")]


@pytest.fixture(scope="module")
def proxy() -> Iterator[str]:
    with serve_press(OUTLETS) as address:
        yield address


@pytest.fixture(scope="module")
def crew() -> Iterator[Crew]:
    crew = Crew()
    yield crew
    crew.close()


class Crew:
    """Worker processes that are kept as long as the watchlist stays the same: starting them takes seconds."""

    def __init__(self) -> None:
        self._workers: Workers | None = None
        self._known: tuple[object, ...] = ()

    def of(self, plan: Plan) -> Workers:
        if self._workers is None or self._known != (plan.watchlist, plan.outlets):
            self.close()
            self._known = (plan.watchlist, plan.outlets)
            self._workers = Workers(plan.watchlist, plan.outlets, 2)
        return self._workers

    def close(self) -> None:
        if self._workers is not None:
            self._workers.close()


@pytest.fixture
def settings(proxy: str, tmp_path: Path) -> Settings:
    return load_settings(write_config(tmp_path, proxy, OUTLETS), {})


@dataclass(frozen=True)
class Monitor:
    """What the tests do with a database and a configuration."""

    database: Database
    settings: Settings
    crew: Crew

    def run(self, *people: str, lookup: Lookup | None = None, **changes: Any) -> RunReport:
        settings = self.settings.model_copy(update=changes)
        plan = make_plan(settings, choose(settings.watchlist(), people, ()).watchlist, lookup=lookup)
        workers = self.crew.of(plan)
        return run_on_reactor(lambda stop: run(self.database, plan, workers, stop=stop))

    def reprocess(self, **changes: Any) -> RunReport:
        settings = self.settings.model_copy(update=changes)
        plan = make_plan(settings, settings.watchlist(), kind="reprocess")
        workers = self.crew.of(plan)
        return run_on_reactor(lambda stop: reprocess(self.database, plan, workers, stop=stop))


@pytest.fixture
def monitor(database: Database, settings: Settings, crew: Crew) -> Monitor:
    return Monitor(database, settings, crew)


def table(
    database: Database, entity: str = PERSON, status: CoverageStatus = CoverageStatus.CONFIRMED
) -> tuple[Coverage, ...]:
    with database.read() as connection:
        return find(connection, CoverageFilter((entity,), statuses=(status,)))


def stored(database: Database) -> dict[str, int]:
    with database.read() as connection:
        return {
            name: connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for name, table in metadata.tables.items()
            if name != "run"
        }


def test_the_table_of_the_invented_press(monitor: Monitor) -> None:
    report = monitor.run()
    assert [(row.month, row.outlet, row.other_outlets) for row in fold_stories(table(monitor.database))] == [
        ("2024-09", "누리통신", ()),
        ("2024-08", "마루테크", ()),
        ("2024-08", "Harbor Tribune", ()),
        ("2024-08", "누리통신", ("새벽일보", "한빛경제", "마루테크")),
    ]
    assert report.outcomes == {
        Reason.COVERED: 11,
        Reason.KNOWN: 3,
        Reason.NO_NAME: 2,
        Reason.NAME_OUTSIDE_BODY: 2,
        Reason.DENIED: 1,
        Reason.GONE: 1,
    }
    assert report.links_seen == sum(report.outcomes.values()) == 20
    assert report.failures == ()


def test_another_person_of_the_same_name_is_not_in_the_table(monitor: Monitor) -> None:
    monitor.run()
    rejected = table(monitor.database, status=CoverageStatus.REJECTED)
    assert [row.headline for row in rejected] == ["배우 윤서하, 주말극 '봄이 오는 골목' 주연 낙점"]


def test_who_may_be_another_of_the_same_name_waits_for_a_decision(monitor: Monitor) -> None:
    """Grouped by whom the articles present: a researcher of no named house, and somebody of a library."""
    monitor.run()
    with monitor.database.read() as connection:
        waiting = groups(connection, [PERSON])
        rows = coverage_rows(connection, [key for one in waiting for key in one.rows])
    assert {
        one.bearer.shown: {rows[key].headline for key in one.rows} for one in waiting if one.proposal is None
    } == {
        "연구원": {"마을 도서관에 말하는 책장", "말하는 책장, 도서관 열 곳으로"},
        "한빛도서관": {"음성인식 책장 나온다"},
    }


def test_the_account_of_a_run_is_stored(monitor: Monitor) -> None:
    report = monitor.run()
    with monitor.database.read() as connection:
        row = connection.execute(sa.select(run_table).where(run_table.c.id == report.run_id)).one()
        entries = connection.execute(sa.select(ledger.c.reason, ledger.c.detail)).all()
    assert row.links_seen == sum(row.outcomes.values()) == report.links_seen
    assert all(entry.reason for entry in entries)
    assert ("denied", "robots.txt does not allow it") in [tuple(entry) for entry in entries]


def test_a_second_run_adds_nothing(monitor: Monitor) -> None:
    monitor.run()
    before = stored(monitor.database)
    report = monitor.run()
    assert set(report.outcomes) <= {Reason.KNOWN}
    assert report.sources_unchanged > 0
    assert report.new == ()
    assert stored(monitor.database) == before


def test_one_article_at_several_addresses_is_one_article(monitor: Monitor) -> None:
    monitor.run()
    (interview,) = [row for row in table(monitor.database) if "인터뷰" in row.headline]
    with monitor.database.read() as connection:
        urls = connection.execute(
            sa.select(article_url.c.url).where(article_url.c.article_id == interview.article_id)
        ).scalars()
        assert sorted(urls) == [
            "http://m.marutech.example/news/4433",
            "http://marutech.example/amp/news/4433",
            "http://marutech.example/news/4433",
            "http://marutech.example/news/4433?utm_source=letter&utm_medium=mail",
        ]


def test_korean_of_the_old_encoding_is_read_whole(monitor: Monitor) -> None:
    monitor.run()
    (row,) = [row for row in table(monitor.database) if row.outlet == "한빛경제"]
    assert row.headline == "[뷁뷁한 IT] 온결연구소, 사투리 알아듣는 '소리결' 공개"
    assert row.published_on is not None
    assert row.published_on.isoformat() == "2024-08-07"


def test_every_mention_is_the_slice_it_says(monitor: Monitor) -> None:
    monitor.run()
    with monitor.database.read() as connection:
        articles = metadata.tables["article"]
        rows = connection.execute(
            sa.select(mention, articles.c.headline, articles.c.text).join(
                articles, articles.c.id == mention.c.article_id
            )
        ).all()
    assert rows
    for row in rows:
        text = row.headline if row.place == "headline" else row.text
        assert text[row.start_offset : row.end_offset] == row.form


def test_a_name_that_comes_later_is_looked_for_in_the_archive(monitor: Monitor) -> None:
    monitor.run()
    report = monitor.run("오하람", "정다온", source=NOWHERE)
    assert report.judged_again == 15
    assert report.links_seen == 0
    assert table(monitor.database, "person:오하람") == ()  # a reporter: a byline is no mention
    assert monitor.run("오하람", "정다온", source=NOWHERE).judged_again == 0


def test_a_name_on_no_watchlist_is_matched_by_itself(monitor: Monitor) -> None:
    monitor.run("배우 윤서하")
    (row,) = table(monitor.database, "person:배우 윤서하")
    assert row.headline.startswith("배우 윤서하")


def test_reprocessing_the_archive_changes_nothing_when_nothing_changed(
    monitor: Monitor,
) -> None:
    monitor.run()
    before, rows = stored(monitor.database), table(monitor.database)
    report = monitor.reprocess()
    assert report.new == ()
    assert report.links_seen == sum(report.outcomes.values()) == 15
    assert stored(monitor.database) == before
    assert table(monitor.database) == rows


def test_reprocessing_takes_back_what_the_rules_no_longer_say(monitor: Monitor) -> None:
    monitor.run()
    company = monitor.settings.company[0].model_copy(update={"exclude": ["온결연구소", "Ongyeol Lab"]})
    before = len(table(monitor.database))
    monitor.reprocess(company=[company])
    assert table(monitor.database, "company:온결연구소") == ()
    assert len(table(monitor.database)) == before


def test_a_replay_gives_the_same_table_without_the_press(monitor: Monitor, tmp_path: Path) -> None:
    monitor.run()
    index = ArchiveIndex.of(sorted((tmp_path / "archive").glob("*.warc.gz")))
    silent = monitor.settings.crawl.model_copy(update={"proxy": None})  # what reached the network now would fail
    replayed = open_database(f"sqlite:///{tmp_path / 'replayed.sqlite'}")
    report = Monitor(replayed, monitor.settings, monitor.crew).run(lookup=index.find, crawl=silent)
    shown = [
        [(row.month, row.headline, row.outlet, row.mention_count) for row in table(database)]
        for database in (monitor.database, replayed)
    ]
    with replayed.read() as connection:
        details = connection.execute(sa.select(ledger.c.detail).where(ledger.c.reason == "failed")).scalars().all()
    replayed.close()
    assert shown[0] == shown[1]
    assert set(details) == {"not in archive"}
    assert report.outcomes[Reason.FAILED] == len(details)


def test_a_source_that_fails_is_named_and_stops_nothing(monitor: Monitor) -> None:
    first, *others = monitor.settings.source
    missing = "http://www.saebyeok-ilbo.example/no/feed.xml"
    page = "http://www.saebyeok-ilbo.example/news/articleView.html?idxno=50301"
    wrong = [first.model_copy(update={"url": url}) for url in (missing, page)]
    report = monitor.run(source=[*wrong, *others])
    why = {failure.source.url: failure.why for failure in report.failures}
    assert why[missing] == "HTTP 404"
    assert "not a feed" in why[page] or "HTML" in why[page]
    assert report.sources_read == len(others)
    assert table(monitor.database)
