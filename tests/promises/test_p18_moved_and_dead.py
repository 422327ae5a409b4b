"""Promise 18: a move is believed when it was seen twice; a source that is gone is asked again within 30 days, and
stands in `scrape status`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from scheduler.cadence import Pace, interval, source_retry_at
from storage.database.engine import Database
from storage.schema.tables import source
from tests.promises.press import XML, feed
from tests.scrape.shell import scrape, watch
from tests.web import Answer, Web

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
MONTH = timedelta(days=30)


def moved(where: str, status: int = 301) -> Answer:
    return Answer(status, headers=(("Location", where),))


def kept(folder: Path) -> str:
    return f"sqlite:///{folder / 'coverage.sqlite'}"


def place(url: str) -> tuple[str | None, str | None]:
    """Where the only source is believed to be, and where it was once said to be."""
    database = Database(url)
    try:
        with database.read() as connection:
            row = connection.execute(sa.select(source.c.moved_to, source.c.moving_to)).one()
    finally:
        database.close()
    return row.moved_to, row.moving_to


def forget_the_wait(url: str) -> None:
    """As if the time had passed for which a source that failed is left alone."""
    database = Database(url)
    with database.write() as connection:
        connection.execute(sa.update(source).values(retry_at=NOW))
    database.close()


def test_promise_18_a_move_is_stored_after_two_sightings(database_url: str, web: Web, tmp_path: Path) -> None:
    """Not after one, and not after two documents of one ask."""
    host = web.host()
    there = host.at("/new", lambda before: feed(f"{host.url}/2026112000{before}"))
    watch(tmp_path, host.at("/old", moved("/new")))
    scrape("run", cwd=tmp_path, SCRAPE_DATABASE=database_url)
    assert place(database_url) == (None, there)
    scrape("run", cwd=tmp_path, SCRAPE_DATABASE=database_url)
    assert place(database_url) == (there, None)
    scrape("run", cwd=tmp_path, SCRAPE_DATABASE=database_url)
    assert (len(host.asked("/old")), len(host.asked("/new"))) == (2, 3)
    assert f"moved to {there}" in scrape("status", cwd=tmp_path, SCRAPE_DATABASE=database_url).out


def test_promise_18_a_document_that_did_not_change_is_a_sighting(web: Web, tmp_path: Path) -> None:
    host = web.host()
    there = host.at("/new", Answer(body=feed().body, headers=(*XML, ("ETag", '"a"'))))
    watch(tmp_path, host.at("/old", moved("/new", 308)))
    for _ in range(2):
        scrape("run", cwd=tmp_path)
    assert place(kept(tmp_path)) == (there, None)


@pytest.mark.parametrize("then", [moved("/other"), moved("/new", 302), feed()])
def test_promise_18_one_sighting_alone_is_forgotten(web: Web, tmp_path: Path, then: Answer) -> None:
    """The next ask says something else, or nothing: a proxy in between, or a mistake that was mended."""
    host = web.host()
    for path in ("/new", "/other"):
        host.at(path, lambda before: feed(f"{host.url}/2026112000{before}"))
    watch(tmp_path, host.at("/old", lambda before: then if before == 1 else moved("/new")))
    for _ in range(3):
        scrape("run", cwd=tmp_path)
    assert place(kept(tmp_path)) == (None, f"{host.url}/new")
    assert len(host.asked("/old")) == 3


def test_promise_18_a_new_address_that_fails_does_not_lose_the_source(web: Web, tmp_path: Path) -> None:
    """It and the old one are asked in turn, so that either may come back."""
    host = web.host()
    ask = {"old": moved("/new"), "new": feed()}
    there = host.at("/new", lambda _: ask["new"])
    watch(tmp_path, host.at("/old", lambda _: ask["old"]))
    for _ in range(2):
        scrape("run", cwd=tmp_path)
    assert place(kept(tmp_path)) == (there, None)
    ask = {"old": Answer(404), "new": Answer(500)}
    for _ in range(2):
        scrape("run", cwd=tmp_path)
    assert (len(host.asked("/old")), len(host.asked("/new"))) == (3, 3)
    ask["new"] = feed()
    scrape("run", cwd=tmp_path)
    assert place(kept(tmp_path)) == (there, None)
    assert "failed" not in scrape("status", cwd=tmp_path).out
    ask = {"old": feed(f"{host.url}/20261120009"), "new": Answer(410)}  # the move is taken back
    scrape("run", cwd=tmp_path)
    forget_the_wait(kept(tmp_path))
    scrape("run", cwd=tmp_path)
    assert place(kept(tmp_path)) == (None, None)


@pytest.mark.parametrize("status", [404, 410])
def test_promise_18_a_source_that_is_gone_is_listed_and_asked_again(web: Web, tmp_path: Path, status: int) -> None:
    host = web.host()
    gone = host.at("/gone", Answer(status))
    well = web.host(2).at("/well", feed())
    watch(tmp_path, gone, well)
    ran = scrape("run", cwd=tmp_path)
    assert f"{gone}: HTTP {status}" in ran.out + ran.err
    for times in range(1, 4):
        shown = scrape("status", cwd=tmp_path).out
        row = " ".join(shown.split())
        assert f"failed {times} times in a row: HTTP {status} (gone; asked at least every 30 days)" in row
        forget_the_wait(kept(tmp_path))
        scrape("run", cwd=tmp_path)
    assert len(host.asked("/gone")) == 4
    host.at("/gone", feed(f"{host.url}/20261120001"))
    forget_the_wait(kept(tmp_path))
    scrape("run", cwd=tmp_path)
    assert "failed" not in scrape("status", cwd=tmp_path).out


@given(st.integers(1, 10_000), st.booleans(), st.timedeltas(timedelta(), timedelta(days=40_000)))
def test_promise_18_no_source_is_left_alone_for_thirty_days(failures: int, gone: bool, asked: timedelta) -> None:
    """However often it failed and whatever its Retry-After says."""
    assert source_retry_at(failures, NOW, gone=gone, asked_wait=asked) - NOW < MONTH


@given(st.floats(0, 1), st.timedeltas(timedelta(minutes=1), timedelta(days=31)), st.floats(-1, 1))
def test_promise_18_no_rhythm_is_slower_than_thirty_days(a_day: float, ceiling: timedelta, jitter: float) -> None:
    assert interval(Pace(ceiling=ceiling), a_day, jitter=jitter) < MONTH
