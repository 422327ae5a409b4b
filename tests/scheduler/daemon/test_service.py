"""The daemon: asks in rhythm, shares its work, forgets nothing over a restart, and ends when told to."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ConfigError
from pipeline.items import Source
from scheduler.cadence import Pace, interval
from scheduler.daemon import Daemon, Rhythm, Setup
from scheduler.processes import Workers, run_on_reactor
from scrape.commands.run import make_plan
from scrape.config.settings import load_settings
from storage.database.engine import Database
from storage.schema.tables import article, source
from storage.sources import leases, memory
from tests.web import Answer, Web, open_web

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
TEXT = "서다인 해솔랩 대표는 20일 새 음성인식 모델을 공개했다. 이 모델은 사투리를 알아듣는다고 밝혔다. " * 4
LIMIT = 40.0  # seconds after which a daemon under test is ended


@pytest.fixture
def web() -> Iterator[Web]:
    with open_web() as opened:
        yield opened


@pytest.fixture(scope="module")
def crew() -> Iterator[list[Workers]]:
    kept: list[Workers] = []
    yield kept
    for one in kept:
        one.close()


class _Lent(Workers):
    """Workers that stay when a daemon that used them ends."""

    def close(self) -> None:
        """They are another's to end."""


def feed(web: Web, number: int) -> str:
    host = web.host(number)
    head = "<head><meta property='og:type' content='article'></head>"
    page = f"<html>{head}<body><h1>소식 {number}</h1><p>{TEXT}</p></body></html>"
    there = host.at(f"/news/2026112000{number}", Answer(body=page.encode()))
    item = f"<item><title>소식 {number}</title><link>{there}</link></item>"
    return host.at(
        "/rss", Answer(body=f"<rss version='2.0'><channel><title>t</title>{item}</channel></rss>".encode())
    )


def configuration(folder: Path, feeds: list[str]) -> Path:
    path = folder / "scrape.toml"
    path.write_text(
        "database = 'sqlite:///coverage.sqlite'\n[crawl]\ndelay_seconds = 0\nretries = 0\nworkers = 1\n"
        "allow_private_addresses = true\n[archive]\nfolder = 'archive'\n"
        "[daemon]\ntick_seconds = 0.1\nmin_interval_minutes = 0.02\nfirst_interval_minutes = 0.02\n"
        "max_interval_hours = 0.001\nlease_seconds = 4\n"
        "[[person]]\nname = '서다인'\n" + "".join(f"[[source]]\nkind = 'feed'\nurl = '{one}'\n" for one in feeds),
        encoding="utf-8",
    )
    return path


def setup(folder: Path, feeds: list[str], crew: list[Workers], seconds: float = 2.0) -> Setup:
    settings = load_settings(configuration(folder, feeds), {})
    plan = make_plan(settings, settings.watchlist())

    def lent() -> Workers:
        if not crew:
            crew.append(_Lent(plan.watchlist, plan.outlets, 1))
        return crew[0]

    span = timedelta(seconds=seconds)
    return Setup(plan, Rhythm(Pace(span, span, span), tick=0.1, lease=4.0), lent)


def serve(*daemons: Daemon, until: Callable[[], bool]) -> None:
    """Let daemons work until something is so."""

    async def main(stop: asyncio.Event) -> None:
        working = [asyncio.ensure_future(one.serve(stop)) for one in daemons]
        ends = time.monotonic() + LIMIT
        while not until() and time.monotonic() < ends and not any(one.done() for one in working):  # noqa: ASYNC110 - no event tells
            await asyncio.sleep(0.05)
        stop.set()
        await asyncio.gather(*working)

    run_on_reactor(main)
    assert until()


def headlines(database: Database) -> list[str]:
    with database.read() as connection:
        return sorted(connection.execute(sa.select(article.c.headline)).scalars())


def test_every_source_is_asked_in_its_rhythm(
    database: Database, web: Web, tmp_path: Path, crew: list[Workers]
) -> None:
    feeds = [feed(web, number) for number in (1, 2)]
    daemon = Daemon(database, setup(tmp_path, feeds, crew), load=lambda: None)
    serve(daemon, until=lambda: all(len(web.host(one).asked("/rss")) >= 3 for one in (1, 2)))
    assert headlines(database) == ["소식 1", "소식 2"]
    for number in (1, 2):
        times = [one.began for one in web.host(number).asked("/rss")]
        assert min(later - earlier for earlier, later in pairwise(times)) > 1.7
        assert len(web.host(number).asked(f"/news/2026112000{number}")) == 1


def test_two_daemons_ask_no_source_twice_in_an_interval(
    database: Database, web: Web, tmp_path: Path, crew: list[Workers]
) -> None:
    feeds = [feed(web, number) for number in range(1, 7)]
    made = setup(tmp_path, feeds, crew, seconds=3.0)
    few = replace(made, rhythm=replace(made.rhythm, sources_a_round=2))
    daemons = [Daemon(database, few, load=lambda: None) for _ in range(2)]

    def shared() -> bool:
        often = all(len(web.host(one).asked("/rss")) >= 3 for one in range(1, 7))
        return often and all(one.rounds > 0 for one in daemons)

    serve(*daemons, until=shared)
    for number in range(1, 7):
        times = [one.began for one in web.host(number).asked("/rss")]
        assert min(later - earlier for earlier, later in pairwise(times)) > 2.6
    assert len(headlines(database)) == 6


def test_what_a_dead_daemon_held_is_taken_over_when_its_lease_ends(
    database: Database, web: Web, tmp_path: Path, crew: list[Workers]
) -> None:
    made = setup(tmp_path, [feed(web, 1)], crew)
    began = datetime.now(UTC)
    with database.write() as connection:
        memory.register(connection, made.plan.sources, began)
        until = began + timedelta(seconds=3)
        assert leases.claim_sources(connection, made.plan.sources, "dead", now=began, until=until, most=9)
    started = time.monotonic()
    serve(Daemon(database, made, load=lambda: None), until=lambda: bool(web.host(1).asked("/rss")))
    assert 2.5 < time.monotonic() - started < 10


def test_due_times_survive_a_restart(database: Database, web: Web, tmp_path: Path, crew: list[Workers]) -> None:
    made = setup(tmp_path, [feed(web, 1)], crew, seconds=60)
    first = Daemon(database, made, load=lambda: None)
    serve(first, until=lambda: first.rounds >= 1)
    with database.read() as connection:
        due = connection.execute(sa.select(source.c.next_due_at)).scalar_one()
    assert timedelta(seconds=50) < due - datetime.now(UTC) < timedelta(seconds=70)
    ends = time.monotonic() + 1.5
    serve(Daemon(database, made, load=lambda: None), until=lambda: time.monotonic() > ends)
    assert len(web.host(1).asked("/rss")) == 1


def test_a_new_configuration_is_used_and_a_broken_one_is_not(
    database: Database, web: Web, tmp_path: Path, crew: list[Workers]
) -> None:
    one, two = feed(web, 1), feed(web, 2)
    answers: list[Setup | None] = [None, setup(tmp_path, [one, two], crew)]
    asked = 0

    def load() -> Setup | None:
        nonlocal asked
        asked += 1
        if asked == 2:
            raise ConfigError("scrape.toml: not valid TOML")
        return answers.pop(0) if answers else None

    serve(
        Daemon(database, setup(tmp_path, [one], crew), load=load),
        until=lambda: len(web.host(1).asked("/rss")) >= 2 and bool(web.host(2).asked("/rss")),
    )


def test_a_claim_is_for_one_alone(database: Database) -> None:
    one = Source("feed", "https://maru.example/rss")
    until = NOW + timedelta(minutes=3)
    with database.write() as connection:
        memory.register(connection, [one], NOW)
        (claimed,) = leases.claim_sources(connection, [one], "a", now=NOW, until=until, most=5)
        assert leases.claim_sources(connection, [one], "b", now=NOW, until=until, most=5) == []
        leases.release(connection, claimed.key, "b", interval=timedelta(1), due_at=until)  # it is not b's to give
        later = until + timedelta(seconds=1)
        assert leases.claim_sources(connection, [one], "b", now=later, until=later, most=5) != []


def test_a_duty_is_one_daemons_until_its_lease_ends(database: Database) -> None:
    until = NOW + timedelta(minutes=3)
    with database.write() as connection:
        assert leases.hold(connection, "links", "a", now=NOW, until=until)
        assert leases.hold(connection, "links", "a", now=NOW, until=until)
        assert not leases.hold(connection, "links", "b", now=NOW, until=until)
        later = until + timedelta(seconds=1)
        assert leases.hold(connection, "links", "b", now=later, until=later)


@given(st.one_of(st.none(), st.floats(0, 1e6)), st.floats(-2, 2))
def test_an_interval_lies_between_floor_and_ceiling(items_a_day: float | None, jitter: float) -> None:
    pace = Pace()
    assert pace.floor * 0.9 <= interval(pace, items_a_day, jitter=jitter) <= pace.ceiling * 1.1


def test_the_command_ends_with_0_when_told_to(web: Web, tmp_path: Path) -> None:
    path = configuration(tmp_path, [feed(web, 1)])
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    process = subprocess.Popen(
        [sys.executable, "-m", "scrape.cli", "--config", str(path), "daemon"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        ends = time.monotonic() + LIMIT
        while len(web.host(1).asked("/rss")) < 2 and time.monotonic() < ends:
            time.sleep(0.1)
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=30)
    finally:
        process.kill()
    assert process.returncode == 0, out + err
    assert "Traceback" not in out + err
    status = subprocess.run(
        [sys.executable, "-m", "scrape.cli", "--config", str(path), "status"],
        env=environment, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert web.host(1).url in status.stdout
    assert "1 articles" in status.stdout
