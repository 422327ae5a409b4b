"""Promise 19: a database that is locked, restarted or full, or a clock that jumps, costs no row. The exit code
tells."""

from __future__ import annotations

import itertools
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from pipeline.items import Reason
from scheduler.cadence import LinkTimetable, is_rested, revisit_at
from storage.database.engine import Database
from storage.database.open import open_database
from storage.schema.tables import UtcDateTime, article, ledger, media_coverage, mention, metadata
from tests import postgres
from tests.promises.press import article as page
from tests.promises.press import feed
from tests.scheduler.daemon.watching import ROOT, watching
from tests.scrape.shell import scrape, watch
from tests.waiting import LIMIT, until
from tests.web import Answer, Web, open_web

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
PAGES = 10
AT_ONCE = 2  # pages that are answered before something happens


def press(web: Web, folder: Path, *, held: threading.Event | None = None, more: str = "") -> Path:
    """An outlet that answers what is asked first, and the rest when `held` is set; what watches it."""
    host = web.host()
    numbers = itertools.count()

    def answer(number: int, before: int) -> Answer:
        del before
        whole = page(f"윤서하 소식 {number}", body=f"윤서하 수석연구원은 {number}번째 모델을 공개했다.")
        return whole if next(numbers) < AT_ONCE else replace(whole, held=held)

    links = [host.at(f"/2026/{number}", partial(answer, number)) for number in range(PAGES)]
    folder.mkdir(exist_ok=True)
    return watch(folder, host.at("/feed", feed(*links)), more=f"timeout_seconds = {2 * LIMIT}\n{more}")


def run(folder: Path, url: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "scrape.cli", "--log-file", "scrape.log", "run"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "SCRAPE_DATABASE": url},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    try:
        out, err = process.communicate(timeout=LIMIT)
    finally:
        process.kill()
        process.communicate()
    assert "Traceback" not in out + err
    return process.returncode, out + err


def content(url: str) -> dict[str, list[str]]:
    """What is stored, without keys, times of the run, and the port of the outlet."""
    queries = {
        "article": sa.select(article.c.canonical_url, article.c.headline, article.c.text),
        "mention": sa.select(mention.c.entity_id, mention.c.place, mention.c.start_offset),
        "coverage": sa.select(media_coverage.c.url, media_coverage.c.entity_id, media_coverage.c.status),
        "ledger": sa.select(ledger.c.url, ledger.c.reason),
    }
    with closing(Database(url)) as database, database.read() as connection:
        rows = {name: map(str, map(tuple, connection.execute(query))) for name, query in queries.items()}
        return {
            name: sorted(re.sub(r"(?<=127\.0\.0\.1):\d+", "", row) for row in found) for name, found in rows.items()
        }


def fetched(web: Web) -> int:
    return len(web.host().asked()) - len(web.host().asked("/feed"))


def is_held(web: Web) -> bool:
    """Whether the first pages were answered, and the next was asked for."""
    return sum(web.host().began(f"/2026/{number}") for number in range(PAGES)) == AT_ONCE + 1


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What a run stores that nobody disturbs."""
    folder = tmp_path_factory.mktemp("calm")
    with open_web() as web:
        press(web, folder)
        assert scrape("run", cwd=folder).code == 0
    stored = content(f"sqlite:///{folder / 'coverage.sqlite'}")
    assert len(stored["article"]) == PAGES
    return stored


def disturbed(web: Web, folder: Path, url: str, disturb: Callable[[threading.Event], None]) -> tuple[int, str]:
    """A run in the middle of which something happens: `disturb` is called when the first pages were answered, and
    sets what the others wait for."""
    held = threading.Event()
    press(web, folder, held=held)
    process = run(folder, url)
    try:
        until(lambda: is_held(web))
        disturb(held)
    except BaseException:
        process.kill()
        process.communicate()
        raise
    return ended(process)


def is_waiting(folder: Path) -> bool:
    """Whether the run in that folder waits for its database."""
    return "trying again in" in (folder / "scrape.log").read_text(encoding="utf-8")


def test_promise_19_a_locked_database_is_waited_for(web: Web, tmp_path: Path, calm: dict[str, list[str]]) -> None:
    folder = tmp_path / "locked"
    url = f"sqlite:///{folder / 'coverage.sqlite'}"

    def lock(held: threading.Event) -> None:
        engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA busy_timeout = 20000")
            connection.exec_driver_sql("BEGIN EXCLUSIVE")
            held.set()
            until(lambda: fetched(web) > PAGES // 2)
            connection.exec_driver_sql("ROLLBACK")
        engine.dispose()

    assert disturbed(web, folder, url, lock)[0] == 0
    assert content(url) == calm
    assert fetched(web) == PAGES


@contextmanager
def own_server() -> Iterator[tuple[str, Callable[..., None]]]:
    """A PostgreSQL of our own, and its pg_ctl."""
    programs = postgres._programs()
    if programs is None:
        pytest.skip("no PostgreSQL programs on this machine: a server of the wheel cannot be restarted alone")
    with postgres._own_cluster(programs) as url:
        data = Path(str(sa.make_url(url).query["host"])) / "data"
        user = "nobody" if os.geteuid() == 0 else None
        patiently = (*postgres._PATIENTLY, "-D", data, "-l", data.parent / "log")
        yield url, partial(postgres._call, user, programs / "pg_ctl", *patiently)


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_promise_19_a_restarted_database_is_waited_for(
    web: Web, tmp_path: Path, calm: dict[str, list[str]], mode: str
) -> None:
    """Also when it ends as if the power had failed."""
    folder = tmp_path / "restarted"
    with own_server() as (url, pg_ctl):

        def restart(held: threading.Event) -> None:
            pg_ctl("-m", mode, "stop")
            held.set()
            until(lambda: is_waiting(folder))
            pg_ctl("start")

        code, said = disturbed(web, folder, url, restart)
        assert code == 0, said
        assert content(url) == calm
    assert fetched(web) == PAGES


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("a small disk cannot be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(folder: Path) -> Path:
    """A file that takes all the room there is."""
    file = folder / "filler"
    with file.open("wb", buffering=0) as out:
        for size in (65536, 4096, 1):
            try:
                while out.write(b"x" * size):
                    pass
            except OSError:
                continue
    return file


def test_promise_19_a_full_disk_is_waited_for(web: Web, tmp_path: Path, calm: dict[str, list[str]]) -> None:
    """The database lies on it; there is room again when the run waits for it."""
    folder = tmp_path / "full"
    with small_disk(tmp_path / "disk", 12) as disk:
        url = f"sqlite:///{disk / 'coverage.sqlite'}"

        def full(held: threading.Event) -> None:
            file = fill(disk)
            held.set()
            until(lambda: is_waiting(folder))
            file.unlink()

        code, said = disturbed(web, folder, url, full)
        assert code == 0, said
        assert content(url) == calm


def test_promise_19_an_archive_that_is_full_ends_the_run_with_1(
    web: Web, tmp_path: Path, calm: dict[str, list[str]]
) -> None:
    """The next run finishes it; no record is half."""
    with small_disk(tmp_path / "disk", 1) as disk:
        folder, url = tmp_path / "full", f"sqlite:///{tmp_path / 'kept.sqlite'}"
        more = f"[archive]\nfolder = '{disk / 'archive'}'\n"
        held = threading.Event()
        press(web, folder, held=held, more=more)
        process = run(folder, url)
        until(lambda: is_held(web))
        file = fill(disk)
        held.set()
        code, said = ended(process)
        assert code == 1, said
        assert "No space left on device" in said
        assert len(content(url)["article"]) < PAGES
        file.unlink()
        press(web, folder, more=more)
        assert scrape("run", cwd=folder, SCRAPE_DATABASE=url).code == 0
        assert content(url) == calm


def shift(url: str, by: timedelta) -> None:
    """As if the clock had been ahead by that until now."""
    times = [
        column
        for table in metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, UtcDateTime)
    ]
    with closing(Database(url)) as database, database.write() as connection:
        for column in times:
            table = column.table
            keys = list(table.primary_key.columns)
            for row in connection.execute(sa.select(*keys, column.label("time")).where(column.is_not(None))).all():
                where = sa.and_(*(key == row._mapping[key] for key in keys))
                connection.execute(sa.update(table).where(where).values({column.name: row.time + by}))


@pytest.mark.slow
@pytest.mark.parametrize("by", [timedelta(days=400), timedelta(days=-400)])
def test_promise_19_a_clock_that_jumps_delays_nothing(
    database_url: str, web: Web, tmp_path: Path, by: timedelta
) -> None:
    """A daemon worked before its clock was put right: what it left is due at once, and nothing is stored twice."""
    host = web.host()
    more = "[daemon]\ntick_seconds = 0.1\nmin_interval_minutes = 30\nlease_seconds = 60\n"
    config = press(web, tmp_path, more=more)
    open_database(database_url).close()
    with watching(config, SCRAPE_DATABASE=database_url) as process:
        until(lambda: len(content(database_url)["article"]) == PAGES)
        process.kill()
        process.communicate()
    shift(database_url, by)
    links = [*(f"{host.url}/2026/{n}" for n in range(PAGES)), host.at("/2026/99", page("윤서하 새 소식"))]
    host.at("/feed", feed(*links))
    with watching(config, SCRAPE_DATABASE=database_url) as process:
        until(lambda: len(content(database_url)["article"]) == PAGES + 1)
        process.stop(signal.SIGTERM)
        assert process.end()[0] == 0
    assert {len(host.asked(f"/2026/{number}")) for number in range(1, PAGES)} <= {1, 2}


@given(
    st.timedeltas(timedelta(days=-4000), timedelta(days=4000)), st.sampled_from(sorted(Reason)), st.integers(1, 50)
)
def test_promise_19_waits_depend_on_the_time_now_alone(jump: timedelta, reason: Reason, attempts: int) -> None:
    before, after = (LinkTimetable(when).retry_at(reason, attempts) for when in (NOW, NOW + jump))
    assert (before is None) == (after is None)
    if before is not None and after is not None:
        assert before - NOW == after - (NOW + jump) <= timedelta(days=7)


@given(st.timedeltas(timedelta(days=-4000), timedelta(days=4000)))
def test_promise_19_a_visit_is_never_later_than_a_week(jump: timedelta) -> None:
    due = revisit_at(NOW, None, NOW + jump)
    assert due is None or due - NOW <= timedelta(days=7)


@given(st.timedeltas(timedelta(hours=1), timedelta(days=4000)))
def test_promise_19_a_failure_in_the_future_leaves_nobody_alone(jump: timedelta) -> None:
    assert is_rested(NOW + jump + timedelta(days=1), NOW + jump, NOW)
    assert not is_rested(NOW + timedelta(days=1), NOW - timedelta(seconds=1), NOW)
