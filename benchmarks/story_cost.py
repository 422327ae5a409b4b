"""What one article costs when many are stored: python benchmarks/story_cost.py DATASET_DIR

DATASET_DIR holds docs.jsonl as for dedup.py. The database is filled to N articles with forty random keys
each, published within so many months (--stored N, --months N); then a hundred real documents are decided on and
stored, in order. Told are the
median and 95th percentile in milliseconds of the decision (look-up of candidates, comparison), and the median of
storing the keys.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.databases import databases
from benchmarks.json_lines import read_rows
from pipeline.items import Article
from pipeline.stories import sketch
from storage.database.engine import Database
from storage.database.open import open_database
from storage.schema.tables import article, name_set, outlet, story
from storage.schema.tables import sketch as sketch_table
from storage.stories.index import compare_stored, index_article, place, story_for

_KEYS = 40
_BATCH = 2000
NOW = datetime(2026, 11, 20, tzinfo=UTC)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--stored", type=int, default=100_000)
    arguments.add_argument("--months", type=int, default=1)
    arguments.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    options = arguments.parse_args()
    folder = options.folder if (options.folder / "docs.jsonl").exists() else options.folder / "dedup-dev"
    documents = read_rows(folder / "docs.jsonl")
    kinds = ["sqlite", "postgresql"] if options.database == "both" else [options.database]
    figures: dict[str, dict[str, float]] = {}
    for kind in kinds:
        with a_database(kind) as database:
            fill(database, options.stored, options.months)
            figures[kind] = measure(database, documents, options.stored)
            print(kind, " ".join(f"{name} {value}" for name, value in figures[kind].items()))
    print(json.dumps(figures))


@contextmanager
def a_database(kind: str) -> Iterator[Database]:
    with tempfile.TemporaryDirectory() as folder, databases(kind) as new_database:
        database = open_database(new_database(Path(folder)))
        yield database
        database.close()


def fill(database: Database, last: int, months: int) -> None:
    """Store articles with the numbers up to `last`, in the order of time."""
    chance = random.Random(0)
    for start in range(0, last, _BATCH):
        numbers = range(start + 1, min(start + _BATCH, last) + 1)
        with database.write() as connection:
            if start == 0:
                connection.execute(sa.insert(outlet).values(id=1, name="x"))
                connection.execute(sa.insert(name_set).values(id=1, digest="x", forms=[]))
            connection.execute(sa.insert(story), [{"created_at": NOW} for _ in numbers])
            times = {number: NOW - timedelta(days=28 * months * (1 - number / last)) for number in numbers}
            connection.execute(sa.insert(article), [_row(number, times[number]) for number in numbers])
            keys = [
                {"month": at.year * 12 + at.month, "hash": chance.getrandbits(64) - (1 << 63), "article_id": number}
                for number, at in times.items()
                for _ in range(_KEYS)
            ]
            connection.execute(sa.insert(sketch_table), keys)


def _row(number: int, at: datetime) -> dict[str, Any]:
    url = f"https://x.example/{number}"
    return {
        "id": number, "url": url, "canonical_url": url, "outlet_id": 1, "story_id": number, "story_role": "new",
        "story_score": 1.0, "headline": f"headline {number}", "headline_source": "x", "text": "text " * 200,
        "text_source": "x", "text_digest": str(number), "language": "en", "has_time": True, "name_set_id": 1,
        "published_at": at, "first_seen_at": NOW, "fetched_at": NOW,
    }  # fmt: skip


def measure(database: Database, documents: list[dict[str, Any]], stored: int) -> dict[str, float]:
    """Find what documents are to the stored ones, and store them; milliseconds of processor time."""
    finding, storing = [], []
    for number, document in enumerate(documents, stored + 1):
        read = _article(document, number)
        with database.write() as connection:
            clock = processor_clock(connection)
            compared = compare_stored(connection, read)
            story_id = story_for(connection, compared, NOW)
            found = clock()
            values = _row(number, NOW) | {
                "story_id": story_id,
                "headline": read.headline,
                "text": read.text,
                "text_digest": read.text_digest,
            }
            connection.execute(sa.insert(article), values)
            entered = clock()
            place(connection, number, compared, NOW)
            index_article(connection, number, read, is_new=True)
            finding.append(found)
            storing.append(clock() - entered)
    both = sorted(first + second for first, second in zip(finding, storing, strict=True))
    figures = {
        "find": statistics.mean(finding),
        "store": statistics.mean(storing),
        "mean": statistics.mean(both),
        "median": statistics.median(both),
        "p95": both[int(len(both) * 0.95)],
        "worst": both[-1],
    }
    return {name: round(seconds * 1000, 2) for name, seconds in figures.items()}


def _article(document: dict[str, Any], number: int) -> Article:
    title, text, language = document.get("title") or "", document["text"], document.get("lang") or ""
    url = f"https://y.example/{number}"
    keys = sketch(title, text, language)
    return Article(
        url=url,
        canonical_url=url,
        urls=(),
        outlet="y",
        headline=title,
        text=text,
        text_digest=keys.text_digest,
        language=language,
        published_at=NOW,
        has_time=True,
        sketch=keys.hashes,
    )


def processor_clock(connection: sa.Connection) -> Callable[[], float]:
    """A clock from now on: seconds of processor time of this process and, on PostgreSQL, of its server's side."""
    schedule = None
    if connection.dialect.name == "postgresql":
        process = connection.execute(sa.select(sa.func.pg_backend_pid())).scalar_one()
        schedule = Path(f"/proc/{process}/schedstat")

    def spent() -> float:
        server = int(schedule.read_text("ascii").split()[0]) / 1e9 if schedule is not None else 0.0
        return time.process_time() + server

    began = spent()
    return lambda: spent() - began


if __name__ == "__main__":
    main()
