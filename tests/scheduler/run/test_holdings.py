"""A run on demand beside daemons and other runs: what it has in hand is its own, as long as it lives."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from pipeline.hosts import HostTerms
from scheduler.daemon import Daemon
from scheduler.fetch import fetch
from scheduler.processes import Workers, run_on_reactor
from scheduler.run import run
from scheduler.run.holdings import Holdings, holding
from spiders.politeness.hosts import Hosts
from storage.database.engine import Database
from storage.schema.tables import lease
from storage.sources import hosts, leases
from tests.scheduler.daemon.test_rounds import offering
from tests.scheduler.daemon.test_service import crew, setup, web
from tests.spiders.crawling import settings
from tests.waiting import so
from tests.web import TICK, Answer, Web

__all__ = ["crew", "web"]


def test_what_a_run_has_in_hand_no_daemon_fetches(
    database: Database, tmp_path: Path, web: Web, crew: list[Workers]
) -> None:
    looked = threading.Event()

    page = web.host(1).at("/2026/1", Answer(body=b"<html><p>nothing</p></html>", held=looked))
    made = setup(tmp_path, [web.host(2).at("/rss", offering(page))], crew)
    daemon = Daemon(database, replace(made, rhythm=replace(made.rhythm, tick=0.1)), load=lambda: None)

    async def both(stop: asyncio.Event) -> None:
        running = asyncio.ensure_future(run(database, made.plan, made.make_workers(), stop=stop))
        await so(lambda: web.host(1).began("/2026/1"))
        ending = asyncio.Event()
        serving = asyncio.ensure_future(daemon.serve(ending))
        await so(lambda: daemon.rounds)
        looked.set()
        report = await running
        assert (report.links_seen, report.unfinished) == (1, 0)
        ending.set()
        await serving

    run_on_reactor(both)
    assert len(web.host(2).asked("/rss")) == 2
    assert len(web.host(1).asked()) == 1


def test_the_lease_of_a_dead_run_on_this_machine_is_ended_at_once(database: Database) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    here = socket.gethostname()
    others = {
        f"{here}-{gone.pid}-a": False,
        f"{here}-{os.getpid()}-b": False,
        f"{here}-{os.getppid()}-c": True,
        f"elsewhere-{gone.pid}-d": True,
    }
    now = datetime.now(UTC)
    with database.write() as connection:
        for owner in others:
            leases.hold(connection, leases.RUN + owner, owner, now=now, until=now + timedelta(minutes=1))

    def held() -> set[str]:
        with database.read() as connection:
            return set(connection.execute(sa.select(lease.c.name)).scalars())

    async def within() -> None:
        async with holding(held_by_a_run(database)) as ours:
            assert held() == {ours.name, *(leases.RUN + owner for owner, stays in others.items() if stays)}
            with database.read() as connection:
                assert leases.daemons(connection, now) == []

    asyncio.run(within())
    assert held() == {leases.RUN + owner for owner, stays in others.items() if stays}


def held_by_a_run(database: Database, lasts: timedelta = timedelta(minutes=1)) -> Holdings:
    return Holdings(database, leases.RUN, lasts, Hosts(), delay=1.0, user_agent="us/1.0")


def test_the_lease_of_a_long_run_is_renewed(database: Database) -> None:
    seen: set[datetime] = set()

    def was_renewed(name: str) -> bool:
        with database.read() as connection:
            seen.add(connection.execute(sa.select(lease.c.until).where(lease.c.name == name)).scalar_one())
        return max(seen) - min(seen) >= timedelta(seconds=2)

    async def within() -> None:
        async with holding(held_by_a_run(database, timedelta(seconds=2))) as ours:
            await so(lambda: was_renewed(ours.name))

    asyncio.run(within())


def test_a_person_waits_for_a_host_that_a_daemon_asks(database: Database, web: Web) -> None:
    """And for the pace that the daemon hands on."""
    url, given_back = web.host(1).at("/1", Answer(body=b"<p>page</p>")), 0.0
    with database.write() as connection:
        leases.begin_lease(connection, "daemon a", "a", datetime.now(UTC) + timedelta(minutes=5))
        assert hosts.claim_hosts(connection, "daemon a", ["127.0.0.1"], datetime.now(UTC), delay=0.0)

    async def asking(stop: asyncio.Event) -> None:
        nonlocal given_back
        page = asyncio.ensure_future(fetch(url, settings(), lookup=None, stop=stop, database=database))
        await so(lambda: is_at_work(database))
        given_back = time.monotonic()
        with database.write() as connection:
            now = datetime.now(UTC)
            hosts.give_back_hosts(connection, "daemon a", {"127.0.0.1": HostTerms(rest=1.0)}, now)
        assert (await page).status == 200

    run_on_reactor(asking)
    assert min(one.began for one in web.host(1).log) >= given_back + 1.0 - TICK
    with database.read() as connection:
        assert hosts.holders(connection, ["127.0.0.1"]) == {}


def is_at_work(database: Database) -> bool:
    """Whether a run has a lease."""
    with database.read() as connection:
        return bool(leases.owners_of_runs(connection))
