"""Promise 10: robots.txt after RFC 9309. The public suites are held by tests/spiders/politeness/test_robots.py."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from tests.promises.internet import Internet
from tests.promises.press import account, article, configure, feed, headlines
from tests.scrape.shell import scrape
from tests.web import Answer, Web

DENY = b"User-agent: *\nDisallow: /\n"
FILLER = b"# filler\n" * 50_000


def endless(first: bytes) -> Iterator[bytes]:
    yield first
    while True:
        yield b"# and on\n" * 1000


def slowly() -> Iterator[bytes]:
    while True:
        yield b"#"
        time.sleep(0.1)


ANSWERS: dict[str, tuple[Answer, bool]] = {
    "none": (Answer(404), True),
    "forbidden": (Answer(403), True),
    "broken": (Answer(500), False),
    "busy": (Answer(429, headers=(("Retry-After", "1"),)), False),
    "silent": (Answer(held=threading.Event()), False),
    "drips": (Answer(body=slowly), False),
    "torn": (Answer(raw=True, body=b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\nUser"), False),
    "denies": (Answer(body=DENY), False),
    "denieslate": (Answer(body=FILLER + DENY), False),
    "deniesever": (Answer(body=lambda: endless(DENY)), False),
    "never": (Answer(body=lambda: endless(b"User-agent: *\nDisallow: /x\n")), True),
    "packed": (Answer(body=gzip.compress(DENY), headers=(("Content-Encoding", "gzip"),)), False),
    "another": (Answer(body=b"User-agent: other\nDisallow: /\n"), True),
    "ours": (Answer(body=b"User-agent: press-scrape\nDisallow: /\n\nUser-agent: *\nAllow: /\n"), False),
    "webpage": (Answer(body=b"<!doctype html><p>404"), True),
}


def test_promise_10_a_page_is_read_when_its_host_allows_it_and_a_named_feed_in_any_case(
    net: Internet, web: Web, tmp_path: Path
) -> None:
    feeds = []
    for number, (name, (answer, _)) in enumerate(ANSWERS.items(), start=1):
        host = web.host(number)
        root = net.place(f"{name}.example", host)
        host.at("/robots.txt", answer)
        host.at("/feed", feed(f"{root}/view/20261120001"))
        host.at("/view/20261120001", article(f"윤서하, {name}"))
        feeds.append(f"{root}/feed")
    configure(tmp_path, *feeds, crawl="timeout_seconds = 3\nmax_mebibytes = 2")
    ended = scrape("run", cwd=tmp_path)
    assert ended.code == 0
    assert f"{len(ANSWERS)} of {len(ANSWERS)} sources read" in ended.out
    wanted = sorted(f"윤서하, {name}" for name, (_, allowed) in ANSWERS.items() if allowed)
    assert headlines(tmp_path) == wanted
    counts = account(ended)
    assert counts["covered"] == len(wanted)
    assert counts["denied"] == sum(name.startswith(("denies", "packed", "ours")) for name in ANSWERS)
    for number, (name, (_, allowed)) in enumerate(ANSWERS.items(), start=1):
        assert (web.host(number).asked("/view/20261120001") != []) == allowed, name
