"""docs/database.md describes every column, and its queries run on both databases."""

from __future__ import annotations

import re
from pathlib import Path

from storage.database.engine import Database
from storage.database.read_only import query
from storage.schema.tables import media_coverage, metadata

TEXT = (Path(__file__).parents[2] / "docs" / "database.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```sql\n(.*?)```", TEXT, re.DOTALL)
QUERIES = [re.sub(r"^ {3,4}", "", block, flags=re.MULTILINE) for block in BLOCKS]


def test_every_column_of_media_coverage_is_described() -> None:
    section = TEXT.split("## media_coverage", 1)[1].split("\n## ", 1)[0]
    described = re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)
    assert described == [column.name for column in media_coverage.columns]


def test_every_table_is_named() -> None:
    missing = [name for name in metadata.tables if f"`{name}`" not in TEXT and f"## {name}" not in TEXT]
    assert missing == []


def test_there_are_ten_worked_queries() -> None:
    assert len(QUERIES) == 10


def test_the_worked_queries_run(database: Database) -> None:
    answers = [query(database, statement) for statement in QUERIES]
    assert all(answer.columns for answer in answers)
