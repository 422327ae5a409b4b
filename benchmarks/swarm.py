"""Many daemons on one PostgreSQL: python benchmarks/swarm.py [--sources N …] [--daemons N …] [--seconds S]

The statements by which daemons share hosts (`storage.sources.hosts`, `due`, `leases`) run for real; the web and the
clock are invented. So many sources on a fifth as many hosts, by rank to the power of -0.5, are each due once an
hour; hosts answer after 0.05 to 2 seconds, one look of 500 is told to wait a minute (429). Daemons claim hosts as
the real ones do, 40 at a time, ask at most 32 at once, keep a second between two looks at a host, put sources off,
and give hosts back with what they asked for.

Told are, for the invented seconds: looks a second (all daemons together, and what was due), gaps between two looks
at a host that were too short, and for each look the statements, the rows that the server read, its processor time,
and how late it was in the mean.
"""

from __future__ import annotations

import argparse
import heapq
import itertools
import json
import os
import random
import sys
import tempfile
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.databases import databases
from pipeline.hosts import HostTerms
from storage.database.engine import Database
from storage.database.open import open_database
from storage.schema.tables import host, lease, source
from storage.sources import due, hosts, leases
from storage.sources.due import DueSource

BEGIN = datetime(2026, 11, 27, tzinfo=UTC)
HOUR = timedelta(hours=1)
DELAY, TICK, LASTS = 1.0, 10.0, 180.0  # seconds: the defaults
HOSTS_A_CLAIM, AT_ONCE = 40, 32
MOST_HELD = 4 * HOSTS_A_CLAIM


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--sources", type=int, nargs="+", default=[1_000, 10_000, 100_000, 1_000_000])
    arguments.add_argument("--daemons", type=int, nargs="+", default=[1, 3, 10, 30])
    arguments.add_argument("--seconds", type=float, default=60.0)
    options = arguments.parse_args()
    names = ("due/s", "looks/s", "short gaps", "statements", "rows", "database ms", "late s")
    print(f"{'sources':>9} {'daemons':>7} " + " ".join(f"{name:>11}" for name in names), flush=True)
    figures = []
    with databases("postgresql") as new, tempfile.TemporaryDirectory() as folder:
        for sources in options.sources:
            database, due_in = filled(new(Path(folder)), sources)
            for daemons in options.daemons:
                figure = Swarm(database, daemons, due_in).work(options.seconds)
                figures.append({"sources": sources, "daemons": daemons, **figure})
                values = " ".join(f"{figure[name]:11.2f}" for name in names)
                print(f"{sources:9} {daemons:7} {values}", flush=True)
            database.close()
    print(json.dumps(figures))


def filled(url: str, count: int) -> tuple[Database, list[float]]:
    """A database of so many sources on a fifth as many hosts; in how many seconds each of the sources is due."""
    database = open_database(url)
    due_in = [random.Random(number).uniform(0, 3600) for number in range(count)]
    with database.write() as connection:
        chance = random.Random(count)
        many = max(1, count // 5)
        weights = list(itertools.accumulate(rank**-0.5 for rank in range(1, many + 1)))
        at_host = chance.choices(range(many), cum_weights=weights, k=count)
        for begin in range(0, count, 20_000):
            connection.execute(
                sa.insert(source),
                [
                    {
                        "kind": "feed",
                        "url": f"http://h{at_host[number]}.example/{number}",
                        "host": f"h{at_host[number]}.example",
                        "active": True,
                        "first_seen_at": BEGIN,
                        "next_due_at": BEGIN + timedelta(seconds=due_in[number]),
                    }
                    for number in range(begin, min(begin + 20_000, count))
                ],
            )
    return database, due_in


@dataclass(slots=True)
class Held:
    """A host that a daemon holds, and what it still asks there."""

    name: str
    waiting: deque[DueSource]
    rest: float = 0.0
    pause: float = 0.0


@dataclass(slots=True)
class InventedDaemon:
    """One daemon of the swarm: the hosts that it asks, those to be given back, and its requests on the way."""

    name: str
    held: dict[str, Held] = field(default_factory=dict)
    done: list[Held] = field(default_factory=list)
    busy: int = 0


class Swarm:
    """So many daemons on one database, whose clock is invented."""

    def __init__(self, database: Database, daemons: int, due_in: list[float]) -> None:
        self._database = database
        self._due_in = due_in  # by the ids of sources, which begin with 1
        self._daemons = [InventedDaemon(f"daemon {number}") for number in range(daemons)]
        self._events: list[tuple[float, int, Callable[[float], None]]] = []
        self._count = itertools.count()
        self._chance = random.Random(daemons)
        self._looked: dict[str, float] = {}
        self._looks, self._short, self._late = 0, 0, 0.0
        self._statements = 0

    def work(self, seconds: float) -> dict[str, float]:
        """Work for so many invented seconds; what it took."""
        with self._database.write() as connection:
            connection.execute(sa.delete(lease))
            connection.execute(sa.delete(host))
            asked = source.c.next_due_at > BEGIN + HOUR  # in the run before
            connection.execute(
                sa.update(source)
                .where(asked)
                .values(next_due_at=source.c.next_due_at - sa.literal(HOUR, sa.Interval()))
            )
            first = sa.select(source.c.host, sa.func.min(source.c.next_due_at)).group_by(source.c.host)
            connection.execute(sa.insert(host).from_select(["name", "due_at"], first))
            for daemon in self._daemons:
                leases.begin_lease(connection, daemon.name, daemon.name, BEGIN + timedelta(seconds=LASTS))
        with self._database.write() as connection:
            connection.exec_driver_sql("ANALYZE source")
            connection.exec_driver_sql("ANALYZE host")
        for number, daemon in enumerate(self._daemons):
            self._at(TICK * number / len(self._daemons), lambda now, one=daemon: self._tick(one, now))  # type: ignore[misc]
        before = self._used()
        sa.event.listen(sa.Engine, "after_cursor_execute", self._count_statement)
        while self._events and self._events[0][0] < seconds:
            now, _, act = heapq.heappop(self._events)
            act(now)
        sa.event.remove(sa.Engine, "after_cursor_execute", self._count_statement)
        after = self._used()
        looks = max(1, self._looks)
        return {
            "due/s": len(self._due_in) / 3600,
            "looks/s": self._looks / seconds,
            "short gaps": self._short,
            "statements": self._statements / looks,
            "rows": (after[0] - before[0]) / looks,
            "database ms": 1000 * (after[1] - before[1]) / looks,
            "late s": self._late / looks,
        }

    # --- the daemons

    def _tick(self, daemon: InventedDaemon, now: float) -> None:
        moment = BEGIN + timedelta(seconds=now)
        with self._database.write() as connection:
            leases.extend(connection, daemon.name, moment + timedelta(seconds=LASTS))
            if daemon.done:
                terms = {
                    one.name: HostTerms(rest=max(0.0, one.rest - now), delay=DELAY, pause=max(0.0, one.pause - now))
                    for one in daemon.done
                }
                hosts.give_back_hosts(connection, daemon.name, terms, moment)
                daemon.done.clear()
        while len(daemon.held) <= MOST_HELD - HOSTS_A_CLAIM and self._claim(daemon, now, moment):
            pass
        self._at(now + TICK, lambda later: self._tick(daemon, later))

    def _claim(self, daemon: InventedDaemon, now: float, moment: datetime) -> bool:
        with self._database.write() as connection:
            taken = hosts.claim_due(connection, daemon.name, moment, delay=DELAY, most=HOSTS_A_CLAIM)
            names = {one.name for one in taken}
            asked = due.due_sources(connection, names, moment, most=40 * HOSTS_A_CLAIM, without=())
        for one in taken:
            held = Held(one.name, deque(look for look in asked if look.host == one.name))
            daemon.held[one.name] = held
            begins = now + one.terms.rest
            self._at(begins, lambda at, held=held: self._look(daemon, held, at))  # type: ignore[misc]
        return bool(taken)

    def _look(self, daemon: InventedDaemon, held: Held, now: float) -> None:
        if not held.waiting or held.pause > now:
            del daemon.held[held.name]
            daemon.done.append(held)
            return
        if daemon.busy >= AT_ONCE:
            self._at(now + 0.05, lambda at: self._look(daemon, held, at))
            return
        look = held.waiting.popleft()
        self._late += max(0.0, now - self._due_in[look.key - 1])
        before = self._looked.get(held.name)
        self._short += before is not None and now - before < DELAY - 1e-3
        self._looked[held.name] = now
        held.rest = now + DELAY
        self._looks += 1
        daemon.busy += 1
        answers = now + self._chance.uniform(0.05, 2.0)
        self._at(answers, lambda at: self._answered(daemon, held, look, at))

    def _answered(self, daemon: InventedDaemon, held: Held, look: DueSource, now: float) -> None:
        daemon.busy -= 1
        moment = BEGIN + timedelta(seconds=now)
        if self._chance.random() < 0.002:
            held.pause = now + 60
        with self._database.write() as connection:
            due.put_off(connection, look.key, HOUR, moment + HOUR)
        self._at(max(now, held.rest), lambda at: self._look(daemon, held, at))

    def _at(self, moment: float, act: Callable[[float], None]) -> None:
        heapq.heappush(self._events, (moment, next(self._count), act))

    # --- what it takes

    def _count_statement(self, *_: object) -> None:
        self._statements += 1

    def _used(self) -> tuple[int, float]:
        """The rows that the server has fetched from this database, and the processor seconds of our connection."""
        with self._database.read() as connection:
            connection.exec_driver_sql("SELECT pg_stat_force_next_flush()")
        with self._database.read() as connection:
            connection.exec_driver_sql("SELECT pg_stat_clear_snapshot()")
            fetched = "SELECT tup_fetched + tup_returned FROM pg_stat_database WHERE datname = current_database()"
            rows = int(connection.exec_driver_sql(fetched).scalar_one())
            process = int(connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one())
        times = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return rows, (int(times[11]) + int(times[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
