"""Commands that ask a site once take their turn there, beside daemons on the same database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage.database.open import existing_database
from storage.sources import leases
from tests.scrape.shell import scrape, watch
from tests.spiders.crawling import feed
from tests.warcs import article
from tests.web import Answer, Web, open_web


@pytest.fixture
def web() -> Iterator[Web]:
    with open_web() as opened:
        yield opened


def asked(web: Web, folder: Path, *, beside: str | None) -> tuple[int, int, int]:
    """Ask a site by each command, on a database on which a process called `beside` is at work; how often its page,
    its feed and its robots.txt were asked for."""
    host = web.host()
    page = host.at("/1", Answer(body=article("소식")))
    watch(folder, host.at("/rss", Answer(body=feed(page), headers=(("Content-Type", "application/rss+xml"),))))
    scrape("db", "upgrade", cwd=folder)
    file = folder / "coverage.sqlite"
    if beside is not None:
        with existing_database(f"sqlite:///{file}") as database, database.write() as connection:
            leases.begin_lease(connection, beside, beside, datetime.now(UTC) + timedelta(hours=1))
    before = file.read_bytes()
    for arguments in (["try", page], ["try", page], ["sources", "check"], ["profile", page]):
        assert scrape(*arguments, cwd=folder).code == 0
    assert (file.read_bytes() == before) is (beside is None)
    return len(host.asked("/1")), len(host.asked("/rss")), len(host.asked("/robots.txt"))


def test_they_know_what_a_host_asked_of_others(tmp_path: Path, web: Web) -> None:
    """Its robots.txt is read once for all of them."""
    assert asked(web, tmp_path, beside=f"{leases.DAEMON}elsewhere") == (3, 1, 1)


def test_they_write_nothing_where_nobody_is_at_work(tmp_path: Path, web: Web) -> None:
    assert asked(web, tmp_path, beside=None) == (3, 1, 3)
