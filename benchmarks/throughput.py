"""Pages per second from a loopback press: python benchmarks/throughput.py DATASET_DIR [--pages N] [--relevant R]

The pages of press-dev.warc.gz are served by a process of their own, so many times over that there are N; every
other one has Korean text, a third of these in CP949 (--no-korean leaves them as they are). Of the watchlist beside
it as many entities are watched as make the share R of the pages relevant. Measured, each in a process of its own,
on the same pages: a bare Scrapy download, as its manual shows it and tuned for such pages, Scrapy with trafilatura
inline, and the whole monitor with its archive, into SQLite and PostgreSQL; also trafilatura alone, on pages in
memory, in as many processes at once as there are processors ("extraction"). newspaper4k and news-please are
installed by pip into environments of their own (--no-peers leaves them out) and fetch and read --peer-pages of the
pages, one after the other, as they do.

Seconds are wall clock from the first page to the last, workers warm, so the figures are ratios of this run.
Milliseconds a page are processor time, of all processes that take part but the press; for the monitor by process
and by step: what it does to fetch, and to hand pages to the workers and back, is what is left when the others are
taken off. Memory is the largest sum seen of the proportional sizes (PSS) of a process and its workers, in
megabytes.

--names N … adds invented names to the watchlist, --stored N … articles to the SQLite database before: how the
monitor grows with either. In --keep FOLDER the databases with these stay, to be copied from then on. --plot FILE
draws the memory of every process over a run into SQLite. --workers N is how many read. With --latin, names
that are also written in Hangul are left out: with --no-korean the analyser of Korean is not loaded then.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple, Self

import sqlalchemy as sa
import trafilatura

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.databases import databases
from benchmarks.filled import Size, fill
from benchmarks.memory import KINDS, Look, by_kind, plotted, proportional
from benchmarks.peers import peer_command
from benchmarks.press import FIRST, feeds_of, invented, pages_of, press, watched
from benchmarks.processor import Stopwatch, used
from pipeline.items import Page, Reason, Source, Watchlist
from scheduler.backfill.judge import load
from scheduler.processes import Workers, run_on_reactor
from scheduler.run import Plan, run
from scrape.plan.run import matched_forms
from spiders.outlets import bundled_outlets
from spiders.politeness import pacing  # noqa: F401 - a daemon has loaded it by then, and so has a bare Scrapy
from spiders.settings import CrawlSettings
from storage.database.engine import Database
from storage.database.open import open_database
from storage.schema.tables import ledger, name_set
from storage.watchlist import LookedFor, MatchedForm

SETTINGS = CrawlSettings(
    user_agent="press-scrape-benchmark",
    delay=0,
    per_host=16,
    pages_per_host=1_000_000,
    concurrency=32,
    retries=0,
    allow_private_addresses=True,
)
NOW = datetime.now(UTC)
MODES = ("download", "tuned download", "trafilatura", "extraction", "sqlite", "postgresql")
SCRAPY = ("download", "tuned download", "trafilatura")
TUNED = {  # what a crawl that makes no items and answers no forms can do without
    "CONCURRENT_ITEMS": 1,
    "COOKIES_ENABLED": False,
    "HTTPERROR_ALLOW_ALL": True,
    "METAREFRESH_ENABLED": False,
    "REFERER_ENABLED": False,
    "RETRY_ENABLED": False,
}
PEERS = {
    "newspaper4k": ("newspaper", ("newspaper4k==0.9.6", "lxml_html_clean")),
    "news-please": ("newsplease", ("news-please==1.6.16",)),
}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--pages", type=int, default=3000)
    arguments.add_argument("--relevant", type=float, default=0.05)
    arguments.add_argument("--korean", action=argparse.BooleanOptionalAction, default=True)
    arguments.add_argument("--names", type=int, nargs="*", default=[])
    arguments.add_argument("--stored", type=int, nargs="*", default=[])
    arguments.add_argument("--keep", type=Path, help="a folder for the databases of --stored, to be used again")
    arguments.add_argument("--modes", nargs="+", choices=MODES, default=MODES)
    arguments.add_argument("--peers", action=argparse.BooleanOptionalAction, default=True)
    arguments.add_argument("--peer-pages", type=int, default=150)
    arguments.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "press-scrape-peers")
    arguments.add_argument("--plot", type=Path)
    arguments.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    arguments.add_argument("--latin", action="store_true")
    arguments.add_argument("--mode", help=argparse.SUPPRESS)
    arguments.add_argument("--address", help=argparse.SUPPRESS)
    options = arguments.parse_args()
    if options.mode:
        print(json.dumps(measure(options)), flush=True)
        os._exit(0)  # a bare Scrapy leaves threads behind that nothing ends
    with press(options.folder, options.pages, korean=options.korean) as address:
        figures: dict[str, dict[str, Any]] = {}
        print(f"{'':14} {'pages/s':>9} {'of download':>12} {'ms a page':>10} {'MB':>7}  outcomes", flush=True)
        for what, measured in measurements(address, options):
            figures[what] = measured
            show(what, measured, figures.get("download", measured))
    print(json.dumps({"pages": options.pages, "cores": os.cpu_count(), **figures}))


def measurements(address: str, options: argparse.Namespace) -> Iterator[tuple[str, dict[str, Any]]]:
    for mode in options.modes:
        yield mode, (by_scrapy if mode in SCRAPY else in_own_process)(mode, address, options)
    for count in options.names:
        yield f"{count} names", in_own_process("sqlite", address, options, "--names", str(count))
    for count in options.stored:
        yield f"{count} stored", in_own_process("sqlite", address, options, "--stored", str(count))
    for name in PEERS if options.peers else ():
        if (measured := by_peer(name, address, options)) is not None:
            yield name, measured


def show(what: str, measured: dict[str, Any], bare: dict[str, Any]) -> None:
    share = measured["pages_per_second"] / bare["pages_per_second"]
    print(
        f"{what:14} {measured['pages_per_second']:9.1f} {share:12.2f} "
        f"{measured['milliseconds']:10.2f} {measured['peak_megabytes']:7.0f}  {measured['outcomes']}",
        flush=True,
    )
    for kind in ("by_process", "by_step"):
        for name, milliseconds in measured.get(kind, {}).items():
            print(f"  {kind.replace('_', ' ')}: {name:30} {milliseconds:5.2f}", flush=True)


def in_own_process(mode: str, address: str, options: argparse.Namespace, *more: str) -> dict[str, Any]:
    command = [sys.executable, __file__, str(options.folder), "--mode", mode, "--address", address]
    command += ["--relevant", str(options.relevant), "--pages", str(options.pages), *more]
    command += ["--korean" if options.korean else "--no-korean"]
    command += ["--workers", str(options.workers), *(["--latin"] if options.latin else [])]
    if options.keep:
        command += ["--keep", str(options.keep.resolve())]
    if options.plot:
        command += ["--plot", str(options.plot.resolve())]
    return last_line(mode, command, dict(os.environ))


def by_peer(name: str, address: str, options: argparse.Namespace) -> dict[str, Any] | None:
    module, requirements = PEERS[name]
    command = peer_command(options.cache, module, requirements)
    if command is None:
        return None
    interpreter, environment = command
    with tempfile.TemporaryDirectory() as folder:
        urls = Path(folder) / "urls.txt"
        numbers = range(FIRST, FIRST + min(options.pages, options.peer_pages))
        urls.write_text("\n".join(f"{address}/news/{number}" for number in numbers), encoding="utf-8")
        script = Path(__file__).with_name("throughput_peer.py")
        return last_line(name, [interpreter, str(script), name, str(urls)], environment)


def last_line(what: str, command: list[str], environment: dict[str, str]) -> dict[str, Any]:
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if done.returncode:
        raise SystemExit(f"{what} failed: {done.stderr.strip().splitlines()[-1:]}")
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


class Measured(NamedTuple):
    """What became of pages, in how many seconds; with seconds of the processor by process and by step."""

    outcomes: dict[str, int]
    seconds: float
    by_process: dict[str, float]
    by_step: dict[str, float] | None = None


def measure(options: argparse.Namespace) -> dict[str, Any]:
    with Memory() as memory:
        measured = extraction(options) if options.mode == "extraction" else monitor(options)
    pages = sum(measured.outcomes.values())
    if options.plot and options.mode == "sqlite":
        options.plot.write_text(plotted(memory.looks, f"{pages:,} pages"), encoding="utf-8")

    def a_page(seconds: dict[str, float]) -> dict[str, float]:
        return {name: round(1000 * spent / pages, 2) for name, spent in seconds.items()}

    figures = {
        "pages_per_second": round(pages / measured.seconds, 1),
        "milliseconds": round(1000 * sum(measured.by_process.values()) / pages, 2),
        "peak_megabytes": round(memory.peak, 1),
        "outcomes": measured.outcomes,
    }
    if measured.by_step:
        figures |= {"by_process": a_page(measured.by_process), "by_step": a_page(measured.by_step)}
    return figures


class Memory:
    """Looks every second at what this process and its children take from the machine.

    Oftener would slow down what is measured: the system walks all pages of memory for an answer.
    """

    def __init__(self) -> None:
        self.looks: list[Look] = []
        self._began = time.monotonic()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="memory", daemon=True)

    @property
    def peak(self) -> float:
        """The most that all took together, in megabytes."""
        return max(sum(look.megabytes.values()) for look in self.looks)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        self._look()

    def _watch(self) -> None:
        while not self._over.wait(1):
            self._look()

    def _look(self) -> None:
        megabytes = dict.fromkeys(KINDS, 0.0)
        for process, kind in by_kind(os.getpid()):
            megabytes[kind] += proportional(process)
        self.looks.append(Look(time.monotonic() - self._began, megabytes))


def by_scrapy(mode: str, address: str, options: argparse.Namespace) -> dict[str, Any]:
    settings = {
        "CONCURRENT_REQUESTS": SETTINGS.concurrency,
        "CONCURRENT_REQUESTS_PER_DOMAIN": SETTINGS.per_host,
        "DOWNLOAD_DELAY": 0,
        "LOG_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        **(TUNED if mode == "tuned download" else {}),
    }
    script = Path(__file__).with_name("throughput_scrapy.py")
    command = [sys.executable, str(script), json.dumps(settings), json.dumps(mode == "trafilatura")]
    return last_line(mode, [*command, *feeds_of(address, options.pages)], dict(os.environ))


def extraction(options: argparse.Namespace) -> Measured:
    """trafilatura with nothing around it, on every processor: what extraction alone allows on this machine."""
    context = multiprocessing.get_context("spawn")
    cores = os.cpu_count() or 1
    start = context.Barrier(cores + 1)
    shares = [options.pages // cores + (number < options.pages % cores) for number in range(cores)]
    processes = [context.Process(target=extract_all, args=(options, share, start)) for share in shares]
    for process in processes:
        process.start()
    start.wait()
    began, before = time.monotonic(), used(os.getpid())
    for process in processes:
        process.join()
    seconds = time.monotonic() - began
    return Measured({"extracted": options.pages}, seconds, {"all": used(os.getpid()) - before})


def extract_all(options: argparse.Namespace, pages: int, start: Any) -> None:
    bodies = [(page.url, page.body) for page in pages_of(options.folder, korean=options.korean)]
    trafilatura.bare_extraction(bodies[0][1], url=bodies[0][0], with_metadata=True)
    start.wait()
    for number in range(pages):
        url, body = bodies[number % len(bodies)]
        trafilatura.bare_extraction(body, url=url, with_metadata=True)


def monitor(options: argparse.Namespace) -> Measured:
    """A run; the workers are warm by then, as they are in a daemon."""
    names = invented(options.names[0]) if options.names else ()
    entities = watched(options.folder, options.relevant)
    if options.latin:
        entities = tuple(one for one in entities if "".join((one.name, *one.aliases)).isascii())
    watchlist = Watchlist((*entities, *names))
    outlets = bundled_outlets()
    sources = tuple(Source("feed", feed) for feed in feeds_of(options.address, options.pages))
    with tempfile.TemporaryDirectory() as folder, databases(options.mode) as new_database:
        url = new_database(Path(folder))
        stopwatch = Stopwatch(Path(folder), server_of(url))
        stored = options.stored[0] if options.stored else 0
        if stored:
            kept = (options.keep or Path(folder)) / f"{stored}.sqlite"
            if not kept.exists():
                fill_file(kept, stored)
            shutil.copyfile(kept, Path(folder) / "coverage.sqlite")
        database = open_database(url)
        archive = Path(folder) / "archive"
        plan = Plan(LookedFor.of(watchlist, matched_forms(watchlist)), outlets, sources, SETTINGS, archive=archive)
        if stored:
            call_done(database, plan.looked_for.forms)
        workers = Workers(watchlist, outlets, options.workers)
        run_on_reactor(lambda _: warm(workers, watchlist.entities[0].name, analyses=not options.latin))
        processes, steps = stopwatch.read()
        began = time.monotonic()
        report = run_on_reactor(lambda stop: run(database, plan, workers, stop=stop))
        seconds = time.monotonic() - began
        processes_then, steps_then = stopwatch.read()
        ended = {reason.value: count for reason, count in report.outcomes.items() if reason is not Reason.KNOWN}
        workers.close()
        database.close()
    return Measured(ended, seconds, since(processes, processes_then), since(steps, steps_then))


def fill_file(file: Path, articles: int) -> None:
    """Make a database with so many articles."""
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    database = open_database(f"sqlite:///{unfinished}")
    fill(database, Size(articles, articles * 3))
    database.close()
    unfinished.rename(file)


def since(before: dict[str, float], now: dict[str, float]) -> dict[str, float]:
    return {name: now[name] - seconds for name, seconds in before.items()}


def server_of(url: str) -> int | None:
    """The first process of the PostgreSQL server of tests/postgres.py that holds a database."""
    sockets = sa.make_url(url).query.get("host")
    if not isinstance(sockets, str):
        return None
    return int((Path(sockets) / "data" / "postmaster.pid").read_text(encoding="ascii").split()[0])


def call_done(database: Database, forms: Iterable[MatchedForm]) -> None:
    """Say that what the database was filled with was judged for these names, and that nothing of it is due: its
    pages are in no archive, and its hosts do not exist."""
    with database.write() as connection:
        waits = ledger.c.retry_at.is_not(None) | ledger.c.revisit_at.is_not(None)
        connection.execute(sa.update(ledger).where(waits).values(retry_at=None, revisit_at=None))
        connection.execute(sa.update(name_set).values(forms=[f"{form.entity_id}\t{form.form}" for form in forms]))


async def warm(workers: Workers, name: str, *, analyses: bool) -> None:
    """Have every worker read an article, and the analyser of Korean loaded if it `analyses` any."""
    if analyses:
        await workers.do(load)
    said = "김하늘 대표는 20일 새 연구소를 열었다고 밝혔다. " if analyses else "She opened an institute on Friday. "
    text = f"{name}, {said}" * 9
    body = f"<html><body><article><p>{text}</p></article></body></html>".encode()
    page = Page("http://127.0.0.1/", "http://127.0.0.1/", 200, (), body, NOW)
    await asyncio.gather(*(workers.understand(page, None) for _ in range(200)))


if __name__ == "__main__":
    main()
