"""What every run asks of the database is looked up in indexes, however many rows there are."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from pipeline.hosts import HostTerms
from storage.articles import headline_only
from storage.database.open import open_database
from storage.ledger import archived, due
from storage.schema.tables import article, name_set, outlet, story
from storage.sources import hosts
from storage.watchlist import NameSets

NOW = datetime(2026, 11, 20, tzinfo=UTC)
HOSTS = ["a.example"]


def give_back_one(connection: sa.Connection) -> None:
    hosts.claim_hosts(connection, "a", HOSTS, NOW, delay=1.0)
    hosts.give_back_hosts(connection, "a", dict.fromkeys(HOSTS, HostTerms()), NOW)


def one_mere_headline(connection: sa.Connection) -> None:
    """An article whose outlet is called by its host: pages of that host are looked for."""
    for table, values in (
        (outlet, {"id": 1, "name": "a.example"}),
        (story, {"id": 1, "created_at": NOW}),
        (name_set, {"id": 1, "digest": "", "forms": []}),
        (name_set, {"id": 2, "digest": "2", "forms": []}),
    ):
        connection.execute(sa.insert(table).values(values))
    texts = dict.fromkeys(("headline", "headline_source", "text", "text_digest", "language", "canonical_url"), "")
    times = dict.fromkeys(("first_seen_at", "fetched_at"), NOW)
    keys = dict.fromkeys(("outlet_id", "story_id", "name_set_id"), 1)
    values = {**texts, **times, **keys, "url": "https://a.example/1", "text_source": "offer", "story_role": "new"}
    connection.execute(sa.insert(article).values(**values, story_score=1.0, has_time=False))


@pytest.mark.parametrize(
    ("ask", "indexes"),
    [
        (lambda one: due.due_links(one, HOSTS, NOW, hasty=False, most=9), {"unread", "retry_at"}),
        (lambda one: due.due_links(one, HOSTS, NOW, hasty=True, most=9), {"unread", "retry_at", "failed"}),
        (lambda one: due.due_for_revisit(one, HOSTS, NOW, most=9), {"revisit_at"}),
        (lambda one: due.hosts_with_due(one, NOW, hasty=False), {"unread", "retry_at", "revisit_at"}),
        (lambda one: due.hosts_with_due(one, NOW, hasty=True, among=HOSTS), {"unread", "retry_at", "revisit_at"}),
        (give_back_one, {"unread", "retry_at", "revisit_at"}),
        (lambda one: archived.archived(one, not_judged_for=NameSets(1, frozenset({1}))), {"judged_for"}),
        (headline_only.name_outlets, {"mere_headline", "host"}),
    ],
    ids=["due", "hasty", "revisits", "hosts", "some-hosts", "given-back", "judged-for-fewer-names", "headlines"],
)
def test_no_run_reads_a_whole_table(
    tmp_path: Path, ask: Callable[[sa.Connection], object], indexes: set[str]
) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'coverage.sqlite'}")
    asked: list[tuple[str, Any]] = []
    with database.write() as connection:
        one_mere_headline(connection)
        sa.event.listen(connection, "before_cursor_execute", lambda *call: asked.append((call[2], call[3])))
        ask(connection)
        statements = [one for one in asked if re.search("(FROM|JOIN) (ledger|article)", one[0])]
        plans = [
            row[-1]
            for text, values in statements
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values)
        ]
    database.close()
    used = {found[1] for line in plans if (found := re.search(r"INDEX ix_(?:ledger|article)_(\w+)", line))}
    assert indexes <= used
    whole = [line for line in plans if line.startswith(("SCAN ledger", "SCAN article", "SCAN one"))]
    assert [line for line in whole if "USING" not in line] == []
