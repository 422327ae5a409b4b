"""Reading the table: newest first, stories folded in the database as they are in memory, and by indexes."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from pipeline.items import Coverage, CoverageStatus
from storage.coverage.precedence import precedence
from storage.coverage.read import CoverageFilter, find, find_stories, fold_stories, stream
from storage.database.engine import Database
from storage.schema.tables import article, entity, media_coverage, name_set, outlet, story

PEOPLE = ("person:윤서하", "person:문가람", "company:온결연구소")
OUTLETS = ("새벽일보", "한밤신문", "The Dawn Post", "소식배달")
NOW = datetime(2024, 8, 7, 6, tzinfo=UTC)
FILTERS = [
    CoverageFilter(),
    CoverageFilter(PEOPLE[:1]),
    CoverageFilter(PEOPLE[:2], statuses=tuple(CoverageStatus)),
    CoverageFilter(since=date(2024, 8, 3), until=date(2024, 8, 5)),
    CoverageFilter(PEOPLE[1:], since=date(2024, 8, 4), statuses=(CoverageStatus.CONFIRMED, CoverageStatus.REVIEW)),
]


def fill(connection: sa.Connection, articles: int) -> None:
    """Articles of a few stories at few times, so that much is equal; some without a date, some in doubt."""
    chance = random.Random(4)
    connection.execute(sa.insert(outlet), [{"id": key, "name": name} for key, name in enumerate(OUTLETS)])
    connection.execute(sa.insert(name_set).values(id=1, digest="x", forms=[]))
    connection.execute(sa.insert(story), [{"id": key, "created_at": NOW} for key in range(1, 21)])
    people = [
        {"id": one, "kind": one.split(":")[0], "name": one.split(":")[1], "tracked": True, "first_seen_at": NOW}
        for one in PEOPLE
    ]
    connection.execute(sa.insert(entity), people)
    for key in range(1, articles + 1):
        add(connection, key, chance)


def add(connection: sa.Connection, key: int, chance: random.Random) -> None:
    at = None if chance.random() < 0.1 else NOW - timedelta(hours=12 * chance.randrange(14))
    place, of_story = chance.randrange(4), chance.randrange(1, 21)
    shared: dict[str, Any] = {
        "url": f"https://x.example/{key}", "headline": f"headline {key}", "story_id": of_story, "language": "ko",
        "published_at": at, "published_on": at.date() if at else None, "first_seen_at": NOW,
    }  # fmt: skip
    own: dict[str, Any] = {
        "id": key, "canonical_url": shared["url"], "outlet_id": place, "story_role": "new", "story_score": 1.0,
        "headline_source": "x", "text": "", "text_source": "x", "text_digest": str(key), "has_time": True,
        "name_set_id": 1, "fetched_at": NOW,
    }  # fmt: skip
    connection.execute(sa.insert(article).values(shared | own))
    role = "wire" if place == 3 else "press"
    for one in chance.sample(PEOPLE, chance.randint(1, 3)):
        kind, name = one.split(":")
        row: dict[str, Any] = {
            "entity_id": one, "entity_kind": kind, "entity_name": name, "month": f"{at:%Y-%m}" if at else None,
            "outlet": OUTLETS[place], "outlet_role": role, "mention_count": 1,
            "precedence": precedence(role, at, chance.randrange(3), shared["url"], has_time=True),
            "in_headline": False, "in_lead": False, "share": 0.5,
            "quoted": False, "snippet": "…", "confidence": chance.random(), "article_id": key,
            "status": chance.choice(("confirmed", "confirmed", "review", "rejected")),
            "evidence": [{"kind": "name", "detail": "the full name", "weight": 1.5}],
        }  # fmt: skip
        connection.execute(sa.insert(media_coverage).values(shared | row))


@pytest.fixture
def filled(database: Database) -> Iterator[sa.Connection]:
    with database.write() as connection:
        fill(connection, 150)
    with database.read() as connection:
        yield connection


def newness(row: Coverage) -> tuple[str, str, int, str]:
    return (str(row.published_on or ""), str(row.published_at or ""), row.article_id, row.entity_id)


@pytest.mark.parametrize("wanted", FILTERS)
@pytest.mark.parametrize("prefer", [(), ("The Dawn Post", "새벽일보")])
def test_stories_are_folded_in_the_database_as_in_memory(
    filled: sa.Connection, wanted: CoverageFilter, prefer: tuple[str, ...]
) -> None:
    rows = find(filled, wanted)
    stories = find_stories(filled, wanted, prefer)
    assert list(rows) == sorted(rows, key=newness, reverse=True)
    assert len(rows) > len(stories) > 0
    assert stories == fold_stories(rows, prefer)
    assert find(filled, wanted, 7) == rows[:7]
    assert find_stories(filled, wanted, prefer, 7) == stories[:7]


@pytest.mark.parametrize("wanted", FILTERS)
@pytest.mark.parametrize("limit", [None, 7])
def test_what_is_read_in_parts_is_the_same(
    filled: sa.Connection, wanted: CoverageFilter, limit: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.coverage.read._PART", 5)
    for every, whole in ((False, find_stories(filled, wanted, (), limit)), (True, find(filled, wanted, limit))):
        parts = list(stream(filled, wanted, (), limit, every_article=every))
        assert len(parts) > 1
        assert max(map(len, parts)) == 5
        assert tuple(row for part in parts for row in part) == whole


def test_a_wire_is_the_source_of_what_the_press_ran(filled: sa.Connection) -> None:
    """It neither leads nor counts while the press is in the story; alone it is the row."""
    stories = find_stories(filled, CoverageFilter())
    assert {row.outlet_role for row in stories if row.announced_by} == {"press"}
    assert any(row.announced_by == ("소식배달",) for row in stories)
    assert not any("소식배달" in row.other_outlets for row in stories)
    alone = [row for row in stories if row.outlet == "소식배달"]
    assert alone
    assert not any(row.other_outlets for row in alone)


def test_rows_without_a_date_come_last(filled: sa.Connection) -> None:
    dates = [row.published_at is not None for row in find(filled, CoverageFilter())]
    assert dates == sorted(dates, reverse=True)
    assert not all(dates)


PAGE = (Path(__file__).parents[3] / "docs" / "database.md").read_text(encoding="utf-8")
WORKED = [" ".join(block.split()) for block in re.findall(r"```sql\n(.*?)```", PAGE, re.DOTALL)]
# The others count over a whole table, and have no other way than to read it.
NARROW = re.compile(r"entity_id = '|article_id = \d|month = |'review'|ORDER BY published")
NEWEST = re.compile(r"ORDER BY (published|confidence)")


@pytest.mark.parametrize("statement", [one for one in WORKED if NARROW.search(one)])
def test_the_questions_of_the_page_are_answered_from_indexes(filled: sa.Connection, statement: str) -> None:
    plan = plan_of(filled, statement)
    whole = re.compile(r"(SCAN|Seq Scan on) (article|media_coverage|mention)( AS \w+)?(?! USING)\b(?! USING)")
    assert [step for step in plan if whole.search(step)] == []
    if NEWEST.search(statement) and "mention" not in statement:
        assert [step for step in plan if re.search(r"B-TREE FOR ORDER|^(-> )? *Sort\b", step)] == []


def plan_of(connection: sa.Connection, statement: str) -> list[str]:
    """The steps of the plan; of so small a database PostgreSQL would read all and sort it."""
    if connection.dialect.name == "sqlite":
        return [row[-1] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}")]
    for way in ("seqscan", "bitmapscan", "sort"):
        connection.exec_driver_sql(f"SET LOCAL enable_{way} = off")
    return [row[0].strip() for row in connection.exec_driver_sql(f"EXPLAIN {statement}")]
