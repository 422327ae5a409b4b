"""Pages per second from a loopback press: python benchmarks/throughput.py DATASET_DIR [--pages N] [--relevant R]

The pages of press-dev.warc.gz are served by a process of their own, so many times over that there are N; of the
watchlist beside it as many entities are watched as make the share R of the pages relevant. Measured, each in a
process of its own, on the same pages: a bare Scrapy download, Scrapy with trafilatura inline, and the whole monitor
into SQLite. Seconds are wall clock from the first request to the end, so the figures are ratios of this run; memory
is the sum of the largest of the process and of its workers.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import trafilatura

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from pipeline.items import Entity, Link, Page, Reason, Source, Watchlist
from scheduler.reactor import run_on_reactor
from scheduler.run import Plan, run
from scheduler.workers import Workers
from scrape.runner import matched_forms
from scrape.settings import load_settings
from spiders.base import Ask, Reading, Scope
from spiders.crawl import Miss, crawl
from spiders.kinds import KINDS, read_source
from spiders.outlets import bundled_outlets
from spiders.settings import CrawlSettings
from storage.archive import ArchiveIndex
from storage.opening import open_database

SETTINGS = CrawlSettings(
    user_agent="press-scrape-benchmark",
    delay=0,
    per_host=16,
    concurrency=32,
    retries=0,
    allow_private_addresses=True,
)
NOW = datetime.now(UTC)
_FIRST = 10**8  # numbers of pages begin here: a short one does not look like an article's
MODES = ("download", "trafilatura", "monitor")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--pages", type=int, default=3000)
    arguments.add_argument("--relevant", type=float, default=0.05)
    arguments.add_argument("--mode", choices=MODES, help=argparse.SUPPRESS)
    arguments.add_argument("--address", help=argparse.SUPPRESS)
    options = arguments.parse_args()
    if options.mode:
        print(json.dumps(measure(options.mode, options.address, options.folder, options.relevant)))
        return
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    server = context.Process(target=serve, args=(options.folder, options.pages, there), daemon=True)
    server.start()
    address = f"http://127.0.0.1:{here.recv()}"
    try:
        figures = {mode: in_own_process(mode, address, options) for mode in MODES}
    finally:
        server.terminate()
        server.join()
    bare = figures["download"]["pages_per_second"]
    print(f"{'':14} {'pages/s':>9} {'of download':>12} {'CPU s':>8} {'MB':>7}  outcomes")
    for mode, found in figures.items():
        share = found["pages_per_second"] / bare
        print(
            f"{mode:14} {found['pages_per_second']:9.1f} {share:12.2f} {found['cpu_seconds']:8.1f} "
            f"{found['peak_megabytes']:7.0f}  {found['outcomes']}"
        )
    print(json.dumps({"pages": options.pages, "cores": os.cpu_count(), **figures}))


def in_own_process(mode: str, address: str, options: argparse.Namespace) -> dict[str, Any]:
    command = [sys.executable, __file__, str(options.folder), "--mode", mode, "--address", address]
    command += ["--relevant", str(options.relevant)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{mode} failed: {done.stderr.strip().splitlines()[-1:]}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def serve(folder: Path, count: int, ready: Any) -> None:
    """Serve the archived pages at /news/NUMBER, and a feed of them at /feed."""
    feed = b""
    bodies = [(page.header("content-type") or "text/html", page.body) for _, page in archived(folder)]

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                while (await reader.readline()).strip():
                    pass
                path = line.split()[1].decode()
                status, kind, body = "200 OK", "text/html", b""
                if path == "/feed":
                    kind, body = "application/rss+xml", feed
                elif path.startswith("/news/"):
                    kind, body = bodies[int(path[6:]) % len(bodies)]
                else:
                    status = "404 Not Found"
                head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
                writer.write(head.encode() + body)
                await writer.drain()
        except (ConnectionError, IndexError):
            pass
        finally:
            writer.close()

    async def forever() -> None:
        nonlocal feed
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        base = f"http://127.0.0.1:{port}/news"
        links = (f"{base}/{_FIRST + number}" for number in range(count))
        items = "".join(f"<item><title>t</title><link>{link}</link></item>" for link in links)
        feed = f"<rss version='2.0'><channel><title>t</title>{items}</channel></rss>".encode()
        ready.send(port)
        await server.serve_forever()

    asyncio.run(forever())


def archived(folder: Path) -> list[tuple[str, Page]]:
    index = ArchiveIndex.of([folder / "press-dev.warc.gz"])
    urls = [url for url in index.urls() if not url.endswith("/press-sample.xml")]
    return [(url, page) for url in urls if (page := index.find(url)) is not None]


def watched(folder: Path, share: float) -> Watchlist:
    """As many of the watchlist as make `share` of the pages relevant, the least mentioned first."""
    everybody = load_settings(folder / "watchlist-dev.toml", {}).watchlist()
    rows = [json.loads(line) for line in (folder / "coverage-dev.jsonl").read_text(encoding="utf-8").splitlines()]
    counts = Counter(row["entity"] for row in rows)
    wanted, found = share * len(archived(folder)), 0
    chosen: list[Entity] = []
    for one in sorted(everybody.entities, key=lambda entity: counts[entity.name]):
        if found + counts[one.name] > wanted and chosen and share < 1:
            break
        found += counts[one.name]
        chosen.append(one)
    return Watchlist(tuple(chosen))


def measure(mode: str, address: str, folder: Path, relevant: float) -> dict[str, Any]:
    source = Source("feed", f"{address}/feed")
    began = time.monotonic()
    if mode == "monitor":
        outcomes, began = monitor(source, watched(folder, relevant))
    else:
        desk = _Desk(extracts=mode == "trafilatura")
        run_on_reactor(lambda stop: crawl([source], desk, SETTINGS, stop=stop))
        outcomes = {"fetched": desk.fetched}
    seconds = time.monotonic() - began
    mine, theirs = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "pages_per_second": round(sum(outcomes.values()) / seconds, 1),
        "cpu_seconds": round(mine.ru_utime + mine.ru_stime + theirs.ru_utime + theirs.ru_stime, 1),
        "peak_megabytes": round((mine.ru_maxrss + theirs.ru_maxrss) / 1024, 1),
        "outcomes": outcomes,
    }


def monitor(source: Source, watchlist: Watchlist) -> tuple[dict[str, int], float]:
    """Outcomes of a run, and when it began; the workers are warm by then, as they are in a daemon."""
    outlets = bundled_outlets()
    plan = Plan(watchlist, matched_forms(watchlist), outlets, (source,), SETTINGS, archive=None)
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(f"sqlite:///{folder}/coverage.sqlite")
        workers = Workers(watchlist, outlets, os.cpu_count() or 1)
        empty = Page("http://127.0.0.1/", "http://127.0.0.1/", 200, (), b"<p>x</p>", NOW)
        run_on_reactor(lambda _: warm(workers, empty))
        began = time.monotonic()
        report = run_on_reactor(lambda stop: run(database, plan, workers, stop=stop))
        ended = {reason.value: count for reason, count in report.outcomes.items() if reason is not Reason.KNOWN}
        workers.close()
        database.close()
    return ended, began


async def warm(workers: Workers, page: Page) -> None:
    await asyncio.gather(*(workers.understand(page, None) for _ in range(8)))


class _Desk:
    """Fetches everything, and extracts on the spot when it is told to."""

    def __init__(self, *, extracts: bool) -> None:
        self.fetched = 0
        self._extracts = extracts

    def begin(self, source: Source) -> Ask:
        return KINDS[source.kind].first(source, Scope(UTC, NOW))

    async def read(self, source: Source, page: Page) -> Reading:
        return read_source(source, page, Scope(UTC, NOW))

    async def offer(self, source: Source, links: Sequence[Link]) -> Sequence[Link]:
        del source
        return links

    async def take(self, link: Link, page: Page) -> None:
        self.fetched += 1
        if self._extracts:
            trafilatura.bare_extraction(page.body, url=link.url, with_metadata=True)

    async def miss(self, link: Link, miss: Miss) -> None:
        raise SystemExit(f"{link.url}: {miss.detail}")

    async def source_read(self, source: Source, links: int, warnings: Sequence[str]) -> None:
        del source, links, warnings

    async def source_failed(self, source: Source, why: str, wait: float = 0.0) -> None:
        raise SystemExit(f"{source.url}: {why} ({wait})")


if __name__ == "__main__":
    main()
