"""Notices: each problem is reported once, and what could not be sent is sent later; health and metrics."""

from __future__ import annotations

import json
import socket
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests
import sqlalchemy as sa

from pipeline.errors import ConfigError
from pipeline.items import CoverageStatus, Source
from scheduler.daemon import Recipient, apprise_sender, send_coverage, send_trouble, serve_metrics
from scheduler.trouble import troubles
from storage.database.engine import Database
from storage.notices import hand_back, mark_sent, never_sent, reserve
from storage.schema.tables import media_coverage
from storage.sources.health import Health
from storage.sources.memory import SourcePlace, record_failure, record_unchanged, register
from storage.status import SourceStatus, free_bytes
from tests.storage.stories.test_index import ARTICLES, store
from tests.web import Answer, open_web

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)


class Post:
    """Keeps what it is given to send; refuses while `out` is set."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.out = False

    def __call__(self, subject: str, text: str) -> str | None:
        if self.out:
            return "out of order"
        self.sent.append((subject, text))
        return None


def tell(database: Database, post: Post, now: datetime = NOW) -> int:
    return send_coverage(database, Recipient("SCRAPE_NOTIFY", post), now)


def covered(database: Database, *, status: CoverageStatus = CoverageStatus.CONFIRMED) -> None:
    store(database, *ARTICLES)
    with database.write() as connection:
        connection.execute(sa.update(media_coverage).values(status=status.value))


def test_new_coverage_is_told_once_and_a_story_in_one_line(database: Database) -> None:
    post = Post()
    covered(database)
    assert tell(database, post) == len(ARTICLES)
    assert tell(database, post) == 0
    ((subject, text),) = post.sent
    assert subject == "New coverage of 서다인: 2"
    assert "신문 1 (+3)" in text


def test_what_could_not_be_sent_is_told_later(database: Database) -> None:
    post = Post()
    covered(database)
    post.out = True
    assert tell(database, post) == 0
    post.out = False
    assert tell(database, post, NOW + timedelta(seconds=30)) == 0  # it is left alone for a minute
    assert tell(database, post, NOW + timedelta(minutes=1)) == len(ARTICLES)


def test_doubtful_rows_are_not_told(database: Database) -> None:
    covered(database, status=CoverageStatus.REVIEW)
    assert tell(database, Post()) == 0


def test_a_notice_that_a_crash_may_have_lost_is_not_sent_again(database: Database) -> None:
    with database.write() as connection:
        assert reserve(connection, ["a", "b"], NOW) == ["a", "b"]
        assert reserve(connection, ["a", "c"], NOW) == ["c"]
        mark_sent(connection, ["a"], NOW)
        hand_back(connection, ["a", "c"])
        later = NOW + timedelta(hours=2)
        assert never_sent(connection, later) == 1
        assert reserve(connection, ["a", "b", "c"], later) == ["c"]


def test_a_source_that_keeps_failing_is_told_once_in_each_spell(database: Database) -> None:
    feed = Source("feed", "https://maru.example/rss")
    former = Source("feed", "https://former.example/rss")
    post = Post()

    def failing(times: int, at: datetime) -> None:
        with database.write() as connection:
            for source in (feed, former):
                memory = register(connection, [source], at)[source]
                for _ in range(times):
                    memory = record_failure(connection, memory, "HTTP 500", retry_at=at, now=at)
        send_trouble(database, Recipient("SCRAPE_NOTIFY", post), at, [feed], None)

    failing(4, NOW)
    assert post.sent == []
    failing(1, NOW)
    failing(1, NOW + timedelta(days=1))
    assert [text for _, text in post.sent] == ["feed https://maru.example/rss: failed 5 times in a row: HTTP 500"]
    with database.write() as connection:
        memory = register(connection, [feed], NOW)[feed]
        record_unchanged(connection, memory, SourcePlace(), NOW + timedelta(days=2))
    failing(5, NOW + timedelta(days=3))
    assert len(post.sent) == 2


def test_a_full_disk_and_a_dead_network_are_told(database: Database, tmp_path: Path) -> None:
    failing = [
        SourceStatus("feed", f"https://n{n}.example/", None, None, None, 0.0, 1, "timed out", None, Health())
        for n in range(4)
    ]
    texts = [trouble.text for trouble in troubles(failing, 4, 10_000_000, NOW)]
    assert texts == ["4 of 4 sources fail: is the network down?", "the disk is nearly full: 10 MB are free"]
    assert troubles(failing[:3], 3, free_bytes(database, tmp_path), NOW) == []
    assert troubles(failing, 9, free_bytes(database, tmp_path), NOW) == []


def test_apprise_carries_a_notice_to_a_webhook() -> None:
    with open_web() as web:
        hook = web.host().at("/hook", Answer(body=b"ok"))
        assert apprise_sender(hook.replace("http://", "json://"))("Neu", "새 소식") is None
        (request,) = web.host().asked("/hook")
    assert json.loads(request.body)["message"] == "새 소식"


def test_a_notice_is_sent_in_parts_where_the_service_takes_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    parts: list[str] = []

    def post(*_: object, data: str, **__: object) -> requests.Response:
        parts.append(json.loads(data)["content"])
        answer = requests.Response()
        answer.status_code = 200 if len(parts[-1]) <= 2000 else 400  # what Discord takes
        return answer

    monkeypatch.setattr(requests, "post", post)
    addresses = [f"https://www.saebyeok.example/news/{number}" for number in range(60)]
    text = "\n\n".join(f"서다인: 해솔랩, 사투리 알아듣는 음성인식 모델 공개\n{url}" for url in addresses)
    assert apprise_sender(f"discord://{'1' * 18}/{'a' * 60}")("New coverage", text) is None
    assert [url for url in addresses if f"{url}\n" not in "\n".join([*parts, ""])] == []


def test_an_address_that_apprise_does_not_know_is_not_shown() -> None:
    with pytest.raises(ConfigError, match="SCRAPE_NOTIFY: apprise") as caught:
        apprise_sender("nonsense://secret")
    assert "secret" not in str(caught.value)


def test_health_and_metrics(database: Database) -> None:
    store(database, *ARTICLES)
    well = True
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with serve_metrics(port, database, lambda: well) as address:
        text = urllib.request.urlopen(f"{address}/metrics").read().decode()
        assert "press_scrape_database_up 1.0" in text
        assert f"press_scrape_articles {len(ARTICLES)}.0" in text
        assert urllib.request.urlopen(f"{address}/health").read() == b"ok\n"
        with pytest.raises(urllib.error.HTTPError, match="403") as rebound:
            urllib.request.urlopen(urllib.request.Request(f"{address}/metrics", headers={"Host": "evil.example"}))
        rebound.value.close()
        well = False
        with pytest.raises(urllib.error.HTTPError, match="503") as unwell:
            urllib.request.urlopen(f"{address}/health")
        unwell.value.close()
        with pytest.raises(ConfigError, match=str(port)), serve_metrics(port, database, lambda: True):
            pass


def test_an_idle_client_of_the_metrics_holds_nobody_but_itself(database: Database) -> None:
    with socket.socket() as idle, serve_metrics(0, database, lambda: True) as address:
        idle.connect(("127.0.0.1", int(address.rpartition(":")[2])))
        idle.sendall(b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n")
        assert urllib.request.urlopen(f"{address}/health", timeout=5).read() == b"ok\n"
        # serving ended although the client is still there
