"""Whether stories depend on the order of arrival: python benchmarks/story_order.py DATASET_DIR [--articles N]

DATASET_DIR holds docs.jsonl as for dedup.py. So many of its documents are stored in five orders: in memory, in
SQLite and in PostgreSQL, there by two writers at once. Told is, for each order, how many articles are in another
story than in the first order in memory, and in how many stories they are.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.databases import databases
from benchmarks.dedup import rows, story_input
from benchmarks.story_index import StoryIndex
from pipeline.errors import DatabaseBusy
from pipeline.items import (
    Article,
    CoverageStatus,
    Entity,
    EntityKind,
    Outcome,
    Reason,
    TextSource,
    Verdict,
    Watchlist,
)
from pipeline.stories import StoryInput, sketch
from pipeline.urls import canonical_url
from storage.articles.found import prepare
from storage.articles.rows import Judgement, save
from storage.database.engine import Database
from storage.database.locks import SharedTurnError
from storage.database.open import open_database
from storage.schema.tables import article, article_url
from storage.watchlist import MatchedForm, save_watchlist

_ORDERS = 5
_WRITERS = 2
NOW = datetime(2026, 11, 20, tzinfo=UTC)
WHO = Entity("company:x", EntityKind.COMPANY, "x")
Grouping = set[frozenset[str]]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--articles", type=int, default=500)
    options = arguments.parse_args()
    folder = options.folder if (options.folder / "docs.jsonl").exists() else options.folder / "dedup-dev"
    documents = sorted(rows(folder / "docs.jsonl"), key=lambda row: hashlib.sha256(row["id"].encode()).digest())
    # An address of its own for each: the set has one under several.
    inputs = [
        replace(story_input(row), addresses=frozenset({canonical_url(f"https://x.example/news/{at:08}")}))
        for at, row in enumerate(documents)
    ]
    orders = [random.Random(turn).sample(inputs, options.articles) for turn in [0] * _ORDERS]
    for turn, order in enumerate(orders):
        random.Random(turn).shuffle(order)
    expected = in_memory(orders[0])
    for where, groupings in (
        ("memory", map(in_memory, orders)),
        ("sqlite", in_database("sqlite", orders, 1)),
        ("postgresql, two writers", in_database("postgresql", orders, _WRITERS)),
    ):
        for grouping in groupings:
            elsewhere = Counter(key for group in expected - grouping for key in group)
            print(
                f"{where}: {elsewhere.total()} of {options.articles} elsewhere, {len(grouping)} stories", flush=True
            )


def in_memory(order: Sequence[StoryInput]) -> Grouping:
    index = StoryIndex()
    stories: defaultdict[int, set[str]] = defaultdict(set)
    for read in order:
        index.add(read)
    for number, read in enumerate(order, 1):
        stories[index.story_of(number)] |= read.addresses
    return {frozenset(story) for story in stories.values()}


def in_database(kind: str, orders: Sequence[Sequence[StoryInput]], writers: int) -> Iterator[Grouping]:
    with tempfile.TemporaryDirectory() as folder, databases(kind) as new_database:
        for turn, order in enumerate(orders):
            own = Path(folder) / str(turn)
            own.mkdir()
            url = new_database(own)
            open_database(url).close()
            parts = [order[writer::writers] for writer in range(writers)]
            with ThreadPoolExecutor(writers) as pool:
                list(pool.map(write, [url] * writers, parts))
            yield stored(url)


def write(url: str, part: Sequence[StoryInput]) -> None:
    """Store articles through a connection of one's own."""
    database = Database(url)
    with database.write() as connection:
        forms = (MatchedForm(WHO.id, WHO.name, "name"),)
        names = save_watchlist(connection, Watchlist((WHO,)), forms, NOW).current
    for read in part:
        try:
            write_one(database, outcome(read), names, alone=False)
        except (SharedTurnError, DatabaseBusy):
            write_one(database, outcome(read), names, alone=True)
    database.close()


def write_one(database: Database, found: Outcome, names: int, *, alone: bool) -> None:
    with database.write() as connection:
        prepared = prepare(connection, [found], same_page=False)
        prepared.take_turn(connection, alone=alone)
        save(connection, found, Judgement({WHO.id}, names), NOW, prepared)


def outcome(read: StoryInput) -> Outcome:
    keys = sketch(read.headline, read.text, read.language)
    (address,) = read.addresses
    stated = Article(
        url=address,
        canonical_url=address,
        urls=(address,),
        outlet=read.outlet,
        headline=read.headline,
        text=read.text,
        language=read.language,
        published_at=read.published_at,
        has_time=read.has_time,
        text_source=TextSource.TRAFILATURA,
        text_digest=keys.text_digest,
        sketch=keys.hashes,
    )
    verdict = Verdict(WHO.id, CoverageStatus.CONFIRMED, 1.0, (), 1, in_headline=False, snippet="")
    return Outcome(address, Reason.COVERED, article=stated, verdicts=(verdict,))


def stored(url: str) -> Grouping:
    database = Database(url)
    stories: defaultdict[int, set[str]] = defaultdict(set)
    statement = sa.select(article.c.story_id, article_url.c.canonical_url)
    with database.read() as connection:
        joined = statement.join(article_url, article_url.c.article_id == article.c.id)
        for story, address in connection.execute(joined):
            stories[story].add(address)
    database.close()
    return {frozenset(story) for story in stories.values()}


if __name__ == "__main__":
    main()
