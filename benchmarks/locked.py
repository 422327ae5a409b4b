"""A database that is locked in the middle of a run: python benchmarks/locked.py [--seconds S] [--database KIND]

While `scrape run` reads the invented press on loopback, another process locks the whole database (SQLite: BEGIN
EXCLUSIVE; PostgreSQL: every table ACCESS EXCLUSIVE) for so many seconds. What is stored must be what a calm run
stores.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from pathlib import Path

import sqlalchemy as sa

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.crash import calm_run, content, difference, hasten, runs_entered, start, still_runs
from benchmarks.databases import databases
from scrape.demo.play import write_config
from scrape.demo.press import load_press, serve_press
from storage.database.engine import parse_url
from storage.schema.tables import metadata


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--seconds", type=float, default=60.0)
    arguments.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    options = arguments.parse_args()
    kinds = ["sqlite", "postgresql"] if options.database == "both" else [options.database]
    figures = {kind: trial(kind, options.seconds) for kind in kinds}
    for kind, trial_figures in figures.items():
        print(kind, " ".join(f"{name} {value}" for name, value in trial_figures.items()))
    print(json.dumps(figures))
    sys.exit(any(trial_figures["exit_code"] or trial_figures["different"] for trial_figures in figures.values()))


def trial(kind: str, seconds: float) -> dict[str, float]:
    """Lock the database of a run for so many seconds; how the run ended and whether it stored something else."""
    outlets = load_press()
    with serve_press(outlets) as proxy, databases(kind) as new_database, tempfile.TemporaryDirectory() as folder:
        wanted, _ = calm_run(Path(folder) / "calm", proxy, outlets, new_database, random.Random(1))
        place = Path(folder) / "locked"
        write_config(place, proxy, outlets)
        hasten(place)
        url = new_database(place)
        process = start(place, url, "run")
        while not runs_entered(url) and still_runs(process, 0.02):
            pass
        lock(url, seconds)
        unlocked = time.monotonic()
        code = process.wait()
        actual = content(url)
        if actual != wanted:
            print(f"{kind}: {difference(wanted, actual)}", file=sys.stderr)
        return {
            "locked_seconds": seconds,
            "exit_code": code,
            "different": int(actual != wanted),
            "ended_after_seconds": round(time.monotonic() - unlocked, 1),
        }


def lock(url: str, seconds: float) -> None:
    engine = sa.create_engine(parse_url(url), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA busy_timeout = 60000")
            connection.exec_driver_sql("BEGIN EXCLUSIVE")
        else:
            connection.exec_driver_sql("BEGIN")
            for name in sorted(metadata.tables):
                connection.exec_driver_sql(f"LOCK TABLE {name} IN ACCESS EXCLUSIVE MODE")
        time.sleep(seconds)
        connection.exec_driver_sql("ROLLBACK")
    engine.dispose()


if __name__ == "__main__":
    main()
