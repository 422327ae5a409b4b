"""Several writers on one database: python benchmarks/writers.py [DATASET_DIR] [--articles N] [--writers 1 4] …

The documents of DATASET_DIR (docs.jsonl as for dedup.py), or else invented articles of which two of five are copies
or rewrites of another, are stored once by each number of writers: each is a process with a connection of its own,
and stores its share as a run does, so many at a time. Told are articles a second, and of each article the
milliseconds that its writer waited for its turn and had it; the processor time of writers and server together; and
of what the server's processes did, looked at twenty times a second, the shares of waiting for a turn, waiting for a
row, and the rest. `--latency MS` lets every statement travel so long, as to a server on another machine: then
two processors are enough to show what writers do side by side. Last come the stories: how many articles are in
another one than with the first number of writers.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.databases import databases
from benchmarks.json_lines import read_rows
from benchmarks.story_order import stored
from pipeline.items import (
    Article,
    CoverageStatus,
    Entity,
    EntityKind,
    Link,
    Outcome,
    Reason,
    Source,
    TextSource,
    Verdict,
    Watchlist,
)
from pipeline.stories import sketch
from scheduler.processes.writer import Again
from scheduler.run.lifecycle import begin
from scheduler.run.plan import Plan
from scheduler.run.records import MOST_ARTICLES, Ended, Records
from scheduler.run.sources import SourceBook
from spiders.settings import CrawlSettings
from storage.counts import wrong_counts
from storage.database.engine import Database
from storage.database.open import open_database
from storage.watchlist import LookedFor, MatchedForm

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
WHO = tuple(Entity(f"person:{number}", EntityKind.PERSON, f"윤서하{number}") for number in range(40))
FEED = Source("feed", "https://nuri.example/feed")
PLAN = Plan(
    looked_for=LookedFor.of(Watchlist(WHO), (MatchedForm(one.id, one.name, "name") for one in WHO)),
    outlets=(),
    sources=(FEED,),
    crawl=CrawlSettings(user_agent="benchmark"),
    archive=None,
)


@dataclass(slots=True)
class Turns:
    """How long one writer waited for turns, and had them, in seconds; `waits` are those of single turns."""

    waited: float = 0.0
    held: float = 0.0
    began: float | None = None
    asked: float | None = None
    waits: list[float] = field(default_factory=list)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path, nargs="?")
    arguments.add_argument("--articles", type=int, default=800)
    arguments.add_argument("--writers", type=int, nargs="+", default=[1, 4])
    arguments.add_argument("--together", type=int, help="articles in a transaction; else as many as a run")
    arguments.add_argument("--latency", type=float, default=0.0, metavar="MS")
    arguments.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    options = arguments.parse_args()
    outcomes = made(options.folder, options.articles)
    kinds = ["sqlite", "postgresql"] if options.database == "both" else [options.database]
    figures: list[dict[str, Any]] = []
    for kind in kinds:
        expected: set[frozenset[str]] | None = None
        with tempfile.TemporaryDirectory() as folder, databases(kind) as new_database:
            for number in options.writers:
                own = Path(folder) / str(number)
                own.mkdir()
                url = new_database(own)
                row = {"database": kind, "writers": number}
                row |= trial(url, outcomes, number, options.together, options.latency / 1000)
                grouping = stored(url)
                expected = expected or grouping
                row["elsewhere"] = sum(len(group) for group in expected - grouping)
                figures.append(row)
                print(" ".join(f"{name} {value}" for name, value in row.items()), flush=True)
    print(json.dumps(figures))


def trial(
    url: str, outcomes: Sequence[Outcome], writers: int, together: int | None, latency: float
) -> dict[str, Any]:
    """Let so many writers store the articles; the figures."""
    database = open_database(url)
    context = begin(database, PLAN)
    records = Records(context, SourceBook(context))
    for start in range(0, len(outcomes), 200):
        records.enter(FEED, [Link(one.url, FEED) for one in outcomes[start : start + 200]])
    spawn = multiprocessing.get_context("spawn")
    start_line, told = spawn.Barrier(writers + 1), spawn.Queue()
    processes = [
        spawn.Process(target=write, args=(url, outcomes[at::writers], together, latency, start_line, told))
        for at in range(writers)
    ]
    for process in processes:
        process.start()
    with watched(database) as seen:
        start_line.wait()
        began = time.perf_counter()
        parts = [told.get() for _ in processes]
        took = time.perf_counter() - began
    for process in processes:
        process.join()
    with database.read() as connection:
        wrong = len(wrong_counts(connection))
    database.close()
    count, looks = len(outcomes), max(1, seen.total())
    waits = sorted(wait for part in parts for wait in part["waits"]) or [0.0]
    return {
        "articles_s": round(count / took, 2),
        "waited_ms": round(sum(part["waited"] for part in parts) / count * 1000, 2),
        "held_ms": round(sum(part["held"] for part in parts) / count * 1000, 2),
        "wait_p95_ms": round(waits[int(len(waits) * 0.95)] * 1000, 1),
        "cpu_ms": round(sum(part["cpu"] for part in parts) / count * 1000, 2),
        "server": {name: round(times / looks, 2) for name, times in sorted(seen.items())},
        "wrong_counts": wrong,
    }


def write(
    url: str, outcomes: Sequence[Outcome], together: int | None, latency: float, start_line: Any, told: Any
) -> None:
    """One writer: stores its share and tells what it took."""
    turns = Turns()
    listen(turns, latency)
    database = Database(url)
    context = begin(database, PLAN)
    records = Records(context, SourceBook(context))
    ends = [Ended(Link(one.url, FEED), one) for one in outcomes]
    size = together or MOST_ARTICLES
    with database.read() as connection:
        server = server_clock(connection)
    turns.waited = turns.held = 0.0
    turns.waits.clear()
    start_line.wait()
    began = time.process_time() + server()
    for start in range(0, len(ends), size):
        some = ends[start : start + size]
        for end, saved in zip(some, records.save(some), strict=True):
            if saved is Again.AGAIN:
                records.save([end])
    told.put(
        {
            "cpu": time.process_time() + server() - began,
            "waited": turns.waited,
            "held": turns.held,
            "waits": turns.waits,
        }
    )
    database.close()


def listen(turns: Turns, latency: float) -> None:
    """Note in `turns` when this process asks for a turn, gets it, and gives it back with its transaction."""

    def is_turn(statement: str) -> bool:
        return "advisory_xact_lock" in statement or statement == "BEGIN IMMEDIATE"

    @sa.event.listens_for(sa.engine.Engine, "before_cursor_execute")
    def before(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if latency:
            time.sleep(latency)
        if is_turn(statement):
            turns.asked = time.perf_counter()

    @sa.event.listens_for(sa.engine.Engine, "after_cursor_execute")
    def after(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if is_turn(statement) and turns.asked is not None:
            got = time.perf_counter()
            turns.waited += got - turns.asked
            turns.waits.append(got - turns.asked)
            turns.began = turns.began or got

    @sa.event.listens_for(sa.pool.Pool, "checkin")
    def ended(*_: Any) -> None:
        if turns.began is not None:
            turns.held += time.perf_counter() - turns.began
            turns.began = None


def server_clock(connection: sa.Connection) -> Any:
    """Seconds of processor time that the server's side of a connection took; the pool gives the same one again."""
    if connection.dialect.name != "postgresql":
        return lambda: 0.0
    process = connection.execute(sa.select(sa.func.pg_backend_pid())).scalar_one()
    schedule = Path(f"/proc/{process}/schedstat")
    return lambda: int(schedule.read_text("ascii").split()[0]) / 1e9


@contextmanager
def watched(database: Database) -> Iterator[Counter[str]]:
    """What the server's processes do meanwhile, by how often each was seen at it."""
    seen: Counter[str] = Counter()
    over = threading.Event()

    def look() -> None:
        while not over.wait(0.05):
            with database.read() as connection:
                rows = connection.exec_driver_sql(
                    "SELECT state, wait_event_type, wait_event FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
                seen.update(map(_doing, rows))

    if database.is_sqlite:
        yield seen
        return
    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield seen
    finally:
        over.set()
        thread.join()


def _doing(row: Any) -> str:
    if row.wait_event_type == "Lock":
        return "turn" if row.wait_event == "advisory" else "row"
    return "client" if row.wait_event_type == "Client" else "works"


def made(folder: Path | None, count: int) -> list[Outcome]:
    """Articles as runs find them, in one order."""
    chance = random.Random(1)
    if folder is None:
        texts = list(invented(chance, count))
    else:
        folder = folder if (folder / "docs.jsonl").exists() else folder / "dedup-dev"
        rows = read_rows(folder / "docs.jsonl")
        texts = [(row.get("title") or "", row["text"], row.get("lang") or "") for row in rows][:count]
        chance.shuffle(texts)
    return [outcome(chance, number, *text) for number, text in enumerate(texts)]


def invented(chance: random.Random, count: int) -> Iterator[tuple[str, str, str]]:
    """Headlines and texts; two of five tell again what one of the last hundred told."""
    words = [
        "".join(chr(chance.randrange(0xAC00, 0xD7A3)) for _ in range(chance.randint(2, 4))) for _ in range(9000)
    ]
    told: list[list[str]] = []
    for _ in range(count):
        kind = chance.random() if told else 1.0
        if kind > 0.4:
            lines = [" ".join(chance.choices(words, k=14)) + "다." for _ in range(9)]
            told = [*told[-99:], lines]
        else:
            lines = list(chance.choice(told))
            if kind < 0.1:
                lines[4:] = [" ".join(chance.choices(words, k=14)) + "다." for _ in range(4)]
        yield " ".join(lines[0].split()[:6]), "\n".join(lines), "ko"


def outcome(chance: random.Random, number: int, headline: str, text: str, language: str) -> Outcome:
    keys = sketch(headline, text, language)
    address = f"https://x{number % 97}.example/news/{number:08}"
    read = Article(
        url=address,
        canonical_url=address,
        urls=(address,),
        outlet=f"새벽일보 {number % 97}",
        headline=headline,
        text=text,
        language=language,
        published_at=NOW - timedelta(minutes=chance.randrange(2000)),
        has_time=True,
        text_source=TextSource.TRAFILATURA,
        text_digest=keys.text_digest,
        sketch=keys.hashes,
    )
    # Some are named far more often than others, and so together.
    whose = {int(len(WHO) * chance.random() ** 3) for _ in range(chance.randint(1, 4))}
    verdicts = tuple(
        Verdict(WHO[one].id, CoverageStatus.CONFIRMED, 1.0, (), 1, in_headline=False, snippet=text[:90])
        for one in sorted(whose)
    )
    return Outcome(address, Reason.COVERED, article=read, verdicts=verdicts)


if __name__ == "__main__":
    main()
