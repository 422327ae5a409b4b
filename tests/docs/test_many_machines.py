"""docs/many-machines.md is followed: its commands, on one machine that stands for all of them."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.scheduler.daemon.watching import ROOT
from tests.scrape.shell import watch
from tests.waiting import LIMIT, until
from tests.warcs import article, record, warc
from tests.web import Answer, Web, open_web

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)]

GUIDE = (ROOT / "docs" / "many-machines.md").read_text(encoding="utf-8")
LINES = [line.strip() for line in GUIDE.splitlines() if line.startswith("    ")]
DATABASE, SCHEDULER = "postgresql://press:secret@10.0.0.1/press", "tcp://10.0.0.1:8786"
XML = (("Content-Type", "application/rss+xml; charset=utf-8"),)


def line(begin: str, **instead: str) -> list[str]:
    """The line of the guide that begins so, with the program of these tests; `instead` of its addresses, others."""
    found = next(line for line in LINES if line.startswith(begin))
    words = shlex.split(found.replace(SCHEDULER, instead.get("scheduler", SCHEDULER)))
    return [str(Path(sys.executable).with_name(words[0])), *words[1:]]


class Machine:
    """A folder that stands for a machine, with the database of all."""

    def __init__(self, folder: Path, database: str) -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)
        export = next(line for line in LINES if line.startswith("export SCRAPE_DATABASE="))
        assert export.endswith(DATABASE)
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("SCRAPE_")},
            "SCRAPE_DATABASE": database,
            "PYTHONWARNINGS": "ignore",
        }

    def type(self, command: Sequence[str]) -> str:
        """What a command prints, which must succeed."""
        ended = subprocess.run(
            command,
            cwd=self.folder,
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=LIMIT,
            check=False,
        )
        assert ended.returncode == 0, (command, ended.stderr)
        return ended.stdout

    @contextmanager
    def service(self, command: Sequence[str]) -> Iterator[subprocess.Popen[str]]:
        """A program at work until the context ends; then it is stopped as a service is."""
        process = subprocess.Popen(
            command,
            cwd=self.folder,
            env=self._environment,
            text=True,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        try:
            yield process
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=LIMIT)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.communicate()

    def headlines(self) -> list[str]:
        rows = json.loads(self.type([*line("scrape status")[:1], "coverage", "--all", "--format", "json"]))
        return sorted(row["headline"] for row in rows)


def at_work(status: str) -> list[str]:
    """The daemons that `scrape status` shows."""
    return status.partition("daemons running: ")[2].partition(";")[0].split(", ")


def outlets(web: Web, count: int) -> list[str]:
    """So many outlets, each with a feed of two articles about 윤서하; the addresses of the feeds."""
    feeds = []
    for number in range(1, count + 1):
        host, items = web.host(number), ""
        for serial in range(2):
            headline = f"윤서하, {number}호 소식 {serial}"
            at = host.at(f"/{number}{serial}", Answer(body=article(headline, more=f"{number}{serial}" * 40)))
            items += f"<item><title>{headline}</title><link>{at}</link></item>"
        rss = f"<rss version='2.0'><channel><title>t</title>{items}</channel></rss>"
        feeds.append(host.at("/rss", Answer(body=rss.encode(), headers=XML)))
    return feeds


@pytest.fixture
def web() -> Iterator[Web]:
    with open_web() as opened:
        yield opened


def test_three_daemons_share_one_database(tmp_path: Path, web: Web, database_url: str) -> None:
    machines = [Machine(tmp_path / name, database_url) for name in ("first", "second", "third")]
    first = machines[0]
    watch(first.folder)
    settings, _ = (first.folder / "scrape.toml").read_text().split("\n[[person]]")
    follows = "\n".join(line for line in LINES if line.startswith(("[watchlist]", "from =")))
    for other in machines[1:]:
        (other.folder / "scrape.toml").write_text(f"{settings}\n{follows}\n")
    feeds = outlets(web, 6)
    (first.folder / "feeds.csv").write_text("\n".join(feeds) + "\n")
    first.type(line("scrape db upgrade"))
    first.type(line("scrape watchlist --make-newest"))
    first.type(line("scrape sources import"))
    with ExitStack() as stack:
        for machine in machines:
            stack.enter_context(machine.service(line("scrape daemon")))
        until(lambda: len(first.headlines()) == 12)
        until(lambda: len(at_work(first.type(line("scrape status")))) == 3)
    asked = [one.path for number in range(1, 7) for one in web.host(number).log]
    assert sorted(path for path in asked if path not in ("/rss", "/robots.txt")) == sorted(
        set(asked) - {"/rss", "/robots.txt"}
    )
    assert asked.count("/robots.txt") == 6


def test_past_years_are_read_by_two_machines_and_by_a_cluster(tmp_path: Path, database_url: str) -> None:
    pytest.importorskip("distributed", reason="Dask is not installed: pip install '.[dask]'")
    machine = Machine(tmp_path / "one", database_url)
    watch(machine.folder)
    url = "https://nuri.example/view/2024080"
    for number in range(3):
        warc(machine.folder / "old" / f"{number}.warc.gz", record(f"{url}{number}", article(f"소식 {number}")))
    machine.type(line("scrape db upgrade"))
    where = tmp_path / "scheduler.json"
    here = ["--no-dashboard", "--host", "127.0.0.1"]
    with machine.service([*line("dask scheduler"), *here, "--port", "0", "--scheduler-file", str(where)]):
        until(lambda: where.exists() and where.read_text().endswith("}"))
        scheduler = json.loads(where.read_text())["address"]
        worker = [*line("dask worker", scheduler=scheduler), *here]
        with machine.service(worker), machine.service(worker):
            assert "3 files read" in machine.type(line("scrape backfill old/ --dask", scheduler=scheduler))
    assert machine.headlines() == [f"소식 {number}" for number in range(3)]
    assert "0 files read" in machine.type(line("scrape backfill old/"))
