"""Promise 22: a source that is large, odd or damaged is read as far as it goes, and that is told."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.promises.press import BODY, article, configure, feed, headlines, item, rows
from tests.scrape.shell import scrape
from tests.web import Answer, Web

PRIVATE = "allow_private_addresses = true"


def test_promise_22_not_modified_is_no_answer_to_a_question_about_everything(web: Web, tmp_path: Path) -> None:
    feed_url = web.host(1).at("/feed", Answer(304))
    configure(tmp_path, feed_url, crawl=PRIVATE)
    ended = scrape("run", cwd=tmp_path)
    assert "304" in ended.err
    assert "unchanged" not in ended.out


def test_promise_22_a_feed_that_is_too_large_is_read_as_far_as_may_be(web: Web, tmp_path: Path) -> None:
    host = web.host(1)
    link = host.at("/view/20261120001", article("윤서하 강연"))
    filler = item("http://127.0.0.1:9/x", "소식", f"<description>{'가' * 300_000}</description>")
    big = feed(item(link, "윤서하 강연"), *[filler] * 4)
    configure(tmp_path, host.at("/feed", big), crawl=f"{PRIVATE}\nmax_mebibytes = 1")
    ended = scrape("run", cwd=tmp_path)
    assert "larger than allowed: read to the limit" in ended.err
    assert [row["headline"] for row in rows(tmp_path)] == ["윤서하 강연"]


def test_promise_22_a_feed_of_many_items_is_read_over_several_runs(web: Web, tmp_path: Path) -> None:
    """The newest first, however the feed is ordered; what waits is told, and never keeps out what is new."""
    host = web.host(1)
    entries = []
    for number in range(1, 31):
        link = host.at(
            f"/view/202610{number:02}001", article(f"윤서하 강연 {number:02}", body=f"{number}일의 " + BODY)
        )
        entries.append(item(link, "소식", f"<pubDate>{number:02} Oct 2026 10:00:00 +0900</pubDate>"))
    host.at("/feed", lambda before: feed(*entries[: 25 if before == 0 else 30]))
    configure(tmp_path, f"{host.url}/feed", crawl=f"{PRIVATE}\npages_per_host = 10")
    first = scrape("run", cwd=tmp_path)
    assert "not reached 15" in first.out
    assert "15 of its links wait for later runs" in first.err
    assert headlines(tmp_path) == [f"윤서하 강연 {number:02}" for number in range(16, 26)]
    scrape("run", cwd=tmp_path)
    assert headlines(tmp_path) == [f"윤서하 강연 {number:02}" for number in range(11, 31)]
    scrape("run", cwd=tmp_path)
    scrape("run", cwd=tmp_path)
    assert len(headlines(tmp_path)) == 30


@pytest.mark.parametrize(
    ("language", "title", "hour"),
    [("", "윤서하 강연", "14:30"), ("<language>en-US</language>", "윤서하 강연", "14:30"),
     ("<language>ko-KR</language>", "Yoon Seoha speaks", "14:30"), ("", "Yoon Seoha speaks", "23:30"),
     ("<language>en-GB</language>", "Yoon Seoha speaks", "23:30")],
)  # fmt: skip
def test_promise_22_a_time_without_a_zone_is_the_outlets(
    language: str, title: str, hour: str, web: Web, tmp_path: Path
) -> None:
    host = web.host(1)
    link = host.at("/view/12345", article("윤서하 강연", when=""))
    entry = item(link, title, "<pubDate>2026-11-05 23:30:00</pubDate>")
    body = feed(entry).body.replace(b"<title>t</title>", f"<title>t</title>{language}".encode())  # type: ignore[union-attr]
    configure(tmp_path, host.at("/feed", Answer(body=body)), crawl=PRIVATE)
    scrape("run", cwd=tmp_path)
    (row,) = rows(tmp_path)
    assert row["published_at"] is not None
    assert datetime.fromisoformat(row["published_at"]).astimezone(UTC).strftime("%H:%M") == hour
