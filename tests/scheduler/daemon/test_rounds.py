"""Rounds at once: a slow host keeps nobody waiting, a host is asked at its pace, and no link is fetched twice."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest
import sqlalchemy as sa

from pipeline.hosts import HostTerms
from pipeline.items import Link, Reason, Source
from scheduler.daemon import Daemon, Setup
from scheduler.processes import Workers, run_on_reactor
from storage import runs
from storage.database.engine import Database
from storage.database.open import open_database
from storage.ledger import links
from storage.ledger.due import hosts_with_due
from storage.schema.tables import lease, ledger
from storage.sources import due, hosts, leases
from storage.sources.clock import mend_times
from storage.sources.memory import enter_sources, record_failure, register
from storage.watchlist import NameSets
from tests.scheduler.daemon.test_service import AT_ONCE, crew, feed, serve, setup, web, work
from tests.waiting import LIMIT, so
from tests.web import Answer, Web, keeps

__all__ = ["crew", "web"]

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
XML = (("Content-Type", "application/rss+xml; charset=utf-8"),)


def drip(over: threading.Event) -> Iterable[bytes]:
    yield b"<rss version='2.0'><channel>"
    while not over.wait(0.1):
        yield b" "


def offering(page: str) -> Answer:
    item = f"<item><title>a</title><link>{page}</link></item>"
    body = f"<rss version='2.0'><channel><title>t</title>{item}</channel></rss>"
    return Answer(body=body.encode(), headers=XML)


def with_crawl(made: Setup, *, timeout: float = 30.0, delay: float = 0.0) -> Setup:
    crawl = replace(made.plan.crawl, timeout=timeout, delay=delay)
    return replace(made, plan=replace(made.plan, crawl=crawl))


def test_a_host_that_drips_delays_no_other(tmp_path: Path, web: Web, crew: list[Workers]) -> None:
    """Also when its source is due with all others, and its pages are on their lists: it never ends an answer, and
    they are asked again and again."""
    numbers = range(2, 7)
    over = threading.Event()
    dripping = Answer(body=partial(drip, over), headers=XML)
    slow, page = (web.host(1).at(path, dripping) for path in ("/rss", "/2026/1"))
    feeds = [slow, *(feed(web, number) for number in numbers[:-1])]
    feeds.append(web.host(6).at("/rss", offering(page)))
    database = open_database(f"sqlite:///{tmp_path / 'coverage.sqlite'}")
    made = with_crawl(setup(tmp_path, feeds, crew, AT_ONCE), timeout=2 * LIMIT)

    async def others_are_asked() -> None:
        await so(lambda: web.host(1).began("/rss") and all(web.host(n).began("/rss") >= 4 for n in numbers))
        assert len(web.host(1).log) == web.host(1).began("/robots.txt") + 1  # the answer has not ended
        over.set()

    run_on_reactor(lambda _: work(Daemon(database, made, load=lambda: None), until=others_are_asked))
    database.close()


@pytest.mark.parametrize("delay", [0.0, 0.4])
def test_a_host_is_asked_by_one_round_at_a_time(
    tmp_path: Path, web: Web, crew: list[Workers], delay: float
) -> None:
    host = web.host(1)
    body = b"<rss version='2.0'><channel><title>t</title></channel></rss>"
    feeds = [host.at(f"/rss{number}", Answer(body=body, headers=XML, delay=0.3)) for number in range(6)]
    database = open_database(f"sqlite:///{tmp_path / 'coverage.sqlite'}")
    made = with_crawl(setup(tmp_path, feeds, crew), delay=delay)
    made = replace(made, rhythm=replace(made.rhythm, sources_a_round=1, rounds=4))
    daemon = Daemon(database, made, load=lambda: None)
    serve(daemon, until=lambda: len(host.asked()) >= 6)
    database.close()
    assert daemon.rounds >= 6
    requests = sorted(host.log, key=lambda request: request.began)
    for earlier, later in pairwise(requests):
        assert later.began >= earlier.answered
    assert keeps(requests, delay)


def test_a_link_that_two_sources_offer_is_fetched_once(
    database: Database, tmp_path: Path, web: Web, crew: list[Workers]
) -> None:
    """By two daemons, one source in each round."""
    held = threading.Event()
    page = web.host(1).at("/2026/1", Answer(body=b"<html><p>nothing</p></html>", held=held))
    feeds = [web.host(n).at("/rss", offering(page)) for n in range(2, 8)]
    made = setup(tmp_path, feeds, crew)
    made = replace(made, rhythm=replace(made.rhythm, sources_a_round=1))
    daemons = [Daemon(database, made, load=lambda: None) for _ in range(2)]

    def rounds() -> int:
        return sum(daemon.rounds for daemon in daemons)

    async def both_were_offered_it() -> None:
        await so(lambda: rounds() == 5)
        held.set()
        await so(lambda: rounds() >= 6)

    run_on_reactor(lambda _: work(*daemons, until=both_were_offered_it))
    assert [len(web.host(number).asked("/rss")) for number in range(2, 8)] == [1] * 6
    assert len(web.host(1).asked()) == 1


def offered(database: Database) -> bool:
    """A run is offered a link; whether it is to be fetched."""
    feed_source = Source("feed", "https://maru.example/rss")
    with database.write() as connection:
        register(connection, [feed_source], NOW)
        (standing,) = links.offer_links(
            connection,
            [Link("https://maru.example/1", feed_source)],
            source_id=None,
            sets=NameSets(1, frozenset({1})),
            run_id=runs.start_run(connection, "daemon", NOW),
            now=NOW,
        )
    return standing.wanted


def test_an_answer_is_not_due(database: Database) -> None:
    """A link that was judged stays so, until it is offered for other names."""
    assert offered(database)
    with database.write() as connection:
        assert hosts_with_due(connection, NOW, hasty=True) == {"maru.example"}
        connection.execute(sa.update(ledger).values(reason=Reason.NO_NAME.value, name_set_id=None))
        assert hosts_with_due(connection, NOW, hasty=True) == set()
    assert offered(database)


def test_times_of_a_clock_that_was_put_back_are_mended(database: Database) -> None:
    feed_source = Source("feed", "https://maru.example/rss")
    ahead = NOW + timedelta(days=400)
    hour = timedelta(hours=1)

    def claimed(connection: sa.Connection) -> list[str]:
        return [host.name for host in hosts.claim_due(connection, "daemon b", NOW, delay=1.0, most=9)]

    with database.write() as connection:
        enter_sources(connection, [feed_source], NOW, active=True)
        memory = register(connection, [feed_source], NOW)[feed_source]
        leases.begin_lease(connection, "daemon a", "a", ahead + hour)
        assert hosts.claim_due(connection, "daemon a", ahead, delay=1.0, most=9)
        record_failure(connection, memory, "HTTP 500", retry_at=ahead + hour, now=ahead)
        due.put_off(connection, memory.key, hour, ahead + hour)
        hosts.give_back_hosts(connection, "daemon a", {"maru.example": HostTerms(rest=1e6, pause=1e6)}, ahead)
        leases.hold(connection, "links", "dead", now=ahead, until=ahead + hour)
    with database.write() as connection:
        assert not claimed(connection)
        assert mend_times(connection, NOW) == 1
        assert mend_times(connection, NOW) == 0
        assert claimed(connection) == ["maru.example"]
        assert due.due_sources(connection, ["maru.example"], NOW, most=9, without=[])
        assert leases.hold(connection, "links", "b", now=NOW, until=NOW + hour)


def test_a_lease_that_a_wrong_clock_made_ends(database: Database) -> None:
    ahead = NOW + timedelta(days=1)
    with database.write() as connection:
        leases.begin_lease(connection, "daemon dead", "dead", ahead)
        leases.begin_lease(connection, "daemon b", "b", NOW + timedelta(hours=1))
        assert hosts.claim_hosts(connection, "daemon dead", ["maru.example"], ahead, delay=1.0)
        mend_times(connection, NOW)
        assert hosts.claim_hosts(connection, "daemon b", ["maru.example"], NOW, delay=1.0)
        mend_times(connection, NOW)
        assert hosts.holders(connection, ["maru.example"]) == {"maru.example": "daemon b"}
        assert connection.execute(sa.select(lease.c.name)).scalars().all() == ["daemon b"]
