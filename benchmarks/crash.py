"""What a kill costs: python benchmarks/crash.py [--kills N] [--database sqlite|postgresql|both] [--daemons N]

A run over the invented press on loopback is killed (SIGKILL) five times in a row, and then finished: one time in
five at a random moment between its start and its usual end, else between its first write and its usual end. With
`--daemons N` it is N daemons on one database: one of them, drawn by lot, is killed and started again, while the
others work on. Articles, mentions, coverage and the ledger must be those of a run that nobody disturbed: nothing
lost, nothing doubled, nothing half. The archive must be readable to its end; a record that a kill tore is reported
and skipped. `in_the_middle` are the kills that met a database in which something stood and something was still to
be done. `--seed N` draws other moments.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.databases import databases
from pipeline.errors import StorageError
from scrape.demo.play import write_config
from scrape.demo.press import load_press, serve_press
from storage.archive import ArchiveIndex
from storage.database.engine import Database
from storage.database.open import open_database
from storage.schema.tables import article, article_url, ledger, media_coverage, mention, run
from storage.sources.leases import daemons as daemons_at_work

Content = dict[str, list[tuple[Any, ...]]]

_IN_A_ROW = 5
_IN_A_ROW_OF_DAEMONS = 2  # the others are done with the press soon
_ANYWHERE = 0.2  # share of kills at any moment
_ROOT = Path(__file__).resolve().parents[1]
_PATIENCE = 600.0  # seconds until daemons have made good what the kills left
_RHYTHM = """
[daemon]
tick_seconds = 0.2
lease_seconds = 3
min_interval_minutes = 0.05
first_interval_minutes = 0.05
max_interval_hours = 0.001
"""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--kills", type=int, default=50)
    arguments.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    arguments.add_argument("--daemons", type=int, default=0, help="0: `scrape run`")
    arguments.add_argument("--seed", type=int, default=1)
    options = arguments.parse_args()
    kinds = ["sqlite", "postgresql"] if options.database == "both" else [options.database]
    figures = {}
    for kind in kinds:
        trial_figures = figures[kind] = trial(kind, options.kills, options.daemons, random.Random(options.seed))
        print(kind, " ".join(f"{name} {value}" for name, value in trial_figures.items()), flush=True)
    print(json.dumps(figures))
    sys.exit(any(trial_figures["different"] or trial_figures["bad_exits"] for trial_figures in figures.values()))


def trial(kind: str, kills: int, daemons: int, chance: random.Random) -> dict[str, int]:
    """Kill and finish until there were so many kills; how many of the finished ones are different."""
    outlets = load_press()
    figures = dict.fromkeys(
        ("kills", "in_the_middle", "finished", "different", "bad_exits", "torn_records", "seconds"), 0
    )
    began = time.monotonic()
    with serve_press(outlets) as proxy, databases(kind) as new_database, tempfile.TemporaryDirectory() as folder:
        wanted, moments = calm_run(Path(folder) / "calm", proxy, outlets, new_database, chance)
        while figures["kills"] < kills:
            place = Path(folder) / f"disturbed{figures['finished']}"
            write_config(place, proxy, outlets)
            hasten(place)
            url = new_database(place)
            rounds = min(_IN_A_ROW_OF_DAEMONS if daemons else _IN_A_ROW, kills - figures["kills"])
            if daemons:
                disturb_daemons(place, url, daemons, rounds, moments, wanted, figures)
            else:
                disturb_runs(place, url, rounds, moments, wanted, figures)
            figures["finished"] += 1
            actual = content(url)
            if actual != wanted:
                figures["different"] += 1
                print(f"{kind}: different after kills: {difference(wanted, actual)}", file=sys.stderr, flush=True)
            figures["torn_records"] += len(ArchiveIndex.of(sorted((place / "archive").glob("*.warc.gz"))).problems)
            print(f"{kind}: {figures}", file=sys.stderr, flush=True)
            shutil.rmtree(place)
    figures["seconds"] = round(time.monotonic() - began)
    return figures


@dataclass(frozen=True)
class Moments:
    """How many seconds a run takes that nobody disturbs, from its start and from its first write."""

    whole: float
    writing: float
    chance: random.Random

    def wait(self, process: subprocess.Popen[bytes], url: str, before: int) -> bool:
        """Wait for a moment to kill `process`, which entered no run yet besides `before`; False when it ended."""
        if self.chance.random() < _ANYWHERE:
            return still_runs(process, self.chance.uniform(0.3, self.whole))
        while runs_entered(url) <= before:
            if not still_runs(process, 0.05):
                return False
        return still_runs(process, self.chance.uniform(0.0, self.writing))


def still_runs(process: subprocess.Popen[bytes], seconds: float) -> bool:
    """Whether a process still runs after so many seconds."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return True
    return False


def runs_entered(url: str) -> int:
    """How many runs the database knows; none while there are no tables."""
    database = Database(url)
    try:
        with database.read() as connection:
            return int(connection.execute(sa.select(sa.func.count()).select_from(run)).scalar_one())
    except StorageError:
        return 0
    finally:
        database.close()


def calm_run(
    folder: Path, proxy: str, outlets: Any, new_database: Any, chance: random.Random
) -> tuple[Content, Moments]:
    """What a run stores that nobody disturbs, and how long that takes."""
    write_config(folder, proxy, outlets)
    hasten(folder)
    url = new_database(folder)
    began = time.monotonic()
    process = start(folder, url, "run")
    while not runs_entered(url) and still_runs(process, 0.05):
        pass
    wrote = time.monotonic()
    if process.wait() or not (wanted := content(url))["article"]:
        raise SystemExit("the undisturbed run failed or stored nothing")
    return wanted, Moments(time.monotonic() - began, time.monotonic() - wrote, chance)


def disturb_runs(
    place: Path,
    url: str,
    rounds: int,
    moments: Moments,
    wanted: Content,
    figures: dict[str, int],
) -> None:
    for _ in range(rounds):
        before = runs_entered(url)
        if kill_sometime(start(place, url, "run"), url, before, moments):
            note_kill(url, wanted, figures)
    figures["bad_exits"] += start(place, url, "run").wait() != 0


def disturb_daemons(
    place: Path,
    url: str,
    daemons: int,
    rounds: int,
    moments: Moments,
    wanted: Content,
    figures: dict[str, int],
) -> None:
    Path(place / "scrape.toml").write_text((place / "scrape.toml").read_text("utf-8") + _RHYTHM, encoding="utf-8")
    if daemons > 1:  # they would both make the tables of an empty database
        open_database(url).close()
    working = [start(place, url, "daemon") for _ in range(daemons)]
    for _ in range(rounds):
        number = moments.chance.randrange(daemons)
        if kill_sometime(working[number], url, runs_entered(url), moments):
            note_kill(url, wanted, figures)
        working[number] = start(place, url, "daemon")
    ends = time.monotonic() + _PATIENCE
    while time.monotonic() < ends and not (
        content(url) == wanted and all(is_at_work(daemon, url) for daemon in working)
    ):
        time.sleep(0.5)
    for daemon in working:
        daemon.send_signal(signal.SIGTERM)
    figures["bad_exits"] += sum(daemon.wait() != 0 for daemon in working)


def is_at_work(process: subprocess.Popen[bytes], url: str) -> bool:
    """Whether a daemon has begun to work: one that is told to stop before ends with the signal."""
    database = Database(url)
    try:
        with database.read() as connection:
            return any(f"-{process.pid}-" in owner for owner, _ in daemons_at_work(connection, datetime.now(UTC)))
    finally:
        database.close()


def note_kill(url: str, wanted: Content, figures: dict[str, int]) -> None:
    figures["kills"] += 1
    try:
        actual = content(url)
    except StorageError:  # killed before the tables were made
        return
    figures["in_the_middle"] += bool(actual["ledger"]) and actual != wanted


def hasten(folder: Path) -> None:
    """One worker process: starting two takes longer than what they do."""
    path = folder / "scrape.toml"
    path.write_text(
        path.read_text("utf-8").replace("delay_seconds = 0", "delay_seconds = 0\nworkers = 1"), encoding="utf-8"
    )


def start(folder: Path, url: str, command: str) -> subprocess.Popen[bytes]:
    """Begin `scrape run` or `scrape daemon`."""
    return subprocess.Popen(
        [sys.executable, "-m", "scrape.cli", "--log-file", "scrape.log", command],
        cwd=folder,
        env={**os.environ, "SCRAPE_DATABASE": url, "PYTHONPATH": str(_ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def kill_sometime(process: subprocess.Popen[bytes], url: str, before: int, moments: Moments) -> int:
    """Kill it at a random moment; 0 when it had ended by then."""
    if not moments.wait(process, url, before):
        return 0
    process.kill()
    process.wait()
    return 1


def content(url: str) -> Content:
    """What is stored, without keys and times of the run."""
    queries = {
        "article": sa.select(article.c.canonical_url, article.c.headline, article.c.text, article.c.published_at),
        "article_url": sa.select(article_url.c.url),
        "mention": sa.select(article.c.canonical_url, mention.c.entity_id, mention.c.place, mention.c.start_offset)
        .join(article, article.c.id == mention.c.article_id),
        "coverage": sa.select(media_coverage.c.url, media_coverage.c.entity_id, media_coverage.c.status),
        "story": sa.select(sa.func.count(article.c.id)).group_by(article.c.story_id),
        "ledger": sa.select(ledger.c.url, ledger.c.reason),
    }  # fmt: skip
    database = Database(url)
    try:
        with database.read() as connection:
            return {
                name: sorted((tuple(row) for row in connection.execute(query)), key=repr)
                for name, query in queries.items()
            }
    finally:
        database.close()


def difference(wanted: Content, actual: Content) -> str:
    return "; ".join(
        f"{name}: {len(wanted[name])} wanted, {len(actual[name])} found"
        for name in wanted
        if wanted[name] != actual[name]
    )


if __name__ == "__main__":
    main()
