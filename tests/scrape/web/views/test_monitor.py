"""Sources, runs and statements."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import sqlalchemy as sa

from scrape.web.views.sql import ten_questions
from storage.database.engine import Database
from storage.schema.tables import ledger, offer, run, source
from tests.docs.test_database import BLOCKS
from tests.scrape.web.serving import NOW, Pages, serving
from tests.scrape.web.test_api import fits
from tests.storage.report.newsroom import Newsroom

OURS = frozenset({("feed", f"https://s{number}.example/feed?key=geheim") for number in (1, 2, 3)})


@pytest.fixture
def monitor(database: Database) -> Iterator[Pages]:
    with database.write() as connection:
        states: list[dict[str, Any]] = [
            {},
            {"failures": 3, "failure": "HTTP 500"},
            {"silent_since": NOW - timedelta(days=9)},
            {},
        ]
        for number, more in enumerate(states, start=1):
            values: dict[str, Any] = {"failures": 0} | more
            url = f"https://s{number}.example/feed?key=geheim"
            connection.execute(
                sa.insert(source).values(
                    id=number, kind="feed", url=url, first_seen_at=NOW, last_success_at=NOW, **values
                )
            )
        connection.execute(
            sa.insert(run),
            [
                {"id": key, "kind": "run", "started_at": NOW - timedelta(hours=99 - key), "finished_at": None,
                 "outcomes": {"covered": 3, "no-name": 1200}, "interrupted": False}
                for key in range(1, 60)
            ],
        )  # fmt: skip
        link = {"url": "https://x.example/1", "offered_url": "https://x.example/1", "headline": "내놓은 글"}
        connection.execute(
            sa.insert(ledger).values(id=1, **link, first_offered_at=NOW, last_offered_at=NOW, reason="no-name")
        )
        connection.execute(
            sa.insert(offer).values(ledger_id=1, source_id=3, first_offered_at=NOW, last_offered_at=NOW)
        )
    with serving(database, sources=OURS) as up:
        yield up


def test_programs_are_told_the_state_at_a_glance(monitor: Pages) -> None:
    answer = monitor.get("/status.json")
    assert answer.headers["content-type"] == "application/json"
    status = json.loads(answer.text)
    assert (status["sources"], status["articles"], status["links_unread"]) == (3, 0, 0)
    troubled = [(one["url"][8:10], one["problems"]) for one in status["in_trouble"]]
    assert troubled == [("s3", ["silent"]), ("s2", ["failing"])]
    assert status["last_run"] == {"began": (NOW - timedelta(hours=40)).isoformat(), "ended": None}
    assert "geheim" not in answer.text
    described = json.loads(monitor.get("/api/openapi.json").text)
    fits(status, described["components"]["schemas"]["Status"], described)


def test_sources_in_trouble_come_first_and_keys_are_hidden(monitor: Pages) -> None:
    page = monitor.get("/sources").text
    places = [page.index(f"https://s{number}.example") for number in (3, 2, 1, 4)]
    assert places == sorted(places)
    assert page.index("No longer in the configuration") < places[3]
    assert "silent since" in page
    assert "failed 3 times in a row" in page
    assert "geheim" not in page
    assert "2 sources in trouble" in monitor.get("/").text


def test_a_source_shows_what_became_of_its_links(monitor: Pages) -> None:
    page = monitor.get("/sources/3").text
    assert "내놓은 글" in page
    assert "names nobody" in page
    assert monitor.get("/sources/77").status == 404


def test_runs_are_listed_page_by_page(monitor: Pages) -> None:
    first = monitor.get("/runs")
    assert first.text.count("names nobody 1,200") == 50
    assert "did not end" in first.text
    older = next(link for link in first.links if "before=" in link)
    assert monitor.get(older).text.count("names nobody 1,200") == 9
    assert monitor.get("/runs?before=x").status == 400


def test_a_statement_is_answered_with_its_rows(monitor: Pages) -> None:
    answer = monitor.get("/sql?q=SELECT id, url, '<b>' AS odd FROM source ORDER BY id")
    assert answer.status == 200
    assert "&lt;b&gt;" in answer.text
    assert "4 rows" in answer.text
    sheet = monitor.get("/sql.csv?q=SELECT '=1%2B1' AS total, NULL AS nought, 2.5 AS share")
    assert sheet.text == "\ufefftotal,nought,share\r\n'=1+1,,2.5\r\n"


@pytest.mark.parametrize(
    "statement",
    ["DELETE FROM source", "SELECT 1; DELETE FROM source", "PRAGMA user_version", "SELECT nothing FROM source",
     "%00", "WITH x AS (DELETE FROM source RETURNING 1) SELECT * FROM x"],
)  # fmt: skip
def test_a_statement_that_does_more_than_read_is_refused(
    monitor: Pages, database: Database, statement: str
) -> None:
    assert monitor.get(f"/sql?q={statement}").status in {400, 500}
    with database.read() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(source)).scalar() == 4


def test_a_long_answer_is_cut_on_the_page(monitor: Pages) -> None:
    rows = "WITH RECURSIVE x(n) AS (SELECT 1 UNION ALL SELECT n %2B 1 FROM x WHERE n < 5000) SELECT n FROM x"
    page = monitor.get(f"/sql?q={rows}").text
    assert "The first 200 rows are shown" in page
    assert len(page.encode()) < 60_000
    assert len(monitor.get(f"/sql.csv?q={rows}").text.splitlines()) == 5001


def test_a_statement_without_end_leaves_the_pages_alone(monitor: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scrape.web.views.sql._SECONDS", 2)
    endless = "WITH RECURSIVE x(n) AS (SELECT 1 UNION ALL SELECT n %2B 1 FROM x) SELECT count(*) FROM x"
    answers: list[int] = []
    asking = [Thread(target=lambda: answers.append(monitor.get(f"/sql?q={endless}").status)) for _ in range(3)]
    for one in asking:
        one.start()
    assert monitor.get("/runs").status == 200
    for one in asking:
        one.join()
    assert sorted(answers) == [400, 400, 503]


def test_statements_are_off_where_they_are_off_and_for_other_sites(monitor: Pages, database: Database) -> None:
    assert monitor.get("/sql?q=SELECT 1", sec_fetch_site="cross-site").status == 400
    assert monitor.get("/sql?q=SELECT 1", sec_fetch_site="same-origin").status == 200
    with serving(database, sql_open=False) as up:
        assert up.get("/sql").status == 400
        assert "/sql" not in up.get("/").links


def test_the_ten_questions_are_those_of_the_documentation() -> None:
    plain = [" ".join(one["sql"].split()) for one in ten_questions()]
    assert plain == [" ".join(block.split()) for block in BLOCKS]


@pytest.mark.parametrize("number", range(10))
def test_each_of_the_ten_questions_is_answered(database: Database, pages: Pages, number: int) -> None:
    link = [link for link in pages.get("/sql").links if link.startswith("/sql?")][number]
    assert pages.get(link).status == 200


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_database_that_cannot_be_written_is_shown(database: Database, tmp_path: Path) -> None:
    with database.write() as connection:
        Newsroom(connection).publish("2026-11-19", headline="읽기만 한다")
    database.close()
    file = database.file
    assert file is not None
    file.chmod(0o444)
    with serving(Database(f"sqlite:///{file}")) as up:
        assert "읽기만 한다" in up.get("/").text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_database_that_is_busy_is_a_page_that_says_so(database: Database, database_url: str) -> None:
    database.close()
    holder = sqlite3.connect(database_url.removeprefix("sqlite:///"), isolation_level=None)
    holder.execute("PRAGMA locking_mode = EXCLUSIVE")
    holder.execute("BEGIN EXCLUSIVE")
    with serving(Database(database_url, patience=1)) as up:
        answer = up.get("/runs")
        assert (answer.status, answer.headers["retry-after"]) == (503, "5")
        assert "The database is busy" in answer.text
        holder.close()
        assert up.get("/runs").status == 200


def test_a_server_that_cannot_be_reached_is_one_that_is_busy() -> None:
    with serving(Database("postgresql://nobody@127.0.0.1:1/none")) as up:
        assert up.get("/").status == 503
