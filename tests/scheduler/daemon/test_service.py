"""The daemon: asks in rhythm, shares its work, forgets nothing over a restart, and ends when told to."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
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
from scheduler.run import run
from scrape.config.settings import load_settings
from scrape.plan.run import make_plan
from storage.database.engine import Database
from storage.schema.tables import article, host, source
from storage.sources import hosts, leases
from storage.sources.listed import enter_listed
from storage.versions import Listing, ListKind
from storage.watchlist import held_back, keep_watchlist
from tests.scheduler.daemon.watching import watching
from tests.scrape.shell import scrape
from tests.waiting import LIMIT, so, until
from tests.web import Answer, Web, open_web

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
AT_ONCE, HOUR = timedelta(milliseconds=100), timedelta(hours=1)
OLDER = "its sources are older than those of another"
TEXT = "서다인 해솔랩 대표는 20일 새 음성인식 모델을 공개했다. 이 모델은 사투리를 알아듣는다고 밝혔다. " * 4


@pytest.fixture
def web() -> Iterator[Web]:
    with open_web() as opened:
        yield opened


@pytest.fixture(scope="module")
def crew() -> Iterator[list[Workers]]:
    kept: list[Workers] = []
    yield kept
    for workers in kept:
        workers.close()


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
        f"timeout_seconds = {2 * LIMIT}\nallow_private_addresses = true\n[archive]\nfolder = 'archive'\n"
        "[daemon]\ntick_seconds = 0.1\nmin_interval_minutes = 0.02\nfirst_interval_minutes = 0.02\n"
        "max_interval_hours = 0.001\nlease_seconds = 4\n"
        "[[person]]\nname = '서다인'\n" + "".join(f"[[source]]\nkind = 'feed'\nurl = '{url}'\n" for url in feeds),
        encoding="utf-8",
    )
    return path


def setup(folder: Path, feeds: list[str], crew: list[Workers], interval: timedelta = HOUR) -> Setup:
    settings = load_settings(configuration(folder, feeds), {})
    plan = make_plan(settings, settings.watchlist())

    def lent() -> Workers:
        if not crew:
            crew.append(_Lent(plan.watchlist, plan.outlets, 1))
        return crew[0]

    return Setup(plan, Rhythm(Pace(interval, interval, interval), tick=0.1, lease=4.0), lent)


async def work(*daemons: Daemon, until: Callable[[], Awaitable[None]]) -> None:
    """Let daemons work until something has happened."""
    stop = asyncio.Event()
    working = [asyncio.ensure_future(daemon.serve(stop)) for daemon in daemons]
    happening = asyncio.ensure_future(until())
    await asyncio.wait({happening, *working}, return_when=asyncio.FIRST_COMPLETED)
    stop.set()
    await asyncio.gather(*working)  # raises what went wrong
    await happening


def serve(*daemons: Daemon, until: Callable[[], object]) -> None:
    """Let daemons work until something is so."""
    run_on_reactor(lambda _: work(*daemons, until=partial(so, until)))


def let_pass(database: Database, time: timedelta) -> None:
    """As if so much time had passed since the sources were asked."""
    with database.write() as connection:
        for row in connection.execute(sa.select(source.c.id, source.c.next_due_at)).all():
            earlier = {"next_due_at": row.next_due_at - time}
            connection.execute(sa.update(source).where(source.c.id == row.id).values(earlier))
        due = sa.select(host.c.name, host.c.due_at).where(host.c.due_at.is_not(None))
        for row in connection.execute(due).all():
            connection.execute(sa.update(host).where(host.c.name == row.name).values(due_at=row.due_at - time))


def is_idle(database: Database) -> bool:
    """Whether every source was asked and is asked again in about an hour, and nobody holds its host."""
    with database.read() as connection:
        held = connection.execute(sa.select(host.c.name).where(host.c.owner.is_not(None))).all()
        due = connection.execute(sa.select(source.c.next_due_at)).scalars().all()
    soon, late = (datetime.now(UTC) + timedelta(minutes=minutes) for minutes in (50, 70))
    return bool(due) and not held and all(at is not None and soon < at < late for at in due)


class Looks:
    """Counts how often a daemon looked for what is due: before each time it asks for a new configuration."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> None:
        self.count += 1

    async def some(self) -> None:
        """Until it has looked twice, from beginning to end."""
        before = self.count
        await so(lambda: self.count >= before + 3)


def headlines(database: Database) -> list[str]:
    with database.read() as connection:
        return sorted(connection.execute(sa.select(article.c.headline)).scalars())


def test_every_source_is_asked_in_its_rhythm(
    database: Database, web: Web, tmp_path: Path, crew: list[Workers]
) -> None:
    """Not before its time has come."""
    looks = Looks()
    feeds = [feed(web, number) for number in (1, 2)]
    daemon = Daemon(database, setup(tmp_path, feeds, crew), load=looks)

    def were_asked(times: int) -> bool:
        return is_idle(database) and [len(web.host(number).asked("/rss")) for number in (1, 2)] == [times] * 2

    async def three_hours() -> None:
        await so(lambda: were_asked(1))
        for hour in (1, 2, 3):
            let_pass(database, timedelta(minutes=50))
            await looks.some()
            assert [len(web.host(number).asked("/rss")) for number in (1, 2)] == [hour] * 2
            let_pass(database, timedelta(minutes=20))
            await so(partial(were_asked, hour + 1))

    run_on_reactor(lambda _: work(daemon, until=three_hours))
    assert headlines(database) == ["소식 1", "소식 2"]
    for number in (1, 2):
        assert len(web.host(number).asked(f"/news/2026112000{number}")) == 1


def test_two_daemons_ask_no_source_twice_in_an_interval(
    database: Database, web: Web, tmp_path: Path, crew: list[Workers]
) -> None:
    feeds = [feed(web, number) for number in range(1, 7)]
    made = setup(tmp_path, feeds, crew)
    few = replace(made, rhythm=replace(made.rhythm, sources_a_round=2))
    looks = [Looks(), Looks()]
    daemons = [Daemon(database, few, load=look) for look in looks]

    async def some_hours() -> None:
        hours = 0
        while hours < 3 or not all(daemon.rounds for daemon in daemons):
            hours += 1
            await so(lambda: is_idle(database))
            for look in looks:
                await look.some()
            assert [len(web.host(number).asked("/rss")) for number in range(1, 7)] == [hours] * 6
            let_pass(database, timedelta(minutes=70))

    run_on_reactor(lambda _: work(*daemons, until=some_hours))
    assert len(headlines(database)) == 6


def test_what_a_dead_daemon_held_is_taken_over_when_its_lease_ends(
    database: Database, web: Web, tmp_path: Path, crew: list[Workers]
) -> None:
    looks = Looks()
    made = setup(tmp_path, [feed(web, 1), feed(web, 2)], crew)
    now = datetime.now(UTC)
    with database.write() as connection:
        leases.begin_lease(connection, "daemon dead", "dead", now + timedelta(minutes=5))
        assert hosts.claim_hosts(connection, "daemon dead", ["127.0.0.1"], now, delay=0.0)

    async def taken_over() -> None:
        await so(lambda: web.host(2).asked("/rss"))
        await looks.some()
        assert not web.host(1).asked("/rss")
        with database.write() as connection:
            leases.end_now(connection, "daemon dead", now - timedelta(hours=1))
        await so(lambda: web.host(1).asked("/rss"))

    run_on_reactor(lambda _: work(Daemon(database, made, load=looks), until=taken_over))


def test_due_times_survive_a_restart(database: Database, web: Web, tmp_path: Path, crew: list[Workers]) -> None:
    made = setup(tmp_path, [feed(web, 1)], crew)
    first = Daemon(database, made, load=lambda: None)
    serve(first, until=lambda: first.rounds >= 1)
    assert is_idle(database)
    looks = Looks()
    second = Daemon(database, made, load=looks)
    run_on_reactor(lambda _: work(second, until=looks.some))
    assert len(web.host(1).asked("/rss")) == 1


def test_a_new_configuration_is_used_and_a_broken_one_is_not(
    database: Database, web: Web, tmp_path: Path, crew: list[Workers]
) -> None:
    first, second = feed(web, 1), feed(web, 2)
    before = setup(tmp_path, [first], crew, AT_ONCE)
    answers: list[Setup | None] = [None, setup(tmp_path, [first, second], crew, AT_ONCE)]
    loads = 0

    def load() -> Setup | None:
        nonlocal loads
        loads += 1
        if loads == 2:
            raise ConfigError("scrape.toml: not valid TOML")
        return answers.pop(0) if answers else None

    serve(
        Daemon(database, before, load=load),
        until=lambda: len(web.host(1).asked("/rss")) >= 2 and bool(web.host(2).asked("/rss")),
    )


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
    with watching(path) as process:
        until(lambda: len(web.host(1).asked("/rss")) >= 2)
        process.stop(signal.SIGTERM)
        assert process.end()[0] == 0
    status = scrape("--config", path, "status", cwd=tmp_path)
    assert web.host(1).url in status.out
    assert "1 articles" in status.out


def test_while_its_watchlist_is_old_a_daemon_asks_nothing(
    tmp_path: Path, database: Database, web: Web, crew: list[Workers], caplog: pytest.LogCaptureFixture
) -> None:
    """It says so once, keeps running, and goes on when its list is in force again."""
    made = setup(tmp_path, [feed(web, 1)], crew)
    listing = made.plan.listing
    assert listing is not None
    newer = Listing.of(ListKind.WATCHLIST, "newer", "another", datetime.now(UTC))
    with database.write() as connection:
        keep_watchlist(connection, made.plan.looked_for, listing, NOW)
        keep_watchlist(connection, made.plan.looked_for, newer, NOW)
    looks = Looks()
    daemon = Daemon(database, made, load=looks)

    async def held_back_then_not() -> None:
        await looks.some()
        with database.read() as connection:
            assert held_back(connection, datetime.now(UTC)) == [listing.place]
        assert not web.host(1).asked()
        with database.write() as connection:
            keep_watchlist(connection, made.plan.looked_for, listing.made_newest(), NOW)
        await so(lambda: daemon.rounds > 0)

    run_on_reactor(lambda _: work(daemon, until=held_back_then_not))
    said = [record.getMessage() for record in caplog.records if "its watchlist is older" in record.getMessage()]
    assert len(said) == 1
    with database.read() as connection:
        assert held_back(connection, datetime.now(UTC)) == []


def test_an_old_list_of_sources_is_told_and_changes_nothing(
    tmp_path: Path, database: Database, web: Web, crew: list[Workers], caplog: pytest.LogCaptureFixture
) -> None:
    """By the daemon, which asks those of the newer list, and by a run, which asks its own."""
    made = setup(tmp_path, [feed(web, 1)], crew)
    listing = made.plan.sources_listing
    assert listing is not None
    newer = Listing.of(ListKind.SOURCES, "newer", "another", datetime.now(UTC))
    with database.write() as connection:
        assert enter_listed(connection, listing, made.plan.sources, NOW) is None
        assert enter_listed(connection, newer, [Source("feed", feed(web, 2))], NOW) is None

    async def the_newer_then_its_own() -> None:
        await so(lambda: web.host(2).asked("/rss"))
        assert not web.host(1).asked()
        report = await run(database, made.plan, made.make_workers(), stop=asyncio.Event())
        assert len([told for told in report.problems if OLDER in told]) == 1

    run_on_reactor(lambda _: work(Daemon(database, made, load=lambda: None), until=the_newer_then_its_own))
    assert web.host(1).asked("/rss")
    assert len([record for record in caplog.records if OLDER in record.getMessage()]) == 1
