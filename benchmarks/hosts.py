"""What it takes to claim, renew and give back hosts: python benchmarks/hosts.py [--sources N] [--database KIND]

So many sources on a fifth as many hosts, of which half have something due. One of 30 daemons claims 40 hosts, reads
what is due there, renews its lease with those of others looked through for dead ones (`scheduler.run.holdings`),
puts off what it found, and gives the hosts back with what they asked for; so many --rounds. Each step is a
transaction of its own. Told are the median and the 95 % mark of each in milliseconds, and those of claim and
renewal together: by the wall clock, in which other work on the machine counts, and of the processor of this
process, which on SQLite does all of it.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.databases import databases
from pipeline.hosts import HostTerms
from storage.database.engine import Database
from storage.database.open import open_database
from storage.schema.tables import host, source
from storage.sources import due, hosts, leases
from storage.sources.due import DueSource

BEGIN = datetime(2026, 11, 27, tzinfo=UTC)
LASTS = timedelta(seconds=135)
HOUR = timedelta(hours=1)
HOSTS_A_CLAIM, DAEMONS = 40, 30


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--sources", type=int, default=1_000_000)
    arguments.add_argument("--rounds", type=int, default=200)
    arguments.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    options = arguments.parse_args()
    kinds = ["sqlite", "postgresql"] if options.database == "both" else [options.database]
    figures = {}
    for kind in kinds:
        with databases(kind) as new_database, tempfile.TemporaryDirectory() as folder:
            database = open_database(new_database(Path(folder)))
            fill(database, options.sources)
            figures[kind] = measured(database, options.rounds)
            database.close()
        for step, (median, late, own, own_late) in figures[kind].items():
            wall = f"median {median:.1f} ms, 95 % {late:.1f} ms"
            print(f"{kind} {step}: {wall}; processor {own:.1f} and {own_late:.1f} ms", flush=True)
    print(json.dumps(figures))


def fill(database: Database, count: int) -> None:
    """So many sources, five at a host, each due at some time of the two hours around now."""
    for begin in range(0, count, 50_000):
        numbers = range(begin, min(begin + 50_000, count))
        with database.write() as connection:
            connection.execute(
                sa.insert(source),
                [
                    {
                        "kind": "feed",
                        "url": f"http://h{number // 5}.example/{number}",
                        "host": f"h{number // 5}.example",
                        "active": True,
                        "first_seen_at": BEGIN,
                        "next_due_at": due_at(number // 5) + timedelta(seconds=number % 5),
                    }
                    for number in numbers
                ],
            )
            connection.execute(
                sa.insert(host), [{"name": f"h{n // 5}.example", "due_at": due_at(n // 5)} for n in numbers[::5]]
            )
    with database.write() as connection:
        for number in range(DAEMONS):
            leases.begin_lease(connection, name(number), str(number), BEGIN + LASTS)
        connection.exec_driver_sql("ANALYZE")


def due_at(number: int) -> datetime:
    return BEGIN + timedelta(seconds=number * 7919 % 7200 - 3600)


def name(number: int) -> str:
    return f"{leases.DAEMON}{number}"


def measured(database: Database, rounds: int) -> dict[str, tuple[float, ...]]:
    """The median and the 95 % mark of each step, in milliseconds: by the wall clock, and of the processor."""
    took: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for number in range(rounds):
        for step, work in steps(name(number % DAEMONS), BEGIN + number * timedelta(seconds=0.1)):
            began = time.perf_counter(), time.process_time()
            with database.write() as connection:
                work(connection)
            took[step].append((time.perf_counter() - began[0], time.process_time() - began[1]))
    both = zip(took["claim"], took["renew"], strict=True)
    took["claim and renew"] = [(claim[0] + renew[0], claim[1] + renew[1]) for claim, renew in both]
    return {
        step: tuple(at([one[clock] for one in times], share) for clock in (0, 1) for share in (0.5, 0.95))
        for step, times in took.items()
    }


def steps(owner: str, now: datetime) -> Iterator[tuple[str, Callable[[sa.Connection], None]]]:
    """What a daemon does, step by step."""
    names: list[str] = []
    looks: list[DueSource] = []

    def claim(connection: sa.Connection) -> None:
        hosts.bury(connection, now)
        leases.extend(connection, owner, now + LASTS)
        taken = hosts.claim_due(connection, owner, now, delay=1.0, most=HOSTS_A_CLAIM)
        names.extend(one.name for one in taken)

    def read(connection: sa.Connection) -> None:
        looks.extend(due.due_sources(connection, names, now, most=5 * HOSTS_A_CLAIM, without=()))

    def renew(connection: sa.Connection) -> None:
        leases.extend(connection, owner, now + LASTS)
        hosts.bury(connection, now)
        hosts.held_by(connection, owner)
        leases.daemons(connection, now)

    def put_off(connection: sa.Connection) -> None:
        for look in looks:
            due.put_off(connection, look.key, HOUR, now + HOUR)

    def give_back(connection: sa.Connection) -> None:
        hosts.give_back_hosts(connection, owner, {one: HostTerms(rest=1.0, delay=1.0) for one in names}, now)

    yield "claim", claim
    if len(names) != HOSTS_A_CLAIM:
        raise SystemExit(f"{len(names)} hosts were claimed, not {HOSTS_A_CLAIM}")
    yield "what is due", read
    yield "renew", renew
    yield "put off all of it", put_off
    yield "give back", give_back


def at(times: list[float], share: float) -> float:
    """The mark below which that share of the times lies, in milliseconds."""
    return round(1000 * sorted(times)[int(share * (len(times) - 1))], 2)


if __name__ == "__main__":
    main()
