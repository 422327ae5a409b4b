"""Promise 20: a source with nothing new for three times its median gap, or of whose links half as many as usual
become articles, is reported within one poll: in `scrape status`, as a notice, as a metric."""

from __future__ import annotations

import socket
import subprocess
import sys
import urllib.request
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from pipeline.health import is_silent, usual_gap, yield_of
from pipeline.items import Source
from scheduler.daemon import Recipient, send_trouble, serve_metrics
from storage.database.engine import Database
from tests.promises.crashing import EXIT_CODE
from tests.promises.press import article, feed, item
from tests.scrape.shell import scrape, watch
from tests.waiting import LIMIT
from tests.web import Answer, Host, Web

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
ROOT = Path(__file__).parents[2]


class Told:
    """Keeps what it is given to send."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def __call__(self, subject: str, text: str) -> None:
        self.texts.append(text)


def tell(url: str, told: Told, *sources: str) -> None:
    database = Database(url)
    try:
        known = [Source("feed", one) for one in sources]
        send_trouble(database, Recipient("SCRAPE_NOTIFY", told), datetime.now(UTC), known, None)
    finally:
        database.close()


def metrics(url: str) -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    database = Database(url)
    try:
        with serve_metrics(port, database, lambda: True) as address:
            text: str = urllib.request.urlopen(f"{address}/metrics").read().decode()
    finally:
        database.close()
    return text


def published(host: Host, ages: list[timedelta]) -> Answer:
    """A feed whose items are so old."""
    now = datetime.now(UTC)
    items = []
    for number, age in enumerate(ages):
        there = host.at(f"/2026/{number}", article(f"소식 {number}", body="오늘은 비가 온다고 기상청이 밝혔다."))
        items.append(item(there, f"소식 {number}", f"<pubDate>{format_datetime(now - age)}</pubDate>"))
    return feed(*items)


def status(folder: Path, url: str) -> str:
    return " ".join(scrape("status", cwd=folder, SCRAPE_DATABASE=url).out.split())


def test_promise_20_a_silent_feed_is_reported_at_the_poll(database_url: str, web: Web, tmp_path: Path) -> None:
    """In the status, in one notice and as a metric; one that is as usual beside it is not."""
    silent, well = web.host(1), web.host(2)
    first = silent.at("/feed", published(silent, [HOUR * n + timedelta(hours=3, minutes=2) for n in range(12)]))
    second = well.at("/feed", published(well, [HOUR * n + timedelta(hours=2, minutes=55) for n in range(12)]))
    watch(tmp_path, first, second)
    scrape("run", cwd=tmp_path, SCRAPE_DATABASE=database_url)
    assert status(tmp_path, database_url).count("silent: nothing new for 3 h, usually every 1 h") == 1
    told = Told()
    for _ in range(2):
        tell(database_url, told, first, second)
    assert told.texts == [f"feed {first}: silent: nothing new for 3 h, usually every 1 h"]
    text = metrics(database_url)
    assert "press_scrape_sources_silent 1.0" in text
    assert f'kind="feed",trouble="silent",url="{first}"' in text
    silent.at("/feed", feed(f"{silent.url}/2026/99"))
    scrape("run", cwd=tmp_path, SCRAPE_DATABASE=database_url)
    assert "silent" not in status(tmp_path, database_url)


def test_promise_20_a_notice_is_sent_once_also_across_a_crash(database_url: str, web: Web, tmp_path: Path) -> None:
    """A crash while it is sent may lose it; the status still tells. It never comes twice."""
    host = web.host()
    url = host.at("/feed", published(host, [HOUR * (n + 4) for n in range(9)]))
    watch(tmp_path, url)
    scrape("run", cwd=tmp_path, SCRAPE_DATABASE=database_url)
    command = [sys.executable, "-m", "tests.promises.crashing", database_url, url]
    assert subprocess.run(command, cwd=ROOT, check=False, timeout=LIMIT).returncode == EXIT_CODE
    told = Told()
    tell(database_url, told, url)
    assert told.texts == []
    assert "silent" in status(tmp_path, database_url)


def test_promise_20_half_the_usual_yield_is_reported_at_the_next_poll(
    database_url: str, web: Web, tmp_path: Path
) -> None:
    host = web.host()
    links = [host.at(f"/2026/{n}", article(f"윤서하 소식 {n}")) for n in range(20)]
    url = host.at("/feed", feed(*links))
    watch(tmp_path, url)
    scrape("run", cwd=tmp_path, SCRAPE_DATABASE=database_url)
    hollow = Answer(body="<html><body><h1>윤서하</h1></body></html>".encode())
    links += [host.at(f"/2026/{n}", hollow) for n in range(20, 26)]
    host.at("/feed", feed(*links))
    scrape("run", cwd=tmp_path, SCRAPE_DATABASE=database_url)
    scrape("run", cwd=tmp_path, SCRAPE_DATABASE=database_url)
    said = "0% of its links become articles, usually 95%: its pages may have changed"
    assert said in status(tmp_path, database_url)
    told = Told()
    for _ in range(2):
        tell(database_url, told, url)
    assert told.texts == [f"feed {url}: {said}"]
    assert "press_scrape_sources_yield_halved 1.0" in metrics(database_url)
    links += [host.at(f"/2026/{n}", article(f"윤서하 소식 {n}")) for n in range(26, 36)]
    host.at("/feed", feed(*links))
    for _ in range(2):
        scrape("run", cwd=tmp_path, SCRAPE_DATABASE=database_url)
    assert "its pages may have changed" not in status(tmp_path, database_url)


@given(st.timedeltas(timedelta(minutes=1), timedelta(days=20)), st.integers(5, 200), st.floats(0, 3.9))
def test_promise_20_a_regular_source_is_silent_after_three_gaps(gap: timedelta, times: int, waited: float) -> None:
    moments = [NOW - gap * number for number in range(times)]
    assert usual_gap(moments) == gap
    assert is_silent(gap, moments, NOW + gap * waited) == (gap * waited > gap * 3)


def test_promise_20_an_outlet_that_sleeps_is_not_silent_by_night() -> None:
    """Every ten minutes from 6 to 22 o'clock; on Sundays nothing."""
    begin = datetime(2026, 10, 5, tzinfo=UTC)  # a Monday
    every = timedelta(minutes=10)
    moments = [
        begin + every * n
        for n in range(6 * 24 * 28)
        if 6 <= (begin + every * n).hour < 22 and (begin + every * n).weekday() < 6
    ]
    assert usual_gap(moments) == every
    last = max(moments)  # Saturday, 21:50
    assert not is_silent(every, moments, last + timedelta(hours=30))
    assert not is_silent(every, moments, datetime(2026, 11, 2, 6, 20, tzinfo=UTC))
    assert is_silent(every, moments, datetime(2026, 11, 2, 6, 40, tzinfo=UTC))


def test_promise_20_too_little_is_known_of_a_new_source() -> None:
    assert usual_gap([NOW - HOUR * number for number in range(4)]) is None


@given(st.lists(st.booleans(), max_size=19))
def test_promise_20_few_links_tell_nothing_of_the_yield(ended: list[bool]) -> None:
    assert yield_of(ended, None) is None


@given(st.integers(0, 40), st.integers(40, 200))
def test_promise_20_the_yield_is_down_until_it_is_up_again(newest: int, before: int) -> None:
    """However long the pages are broken: what is usual does not become what is broken."""
    found = yield_of([False] * (newest + 5) + [True] * before, None)
    assert found is not None
    assert found.fell
    still = yield_of([False] * 240, found.usual)
    assert still is not None
    assert still.fell
    again = yield_of([True] * 8 + [False] * 200, found.usual)
    assert again is not None
    assert not again.fell


def test_promise_20_chance_is_no_break() -> None:
    """Half of the links of a source that usually yields 70 % may fail for once."""
    usual = [True, True, False, True, True, False, True, True, False, True] * 6
    found = yield_of([False, True, False, True, False, *usual], None)
    assert found is not None
    assert not found.fell
