"""The daemon keeps the tables of files up to date."""

from __future__ import annotations

import logging
import signal
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from pipeline.items import Watchlist
from scheduler.daemon import Rhythm, Setup
from scheduler.processes import Workers
from scrape.config.settings import load_settings
from scrape.plan.run import make_plan
from scrape.table.keeping.chore import table_chores
from tests.scheduler.daemon.watching import watching
from tests.scrape.table.keeping.newsroom import NOW, Newsroom
from tests.waiting import until

EXPORT = "\n[[export]]\nfile = 'pages/home.md'\n"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[Newsroom]:
    opened = Newsroom(tmp_path)
    (tmp_path / "pages").mkdir()
    config = tmp_path / "scrape.toml"
    config.write_text(config.read_text() + EXPORT)
    yield opened
    opened.database.close()


def _chore(newsroom: Newsroom) -> Callable[[datetime], None]:
    settings = load_settings(newsroom.folder / "scrape.toml", {})
    setup = Setup(
        make_plan(settings, settings.watchlist(), kind="daemon"), Rhythm(), lambda: Workers(Watchlist(()), (), 1)
    )
    ((_, chore),) = table_chores(settings).values()
    return lambda now: chore(newsroom.database, setup, now)


def test_a_page_follows_the_database(newsroom: Newsroom) -> None:
    """When something is new; what a person did to the page is looked at every hour."""
    look = _chore(newsroom)
    first = newsroom.publish(1)
    file = newsroom.page(name="pages/home.md")
    look(NOW)
    assert first in file.read_text()
    second = newsroom.publish(2)
    look(NOW + MINUTE)
    assert second in file.read_text()
    newsroom.reject(1)
    look(NOW + 2 * MINUTE)
    assert first not in file.read_text()
    file.write_text(file.read_text().replace("2024.08", "2024. 8."))
    changed = file.stat()
    look(NOW + 3 * MINUTE)
    assert file.stat() == changed


def test_what_is_wrong_is_told_once_and_tried_again(newsroom: Newsroom, caplog: pytest.LogCaptureFixture) -> None:
    look = _chore(newsroom)
    line = newsroom.publish(1)
    with caplog.at_level(logging.INFO, "scrape"):
        look(NOW)
        look(NOW + MINUTE)
        file = newsroom.page(name="pages/home.md")
        whole = file.read_text()
        file.write_text("# 윤서하\n")
        look(NOW + 2 * MINUTE)
        file.write_text(whole)
        look(NOW + 3 * MINUTE)
    told = [record.getMessage() for record in caplog.records]
    assert len(told) == 3
    assert "there is no such file; trying again" in told[0]
    assert "has no place for a table: put in <!-- coverage:begin" in told[1]
    assert "윤서하: 1 row added" in told[2]
    assert line in file.read_text()


@pytest.mark.slow
def test_a_daemon_does_it_by_itself(newsroom: Newsroom) -> None:
    line = newsroom.publish(1)
    file = newsroom.page(name="pages/home.md")
    with watching(newsroom.folder / "scrape.toml") as daemon:
        until(lambda: line in file.read_text())
        daemon.stop(signal.SIGTERM)
        assert daemon.end()[0] == 0
