"""Searches saved in scrape.toml: beside the table, each with an address and exports of its own; and the feed."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote_plus

import pytest
import sqlalchemy as sa
from lxml import etree

from scrape.config.settings import Settings, load_settings
from storage.database.engine import Database
from storage.schema.tables import media_coverage
from tests.scrape.web.serving import NOW, Pages, serving
from tests.scrape.web.views.test_coverage import headlines
from tests.storage.report.newsroom import HARAM, Newsroom

CONFIG = """
[[person]]
name = "윤서하"

[[person]]
name = "박하람"

[[view]]
name = "소리결 v1.0 / 공개"
words = '"소리결" -행사'
who = ["윤서하"]
since = 2026

[[view]]
name = "확인할 것"
status = "review"
"""
NAME = "소리결 v1.0 %2F 공개"
TOKEN = "t" * 20


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    path = tmp_path / "scrape.toml"
    path.write_text(CONFIG, "utf-8")
    return load_settings(path, {})


@pytest.fixture
def views(database: Database, settings: Settings) -> Iterator[Pages]:
    with database.write() as connection:
        room = Newsroom(connection)
        room.publish("2026-11-19", headline="소리결 무료 공개")
        room.publish("2026-11-18", headline="소리결 행사")
        room.publish("2026-11-17", who=(HARAM,), headline="소리결과 박하람")
        room.publish("2026-11-16", who=(HARAM,), headline="동명이인일까", status="review")
    with serving(database, settings=settings) as up:
        yield up


@pytest.fixture
def pages_of_a_new_name(database: Database, tmp_path: Path) -> Iterator[Pages]:
    """Somebody was added to scrape.toml, with a view, and no run was made since."""
    path = tmp_path / "new.toml"
    path.write_text('[[person]]\nname = "서이든"\n\n[[view]]\nname = "새 이름"\nwho = ["서이든"]\n', "utf-8")
    with database.write() as connection:
        Newsroom(connection).publish("2026-11-19", headline="소리결 무료 공개")
    with serving(database, settings=load_settings(path, {})) as up:
        yield up


def landed(pages: Pages, address: str) -> tuple[str, str]:
    """Where an address leads, and what is there."""
    answer = pages.get(address)
    assert answer.status == 303, answer.text
    there = answer.headers["location"]
    return there, pages.get(there).text


def test_a_view_is_what_it_asks_of_the_table(views: Pages) -> None:
    links = [link for link in views.get("/").links if link.startswith("/view/")]
    assert len(links) == 2
    there, page = landed(views, links[0])
    assert headlines(page) == ["소리결 무료 공개"]
    assert unquote_plus(there) == '/?words="소리결" -행사&who=person:윤서하&since=2026'
    assert f'<a href="{links[0]}" aria-current="true">' in page
    assert headlines(landed(views, links[1])[1]) == ["동명이인일까"]


def test_behind_a_view_lie_its_exports(views: Pages) -> None:
    there, rows = landed(views, f"/view/{NAME}.json")
    assert there.startswith("/coverage.json?")
    assert [row["headline"] for row in json.loads(rows)] == ["소리결 무료 공개"]
    there, feed = landed(views, f"/view/{NAME}.atom")
    assert there.startswith("/feed.atom?")
    assert "소리결 무료 공개" in feed


def test_a_view_of_somebody_never_looked_for_says_what_to_do(pages_of_a_new_name: Pages) -> None:
    there, page = landed(pages_of_a_new_name, "/view/새 이름")
    assert headlines(page) == []
    assert "No run has looked for 서이든 yet." in page
    assert "scrape run" in page
    assert "Remove 서이든" in page
    assert "No confirmed coverage" in pages_of_a_new_name.get(there.replace("/?", "/timeline?")).text
    assert landed(pages_of_a_new_name, "/view/새 이름.json")[1].strip() == "[]"
    assert json.loads(pages_of_a_new_name.get(there.replace("/?", "/api/coverage?")).text)["rows"] == []
    assert pages_of_a_new_name.get("/?who=person:아무도").status == 400


@pytest.mark.parametrize("address", ["/view/nothing", f"/view/{NAME}x", "/view/", "/view/.json"])
def test_a_view_that_is_not_there(views: Pages, address: str) -> None:
    assert views.get(address).status == 404


def test_the_feed_has_what_was_found_of_late_whenever_it_was_published(database: Database, pages: Pages) -> None:
    with database.write() as connection:
        room = Newsroom(connection)
        room.publish("2020-01-01", headline="늦게 찾은 글")
        room.publish("2026-11-19", headline="지난달에 찾은 글")
        is_second = media_coverage.c.headline == "지난달에 찾은 글"
        was = NOW - timedelta(days=30)
        connection.execute(sa.update(media_coverage).values(first_seen_at=NOW - timedelta(hours=1)))
        connection.execute(sa.update(media_coverage).where(is_second).values(first_seen_at=was))
    page = pages.get("/?who=person:윤서하")
    address = re.findall(r'<link rel="alternate" type="application/atom\+xml" [^>]*href="([^"]+)"', page.text)
    answer = pages.get(address[0])
    assert answer.headers["content-type"] == "application/atom+xml"
    feed = etree.fromstring(answer.text.encode())
    titles = feed.findall("{http://www.w3.org/2005/Atom}entry/{http://www.w3.org/2005/Atom}title")
    assert [one.text for one in titles] == ["늦게 찾은 글"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_reader_of_feeds_brings_the_token_as_a_password(database: Database, settings: Settings) -> None:
    with serving(database, settings=settings, tokens={TOKEN: "reader"}) as pages:
        for address in ("/feed.atom", "/view/확인할 것.atom"):
            refused = pages.get(address)
            assert (refused.status, refused.headers["www-authenticate"][:5]) == (401, "Basic")
        right, wrong = (b64encode(f"아무나:{one}".encode()).decode() for one in (TOKEN, "wrong"))
        assert pages.get("/feed.atom", authorization=f"Basic {right}").status == 200
        for given in (wrong, "%%%", "", "/////w=="):
            assert pages.get("/feed.atom", authorization=f"Basic {given}").status == 401
