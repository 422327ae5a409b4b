"""Several daemons on one database: what a host asks of one holds for all, and none asks what it may not hold."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from pipeline.hosts import HostTerms
from scheduler.daemon import Daemon
from scheduler.processes import Workers, run_on_reactor
from scheduler.run.holdings import holding
from spiders.safety.proxies import Proxies
from storage.database.engine import Database
from storage.schema.tables import host, lease, ledger
from storage.sources import hosts, leases
from tests.scheduler.daemon.test_rounds import offering
from tests.scheduler.daemon.test_service import (
    AT_ONCE,
    TEXT,
    Looks,
    configuration,
    crew,
    feed,
    headlines,
    serve,
    setup,
    web,
    work,
)
from tests.scheduler.daemon.watching import ROOT, watching
from tests.scheduler.run.test_holdings import held_by_a_run
from tests.waiting import so, until
from tests.web import TICK, Answer, Web

__all__ = ["crew", "web"]

on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@contextmanager
def away(url: str) -> Iterator[None]:
    """The database of that address is away while the context lasts: it ends every connection and takes no more."""
    at = sa.make_url(url)
    server = sa.create_engine(at.set(database="postgres"), isolation_level="AUTOCOMMIT")

    def let(allowed: str) -> None:
        with server.connect() as connection:
            connection.execute(sa.text(f'ALTER DATABASE "{at.database}" ALLOW_CONNECTIONS {allowed}'))
            theirs = sa.text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name")
            connection.execute(theirs, {"name": at.database})

    let("false")
    try:
        yield
    finally:
        let("true")
        server.dispose()


def hold_for_another(database: Database, name: str) -> None:
    """Another daemon holds the host `name`."""
    now = datetime.now(UTC)
    with database.write() as connection:
        leases.begin_lease(connection, "daemon other", "other", now + timedelta(minutes=5))
        assert hosts.claim_hosts(connection, "daemon other", [name], now, delay=0.0)


@on_postgresql
def test_while_the_database_is_away_a_host_is_held_no_longer_than_the_lease_lasts(
    database: Database, database_url: str
) -> None:
    async def within() -> None:
        async with holding(held_by_a_run(database, timedelta(seconds=2))) as ours:
            ours.take("a link", "maru.example")
            await ours.hold("maru.example")
            assert ours.holds("maru.example")
            with away(database_url):
                await so(lambda: not ours.holds("maru.example"))
                until_then = datetime.now(UTC)
            with database.read() as connection:
                (until,) = connection.execute(sa.select(lease.c.until).where(lease.c.name == ours.name)).one()
            assert until_then < until  # nobody else had it yet
            await so(lambda: ours.refused is None)
            await ours.hold("maru.example")
            assert ours.holds("maru.example")

    asyncio.run(within())


@on_postgresql
def test_a_daemon_goes_on_when_the_database_is_back(
    database: Database,
    database_url: str,
    web: Web,
    tmp_path: Path,
    crew: list[Workers],
    caplog: pytest.LogCaptureFixture,
) -> None:
    daemon = Daemon(database, setup(tmp_path, [feed(web, 1)], crew, AT_ONCE), load=lambda: None)

    async def away_and_back() -> None:
        await so(lambda: daemon.rounds)
        with away(database_url):
            await so(lambda: not daemon.is_healthy())
        made = daemon.rounds
        await so(lambda: daemon.rounds > made and daemon.is_healthy())

    run_on_reactor(lambda _: work(daemon, until=away_and_back))
    assert [record for record in caplog.records if record.exc_info] == []


def test_a_redirect_to_a_host_that_another_holds_waits_for_it(
    database: Database, web: Web, tmp_path: Path, crew: list[Workers]
) -> None:
    page = f"<html><head><meta property='og:type' content='article'></head><body><h1>소식</h1><p>{TEXT}</p></body>"
    there = web.host(2).at("/2026/1", Answer(body=page.encode()))
    led = web.host(1).at("/go/1", Answer(302, headers=(("Location", there),)))
    made = setup(tmp_path, [web.host(1).at("/rss", offering(led))], crew)
    hold_for_another(database, "127.0.0.2")

    def waits() -> bool:
        with database.read() as connection:
            at = connection.execute(sa.select(ledger.c.host).where(ledger.c.reason.is_(None))).scalars().all()
        return at == ["127.0.0.2"]

    async def until_it_is_free() -> None:
        await so(waits)
        assert web.host(2).log == []
        with database.write() as connection:
            hosts.give_back_hosts(connection, "daemon other", {"127.0.0.2": HostTerms()}, datetime.now(UTC))
        await so(lambda: headlines(database) == ["소식"])

    run_on_reactor(lambda _: work(Daemon(database, made, load=lambda: None), until=until_it_is_free))


def test_a_pause_that_one_is_asked_for_is_kept_by_the_next(
    database: Database, web: Web, tmp_path: Path, crew: list[Workers]
) -> None:
    """A host with a busy feed and one that nobody asked yet; another host shows that the next daemon is at work."""
    busy = Answer(429, headers=(("Retry-After", "120"),))
    feeds = [web.host(1).at("/busy", busy), web.host(1).at("/rss", offering(web.host(1).url + "/1")), feed(web, 2)]
    made = setup(tmp_path, feeds[:1], crew)
    first = Daemon(database, made, load=lambda: None)
    serve(first, until=lambda: first.rounds)
    asked, looks = len(web.host(1).log), Looks()

    async def after_the_pause() -> None:
        await so(lambda: web.host(2).asked("/rss"))
        await looks.some()
        assert len(web.host(1).log) == asked
        with database.write() as connection:
            paused = sa.update(host).where(host.c.name == "127.0.0.1", host.c.paused_until.is_not(None))
            assert connection.execute(paused.values(paused_until=datetime.now(UTC))).rowcount == 1
        await so(lambda: web.host(1).asked("/rss"))

    second = Daemon(database, setup(tmp_path, feeds, crew), load=looks)
    run_on_reactor(lambda _: work(second, until=after_the_pause))


def test_a_short_pause_is_kept_by_all_who_are_at_work(
    database: Database, web: Web, tmp_path: Path, crew: list[Workers]
) -> None:
    """The host answers the first of its feeds that is asked, whichever it is, with a pause of two seconds."""
    there, busy = offering(web.host(1).url + "/1"), Answer(429, headers=(("Retry-After", "2"),))
    paths = [f"/rss{number}" for number in range(6)]
    feeds = [web.host(1).at(path, lambda _: there if web.host(1).asked() else busy) for path in paths]
    made = setup(tmp_path, feeds, crew)
    made = replace(made, rhythm=replace(made.rhythm, sources_a_round=1))
    daemons = [Daemon(database, made, load=lambda: None) for _ in range(2)]
    serve(*daemons, until=lambda: all(web.host(1).asked(path) for path in paths))
    first, *others = web.host(1).asked()
    assert min(one.began for one in others) > first.answered + 2 - TICK


def test_a_daemon_that_reaches_nobody_leaves_the_hosts_to_others(
    database: Database, web: Web, tmp_path: Path, crew: list[Workers], caplog: pytest.LogCaptureFixture
) -> None:
    """It gives back what it holds, tries less and less, and what it thought of hosts is not handed on."""
    feeds = [feed(web, number) for number in range(1, 7)]
    made = setup(tmp_path, feeds, crew)
    tries = 0

    def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal tries
        tries += 1
        writer.close()

    async def cut_off_beside_another(stop: asyncio.Event) -> None:
        async with await asyncio.start_server(hang_up, "127.0.0.1", 0) as nowhere:
            proxy = f"http://127.0.0.1:{nowhere.sockets[0].getsockname()[1]}"
            crawl = replace(made.plan.crawl, proxies=Proxies(proxy, proxy))
            cut_off = Daemon(database, replace(made, plan=replace(made.plan, crawl=crawl)), load=lambda: None)
            hold_for_another(database, "127.0.0.9")
            working = [asyncio.ensure_future(cut_off.serve(stop))]
            await so(lambda: "no host answers here" in caplog.text)
            working.append(asyncio.ensure_future(Daemon(database, made, load=lambda: None).serve(stop)))
            await so(lambda: len(headlines(database)) == len(feeds))
            stop.set()
            await asyncio.gather(*working)

    run_on_reactor(cut_off_beside_another)
    assert tries <= 4 * len(feeds)


# What it asks for cannot be read, for such times do not pass between processes; what it asks is what counts.
WRONG_CLOCK = """
import datetime, time

real, wall = datetime.datetime, time.time


class Kind(type):
    def __instancecheck__(cls, one):
        return isinstance(one, real)


class Ahead(real, metaclass=Kind):
    @classmethod
    def now(cls, tz=None):
        return real.now(tz) + datetime.timedelta(days=DAYS)


datetime.datetime, time.time = Ahead, lambda: wall() + DAYS * 86400
"""


@on_postgresql
@pytest.mark.parametrize("days", [1, -1])
def test_leases_go_by_the_clock_of_the_database(
    database: Database, database_url: str, web: Web, tmp_path: Path, days: int
) -> None:
    """A machine whose clock is wrong takes nothing early, and holds nothing long."""
    config = configuration(tmp_path, [feed(web, 1), feed(web, 2)])
    (tmp_path / "sitecustomize.py").write_text(WRONG_CLOCK.replace("DAYS", str(days)))
    hold_for_another(database, "127.0.0.1")
    with watching(config, SCRAPE_DATABASE=database_url, PYTHONPATH=f"{tmp_path}:{ROOT}") as process:
        until(lambda: web.host(2).asked("/rss"))
        with database.read() as connection:
            now = hosts.clock(connection, datetime.now(UTC))
            theirs = dict(leases.daemons(connection, now - timedelta(hours=1)))
        assert web.host(1).log == []
        assert [other for other, at in theirs.items() if other != "other" and at > now]
        assert max(theirs.values()) < now + timedelta(minutes=10)
        process.stop(signal.SIGTERM)
        assert process.end()[0] == 0
