"""Worker processes: batches, and pages that kill or hold up their worker."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.items import Entity, EntityKind, Page, Reason, Source, Watchlist
from scheduler.processes import Workers
from scheduler.processes.cpu_limit import OutOfTime, limited
from scheduler.processes.workers import WorkerDied
from spiders.sources.base import Scope
from tests.scheduler.daemon.watching import ROOT
from tests.waiting import LIMIT

NOW = datetime(2026, 11, 20, tzinfo=UTC)
WHO = Watchlist((Entity("person:윤서하", EntityKind.PERSON, "윤서하"),))


def page(number: int, body: str = "<p>nobody</p>") -> Page:
    url = f"http://a.example/{number}"
    return Page(url, url, 200, (("Content-Type", "text/html; charset=utf-8"),), body.encode(), NOW)


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    made = Workers(WHO, (), 1)
    yield made
    made.close()


async def understand_all(workers: Workers, pages: list[Page]) -> list[object]:
    return await asyncio.gather(*(workers.understand(page, None) for page in pages), return_exceptions=True)


def test_each_of_many_pages_has_its_own_outcome(workers: Workers) -> None:
    pages = [page(number, "<p>nobody</p>" if number % 3 else "<p>윤서하 대표</p>") for number in range(40)]
    ends = asyncio.run(understand_all(workers, pages))
    assert [getattr(end, "url", None) for end in ends] == [page.url for page in pages]
    assert [getattr(end, "reason", None) is Reason.NO_NAME for end in ends] == [n % 3 > 0 for n in range(40)]


def die(*_: object) -> None:
    os._exit(9)


def die_with_all(*_: object) -> None:
    os.kill(os.getppid(), signal.SIGKILL)  # of which workers are forked
    os._exit(9)


def hang(*_: object) -> None:
    threading.Event().wait()


@pytest.mark.parametrize("act", [die, die_with_all])
def test_one_that_kills_its_worker_is_given_up(workers: Workers, act: Callable[..., None]) -> None:
    assert "the process that read it died" in str(beside_good_pages(workers, act))


def test_one_that_holds_up_its_worker_is_given_up() -> None:
    hasty = Workers(WHO, (), 1, longest=3)
    why = beside_good_pages(hasty, hang)
    hasty.close()
    assert "could not be read within 3 s" in str(why)


def test_a_page_that_takes_its_worker_too_long_is_given_up_alone() -> None:
    """The clock is the processor's: a worker that only waits for its turn on a busy machine loses no page."""
    began = time.process_time()
    with pytest.raises(OutOfTime):
        _work_for_ever()
    assert time.process_time() - began < 5
    with limited(0.2):
        time.sleep(0.4)


def _work_for_ever() -> None:
    with limited(0.2):
        while True:
            try:
                sum(range(1000))
            except Exception:  # noqa: BLE001 - what libraries do
                continue


def beside_good_pages(workers: Workers, act: Callable[..., None]) -> WorkerDied:
    """Why an act is given up, beside which four pages are read: what a page does to the process that reads it is
    done here by a function."""

    async def both() -> list[object]:
        bad: Awaitable[object] = workers._run(act, 1)  # no page is known that does this
        good = [workers.understand(page(number), None) for number in range(4)]
        return list(await asyncio.gather(bad, *good, return_exceptions=True))

    bad, *good = asyncio.run(both())
    assert isinstance(bad, WorkerDied)
    assert [getattr(end, "reason", None) for end in good] == [Reason.NO_NAME] * 4
    return bad


def test_a_feed_is_read_in_a_worker_too(workers: Workers) -> None:
    body = (
        "<rss version='2.0'><channel><item><title>t</title><link>http://a.example/1</link></item></channel></rss>"
    )
    source = Source("feed", "http://a.example/rss")
    reading = asyncio.run(workers.read(source, page(1, body), Scope(UTC, NOW)))
    assert [link.url for link in reading.links] == ["http://a.example/1"]


def test_a_worker_that_is_just_being_started_ends_quietly_with_the_others(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "tests.scheduler.processes.closing", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
    assert (tmp_path / "first").exists()
