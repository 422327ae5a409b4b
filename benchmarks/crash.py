"""What a kill costs: python benchmarks/crash.py [--kills N] [--database sqlite|postgresql|both] [--seed N]

A run over the invented press on loopback is killed (SIGKILL) at a random moment, five times in a row, and then
finished. Articles, mentions, coverage and the ledger must be those of a run that nobody disturbed: nothing lost,
nothing doubled, nothing half. The archive must be readable to its end; a record
that a kill tore is reported and skipped.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from scrape.demo.play import write_config
from scrape.demo.press import load_press, serve
from storage.archive import ArchiveIndex
from storage.engine import Database
from storage.schema import article, article_url, ledger, media_coverage, mention
from tests import postgres

_IN_A_ROW = 5
_ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--kills", type=int, default=50)
    arguments.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    arguments.add_argument("--seed", type=int, default=1)
    options = arguments.parse_args()
    kinds = ["sqlite", "postgresql"] if options.database == "both" else [options.database]
    figures = {kind: trial(kind, options.kills, random.Random(options.seed)) for kind in kinds}
    for kind, found in figures.items():
        print(kind, " ".join(f"{name} {value}" for name, value in found.items()))
    print(json.dumps(figures))
    sys.exit(any(found["different"] for found in figures.values()))


def trial(kind: str, kills: int, chance: random.Random) -> dict[str, int]:
    """Kill and finish until there were so many kills; how many of the finished ones are different."""
    outlets = load_press()
    figures = {"kills": 0, "finished": 0, "different": 0, "torn_records": 0}
    with serve(outlets) as proxy, databases(kind) as new_database, tempfile.TemporaryDirectory() as folder:
        calm = Path(folder) / "calm"
        write_config(calm, proxy, outlets)
        url = new_database(calm)
        began = time.monotonic()
        run(calm, url).wait()
        lasts = time.monotonic() - began
        wanted = content(url)
        if not wanted["article"]:
            raise SystemExit("the undisturbed run stored nothing")
        while figures["kills"] < kills:
            place = Path(folder) / f"disturbed{figures['finished']}"
            write_config(place, proxy, outlets)
            url = new_database(place)
            for _ in range(min(_IN_A_ROW, kills - figures["kills"])):
                figures["kills"] += kill_sometime(run(place, url), chance.uniform(0.3, lasts))
            run(place, url).wait()
            figures["finished"] += 1
            found = content(url)
            if found != wanted:
                figures["different"] += 1
                print(f"{kind}: different after kills: {difference(wanted, found)}", file=sys.stderr)
            figures["torn_records"] += len(ArchiveIndex.of(sorted((place / "archive").glob("*.warc.gz"))).problems)
    return figures


@contextmanager
def databases(kind: str) -> Iterator[Any]:
    """A function that gives the URL of a new database, for a folder."""
    if kind == "sqlite":
        yield lambda folder: f"sqlite:///{folder / 'coverage.sqlite'}"
        return
    with postgres.server() as server:
        count = iter(range(10_000))

        def new(folder: Path) -> str:
            del folder
            name = f"crash_{next(count)}"
            engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
            with engine.connect() as connection:
                connection.exec_driver_sql(f"CREATE DATABASE {name}")
            engine.dispose()
            return sa.make_url(server).set(database=name).render_as_string(hide_password=False)

        yield new


def run(folder: Path, url: str) -> subprocess.Popen[bytes]:
    """Begin `scrape run` in a group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "scrape.cli", "--log-file", "scrape.log", "run"],
        cwd=folder,
        env={**os.environ, "SCRAPE_DATABASE": url, "PYTHONPATH": str(_ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def kill_sometime(process: subprocess.Popen[bytes], seconds: float) -> int:
    """Kill after so many seconds; 0 when it had ended by then."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return 1
    return 0


def content(url: str) -> dict[str, list[tuple[Any, ...]]]:
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


def difference(wanted: dict[str, list[tuple[Any, ...]]], found: dict[str, list[tuple[Any, ...]]]) -> str:
    return "; ".join(
        f"{name}: {len(wanted[name])} wanted, {len(found[name])} found"
        for name in wanted
        if wanted[name] != found[name]
    )


if __name__ == "__main__":
    main()
