"""What one article costs when many are stored: python benchmarks/story_cost.py DATASET_DIR [--stored N …]

DATASET_DIR holds docs.jsonl as for dedup.py. For each N the database is filled to N articles with forty random keys
each, published within the window; then a hundred real documents are decided on and stored, in order. Told are the
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
from collections.abc import Iterator
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
from storage.stories.index import compare_stored, index_article, place

_KEYS = 40
_BATCH = 2000
_MEASURED = 100
NOW = datetime(2026, 11, 20, tzinfo=UTC)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--stored", type=int, nargs="+", default=[10_000, 100_000])
    arguments.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    options = arguments.parse_args()
    folder = options.folder if (options.folder / "docs.jsonl").exists() else options.folder / "dedup-dev"
    documents = read_rows(folder / "docs.jsonl")[: _MEASURED * len(options.stored)]
    kinds = ["sqlite", "postgresql"] if options.database == "both" else [options.database]
    figures: dict[str, dict[str, dict[str, float]]] = {}
    for kind in kinds:
        with a_database(kind) as database:
            filled = 0
            for turn, stored in enumerate(sorted(options.stored)):
                fill(database, filled, stored)
                filled = stored
                medians = measure(database, documents[turn * _MEASURED : (turn + 1) * _MEASURED], stored)
                figures.setdefault(kind, {})[str(stored)] = medians
                print(kind, stored, " ".join(f"{name} {value}" for name, value in medians.items()))
    print(json.dumps(figures))


@contextmanager
def a_database(kind: str) -> Iterator[Database]:
    with tempfile.TemporaryDirectory() as folder, databases(kind) as new_database:
        database = open_database(new_database(Path(folder)))
        yield database
        database.close()


def fill(database: Database, first: int, last: int) -> None:
    """Store articles with the numbers from `first` on, before `last`."""
    chance = random.Random(first)
    for start in range(first, last, _BATCH):
        numbers = range(start + 1, min(start + _BATCH, last) + 1)
        with database.write() as connection:
            if start == 0:
                connection.execute(sa.insert(outlet).values(id=1, name="x"))
                connection.execute(sa.insert(name_set).values(id=1, digest="x", forms=[]))
            connection.execute(sa.insert(story), [{"id": number, "created_at": NOW} for number in numbers])
            connection.execute(sa.insert(article), [_row(number) for number in numbers])
            keys = [
                {"hash": chance.getrandbits(64) - (1 << 63), "article_id": number}
                for number in numbers
                for _ in range(_KEYS)
            ]
            connection.execute(sa.insert(sketch_table), keys)


def _row(number: int) -> dict[str, Any]:
    url = f"https://x.example/{number}"
    return {
        "id": number, "url": url, "canonical_url": url, "outlet_id": 1, "story_id": number, "story_role": "new",
        "story_score": 1.0, "headline": f"headline {number}", "headline_source": "x", "text": "text " * 200,
        "text_source": "x", "text_digest": str(number), "language": "en", "has_time": True, "name_set_id": 1,
        "published_at": NOW - timedelta(minutes=number % 40_000), "first_seen_at": NOW, "fetched_at": NOW,
    }  # fmt: skip


def measure(database: Database, documents: list[dict[str, Any]], stored: int) -> dict[str, float]:
    """Decide on documents and store their keys."""
    deciding, storing = [], []
    for number, row in enumerate(documents, stored * 10 + 1_000_000_000):
        keys = sketch(row.get("title") or "", row["text"], row.get("lang") or "")
        document = Article(
            url=f"https://y.example/{number}",
            canonical_url=f"https://y.example/{number}",
            urls=(),
            outlet="y",
            headline=row.get("title") or "",
            text=row["text"],
            language=row.get("lang") or "",
            published_at=NOW,
            has_time=True,
            sketch=keys.hashes,
        )
        with database.write() as connection:
            began = time.perf_counter()
            compared = compare_stored(connection, document)
            deciding.append(time.perf_counter() - began)
            values = _row(number) | {"story_id": 1, "headline": document.headline, "text": document.text}
            connection.execute(sa.insert(article), [values])
            began = time.perf_counter()
            place(connection, number, compared, NOW)
            deciding[-1] += time.perf_counter() - began
            began = time.perf_counter()
            index_article(connection, number, keys.hashes)
            storing.append(time.perf_counter() - began)
    return {
        "decide_ms": round(statistics.median(deciding) * 1000, 2),
        "decide_ms_p95": round(sorted(deciding)[int(len(deciding) * 0.95)] * 1000, 2),
        "index_ms": round(statistics.median(storing) * 1000, 2),
    }


if __name__ == "__main__":
    main()
