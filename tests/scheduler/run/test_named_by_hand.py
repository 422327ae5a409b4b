"""Addresses that a person names: fetched besides the sources, once, and entered like any other link."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from pipeline.items import BY_HAND, Link, Reason, Source
from scheduler.processes import Workers, run_on_reactor
from scheduler.run import RunReport, run
from scrape.config.settings import load_settings
from scrape.plan.run import make_plan
from storage.archive import ArchiveIndex
from storage.database.engine import Database
from storage.schema.tables import ledger, offer, source
from storage.status import read_sources
from tests.scheduler.run.test_discovery import page, rows
from tests.web import Answer, Web, open_web

TABLE = Source(BY_HAND, "person:서다인", "table kept by hand")


@pytest.fixture
def web() -> Iterator[Web]:
    with open_web() as opened:
        yield opened


@pytest.fixture(scope="module")
def crew() -> Iterator[dict[str, Workers]]:
    kept: dict[str, Workers] = {}
    yield kept
    for workers in kept.values():
        workers.close()


Fetch = Callable[..., RunReport]


@pytest.fixture
def fetch(database: Database, tmp_path: Path, crew: dict[str, Workers]) -> Fetch:
    """Runs once for the addresses given, of a host as many as there are, and no source."""
    config = tmp_path / "scrape.toml"
    config.write_text(
        "[archive]\nfolder = 'archive'\n[crawl]\ndelay_seconds = 0\nretries = 0\npages_per_host = 1\n"
        "allow_private_addresses = true\n[[person]]\nname = '서다인'\naffiliations = ['해솔랩']\n",
        encoding="utf-8",
    )

    def go(*urls: str, replay: bool = False) -> RunReport:
        settings = load_settings(config, {})
        lookup = ArchiveIndex.of((tmp_path / "archive").glob("*.warc.gz")).find if replay else None
        plan = make_plan(settings, settings.watchlist(), lookup=lookup)
        plan = replace(plan, sources=(), links=tuple(Link(url, TABLE) for url in urls), fetches_due=False)
        if "one" not in crew:
            crew["one"] = Workers(plan.watchlist, plan.outlets, 1)
        return run_on_reactor(lambda stop: run(database, plan, crew["one"], stop=stop))

    return go


def test_every_address_is_fetched_once_and_ends_for_a_reason(web: Web, fetch: Fetch, database: Database) -> None:
    host = web.host()
    there = host.at("/news/20261120001", page("서다인 인터뷰"))
    other = host.at("/news/20261120002", page("날씨", text="내일은 맑다. " * 9))
    gone = host.at("/news/20261120003", Answer(404))
    report = fetch(there, other, gone, there)
    assert report.outcomes == {Reason.COVERED: 1, Reason.NO_NAME: 1, Reason.GONE: 1, Reason.KNOWN: 1}
    assert report.links_seen == sum(report.outcomes.values()) == 4
    assert (report.sources_read, report.failures, report.warnings) == (0, (), ())
    assert rows(database) == [("서다인 인터뷰", there, "confirmed")]
    assert fetch(there, other).outcomes == {Reason.KNOWN: 2}
    assert [asked.path for asked in host.asked()] == [f"/news/2026112000{number}" for number in (1, 2, 3)]


def test_the_table_is_remembered_as_who_offered_them_and_no_source_to_be_asked(
    web: Web, fetch: Fetch, database: Database
) -> None:
    url = web.host().at("/news/20261120001", page("서다인 인터뷰"))
    report = fetch(url)
    with database.read() as connection:
        offered = connection.execute(
            sa.select(source.c.kind, source.c.url, ledger.c.offered_url)
            .join(offer, offer.c.source_id == source.c.id)
            .join(ledger, ledger.c.id == offer.c.ledger_id)
        ).all()
        asked = read_sources(connection, report.new[0].first_seen_at)
    assert offered == [(BY_HAND, "person:서다인", url)]
    assert asked == []


def test_an_archive_answers_for_them(web: Web, fetch: Fetch, database: Database) -> None:
    host = web.host()
    url = host.at("/news/20261120001", page("서다인 인터뷰"))
    fetch(url)
    with database.write() as connection:
        connection.execute(sa.update(ledger).values(name_set_id=None))  # as if its page had yet to be judged
    assert fetch(url, host.url + "/news/20261120009", replay=True).outcomes[Reason.FAILED] == 1
    assert len(host.asked()) == 1
