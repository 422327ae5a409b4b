"""The daemon over a press with faults: python benchmarks/soak.py [--minutes M] [--interval SECONDS]

Eight outlets on loopback publish an article about the tracked person every few seconds: four are healthy; the
others answer now and then with 500, with a connection that is cut, slowly, or moved for good; a ninth is gone. Told
are the articles that are missing or doubled at the end, the memory of the daemon (with its workers) after three
tenths of the time and at the end, and by how much the most belated healthy source was late against its interval.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

import sqlalchemy as sa

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.memory import family, proportional
from storage.database.engine import Database
from storage.schema.tables import article, article_url
from tests.web import Answer, Host, Web, open_web

XML = (("Content-Type", "application/rss+xml; charset=utf-8"),)
HEALTHY, FAULTY, GONE = range(1, 5), range(5, 9), 9
PUBLISHED_EVERY = 12.0  # seconds, by each outlet
SHOWN = 20  # items of a feed
QUIET = 45.0  # seconds without anything new at the end, so that failures can be tried again
PLACES = ("서울", "부산", "대구", "광주", "대전", "울산", "제주", "수원", "전주", "포항", "여수")
THINGS = ("음성인식 모델", "번역기", "점자 단말", "수어 통역 기기", "독서 보조기", "회의록 도구", "자막 서비스")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--minutes", type=float, default=10.0)
    arguments.add_argument("--interval", type=float, default=10.0)
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder, open_web() as web:
        place = Path(folder)
        began = time.monotonic()
        ends = began + options.minutes * 60
        feeds = [outlet(web, number, began, ends - QUIET) for number in (*HEALTHY, *FAULTY, GONE)]
        (place / "scrape.toml").write_text(configuration(feeds, options.interval), encoding="utf-8")
        process = subprocess.Popen(
            [sys.executable, "-m", "scrape.cli", "--log-file", "scrape.log", "daemon"],
            cwd=place,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[1])},
            stderr=subprocess.DEVNULL,
        )
        early = 0.0
        while time.monotonic() < ends and process.poll() is None:
            time.sleep(1)
            if not early and time.monotonic() > began + 0.3 * (ends - began):
                early = memory(process.pid)
        late = memory(process.pid)
        process.send_signal(signal.SIGTERM)
        code = process.wait(60)
        figures: dict[str, float] = {"exit_code": code, **stored(place, published(began, ends - QUIET))}
        figures |= {
            "megabytes_early": round(early),
            "megabytes_late": round(late),
            "memory_ratio": round(late / early, 3) if early else 0.0,
            "most_late_in_intervals": round(most_late(web, options.interval), 2),
        }
    print(" ".join(f"{name} {value}" for name, value in figures.items()))
    print(json.dumps(figures))


def configuration(feeds: list[str], seconds: float, *, timeout: float = 5, lease: float = 30) -> str:
    minutes = seconds / 60
    return (
        f"[crawl]\ndelay_seconds = 0\ntimeout_seconds = {timeout}\nretries = 0\nworkers = 1\n"
        "allow_private_addresses = true\n"
        f"[daemon]\ntick_seconds = 0.5\nlease_seconds = {lease}\nmin_interval_minutes = {minutes}\n"
        f"first_interval_minutes = {minutes}\nmax_interval_hours = {minutes / 60}\n[[person]]\nname = '서다인'\n"
    ) + "".join(f"[[source]]\nkind = 'feed'\nurl = '{feed}'\n" for feed in feeds)


def published(began: float, until: float) -> int:
    """How many articles an outlet has published by now, or by the end of publishing."""
    return int((min(time.monotonic(), until) - began) / PUBLISHED_EVERY) + 1


def outlet(web: Web, number: int, began: float, until: float) -> str:
    """Put an outlet on the air; the URL of its feed."""
    host = web.host(number)

    def feed(before: int) -> Answer:
        newest = newest_of(host, number, published(began, until))
        return faults(number, before) or newest

    if number == GONE:
        return host.at("/rss", Answer(410))
    if number == 8:  # moved for good
        host.at("/rss", Answer(301, headers=(("Location", "/new"),)))
        host.at("/new", feed)
        return f"{host.url}/rss"
    return host.at("/rss", feed)


def newest_of(host: Host, number: int, count: int) -> Answer:
    """Have an outlet publish so many articles; its feed of the newest."""
    for serial in range(count):
        host.routes.setdefault(path(serial), page(number, serial))
    items = "".join(
        f"<item><title>{headline(number, serial)}</title><link>{host.url}{path(serial)}</link></item>"
        for serial in range(max(0, count - SHOWN), count)
    )
    body = f"<rss version='2.0'><channel><title>t</title>{items}</channel></rss>".encode()
    return Answer(body=body, headers=XML)


def faults(number: int, before: int) -> Answer | None:
    """What goes wrong at an outlet the `before`-th time."""
    if number == 5 and before % 3 == 1:
        return Answer(500)
    if number == 6 and before % 3 == 1:
        return Answer(raw=True, body=b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n<rss")
    return Answer(status=503, delay=2.0) if number == 7 and before % 3 == 1 else None


def path(serial: int) -> str:
    return f"/news/{20261120000 + serial}"


def headline(number: int, serial: int) -> str:
    where, what = PLACES[serial % len(PLACES)], THINGS[(serial + number) % len(THINGS)]
    return f"서다인, {where}서 {what} {number}{serial:03}호 공개"


def page(number: int, serial: int) -> Answer:
    """An article unlike all others: each is a story of its own."""
    where, what = PLACES[(serial * 7 + number) % len(PLACES)], THINGS[(serial * 5 + number * 3) % len(THINGS)]
    seed = (number * 7919 + serial * 104729) % 99991
    parts = [(PLACES[(seed // 3**k) % 11], seed * (k + 3) % 9973, THINGS[(seed // 2**k) % 7]) for k in range(14)]
    words = " ".join(f"{place}의 {count}번째 {thing}," for place, count, thing in parts)
    text = f"서다인 대표는 {where}에서 {what} {seed}호를 공개했다. {words} 모두 {seed % 977}곳에 놓인다고 밝혔다."
    head = "<head><meta property='og:type' content='article'></head>"
    return Answer(body=f"<html>{head}<body><h1>{headline(number, serial)}</h1><p>{text}</p></body></html>".encode())


def memory(pid: int) -> float:
    """Megabytes that a process and its workers take."""
    return sum(map(proportional, family(pid)))


def stored(place: Path, count: int) -> dict[str, int]:
    """Articles that are missing or doubled, of `count` that each outlet published."""
    database = Database(f"sqlite:///{place}/coverage.sqlite")
    with database.read() as connection:
        urls = set(connection.execute(sa.select(article_url.c.url)).scalars())
        rows = connection.execute(sa.select(sa.func.count()).select_from(article)).scalar_one()
    database.close()
    expected = count * (len(HEALTHY) + len(FAULTY))
    articles = len({url for url in urls if "/news/" in url})
    return {"expected": expected, "missing": expected - articles, "doubled": rows - articles}


def most_late(web: Web, interval: float) -> float:
    """The longest gap between two looks at a healthy source, less its interval, in intervals."""

    def longest(host: Host) -> float:
        times = [request.began for request in host.asked("/rss")]
        return max((later - earlier for earlier, later in pairwise(times)), default=float("inf"))

    return max(longest(web.host(number)) for number in HEALTHY) / interval - 1


if __name__ == "__main__":
    main()
