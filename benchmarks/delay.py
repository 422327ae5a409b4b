"""From the press to the table: python benchmarks/delay.py [--minutes M]

How long after an item appears in a feed it stands in the table, and its notice is sent.

First by reckoning: 60 invented sources of six habits publish for four weeks, and are asked by the daemon's own
rules with their defaults (`scheduler.cadence`), from the second week on. The table shows by habit the median and
the 95th percentile of the delay, how often a day a source is asked, and the items that left a feed of 20 before
they were seen; beside it the same without fixed hours. One that is asked every five minutes, the shortest interval,
waits 2.5 and 4.75 minutes.

Then, with --minutes, for real: a daemon with the defaults, over a press of 200 feeds on loopback, each with a week
behind it, for so many minutes from 17:40 on the clock of that press. Told are the delays from the appearance of an
item to its row and to its notice, and of these the part that is ours: from the answer of the feed to the row and to
the notice; of what the daemon found when it started, nothing.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from statistics import median, quantiles
from typing import NamedTuple

import sqlalchemy as sa

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.soak import headline, page
from scheduler.cadence import Pace, interval, next_look
from storage.database.engine import Database
from storage.schema.tables import article_url, media_coverage

BEGIN = datetime(2026, 11, 1, tzinfo=UTC)
DAYS, LEARNED = 28, 7
WEEK = timedelta(days=7)
EACH = 10
SHOWN = 20
SEOUL = timedelta(hours=9)
FIRST = 1000  # number of a page; a longer one would be taken for a date
BEGINS = timedelta(hours=17, minutes=40)  # on the clock of the press, when the daemon starts


class Item(NamedTuple):
    """An item: when it says that it was published, and when it appears in the feed."""

    published: datetime
    appears: datetime


Habit = Callable[[random.Random, datetime], list[datetime]]  # what is published on a day that begins then


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--minutes", type=float, default=0.0)
    options = arguments.parse_args()
    figures = reckoned()
    if options.minutes:
        figures["daemon"] = observed(options.minutes)
    print(json.dumps(figures))


# --- habits


def steady(a_day: float) -> Habit:
    """At any hour."""
    return lambda chance, day: [day + timedelta(days=chance.random()) for _ in range(_drawn(chance, a_day))]


def by_day(a_day: float) -> Habit:
    """From 7 to 22 o'clock."""

    def times(chance: random.Random, day: datetime) -> list[datetime]:
        return [day + timedelta(hours=chance.uniform(7, 22)) for _ in range(_drawn(chance, a_day))]

    return times


def bursts(chance: random.Random, day: datetime) -> list[datetime]:
    """Now and then several at once."""
    starts = [day + timedelta(days=chance.random()) for _ in range(_drawn(chance, 2))]
    return [start + timedelta(minutes=chance.uniform(0, 30)) for start in starts for _ in range(5)]


def editions(chance: random.Random, day: datetime) -> list[datetime]:
    """Five articles each at 6 and at 18 o'clock, on working days."""
    if (day + SEOUL).weekday() >= 5:
        return []
    hours = [day + timedelta(hours=hour) for hour in (6, 18)]
    return [hour + timedelta(minutes=chance.uniform(0, 5)) for hour in hours for _ in range(5)]


HABITS: dict[str, Habit] = {
    "200 a day, by day": by_day(200),
    "30 a day, at any hour": steady(30),
    "10 a day, by day": by_day(10),
    "10 a day, in bursts": bursts,
    "10 a day, at 6 and 18": editions,
    "one in two days": steady(0.5),
}


def _drawn(chance: random.Random, mean: float) -> int:
    """A number by Poisson's law: how many arrivals of an exponential clock there are in one day."""
    count, passed = 0, chance.expovariate(mean)
    while passed < 1:
        count, passed = count + 1, passed + chance.expovariate(mean)
    return count


def items(habit: Habit, chance: random.Random, begin: datetime, days: int) -> list[Item]:
    """What a source publishes; each item appears in its feed up to three minutes later."""
    times = sorted(time for day in range(days) for time in habit(chance, begin + timedelta(days=day) - SEOUL))
    return [Item(time, time + timedelta(minutes=chance.uniform(0, 3))) for time in times]


# --- by reckoning


class Seen(NamedTuple):
    """How long items waited, how many were never seen, and how often the source was asked a day."""

    delays: list[float]
    missed: int
    asked_a_day: float


def reckoned() -> dict[str, object]:
    ways: dict[str, Callable[[Sequence[Item], datetime, random.Random], datetime]] = {
        "the daemon": due_at,
        "without fixed hours": due_without_hours,
    }
    figures: dict[str, object] = {}
    print(f"{'minutes from feed to reading':26}" + "".join(f"{way:>38}" for way in ways))
    for what, habit in HABITS.items():
        line, figures[what] = f"{what:26}", {}
        for way, due in ways.items():
            seen = [watch(habit, due, random.Random(f"{what} {number}")) for number in range(EACH)]
            delays = [delay for one in seen for delay in one.delays]
            figure = {
                "median": round(median(delays), 1),
                "p95": round(quantiles(delays, n=20)[-1], 1),
                "asked_a_day": round(sum(one.asked_a_day for one in seen) / EACH, 1),
                "missed": sum(one.missed for one in seen),
            }
            figures[what][way] = figure  # type: ignore[index]
            line += "{median:10} {p95:8} {asked_a_day:8} {missed:8} ".format(**figure)
        print(line, flush=True)
    return figures


def watch(
    habit: Habit, due: Callable[[Sequence[Item], datetime, random.Random], datetime], chance: random.Random
) -> Seen:
    """Ask one source until the end; what it offers when it is first asked was there before."""
    offered = items(habit, chance, BEGIN, DAYS)
    appear = [item.appears for item in offered]
    now = BEGIN + timedelta(days=LEARNED, minutes=chance.uniform(0, 30))
    end = BEGIN + timedelta(days=DAYS)
    known: list[Item] = offered[max(0, bisect_right(appear, now) - SHOWN) : bisect_right(appear, now)]
    delays, missed, asked, before = [], 0, 0, bisect_right(appear, now)
    while (now := due(known, now, chance)) < end:
        asked += 1
        there = bisect_right(appear, now)
        missed += max(0, there - SHOWN - before)
        new = offered[max(before, there - SHOWN) : there]
        delays += [(now - item.appears) / timedelta(minutes=1) for item in new]
        known += new
        before = there
    return Seen(delays, missed, asked / (DAYS - LEARNED))


def wait_of(known: Sequence[Item], now: datetime, chance: random.Random) -> timedelta:
    first = bisect_left(known, (now - WEEK,))
    span = max(now - known[first].published, timedelta(hours=1)) if first < len(known) else WEEK
    return interval(Pace(), (len(known) - first) / (span / timedelta(days=1)), jitter=chance.uniform(-1, 1))


def due_without_hours(known: Sequence[Item], now: datetime, chance: random.Random) -> datetime:
    return now + wait_of(known, now, chance)


def due_at(known: Sequence[Item], now: datetime, chance: random.Random) -> datetime:
    published = [item.published for item in known[-400:] if item.published >= now - 2 * WEEK]
    return next_look(Pace(), wait_of(known, now, chance), published, now)


# --- for real


class LoopbackPress:
    """Feeds and pages of many hosts, and which articles notices have named."""

    def __init__(self, schedules: dict[str, Sequence[Item]]) -> None:
        self.schedules = schedules  # by the address of a host
        self.asked: dict[str, list[float]] = {host: [] for host in schedules}  # when its feed was answered
        self.told: dict[str, float] = {}  # when a notice first named an address
        self._ports: dict[str, int] = {}

    async def serve(self, ready: threading.Event) -> None:
        """Serve until the process ends."""
        server = await asyncio.start_server(self._answer, list(self.schedules), 0)
        self._ports = dict(one.getsockname() for one in server.sockets)
        ready.set()
        await server.serve_forever()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                length = 0
                while header := (await reader.readline()).strip():
                    if header.lower().startswith(b"content-length:"):
                        length = int(header.partition(b":")[2])
                body = await reader.readexactly(length)
                status, kind, content = self._said(
                    writer.get_extra_info("sockname")[0], line.split()[1].decode(), body
                )
                head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(content)}\r\n\r\n"
                writer.write(head.encode() + content)
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    def _said(self, host: str, asked: str, body: bytes) -> tuple[str, str, bytes]:
        schedule = self.schedules.get(host, ())
        if asked == "/told":
            note(body, self.told, time.time())
            return "200 OK", "text/plain", b""
        if asked == "/rss":
            self.asked[host].append(time.time())
            return "200 OK", "application/rss+xml", feed_of(self.address(host), number_of(host), schedule)
        serial = int(asked.rpartition("/")[2]) - FIRST if asked.startswith("/news/") else -1
        if not 0 <= serial < len(schedule):
            return "404 Not Found", "text/plain", b""
        content = page(number_of(host), serial).body
        return "200 OK", "text/html; charset=utf-8", content if isinstance(content, bytes) else b""

    def address(self, host: str) -> str:
        return f"http://{host}:{self._ports[host]}"


def path(serial: int) -> str:
    return f"/news/{FIRST + serial}"


def number_of(host: str) -> int:
    return int(host.rpartition(".")[2])


def feed_of(address: str, number: int, schedule: Sequence[Item]) -> bytes:
    """The newest of a schedule, by now."""
    there = bisect_right([item.appears for item in schedule], datetime.now(UTC))
    entries = "".join(
        f"<item><title>{headline(number, serial)}</title><link>{address}{path(serial)}</link>"
        f"<pubDate>{format_datetime(schedule[serial].published)}</pubDate></item>"
        for serial in range(max(0, there - SHOWN), there)
    )
    return f"<rss version='2.0'><channel><title>t</title>{entries}</channel></rss>".encode()


def note(body: bytes, told: dict[str, float], now: float) -> None:
    for address in re.findall(r"https?://[\d.:]+/news/\d+", json.loads(body or b"{}").get("message", "")):
        told.setdefault(address, now)


def observed(minutes: float) -> dict[str, object]:
    now = datetime.now(UTC)
    midnight, end = now - BEGINS + SEOUL, now + timedelta(minutes=minutes)
    habits = list(HABITS.values())
    press = LoopbackPress(
        {
            f"127.0.0.{number}": items(habits[number % len(habits)], random.Random(number), midnight - WEEK, 8)
            for number in range(1, 201)
        }
    )
    ready = threading.Event()
    threading.Thread(target=lambda: asyncio.run(press.serve(ready)), daemon=True).start()
    ready.wait()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        feeds = [f"{press.address(host)}/rss" for host in press.schedules]
        (place / "scrape.toml").write_text(configuration(feeds), encoding="utf-8")
        with (place / "stderr").open("w", encoding="utf-8") as errors:
            daemon = subprocess.Popen(
                [sys.executable, "-m", "scrape.cli", "--log-file", "scrape.log", "daemon"],
                cwd=place,
                env={
                    **os.environ,
                    "PYTHONPATH": str(Path(__file__).resolve().parents[1]),
                    "SCRAPE_NOTIFY": press.address("127.0.0.1").replace("http", "json") + "/told",
                },
                stderr=errors,
            )
        with suppress(subprocess.TimeoutExpired):
            daemon.wait((end - datetime.now(UTC)).total_seconds())
        daemon.send_signal(signal.SIGTERM)
        code = daemon.wait(120)
        if code:
            print((place / "stderr").read_text(encoding="utf-8")[-1000:])
        return {"exit_code": code, **delays_of(place, press, now, end - timedelta(minutes=1))}


def configuration(feeds: Sequence[str]) -> str:
    return (
        "[crawl]\nallow_private_addresses = true\n[notify]\ncoverage = 'new'\n[[person]]\nname = '서다인'\n"
    ) + "".join(f"[[source]]\nkind = 'feed'\nurl = '{feed}'\n" for feed in feeds)


def delays_of(place: Path, press: LoopbackPress, begin: datetime, end: datetime) -> dict[str, object]:
    """The delays of the items that appeared in that time."""
    database = Database(f"sqlite:///{place}/coverage.sqlite")
    with database.read() as connection:
        rows = connection.execute(
            sa.select(article_url.c.url, media_coverage.c.first_seen_at).join(
                media_coverage, media_coverage.c.article_id == article_url.c.article_id
            )
        )
        stored = {row.url: row.first_seen_at.timestamp() for row in rows}
    database.close()
    appears = {
        press.address(host) + path(serial): (host, item.appears.timestamp())
        for host, schedule in press.schedules.items()
        for serial, item in enumerate(schedule)
        if begin < item.appears < end
    }
    to_row, to_notice, own_row, own_notice = [], [], [], []
    for url, (host, appeared) in appears.items():
        seen = next((moment for moment in press.asked[host] if moment >= appeared), None)
        if seen is not None and url in stored:
            to_row.append(stored[url] - appeared)
            own_row.append(stored[url] - seen)
            if url in press.told:
                to_notice.append(press.told[url] - appeared)
                own_notice.append(press.told[url] - seen)
    figures: dict[str, object] = {"appeared": len(appears), "stored": len(to_row), "told": len(to_notice)}
    for name, values in (
        ("to_row", to_row),
        ("to_notice", to_notice),
        ("feed_to_row", own_row),
        ("feed_to_notice", own_notice),
    ):
        if len(values) > 1:
            figures[f"{name}_median_s"] = round(median(values), 1)
            figures[f"{name}_p95_s"] = round(quantiles(values, n=20)[-1], 1)
    print(figures)
    return figures


if __name__ == "__main__":
    main()
