"""What the daemon does when it is told to stop, to stop at once, and to read its configuration again."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import pytest
import sqlalchemy as sa

from storage.database.engine import Database
from storage.schema.tables import article, lease
from tests.scheduler.daemon.test_service import configuration, feed, web
from tests.scheduler.daemon.watching import until, watching
from tests.web import Answer, Web

__all__ = ["web"]


def slow_page(web: Web, seconds: float) -> Path | str:
    """A feed whose article takes so long."""
    url = feed(web, 1)
    there = web.host(1).routes["/news/20261120001"]
    assert isinstance(there, Answer)
    web.host(1).at("/news/20261120001", Answer(body=there.body, delay=seconds))
    return url


def asked(web: Web, path: str) -> bool:
    """Whether the host was asked, also when it has not answered yet."""
    return web.host(1)._counts.get(path, 0) > 0


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
@pytest.mark.parametrize("one", [signal.SIGTERM, signal.SIGINT])
def test_the_first_signal_finishes_the_page_in_hand(web: Web, tmp_path: Path, one: int, group: bool) -> None:
    path = configuration(tmp_path, [str(slow_page(web, 2.0))])
    with watching(path) as process:
        until(lambda: asked(web, "/news/20261120001"))
        code, said, took = process.end(one, group=group)
    assert (code, said) == (0, "")
    assert took < 20
    assert stored(tmp_path) == (1, 0)


def test_the_second_signal_stops_at_once(web: Web, tmp_path: Path) -> None:
    path = configuration(tmp_path, [str(slow_page(web, 60.0))])
    with watching(path) as process:
        until(lambda: asked(web, "/news/20261120001"))
        code, said, took = process.end(signal.SIGTERM, signal.SIGTERM)
    assert code == 130, said
    assert "Traceback" not in said
    assert took < 5
    assert stored(tmp_path)[0] == 0


def test_the_second_signal_stops_at_once_while_the_database_is_locked(web: Web, tmp_path: Path) -> None:
    path = configuration(tmp_path, [feed(web, 1)])
    with watching(path) as process:
        until(lambda: len(web.host(1).asked("/rss")) >= 2)
        with Database(f"sqlite:///{tmp_path / 'coverage.sqlite'}").write():
            code, said, took = process.end(signal.SIGINT, signal.SIGINT, between=2.0)
    assert code == 130, said
    assert took < 5


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
        until(lambda: asked(web, "/rss1"))
        rewrite(text.replace("[daemon]", "[daemon["))
        process.send_signal(signal.SIGHUP)
        log = tmp_path / "daemon.log"
        until(lambda: "the configuration in force is kept" in log.read_text(encoding="utf-8"))
        before = len(web.host(1).asked("/rss1"))
        until(lambda: len(web.host(1).asked("/rss1")) > before)
        rewrite(text.replace(first, second))
        assert not asked(web, "/rss2")
        process.send_signal(signal.SIGHUP)
        until(lambda: asked(web, "/rss2"))
        code, said, _ = process.end(signal.SIGTERM)
    assert code == 0
    (complaint,) = [one for one in map(json.loads, said.splitlines()) if one["level"] == "error"]
    assert complaint["event"].startswith(str(path))
    assert complaint["event"].endswith("the configuration in force is kept")
    told = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    assert all({"event", "level", "logger", "timestamp"} <= one.keys() for one in told)
    assert told[-1]["event"].endswith("ends")


def test_a_killed_daemon_leaves_no_process_behind(web: Web, tmp_path: Path) -> None:
    with watching(configuration(tmp_path, [feed(web, 1)])) as process:
        until(lambda: asked(web, "/news/20261120001"))
        until(lambda: len(web.host(1).asked("/rss")) >= 2)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="ascii").split()
        assert children
        process.kill()
        process.communicate()
        until(lambda: not any(is_alive(one) for one in children), limit=10)


def is_alive(pid: str) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").split()[2] != "Z"
    except OSError:
        return False
