"""How long questions take on a large database: python benchmarks/queries.py [--articles N] [--rows N] …

A database of that size is built in a temporary folder (about 7 GB on SQLite, 9 on PostgreSQL), or kept in the
file named by --keep and used again (then also PostgreSQL's, on the server of $SCRAPE_TEST_POSTGRES). Asked is every
question of docs/database.md, read from that page, and what the commands read, for an entity of about 3,000 rows and
for the one with most. Told is the median of the runs in milliseconds, everything fetched; `over` marks what takes
more than 50.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, timedelta
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sa

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import filled
from benchmarks.databases import a_database
from pipeline.items import CoverageStatus, Entity, EntityKind
from storage.coverage.channels import find_sightings
from storage.coverage.read import CoverageFilter, find, find_stories
from storage.coverage.review import explain, groups, past_decisions
from storage.database.engine import Database
from storage.database.read_only import query
from storage.ledger.archived import archived
from storage.ledger.due import due_for_revisit, due_links, hosts_with_due
from storage.report import MonthScope, read_month
from storage.schema.tables import name_set
from storage.status import read_sources, read_status
from storage.stories.by_hand import stories_about
from storage.stories.related import related_to
from storage.watchlist import NameSets
from storage.why import account_of

_PAGE = Path(__file__).resolve().parents[1] / "docs" / "database.md"
_BOUND_MS = 50.0
_TYPICAL_ROWS = 3000
_NAME = "queries"
_PATIENCE = 5.0  # seconds after which one run is enough
NOW = filled.END.replace(tzinfo=UTC)
LAST_MONTH = NOW.date() - timedelta(days=30)

# What the questions of the page have to ask where no counts are kept, by their numbers.
COUNTED = {
    "3": """
        SELECT story_id, MIN(published_at) AS first_published,
               COUNT(DISTINCT CASE WHEN outlet_role = 'press' THEN outlet END) AS outlets, MIN(headline) AS headline
        FROM media_coverage WHERE status = 'confirmed'
        GROUP BY story_id HAVING COUNT(DISTINCT CASE WHEN outlet_role = 'press' THEN outlet END) > 1
        ORDER BY outlets DESC, story_id DESC LIMIT 100
    """,
    "7": """
        SELECT a.entity_name AS one, b.entity_name AS other, COUNT(*) AS articles
        FROM media_coverage AS a
        JOIN media_coverage AS b ON b.article_id = a.article_id AND b.entity_id > a.entity_id
        WHERE a.status = 'confirmed' AND b.status = 'confirmed'
        GROUP BY a.entity_name, b.entity_name ORDER BY articles DESC, one DESC, other DESC LIMIT 100
    """,
    "9": "SELECT reason, COUNT(*) AS links FROM ledger GROUP BY reason ORDER BY links DESC",
}


class Question(NamedTuple):
    """What is asked, and how; gives how many rows came. `statement` is that of the page."""

    name: str
    ask: Callable[[Database], int]
    statement: str = ""


class Told(NamedTuple):
    """Milliseconds (median and best of the runs) and how many rows came."""

    ms: float
    best: float
    rows: int


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--articles", type=int, default=1_000_000)
    arguments.add_argument("--rows", type=int, default=3_000_000)
    arguments.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    arguments.add_argument("--keep", type=Path, help="a SQLite file to build once and use again")
    arguments.add_argument("--runs", type=int, default=7)
    arguments.add_argument("--only", default="", help="questions whose name has this in it")
    arguments.add_argument("--plans", action="store_true", help="print the plan of each statement")
    options = arguments.parse_args()
    kinds = ["sqlite", "postgresql"] if options.database == "both" else [options.database]
    figures: dict[str, Any] = {}
    for kind in kinds:
        size = filled.Size(options.articles, options.rows)
        with a_filled_database(kind, options.keep, size) as database:
            figures[kind] = measure(kind, database, options)
    print(json.dumps(figures, ensure_ascii=False))


@contextmanager
def a_filled_database(kind: str, keep: Path | None, size: filled.Size) -> Iterator[Database]:
    """An open database of that size; one that was kept is filled where it is not yet."""
    with a_database(kind, keep, _NAME) as database:
        began = time.perf_counter()
        if filled.fill(database, size):
            filled.finish(database)
            print(f"{kind}: built in {time.perf_counter() - began:.0f} s", flush=True)
        yield database


def measure(kind: str, database: Database, options: argparse.Namespace) -> dict[str, Any]:
    figures: dict[str, Any] = {}
    for whose, entity in entities(database).items():
        print(f"{kind}, {whose}:")
        for question in questions(database, entity):
            if options.only not in question.name:
                continue
            if options.plans:
                print_plans(database, question)
            timing = timed(database, question.ask, options.runs)
            mark = "  over" if timing.ms > _BOUND_MS else ""
            print(
                f"  {question.name:60} {timing.ms:9.1f} ms  (best {timing.best:9.1f}) {timing.rows:7} rows{mark}",
                flush=True,
            )
            figures.setdefault(whose, {})[question.name] = timing.ms
    return figures


def timed(database: Database, ask: Callable[[Database], int], runs: int) -> Told:
    began = time.perf_counter()
    rows = ask(database)  # warms what is cached
    if time.perf_counter() - began > _PATIENCE:
        took = (time.perf_counter() - began) * 1000
        return Told(round(took, 1), round(took, 1), rows)
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        ask(database)
        times.append((time.perf_counter() - began) * 1000)
    return Told(round(statistics.median(times), 1), round(min(times), 1), rows)


def entities(database: Database) -> dict[str, str]:
    """The entity whose rows are nearest to 3,000, and that with most."""
    counted = query(database, "SELECT entity_id, COUNT(*) FROM media_coverage GROUP BY entity_id").rows
    typical = min(counted, key=lambda row: (abs(row[1] - _TYPICAL_ROWS), row[0]))
    largest = max(counted, key=lambda row: (row[1], row[0]))
    return {f"typical ({typical[1]} rows)": typical[0], f"largest ({largest[1]} rows)": largest[0]}


def questions(database: Database, entity: str) -> Iterator[Question]:
    """Those of the page, then those of the commands."""
    rows = query(
        database, f"SELECT article_id, story_id, url, id FROM media_coverage WHERE entity_id = '{entity}' LIMIT 9"
    )
    article, _, url, row = rows.rows[-1]
    for title, statement in worked():
        filled_in = re.sub(r"'(?:person|company):[^']*'", f"'{entity}'", statement)
        filled_in = re.sub(r"(article_id = )\d+", rf"\g<1>{article}", filled_in)
        yield Question(title, partial(_answered, filled_in), filled_in)
        counted = COUNTED.get(title.split(".")[0])
        if counted is not None:
            yield Question(f"{title}, counted from the rows", partial(_answered, counted), counted)
    wanted = CoverageFilter(entity_ids=(entity,))
    month = CoverageFilter(entity_ids=(entity,), since=LAST_MONTH)
    everybody = CoverageFilter(since=LAST_MONTH)
    doubted = CoverageFilter(entity_ids=(entity,), statuses=tuple(CoverageStatus))
    yield _reading("coverage --all, whole", lambda c: len(find(c, wanted)))
    yield _reading("coverage --all --limit 100", lambda c: len(find(c, wanted, 100)))
    yield _reading("coverage, whole", lambda c: len(find_stories(c, wanted)))
    yield _reading("coverage --limit 100", lambda c: len(find_stories(c, wanted, (), 100)))
    yield _reading("coverage --since a month ago", lambda c: len(find_stories(c, month)))
    yield _reading("coverage --limit 100, everybody", lambda c: len(find_stories(c, CoverageFilter(), (), 100)))
    yield _reading("coverage --since a month ago, everybody, whole", lambda c: len(find_stories(c, everybody)))
    yield _reading("coverage --since … --limit 100, everybody", lambda c: len(find_stories(c, everybody, (), 100)))
    yield _reading("coverage --status all --limit 100", lambda c: len(find_stories(c, doubted, (), 100)))
    yield _reading("coverage --completeness, a month", lambda c: len(find_sightings(c, month)))
    yield _reading("coverage --completeness, whole", lambda c: len(find_sightings(c, wanted)))
    yield _reading("stories list, whole", lambda c: len(stories_about(c, [entity])))
    yield _reading("stories list --limit 100", lambda c: len(stories_about(c, [entity], limit=100)))
    yield _reading("stories list --limit 100, everybody", lambda c: len(stories_about(c, limit=100)))
    yield _reading("stories list: related", lambda c: len(related_to(c, range(100, 200))))
    yield _reading("report", lambda c: _reported(c, Entity(entity, EntityKind.PERSON, entity)))
    yield _reading("report, everybody", _reported)
    yield _reading("review", lambda c: len(groups(c, [], every=True)))
    yield _reading("review --person", lambda c: len(groups(c, [entity])))
    yield _reading("review --explain", lambda c: int(explain(c, row) is not None))
    yield _reading("past decisions at the start of a run", lambda c: len(past_decisions(c, [entity])))
    yield _reading("what is due at the start of a run", _due)
    yield _reading("why", lambda c: len(account_of(c, url).coverage))
    yield Question("status", _status)


def _reading(name: str, ask: Callable[[sa.Connection], int]) -> Question:
    def within(database: Database) -> int:
        with database.read() as connection:
            return ask(connection)

    return Question(name, within)


def _reported(connection: sa.Connection, *whose: Entity) -> int:
    """A month in which much happened."""
    scope = MonthScope(f"{LAST_MONTH:%Y-%m}", whose)
    return read_month(connection, scope, lambda _name, _url, _language: UTC).counts.articles


def _answered(statement: str, database: Database) -> int:
    return len(query(database, statement).rows)


def _due(connection: sa.Connection) -> int:
    names = hosts_with_due(connection, NOW, hasty=True)
    late = due_links(connection, names, NOW, hasty=True, most=1000)
    again = due_for_revisit(connection, names, NOW, most=1000)
    sets = connection.execute(sa.select(name_set.c.id)).scalars()
    unjudged = archived(connection, not_judged_for=NameSets(0, frozenset([*sets][1:])))
    return len(late) + len(again) + len(unjudged)


def _status(database: Database) -> int:
    with database.read() as connection:
        return read_status(connection, database, NOW).sources.asked + len(read_sources(connection, NOW, most=500))


def worked() -> list[tuple[str, str]]:
    """Title and statement of every question on the page."""
    text = _PAGE.read_text(encoding="utf-8")
    head, block = r"^(\d+\. [^\n.]*)[^\n]*\n", r"(?:[^\n`]*\n)*?\s*```sql\n(.*?)```"
    headed = re.findall(head + block, text, re.MULTILINE | re.DOTALL)
    return [(title, " ".join(block.split())) for title, block in headed]


def print_plans(database: Database, question: Question) -> None:
    """The plan of each reading statement that the question sends."""
    for statement, parameters in sent(database, question):
        print(f"    {' '.join(statement.split())[:300]}")
        explain_it = "EXPLAIN QUERY PLAN " if database.is_sqlite else "EXPLAIN (ANALYZE, BUFFERS) "
        with database.read() as connection:
            for row in connection.exec_driver_sql(explain_it + statement, parameters):
                print(f"      | {row[-1]}")


def sent(database: Database, question: Question) -> list[tuple[str, Any]]:
    """The statements a question sends, with their parameters."""
    if question.statement:
        return [(question.statement.replace("%", "%%"), ())]
    heard: list[tuple[str, Any]] = []

    def hear(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            heard.append((statement, parameters))

    sa.event.listen(sa.Engine, "before_cursor_execute", hear)
    question.ask(database)
    sa.event.remove(sa.Engine, "before_cursor_execute", hear)
    return heard


if __name__ == "__main__":
    main()
