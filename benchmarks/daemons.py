"""Several daemons on one PostgreSQL, one of them killed: python benchmarks/daemons.py [--daemons N] [--hosts N]

So many hosts on loopback, each with three feeds of two articles about the tracked person, are watched for --seconds
by daemons of a delay of one second; every tenth host answers the first request for a feed with 429 and a pause of
ten seconds. When a third of the time is over, one daemon is killed (SIGKILL).

Told are, as the hosts saw it (by when the bytes reached their kernel, to 10 ms): the requests, the gaps between two
at one host that were shorter than the delay, the requests that came within a pause, how often robots.txt was asked
for more than once, how long after the kill the last host that the dead daemon held was free for another (in
leases), and the articles missing or doubled at the end.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

import sqlalchemy as sa

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.databases import databases
from benchmarks.soak import XML, headline, page, path
from storage.database.engine import Database
from storage.database.open import open_database
from storage.schema.tables import article, host, lease
from tests.web import TICK, Answer, Host, open_web

DELAY, PAUSE, LEASE = 1.0, 10, 9.0  # seconds
FEEDS, ARTICLES = 3, 2


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--daemons", type=int, default=3)
    arguments.add_argument("--hosts", type=int, default=300)
    arguments.add_argument("--seconds", type=float, default=60.0)
    options = arguments.parse_args()
    with open_web() as web, databases("postgresql") as new, tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        url = new(place)
        open_database(url).close()
        hosts = [web.host(number) for number in range(1, options.hosts + 1)]
        feeds = [feed for number, one in enumerate(hosts, 1) for feed in on_air(one, number)]
        (place / "scrape.toml").write_text(configuration(feeds), encoding="utf-8")
        database = Database(url)
        daemons = [start(place, url, number) for number in range(options.daemons)]
        time.sleep(options.seconds / 3)
        dead = daemons.pop()
        owner = f"-{dead.pid}-"
        held = held_by(database, owner)
        dead.kill()
        killed = time.monotonic()
        taken_over = until_taken(database, owner, killed + options.seconds * 2 / 3)
        time.sleep(max(0.0, options.seconds * 2 / 3 - (time.monotonic() - killed)))
        for one in daemons:
            one.send_signal(signal.SIGTERM)
        codes = [one.wait(90) for one in daemons]
        figures = {
            **seen(hosts),
            "hosts_of_the_dead": held,
            "taken_over_leases": round((taken_over - killed) / LEASE, 2),
            "exit_codes": codes,
            **stored(database, options.hosts),
        }
        database.close()
    print(json.dumps(figures))


def on_air(one: Host, number: int) -> list[str]:
    """Have a host show its feeds and articles; the addresses of the feeds."""
    feeds = []
    for feed in range(FEEDS):
        items = ""
        for serial in range(feed * ARTICLES, (feed + 1) * ARTICLES):
            one.at(path(serial), page(number, serial))
            items += f"<item><title>{headline(number, serial)}</title><link>{one.url}{path(serial)}</link></item>"
        body = f"<rss version='2.0'><channel><title>t</title>{items}</channel></rss>".encode()
        there = Answer(body=body, headers=XML)
        busy = Answer(429, headers=(("Retry-After", str(PAUSE)),))
        first = number % 10 == 0 and feed == 0
        feeds.append(one.at(f"/rss{feed}", lambda before, a=there, b=busy, f=first: b if f and not before else a))  # type: ignore[misc]
    return feeds


def configuration(feeds: list[str]) -> str:
    return (
        f"[crawl]\ndelay_seconds = {DELAY}\ntimeout_seconds = 10\nretries = 0\nworkers = 1\n"
        f"allow_private_addresses = true\n[daemon]\ntick_seconds = 0.5\nlease_seconds = {LEASE}\n"
        "[[person]]\nname = '서다인'\n"
    ) + "".join(f"[[source]]\nkind = 'feed'\nurl = '{feed}'\n" for feed in feeds)


def start(place: Path, url: str, number: int) -> subprocess.Popen[bytes]:
    root = str(Path(__file__).resolve().parents[1])
    return subprocess.Popen(
        [sys.executable, "-m", "scrape.cli", "--log-file", f"{number}.log", "daemon"],
        cwd=place,
        env={**os.environ, "SCRAPE_DATABASE": url, "PYTHONPATH": root},
        stderr=subprocess.DEVNULL,
    )


def held_by(database: Database, owner: str) -> int:
    """How many hosts a daemon holds."""
    with database.read() as connection:
        held = sa.select(sa.func.count()).select_from(host).where(host.c.owner.contains(owner))
        return int(connection.execute(held).scalar_one())


def until_taken(database: Database, owner: str, limit: float) -> float:
    """When nothing of a dead daemon was left, on the monotonic clock; at the latest `limit`."""
    while time.monotonic() < limit:
        with database.read() as connection:
            there = connection.execute(sa.select(lease.c.name).where(lease.c.name.contains(owner))).first()
        if there is None and not held_by(database, owner):
            break
        time.sleep(0.1)
    return time.monotonic()


def seen(hosts: list[Host]) -> dict[str, float]:
    """What the hosts saw."""
    short, within, shortest, again, requests = 0, 0, float("inf"), 0, 0
    for number, one in enumerate(hosts, 1):
        log = sorted(one.log, key=lambda asked: asked.began)
        requests += len(log)
        again += max(0, sum(asked.path == "/robots.txt" for asked in log) - 1)
        gaps = [after.began - before.began for before, after in pairwise(log)]
        short += sum(gap < DELAY - TICK for gap in gaps)
        shortest = min([shortest, *gaps])
        for paused in [asked for asked in log if asked.path == "/rss0" and number % 10 == 0][:1]:
            within += sum(0 < asked.began - paused.began < PAUSE - TICK for asked in log)
    return {
        "requests": requests,
        "short_gaps": short,
        "shortest_gap": round(shortest, 3),
        "within_a_pause": within,
        "robots_again": again,
    }


def stored(database: Database, hosts: int) -> dict[str, int]:
    with database.read() as connection:
        rows = connection.execute(sa.select(article.c.canonical_url)).scalars().all()
    return {"missing": hosts * FEEDS * ARTICLES - len(set(rows)), "doubled": len(rows) - len(set(rows))}


if __name__ == "__main__":
    main()
