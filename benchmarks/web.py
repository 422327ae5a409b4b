"""What a view of `scrape web` costs on a large database: python benchmarks/web.py [--articles N] [--rows N] …

A database is built as by queries.py, or one that was kept by --keep is used again. Each view is asked for without a
network in between, as the server would be: told is the median of the runs in milliseconds of this process's
processor (of PostgreSQL's server that is not), the time until the answer was there, and its size. `over` marks what
takes more than 100 ms or is larger than 60 kB.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import filled
from benchmarks.queries import NOW, a_filled_database, entities
from pipeline.outlets import OutletRegistry
from scrape.config.settings import EntityTable, Settings
from scrape.web.app import make_app
from scrape.web.safety.access import Access
from scrape.web.safety.guard import Doors
from scrape.web.site import Site
from storage.database.engine import Database

_BOUND_MS = 100.0
_BOUND_BYTES = 60_000


class Shown(NamedTuple):
    """How a view was answered: status, bytes, and milliseconds of the processor and of the clock."""

    status: int
    size: int
    cpu: float
    wall: float


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--articles", type=int, default=1_000_000)
    arguments.add_argument("--rows", type=int, default=3_000_000)
    arguments.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    arguments.add_argument("--keep", type=Path, help="a SQLite file to build once and use again")
    arguments.add_argument("--runs", type=int, default=7)
    arguments.add_argument("--only", default="", help="views whose address has this in it")
    options = arguments.parse_args()
    kinds = ["sqlite", "postgresql"] if options.database == "both" else [options.database]
    figures: dict[str, Any] = {}
    for kind in kinds:
        with a_filled_database(kind, options.keep, filled.Size(options.articles, options.rows)) as database:
            figures[kind] = measure(kind, database, options)
    print(f"largest memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    print(json.dumps(figures, ensure_ascii=False))


def measure(kind: str, database: Database, options: argparse.Namespace) -> dict[str, float]:
    site = Site(
        settings=Settings(person=[EntityTable(name="x")]),
        database=database,
        access=Access({}, "owner"),
        outlets=OutletRegistry(()),
        sources=frozenset(("feed", f"https://s{number}.example/feed") for number in range(1, 401)),
        archive=None,
        now=lambda: NOW,
    )
    app = make_app(site, Doors.at("127.0.0.1"))
    figures = {}
    for view in views(database):
        if options.only not in view:
            continue
        asked = [answered(app, view) for _ in range(options.runs + 1)]
        cpu = statistics.median(one.cpu for one in asked[1:])
        wall = statistics.median(one.wall for one in asked[1:])
        over = "  over" if cpu > _BOUND_MS or asked[0].size > _BOUND_BYTES else ""
        first = asked[0]
        print(
            f"  {kind} {view[:70]:70} {first.status} {cpu:8.1f} ms cpu {wall:8.1f} ms (first {first.wall:8.1f}) "
            f"{first.size:7} bytes{over}",
            flush=True,
        )
        figures[view] = round(cpu, 1)
    return figures


def views(database: Database) -> Iterator[str]:
    """Addresses of every view, and of every filter that may be slow."""
    named = entities(database)
    typical, most = (f"who={entity}" for entity in named.values())
    yield from ("/", "/?every=1", f"/?{typical}", f"/?{most}", f"/?{typical}&{most}", "/?found=24h", "/?found=7d")
    for filter_ in (
        "language=en", "language=en&place=headline", "outlet=새벽일보 7", "outlet=nobody", "quoted=1", "place=body",
        "status=review", "status=rejected", "status=all", "since=2024-03&until=2024-03", "after=1000000",
        "outlet=nobody&after=1000000", "since=2023-01&until=2023-12&language=en",
        f"words={filled.WORD}", f"words={filled.WORD[:2]}", f'words="{filled.WORD} {filled.WORD}"',
        "words=없는말이다",
    ):  # fmt: skip
        yield f"/?{filter_}"
        yield f"/?{most}&{filter_}"
    yield from (
        "/article/500000",
        "/article/7",
        "/story/200000",
        "/story/3",
        "/sources",
        "/sources/7",
        "/runs",
        "/sql",
        "/timeline",
        f"/timeline?{most}&since=2022-01&until=2023-12",
        f"/timeline?by=week&{most}&since=2023-07&until=2023-11",
        f"/timeline?by=day&{most}&since=2023-07&until=2023-07",
    )


def answered(app: Any, view: str) -> Shown:
    """Ask the application for a view, as its server does."""
    path, _, query = view.partition("?")
    scope = {
        "type": "http", "http_version": "1.1", "method": "GET", "path": path, "raw_path": path.encode(),
        "query_string": quote(query, safe="=&+").encode(), "headers": [(b"host", b"127.0.0.1")], "scheme": "http",
        "root_path": "", "server": ("127.0.0.1", 80), "client": ("127.0.0.1", 1),
    }  # fmt: skip
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    began, worked = time.perf_counter(), time.process_time()
    asyncio.run(app(scope, receive, send))
    cpu, wall = time.process_time() - worked, time.perf_counter() - began
    status = next(one["status"] for one in sent if one["type"] == "http.response.start")
    return Shown(status, sum(len(one.get("body", b"")) for one in sent), cpu * 1000, wall * 1000)


if __name__ == "__main__":
    main()
