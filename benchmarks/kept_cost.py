"""What keeping counts costs a writer: python benchmarks/kept_cost.py [--articles N] [--rows N] [--keep FILE] …

On a database as of queries.py, batches of twenty new articles are offered, stored and settled as a run does it, in
turns with the triggers that keep counts and without them, and rolled back. Three articles of five are copies of a
stored one; each is about one to eight entities, three in the middle, nearly all of them confirmed. Shown is the
median in milliseconds for each article, both ways, and by how many percent it is more.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import time
from contextlib import suppress
from datetime import UTC, timedelta
from pathlib import Path

import sqlalchemy as sa

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import filled
from benchmarks.queries import a_filled_database
from pipeline.items import (
    Article,
    CoverageStatus,
    DateSource,
    Link,
    Mention,
    Outcome,
    Place,
    Reason,
    Source,
    Span,
    TextSource,
    Verdict,
)
from pipeline.stories import sketch
from pipeline.urls import canonical_url
from scheduler.cadence import LinkTimetable
from storage.articles.rows import Judgement, save
from storage.database.engine import Database
from storage.ledger.links import offer_links
from storage.ledger.outcomes import Settlement, settle_all
from storage.schema.tables import article
from storage.watchlist import NameSets

_BATCH = 20
_BLOCK = 10  # batches one way, then the other
_WARMING = 2  # the first of them, which are not counted
NOW = filled.END.replace(tzinfo=UTC)
SETS = NameSets(1, frozenset({1}))
_IDS = filled.entity_ids()
_JUDGED = Judgement(_IDS, 1)
FEED = Source("feed", "https://s1.example/feed")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--articles", type=int, default=50_000)
    arguments.add_argument("--rows", type=int, default=150_000)
    arguments.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    arguments.add_argument("--keep", type=Path, help="a SQLite file to build once and use again")
    arguments.add_argument("--batches", type=int, default=80)
    options = arguments.parse_args()
    kinds = ["sqlite", "postgresql"] if options.database == "both" else [options.database]
    figures = {}
    for kind in kinds:
        size = filled.Size(options.articles, options.rows)
        with a_filled_database(kind, options.keep, size) as database:
            figures[kind] = measure(database, options.batches)
        print(kind, " ".join(f"{name} {value}" for name, value in figures[kind].items()), flush=True)
    print(json.dumps(figures))


def measure(database: Database, batches: int) -> dict[str, float]:
    """Milliseconds for each article, with and without the triggers."""
    with database.read() as connection:
        texts = list(connection.execute(sa.select(article.c.headline, article.c.text).limit(500)))
    outcomes = [_outcome(random.Random(number), number, *texts[number % 500]) for number in range(batches * _BATCH)]
    with database.write() as connection:
        triggers = filled.triggers_of(connection)
    times: dict[bool, list[float]] = {True: [], False: []}
    for turn, start in enumerate(range(0, len(outcomes), _BLOCK * _BATCH)):
        for kept in (turn % 2 == 0, turn % 2 == 1):
            if not kept:
                _switch(database, [f"DROP TRIGGER {name}" for name in triggers], "DISABLE")
            try:
                for number in range(_BLOCK):
                    first = start + number * _BATCH
                    took = _store(database, outcomes[first : first + _BATCH])
                    if number >= _WARMING:
                        times[kept].append(took * 1000 / _BATCH)
            finally:
                if not kept:
                    _switch(database, list(triggers.values()), "ENABLE")
    with_them, without = statistics.median(times[True]), statistics.median(times[False])
    more = (with_them / without - 1) * 100
    return {"kept_ms": round(with_them, 2), "plain_ms": round(without, 2), "more_percent": round(more, 1)}


def _switch(database: Database, on_sqlite: list[str], on_postgresql: str) -> None:
    tables = ("ledger", "article", "media_coverage")
    alter = [f"ALTER TABLE {table} {on_postgresql} TRIGGER USER" for table in tables]
    with database.write() as connection:
        for statement in on_sqlite if database.is_sqlite else alter:
            connection.exec_driver_sql(statement)


def _store(database: Database, outcomes: list[Outcome]) -> float:
    """Seconds to store a batch; everything is rolled back."""
    took = 0.0
    with suppress(_UndoneError), database.write() as connection:
        began = time.perf_counter()
        links = [Link(outcome.url, FEED) for outcome in outcomes]
        offer_links(connection, links, source_id=1, sets=SETS, run_id=1, now=NOW)
        saved = [save(connection, outcome, _JUDGED, NOW) for outcome in outcomes]
        ends = [
            (
                Settlement(canonical_url(outcome.url), Reason.COVERED, "", NOW, 200, stored and stored.article_id),
                LinkTimetable(NOW),
            )
            for outcome, stored in zip(outcomes, saved, strict=True)
        ]
        settle_all(connection, ends, name_set_id=1, run_id=1)
        took = time.perf_counter() - began
        raise _UndoneError
    return took


class _UndoneError(Exception):
    """Ends a transaction without storing it."""


def _outcome(chance: random.Random, number: int, headline: str, text: str) -> Outcome:
    url = f"https://o{number % 300 + 1}.example/new/{number}"
    if chance.random() < 0.4:
        headline, text = f"{headline} {number}", "\n".join(chance.sample(text.split(), k=40))
    keys = sketch(headline, text, "ko")
    whose = chance.sample(_IDS[:200], k=min(8, 1 + int(chance.expovariate(1 / 2.5))))
    article = Article(
        url=url,
        canonical_url=canonical_url(url),
        urls=(url,),
        outlet=f"새벽일보 {number % 300 + 1}",
        headline=headline,
        text=text,
        language="ko",
        published_at=NOW - timedelta(days=365 * filled.YEARS) + timedelta(minutes=number),
        has_time=True,
        date_source=DateSource.FEED,
        text_source=TextSource.PAGE,
        text_digest=keys.text_digest,
        sketch=keys.hashes,
    )
    mentions = tuple(Mention(entity_id, Place.BODY, Span(1, 4), "x", 0.9, ()) for entity_id in whose)
    status = [CoverageStatus.CONFIRMED if chance.random() < 0.92 else CoverageStatus.REVIEW for _ in whose]
    verdicts = tuple(
        Verdict(entity_id, this, 0.9, (), 1, in_headline=False, snippet=text[:90])
        for entity_id, this in zip(whose, status, strict=True)
    )
    return Outcome(url, Reason.COVERED, "", article, mentions, verdicts)


if __name__ == "__main__":
    main()
