"""Two daemons on one database, one of them killed: python benchmarks/two_daemons.py [--seconds S] [--database KIND]

Twelve outlets on loopback publish an article about the tracked person every few seconds; two daemons watch them.
When a third of the time is over, one is killed (SIGKILL) while it is asking a source. Told are the shortest time
between two looks at a source, in intervals, and how many were too near; how many pages were fetched twice, without
those that the dead daemon had asked for and not stored, which are told apart; how long after the kill the last
source of the dead daemon was asked by the other, in leases; and the articles that are missing or doubled.
"""

from __future__ import annotations

import argparse
import json
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import sqlalchemy as sa

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.crash import start
from benchmarks.databases import databases
from benchmarks.soak import configuration, newest_of
from storage.database.engine import Database
from storage.database.open import open_database
from storage.schema.tables import article, article_url, host, source
from tests.web import Answer, Web, open_web

OUTLETS = range(1, 13)
PUBLISHED_EVERY = 5.0  # seconds, by each outlet
ANSWERED_AFTER = 0.4  # seconds
JITTER = 0.1  # by how much the daemon moves an interval


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--seconds", type=float, default=90.0)
    arguments.add_argument("--interval", type=float, default=6.0)
    arguments.add_argument("--lease", type=float, default=8.0)
    arguments.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    options = arguments.parse_args()
    kinds = ["sqlite", "postgresql"] if options.database == "both" else [options.database]
    figures = {}
    for kind in kinds:
        trial_figures = figures[kind] = trial(kind, options.seconds, options.interval, options.lease)
        print(kind, " ".join(f"{name} {value}" for name, value in trial_figures.items()), flush=True)
    print(json.dumps(figures))


def trial(kind: str, seconds: float, interval: float, lease: float) -> dict[str, float]:
    """Let two daemons work for so many seconds, and kill one; the figures."""
    with open_web() as web, databases(kind) as new_database, tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        url = new_database(place)
        open_database(url).close()
        began = time.monotonic()
        last = began + seconds - 3 * interval - lease  # then nothing new appears, so that all can be read
        feeds = [outlet(web, number, began, last) for number in OUTLETS]
        (place / "scrape.toml").write_text(
            configuration(feeds, interval, timeout=10, lease=lease), encoding="utf-8"
        )
        working = [start(place, url, "daemon") for _ in range(2)]
        time.sleep(seconds / 3)
        dead, held = kill_one(working, url, began + seconds / 2)
        killed = time.monotonic()
        kept = stored_urls(url)
        time.sleep(max(0.0, began + seconds - killed))
        survivor = next(daemon for daemon in working if daemon is not dead)
        survivor.send_signal(signal.SIGTERM)
        code = survivor.wait()
        figures = looks(web, interval, lease, killed, held) | fetched(web, killed, kept)
        return {"exit_code": code} | figures | stored(web, url)


def outlet(web: Web, number: int, began: float, until: float) -> str:
    """Put an outlet on the air; the URL of its feed."""
    host = web.host(number)

    def feed(before: int) -> Answer:
        del before
        count = int((min(time.monotonic(), until) - began) / PUBLISHED_EVERY) + 1
        return replace(newest_of(host, number, count), delay=ANSWERED_AFTER)

    return host.at("/rss", feed)


def kill_one(
    working: list[subprocess.Popen[bytes]], url: str, latest: float
) -> tuple[subprocess.Popen[bytes], set[str]]:
    """Kill the daemon that is asking a source now; it, and the sources that it had in hand."""
    database = Database(url)
    try:
        while time.monotonic() < latest:
            with database.read() as connection:
                held_now = sa.select(source.c.url, host.c.owner).join(host, host.c.name == source.c.host)
                rows = connection.execute(held_now.where(host.c.owner.is_not(None))).all()
            for daemon in working:
                held = {row.url for row in rows if f"-{daemon.pid}-" in row.owner}
                if held:
                    daemon.kill()
                    daemon.wait()
                    return daemon, held
            time.sleep(0.02)
    finally:
        database.close()
    raise SystemExit("no daemon was seen asking a source")


def looks(web: Web, interval: float, lease: float, killed: float, held: set[str]) -> dict[str, float]:
    """How near the looks at each source were to each other, and how soon the dead daemon's were taken over."""
    gaps, takeovers = [], []
    for number in OUTLETS:
        host = web.host(number)
        times = [request.began for request in host.asked("/rss")]
        # What the dead daemon asked is asked again, when its lease has ended: that look was lost.
        gaps += [later - earlier for earlier, later in pairwise(times)]
        if f"{host.url}/rss" in held:
            takeovers.append(min((began - killed for began in times if began > killed), default=float("inf")))
    return {
        "looks": len(gaps) + len(OUTLETS),
        "shortest_gap_in_intervals": round(min(gaps) / interval, 3),
        "too_near": sum(gap < interval * (1 - JITTER) for gap in gaps),
        "held_when_killed": len(held),
        "takeover_in_leases": round(max(takeovers) / lease, 2),
        "takeover_seconds": round(max(takeovers), 1),
    }


def fetched(web: Web, killed: float, kept: set[str]) -> dict[str, float]:
    """How many pages were fetched, and how many twice; apart from those that were lost with the dead daemon,
    because they were asked for before the kill, and not stored then."""
    times: dict[str, list[float]] = {}
    for number in OUTLETS:
        host = web.host(number)
        for request in host.asked():
            if request.path != "/rss":
                times.setdefault(host.url + request.path, []).append(request.began)
    lost = {
        url for url, began_at in times.items() if url not in kept and sum(began < killed for began in began_at) == 1
    }
    often = {url: len(began_at) - (url in lost) for url, began_at in times.items()}
    return {
        "pages": len(times),
        "pages_fetched_twice": sum(count > 1 for count in often.values()),
        "pages_lost_and_fetched_again": sum(len(times[url]) > 1 for url in lost),
    }


def stored_urls(url: str) -> set[str]:
    database = Database(url)
    with database.read() as connection:
        urls = set(connection.execute(sa.select(article_url.c.url)).scalars())
    database.close()
    return urls


def stored(web: Web, url: str) -> dict[str, float]:
    urls = stored_urls(url)
    database = Database(url)
    with database.read() as connection:
        rows = connection.execute(sa.select(sa.func.count()).select_from(article)).scalar_one()
    database.close()
    published = {
        web.host(n).url + path for n in OUTLETS for path in web.host(n).routes if path.startswith("/news/")
    }
    return {"published": len(published), "missing": len(published - urls), "doubled": rows - len(published & urls)}


if __name__ == "__main__":
    main()
