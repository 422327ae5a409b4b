"""What the daemon does when it is told to stop, to stop at once, and to read its configuration again."""

from __future__ import annotations

import json
import os
import signal
import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from storage.database.engine import Database
from storage.schema.tables import article, lease
from tests.scheduler.daemon.test_service import configuration, feed, web
from tests.scheduler.daemon.watching import ROOT, watching
from tests.waiting import until
from tests.web import Answer, Web

__all__ = ["web"]

PAGE = "/news/20261120001"


def held_page(web: Web, held: threading.Event) -> str:
    """A feed whose article is not answered until `held` is set."""
    url = feed(web, 1)
    there = web.host(1).routes[PAGE]
    assert isinstance(there, Answer)
    web.host(1).at(PAGE, replace(there, held=held))
    return url


def stored(folder: Path) -> tuple[int, int]:
    """How many articles are stored, and how many duties are held."""
    database = Database(f"sqlite:///{folder / 'coverage.sqlite'}")
    with database.read() as connection:
        counts = [
            connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for table in (article, lease)
        ]
    database.close()
    return counts[0], counts[1]


@pytest.mark.parametrize("group", [False, True])  # a terminal and `timeout` send it to all
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_first_signal_finishes_the_page_in_hand(web: Web, tmp_path: Path, number: int, group: bool) -> None:
    held = threading.Event()
    with watching(configuration(tmp_path, [held_page(web, held)])) as process:
        until(lambda: web.host(1).began(PAGE))
        process.stop(number, group=group)
        held.set()
        assert process.end() == (0, "")
    assert stored(tmp_path) == (1, 0)


def test_the_second_signal_stops_at_once(web: Web, tmp_path: Path) -> None:
    with watching(configuration(tmp_path, [held_page(web, threading.Event())])) as process:
        until(lambda: web.host(1).began(PAGE))
        process.stop(signal.SIGTERM)
        process.send(signal.SIGTERM)
        code, output = process.end()
    assert code == 130, output
    (line,) = output.splitlines()  # and not a word of what was left in shared memory
    assert "told to stop at once" in line
    assert stored(tmp_path)[0] == 0


def test_the_second_signal_stops_at_once_while_the_database_is_locked(web: Web, tmp_path: Path) -> None:
    with watching(configuration(tmp_path, [feed(web, 1)])) as process:
        until(lambda: len(web.host(1).asked("/rss")) >= 2)
        with closing(Database(f"sqlite:///{tmp_path / 'coverage.sqlite'}")) as database, database.write():
            process.stop(signal.SIGINT)
            process.send(signal.SIGINT)
            code, output = process.end()
    assert code == 130, output


def test_sighup_reads_the_configuration_again_and_a_broken_one_is_not_used(web: Web, tmp_path: Path) -> None:
    """Also one that looks unchanged from outside."""
    feed(web, 1)
    first, second = (web.host(1).at(f"/rss{number}", web.host(1).routes["/rss"]) for number in (1, 2))
    path = configuration(tmp_path, [first])
    text, stamp = path.read_text(encoding="utf-8"), path.stat()

    def rewrite(new: str) -> None:
        path.write_text(new, encoding="utf-8")
        os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))

    with watching(path) as process:
        until(lambda: web.host(1).began("/rss1"))
        rewrite(text.replace("[daemon]", "[daemon["))
        process.send(signal.SIGHUP)
        until(lambda: process.has_said("the current configuration stays in use"))
        before = len(web.host(1).asked("/rss1"))
        until(lambda: len(web.host(1).asked("/rss1")) > before)
        rewrite(text.replace(first, second))
        assert not web.host(1).began("/rss2")
        process.send(signal.SIGHUP)
        until(lambda: web.host(1).began("/rss2"))
        process.stop(signal.SIGTERM)
        code, output = process.end()
    assert code == 0
    (complaint,) = [event for event in map(json.loads, output.splitlines()) if event["level"] == "error"]
    assert complaint["event"].startswith(str(path))
    assert complaint["event"].endswith("the current configuration stays in use")
    events = [json.loads(line) for line in process.log.read_text(encoding="utf-8").splitlines()]
    assert all({"event", "level", "logger", "timestamp"} <= event.keys() for event in events)
    assert events[-1]["event"].endswith("stopped")


def test_a_killed_daemon_leaves_no_process_behind(web: Web, tmp_path: Path) -> None:
    with watching(configuration(tmp_path, [feed(web, 1)])) as process:
        until(lambda: web.host(1).began(PAGE))
        until(lambda: len(web.host(1).asked("/rss")) >= 2)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="ascii").split()
        assert children
        process.kill()
        process.communicate()
        until(lambda: not any(is_alive(pid) for pid in children))


def is_alive(pid: str) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").split()[2] != "Z"
    except OSError:
        return False


def test_it_starts_where_signals_and_ways_to_start_processes_are_missing(web: Web, tmp_path: Path) -> None:
    """As on Windows, and with the way to start processes that is the usual one on macOS."""
    (tmp_path / "sitecustomize.py").write_text(
        "import multiprocessing, os, signal\n"
        "del signal.SIGHUP, signal.pthread_sigmask, os.setsid, os.statvfs\n"
        "multiprocessing.get_all_start_methods = lambda: ['spawn']\n",
        encoding="utf-8",
    )
    with watching(configuration(tmp_path, [feed(web, 1)]), PYTHONPATH=f"{tmp_path}{os.pathsep}{ROOT}") as process:
        until(lambda: stored_if_made(tmp_path) or process.poll() is not None)
        process.stop(signal.SIGTERM)
        assert process.end() == (0, "")


def stored_if_made(folder: Path) -> int:
    return stored(folder)[0] if (folder / "coverage.sqlite").exists() and article_table(folder) else 0


def article_table(folder: Path) -> bool:
    with closing(Database(f"sqlite:///{folder / 'coverage.sqlite'}")) as database, database.read() as connection:
        return sa.inspect(connection).has_table("article") and sa.inspect(connection).has_table("lease")
