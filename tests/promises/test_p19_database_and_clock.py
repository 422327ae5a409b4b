"""Promise 19: a database that is locked, restarted or full, or a clock that jumps, costs no row. The exit code
tells."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from pipeline.items import Reason
from scheduler.cadence import Timetable, is_rested, revisit_at
from storage.database.engine import Database
from storage.database.open import open_database
from storage.schema.tables import article, ledger, media_coverage, mention, metadata
from tests import postgres
from tests.promises.press import article as page
from tests.promises.press import feed
from tests.scheduler.daemon.watching import ROOT, watching
from tests.scrape.shell import watch
from tests.waiting import until
from tests.web import Answer, Web

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
PAGES = 10
LOCKED = 8.0  # seconds


def press(web: Web, folder: Path, *, delay: float = 0.5, more: str = "") -> Path:
    """An outlet whose pages take their time; the configuration that watches it."""
    host = web.host()
    pages = [
        page(f"윤서하 소식 {number}", body=f"윤서하 수석연구원은 {number}번째 모델을 공개했다.")
        for number in range(PAGES)
    ]
    links = [host.at(f"/2026/{n}", Answer(body=one.body, delay=delay)) for n, one in enumerate(pages)]
    folder.mkdir(exist_ok=True)
    return watch(folder, host.at("/feed", feed(*links)), more=more)


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
        out, err = process.communicate(timeout=100)
    finally:
        process.kill()
        process.communicate()
    assert "Traceback" not in out + err
    return process.returncode, out + err


def content(url: str) -> dict[str, list[str]]:
    """What is stored, without keys and times of the run."""
    queries = {
        "article": sa.select(article.c.canonical_url, article.c.headline, article.c.text),
        "mention": sa.select(mention.c.entity_id, mention.c.place, mention.c.start_offset),
        "coverage": sa.select(media_coverage.c.url, media_coverage.c.entity_id, media_coverage.c.status),
        "ledger": sa.select(ledger.c.url, ledger.c.reason),
    }
    with closing(Database(url)) as database, database.read() as connection:
        return {name: sorted(str(tuple(row)) for row in connection.execute(one)) for name, one in queries.items()}


def fetched(web: Web) -> int:
    return len(web.host().asked()) - len(web.host().asked("/feed"))


@pytest.fixture
def calm(web: Web, tmp_path: Path) -> dict[str, list[str]]:
    """What a run stores that nobody disturbs."""
    folder = tmp_path / "calm"
    press(web, folder, delay=0.0)
    url = f"sqlite:///{folder / 'coverage.sqlite'}"
    assert ended(run(folder, url))[0] == 0
    found = content(url)
    assert len(found["article"]) == PAGES
    web.host().log.clear()
    return found


def disturbed(web: Web, folder: Path, url: str, disturb: Callable[[], None]) -> tuple[int, str]:
    """A run in the middle of which something happens."""
    press(web, folder)
    process = run(folder, url)
    try:
        until(lambda: fetched(web) >= 2)
        disturb()
    except BaseException:
        process.kill()
        process.communicate()
        raise
    return ended(process)


def test_promise_19_a_locked_database_is_waited_for(web: Web, tmp_path: Path, calm: dict[str, list[str]]) -> None:
    folder = tmp_path / "locked"
    url = f"sqlite:///{folder / 'coverage.sqlite'}"

    def lock() -> None:
        engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA busy_timeout = 20000")
            connection.exec_driver_sql("BEGIN EXCLUSIVE")
            time.sleep(LOCKED)
            connection.exec_driver_sql("ROLLBACK")
        engine.dispose()

    assert disturbed(web, folder, url, lock)[0] == 0
    assert content(url) == calm
    assert fetched(web) == PAGES


@contextmanager
def own_server() -> Iterator[tuple[str, Callable[[str], None]]]:
    """A PostgreSQL of our own, and what restarts it in a mode of pg_ctl."""
    programs = postgres._programs()
    if programs is None:
        pytest.skip("no PostgreSQL programs on this machine: a server of the wheel cannot be restarted alone")
    with postgres._own_cluster(programs) as url:
        data = Path(str(sa.make_url(url).query["host"])) / "data"

        def restart(mode: str) -> None:
            user = "nobody" if os.geteuid() == 0 else None
            postgres._call(
                user, programs / "pg_ctl", "-D", data, "-w", "-m", mode, "-l", data.parent / "log", "restart"
            )

        yield url, restart


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_promise_19_a_restarted_database_is_waited_for(
    web: Web, tmp_path: Path, calm: dict[str, list[str]], mode: str
) -> None:
    """Also when it ends as if the power had failed."""
    with own_server() as (url, restart):
        code, said = disturbed(web, tmp_path / "restarted", url, lambda: restart(mode))
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
    """The database lies on it; there is room again after some seconds."""
    with small_disk(tmp_path / "disk", 12) as disk:
        url = f"sqlite:///{disk / 'coverage.sqlite'}"

        def full() -> None:
            file = fill(disk)
            threading.Timer(4.0, file.unlink).start()

        code, said = disturbed(web, tmp_path / "full", url, full)
        assert code == 0, said
        assert content(url) == calm


def test_promise_19_an_archive_that_is_full_ends_the_run_with_1(
    web: Web, tmp_path: Path, calm: dict[str, list[str]]
) -> None:
    """The next run finishes it; no record is half."""
    with small_disk(tmp_path / "disk", 1) as disk:
        folder, url = tmp_path / "full", f"sqlite:///{tmp_path / 'kept.sqlite'}"
        more = f"[archive]\nfolder = '{disk / 'archive'}'\n"
        press(web, folder, more=more)
        process = run(folder, url)
        until(lambda: fetched(web) >= 2)
        file = fill(disk)
        code, said = ended(process)
        assert code == 1, said
        assert "No space left on device" in said
        assert len(content(url)["article"]) < PAGES
        file.unlink()
        press(web, folder, delay=0.0, more=more)
        assert ended(run(folder, url))[0] == 0
        assert content(url) == calm


def shift(url: str, by: timedelta) -> None:
    """As if the clock had been ahead by that until now."""
    times = [
        column
        for table in metadata.tables.values()
        for column in table.columns
        if column.name.endswith(("_at", "until"))
    ]
    with closing(Database(url)) as database, database.write() as connection:
        for column in times:
            table = column.table
            keys = list(table.primary_key.columns)
            for row in connection.execute(sa.select(*keys, column.label("time")).where(column.is_not(None))).all():
                where = sa.and_(*(key == row._mapping[key] for key in keys))
                connection.execute(sa.update(table).where(where).values({column.name: row.time + by}))


@pytest.mark.parametrize("by", [timedelta(days=400), timedelta(days=-400)])
def test_promise_19_a_clock_that_jumps_delays_nothing(
    database_url: str, web: Web, tmp_path: Path, by: timedelta
) -> None:
    """A daemon worked before its clock was put right: what it left is due at once, and nothing is stored twice."""
    host = web.host()
    more = "[daemon]\ntick_seconds = 0.1\nmin_interval_minutes = 30\nlease_seconds = 60\n"
    config = press(web, tmp_path, delay=0.0, more=more)
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
    before, after = (Timetable(when).retry_at(reason, attempts) for when in (NOW, NOW + jump))
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
