"""Pages per second from a loopback press: python benchmarks/throughput.py DATASET_DIR [--pages N] [--relevant R]

The pages of press-dev.warc.gz are served by a process of their own, so many times over that there are N; of the
watchlist beside it as many entities are watched as make the share R of the pages relevant. Measured, each in a
process of its own, on the same pages: a bare Scrapy download, Scrapy with trafilatura inline, and the whole
monitor with its archive, into SQLite and PostgreSQL; also trafilatura alone, on pages in memory, in as many
processes at once as there are processors ("extraction"). newspaper4k and news-please are installed by pip into
environments of their own (--no-peers leaves them out) and fetch and read --peer-pages of the pages, one after the
other, as they do.

Seconds are wall clock from the first page to the last, workers warm, so the figures are ratios of this run; memory
is the largest sum seen of the proportional sizes (PSS) of a process and its workers, in megabytes.

--names N … adds invented names to the watchlist, --stored N … articles to the SQLite database before: how the
monitor grows with either.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import os
import random
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import scrapy
import trafilatura
from scrapy.crawler import AsyncCrawlerRunner

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.databases import databases
from benchmarks.filled import Size, fill
from benchmarks.memory import family, proportional
from benchmarks.peers import peer_command
from pipeline.items import Entity, EntityKind, Page, Reason, Source, Watchlist
from scheduler.reactor import run_on_reactor
from scheduler.run import Plan, run
from scheduler.workers import Workers
from scrape.runner import matched_forms
from scrape.settings import load_settings
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
MODES = ("download", "trafilatura", "extraction", "sqlite", "postgresql")
PEERS = {
    "newspaper4k": ("newspaper", ("newspaper4k==0.9.6", "lxml_html_clean")),
    "news-please": ("newsplease", ("news-please==1.6.16",)),
}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--pages", type=int, default=3000)
    arguments.add_argument("--relevant", type=float, default=0.05)
    arguments.add_argument("--names", type=int, nargs="*", default=[])
    arguments.add_argument("--stored", type=int, nargs="*", default=[])
    arguments.add_argument("--modes", nargs="+", choices=MODES, default=MODES)
    arguments.add_argument("--peers", action=argparse.BooleanOptionalAction, default=True)
    arguments.add_argument("--peer-pages", type=int, default=150)
    arguments.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "press-scrape-peers")
    arguments.add_argument("--mode", help=argparse.SUPPRESS)
    arguments.add_argument("--address", help=argparse.SUPPRESS)
    options = arguments.parse_args()
    if options.mode:
        print(json.dumps(measure(options)), flush=True)
        os._exit(0)  # a bare Scrapy leaves threads behind that nothing ends
    with press(options.folder, options.pages) as address:
        figures: dict[str, dict[str, Any]] = {}
        print(f"{'':14} {'pages/s':>9} {'of download':>12} {'CPU s':>8} {'MB':>7}  outcomes", flush=True)
        for what, found in measurements(address, options):
            figures[what] = found
            show(what, found, figures.get("download", found))
    print(json.dumps({"pages": options.pages, "cores": os.cpu_count(), **figures}))


def measurements(address: str, options: argparse.Namespace) -> Iterator[tuple[str, dict[str, Any]]]:
    for mode in options.modes:
        yield mode, in_own_process(mode, address, options)
    for count in options.names:
        yield f"{count} names", in_own_process("sqlite", address, options, "--names", str(count))
    for count in options.stored:
        yield f"{count} stored", in_own_process("sqlite", address, options, "--stored", str(count))
    for name in PEERS if options.peers else ():
        if (found := by_peer(name, address, options)) is not None:
            yield name, found


def show(what: str, found: dict[str, Any], bare: dict[str, Any]) -> None:
    share = found["pages_per_second"] / bare["pages_per_second"]
    print(
        f"{what:14} {found['pages_per_second']:9.1f} {share:12.2f} "
        f"{found['cpu_seconds']:8.1f} {found['peak_megabytes']:7.0f}  {found['outcomes']}",
        flush=True,
    )


@contextmanager
def press(folder: Path, pages: int) -> Iterator[str]:
    """The address of a server of so many pages, in a process of its own."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    server = context.Process(target=serve, args=(folder, pages, there), daemon=True)
    server.start()
    try:
        yield f"http://127.0.0.1:{here.recv()}"
    finally:
        server.terminate()
        server.join()


def in_own_process(mode: str, address: str, options: argparse.Namespace, *more: str) -> dict[str, Any]:
    command = [sys.executable, __file__, str(options.folder), "--mode", mode, "--address", address]
    command += ["--relevant", str(options.relevant), "--pages", str(options.pages), *more]
    return last_line(mode, command, dict(os.environ))


def by_peer(name: str, address: str, options: argparse.Namespace) -> dict[str, Any] | None:
    module, requirements = PEERS[name]
    found = peer_command(options.cache, module, requirements)
    if found is None:
        return None
    interpreter, environment = found
    with tempfile.TemporaryDirectory() as folder:
        urls = Path(folder) / "urls.txt"
        numbers = range(_FIRST, _FIRST + min(options.pages, options.peer_pages))
        urls.write_text("\n".join(f"{address}/news/{number}" for number in numbers), encoding="utf-8")
        script = Path(__file__).with_name("throughput_peer.py")
        return last_line(name, [interpreter, str(script), name, str(urls)], environment)


def last_line(what: str, command: list[str], environment: dict[str, str]) -> dict[str, Any]:
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if done.returncode:
        raise SystemExit(f"{what} failed: {done.stderr.strip().splitlines()[-1:]}")
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


def archive_of(folder: Path) -> tuple[ArchiveIndex, list[str]]:
    """The archive, and the addresses of the pages in it."""
    index = ArchiveIndex.of([folder / "press-dev.warc.gz"])
    return index, [url for url in index.urls() if not url.endswith("/press-sample.xml")]


def archived(folder: Path) -> list[tuple[str, Page]]:
    index, urls = archive_of(folder)
    return [(url, page) for url in urls if (page := index.find(url)) is not None]


def watched(folder: Path, share: float) -> tuple[Entity, ...]:
    """As many of the watchlist as make `share` of the pages relevant, the least mentioned first."""
    everybody = load_settings(folder / "watchlist-dev.toml", {}).watchlist()
    rows = [json.loads(line) for line in (folder / "coverage-dev.jsonl").read_text(encoding="utf-8").splitlines()]
    counts = Counter(row["entity"] for row in rows)
    wanted, found = share * len(archive_of(folder)[1]), 0
    chosen: list[Entity] = []
    for one in sorted(everybody.entities, key=lambda entity: counts[entity.name]):
        if found + counts[one.name] > wanted and chosen and share < 1:
            break
        found += counts[one.name]
        chosen.append(one)
    return tuple(chosen)


def invented(count: int) -> tuple[Entity, ...]:
    """So many people whom no page names: three syllables of Hangul, or two Latin words."""
    chance = random.Random(count)
    names: set[str] = set()
    while len(names) < count:
        hangul = "".join(chr(0xAC00 + chance.randrange(11172)) for _ in range(3))
        latin = " ".join(
            "".join(chance.choice("bcdfgklmnprstvz") + chance.choice("aeiou") for _ in "123").title() for _ in "12"
        )
        names.add(chance.choice((hangul, latin)))
    return tuple(Entity(f"person:{name}", EntityKind.PERSON, name) for name in sorted(names))


def measure(options: argparse.Namespace) -> dict[str, Any]:
    with Memory() as memory:
        if options.mode == "extraction":
            outcomes, seconds = extraction(options.folder, options.pages)
        elif options.mode in {"download", "trafilatura"}:
            outcomes, seconds = download(options.address, extracts=options.mode == "trafilatura")
        else:
            outcomes, seconds = monitor(options)
    mine, theirs = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "pages_per_second": round(sum(outcomes.values()) / seconds, 1),
        "cpu_seconds": round(mine.ru_utime + mine.ru_stime + theirs.ru_utime + theirs.ru_stime, 1),
        "peak_megabytes": round(memory.peak, 1),
        "outcomes": outcomes,
    }


class Memory:
    """Looks every second at what this process and its children take from the machine.

    Oftener would slow down what is measured: the system walks all pages of memory for an answer.
    """

    def __init__(self) -> None:
        self.peak = 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(1):
            self.peak = max(self.peak, sum(map(proportional, family(os.getpid()))))


class BareSpider(scrapy.Spider):
    """Scrapy as its manual shows it: the feed's links are followed."""

    name = "bare"
    address: str
    extracts: bool
    counts: Counter[str]

    async def start(self) -> Any:
        yield scrapy.Request(f"{self.address}/feed")

    def parse(self, response: Any) -> Any:
        self.counts["began"] = time.monotonic_ns()
        for link in response.xpath("//link/text()").getall():
            yield scrapy.Request(link, callback=self.page)

    def page(self, response: Any) -> None:
        self.counts["fetched"] += 1
        if self.extracts:
            trafilatura.bare_extraction(response.body, url=response.url, with_metadata=True)


def download(address: str, *, extracts: bool) -> tuple[dict[str, int], float]:
    counts: Counter[str] = Counter()
    settings = {
        "CONCURRENT_REQUESTS": SETTINGS.concurrency,
        "CONCURRENT_REQUESTS_PER_DOMAIN": SETTINGS.per_host,
        "DOWNLOAD_DELAY": 0,
        "LOG_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "TWISTED_REACTOR": "twisted.internet.asyncioreactor.AsyncioSelectorReactor",
    }

    async def go(_: asyncio.Event) -> None:
        await AsyncCrawlerRunner(settings).crawl(BareSpider, address=address, extracts=extracts, counts=counts)

    run_on_reactor(go)
    seconds = (time.monotonic_ns() - counts["began"]) / 1e9
    return {"fetched": counts["fetched"]}, seconds


def extraction(folder: Path, pages: int) -> tuple[dict[str, int], float]:
    """trafilatura with nothing around it, on every processor: what extraction alone allows on this machine."""
    context = multiprocessing.get_context("spawn")
    cores = os.cpu_count() or 1
    start = context.Barrier(cores + 1)
    shares = [pages // cores + (number < pages % cores) for number in range(cores)]
    processes = [context.Process(target=extract_all, args=(folder, share, start)) for share in shares]
    for process in processes:
        process.start()
    start.wait()
    began = time.monotonic()
    for process in processes:
        process.join()
    return {"extracted": pages}, time.monotonic() - began


def extract_all(folder: Path, pages: int, start: Any) -> None:
    bodies = [(url, page.body) for url, page in archived(folder)]
    trafilatura.bare_extraction(bodies[0][1], url=bodies[0][0], with_metadata=True)
    start.wait()
    for number in range(pages):
        url, body = bodies[number % len(bodies)]
        trafilatura.bare_extraction(body, url=url, with_metadata=True)


def monitor(options: argparse.Namespace) -> tuple[dict[str, int], float]:
    """Outcomes of a run and its seconds; the workers are warm by then, as they are in a daemon."""
    names = invented(options.names[0]) if options.names else ()
    watchlist = Watchlist((*watched(options.folder, options.relevant), *names))
    outlets = bundled_outlets()
    source = Source("feed", f"{options.address}/feed")
    with tempfile.TemporaryDirectory() as folder, databases(options.mode) as new_database:
        database = open_database(new_database(Path(folder)))
        if options.stored and options.stored[0]:
            fill(database, Size(options.stored[0], options.stored[0] * 3))
        archive = Path(folder) / "archive"
        plan = Plan(watchlist, matched_forms(watchlist), outlets, (source,), SETTINGS, archive=archive)
        workers = Workers(watchlist, outlets, os.cpu_count() or 1)
        run_on_reactor(lambda _: warm(workers, watchlist.entities[0].name))
        began = time.monotonic()
        report = run_on_reactor(lambda stop: run(database, plan, workers, stop=stop))
        seconds = time.monotonic() - began
        ended = {reason.value: count for reason, count in report.outcomes.items() if reason is not Reason.KNOWN}
        workers.close()
        database.close()
    return ended, seconds


async def warm(workers: Workers, name: str) -> None:
    """Have every worker read a Korean article, so that what is loaded once is loaded."""
    text = f"{name}, 김하늘 대표는 20일 새 연구소를 열었다고 밝혔다. " * 9
    body = f"<html><body><article><p>{text}</p></article></body></html>".encode()
    page = Page("http://127.0.0.1/", "http://127.0.0.1/", 200, (), body, NOW)
    await asyncio.gather(*(workers.understand(page, None) for _ in range(200)))


if __name__ == "__main__":
    main()
