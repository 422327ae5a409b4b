"""From the press to the table: python benchmarks/delay.py [--minutes M]

How long after an item appears in a feed it stands in the table, and its notice is sent.

First by reckoning: 60 invented sources of six habits publish for four weeks, and are asked by the daemon's own
rules with their defaults (`scheduler.cadence`), from the second week on. The table shows by habit the median and
the 95th percentile of the delay, how often a day a source is asked, and the items that left a feed of 20 before
they were seen; beside it the same without fixed hours. One that is asked every five minutes, the shortest interval,
waits 2.5 and 4.75 minutes.

Then, with --minutes, for real: a daemon with the defaults, over a press of 200 feeds on loopback, each with a week
behind it, for so many minutes. Told are the delays from the appearance of an item to its row and to its notice, and
of these the part that is ours: from the answer of the feed to the row and to the notice.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from statistics import median, quantiles
from typing import NamedTuple

import sqlalchemy as sa

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.soak import XML, headline, page, path
from scheduler.cadence import Pace, interval, next_look
from storage.database.engine import Database
from storage.schema.tables import article_url, media_coverage
from tests.web import Answer, Host, Web, open_web

BEGIN = datetime(2026, 11, 1, tzinfo=UTC)
DAYS, LEARNED = 28, 7
WEEK = timedelta(days=7)
EACH = 10
SHOWN = 20
SEOUL = timedelta(hours=9)


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


def observed(minutes: float) -> dict[str, object]:
    with tempfile.TemporaryDirectory() as folder, open_web() as web:
        place, now = Path(folder), datetime.now(UTC)
        end = now + timedelta(minutes=minutes)
        habits = list(HABITS.values())
        feeds, appears = [], {}
        for number in range(1, 201):
            chance = random.Random(number)
            schedule = items(habits[number % len(habits)], chance, now - WEEK, 8)[-SHOWN * 20 :]
            host = web.host(number)
            feeds.append(on_air(host, number, schedule))
            for serial, item in enumerate(schedule):
                if now < item.appears < end - timedelta(minutes=1):
                    appears[host.url + path(serial)] = item.appears.timestamp()
        told: dict[str, float] = {}
        hook = web.host(201)
        hook.at("/", lambda before: _heard(hook, told, before))
        (place / "scrape.toml").write_text(configuration(feeds), encoding="utf-8")
        daemon = subprocess.Popen(
            [sys.executable, "-m", "scrape.cli", "--log-file", "scrape.log", "daemon"],
            cwd=place,
            env={
                **os.environ,
                "PYTHONPATH": str(Path(__file__).resolve().parents[1]),
                "SCRAPE_NOTIFY": hook.url.replace("http://", "json://") + "/",
            },
            stderr=subprocess.DEVNULL,
        )
        threading.Event().wait(max(0.0, (end - datetime.now(UTC)).total_seconds()))
        daemon.send_signal(signal.SIGTERM)
        code = daemon.wait(60)
        return {"exit_code": code, **delays_of(place, web, appears, told)}


def on_air(host: Host, number: int, schedule: Sequence[Item]) -> str:
    """Have a host show the newest of its schedule in a feed, and their pages; the URL of the feed."""

    def feed(_before: int) -> Answer:
        there = bisect_right([item.appears for item in schedule], datetime.now(UTC))
        entries = "".join(
            f"<item><title>{headline(number, serial)}</title><link>{host.url}{path(serial)}</link>"
            f"<pubDate>{format_datetime(schedule[serial].published)}</pubDate></item>"
            for serial in range(max(0, there - SHOWN), there)
        )
        body = f"<rss version='2.0'><channel><title>t</title>{entries}</channel></rss>"
        return Answer(body=body.encode(), headers=XML)

    for serial in range(len(schedule)):
        host.routes[path(serial)] = lambda _before, serial=serial: page(number, serial)  # type: ignore[misc]
    return host.at("/rss", feed)


def _heard(hook: Host, told: dict[str, float], before: int) -> Answer:
    now = time.time()
    for asked in hook.log[max(0, before - 1) :]:
        _note(asked.body, told, now)
    return Answer()


def _note(body: bytes, told: dict[str, float], now: float) -> None:
    for word in json.loads(body or b"{}").get("message", "").replace("(", " ").replace(")", " ").split():
        if "/news/" in word:
            told.setdefault(word, now)


def configuration(feeds: Sequence[str]) -> str:
    return (
        "[crawl]\nallow_private_addresses = true\n[notify]\ncoverage = 'new'\n[[person]]\nname = '서다인'\n"
    ) + "".join(f"[[source]]\nkind = 'feed'\nurl = '{feed}'\n" for feed in feeds)


def delays_of(place: Path, web: Web, appears: dict[str, float], told: dict[str, float]) -> dict[str, object]:
    """The delays of the items that appeared; `told` says when a notice named an address."""
    database = Database(f"sqlite:///{place}/coverage.sqlite")
    with database.read() as connection:
        rows = connection.execute(
            sa.select(article_url.c.url, media_coverage.c.first_seen_at).join(
                media_coverage, media_coverage.c.article_id == article_url.c.article_id
            )
        )
        stored = {row.url: row.first_seen_at.timestamp() for row in rows}
    database.close()
    to_clock = time.time() - time.monotonic()
    to_row, to_notice, own_row, own_notice = [], [], [], []
    for url, appeared in appears.items():
        host = next(host for host in map(web.host, range(1, 201)) if url.startswith(host.url + "/"))
        answered = [asked.answered + to_clock for asked in host.asked("/rss")]
        seen = next((moment for moment in answered if moment >= appeared), None)
        if seen is not None and url in stored:
            to_row.append(stored[url] - appeared)
            own_row.append(stored[url] - seen)
            if url in told:
                to_notice.append(told[url] - appeared)
                own_notice.append(told[url] - seen)
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
