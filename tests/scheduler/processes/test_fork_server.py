"""What workers are forked from: it loads the analyser of Korean when one needs it, and ends when none is left."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.items import Reason
from pipeline.language import morphology
from scheduler.processes import Workers
from tests.scheduler.daemon.watching import ROOT
from tests.scheduler.processes.test_workers import WHO, page, understand_all
from tests.waiting import LIMIT, so

pytestmark = pytest.mark.skipif(
    "forkserver" not in multiprocessing.get_all_start_methods(), reason="workers are not forked on this system"
)
KOREAN = "<article><h1>새 모델</h1><p>온결연구소의 윤서하 박사는 새로운 모델을 발표했다.</p></article>"


def has_analyser() -> bool:
    return bool(morphology._kiwi.cache_info().currsize)


def server() -> int:
    return os.getppid()


def is_there(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"


def apart(what: str) -> None:
    """Run one of the functions below in a process of its own, which has no other workers."""
    program = f"import asyncio; from {__name__} import {what}; asyncio.run({what}())"
    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=LIMIT, check=False
    )
    assert (ended.returncode, ended.stderr) == (0, "")


def test_the_analyser_of_korean_is_loaded_when_a_page_needs_it_and_shared_then() -> None:
    apart("load_when_needed")


def test_workers_that_have_nothing_to_do_end_and_others_take_their_place() -> None:
    apart("end_when_idle")


async def load_when_needed() -> None:
    made = Workers(WHO, (), 2, idle=0.05)
    nobody = [page(number) for number in range(4)]
    assert [getattr(end, "reason", None) for end in await understand_all(made, nobody)] == [Reason.NO_NAME] * 4
    first = await made._run(server)
    assert not await made._run(has_analyser)
    ends = await understand_all(made, [page(number, KOREAN) for number in range(20)])
    assert {getattr(end, "reason", end) for end in ends} <= set(Reason)
    assert await made._run(has_analyser)
    assert await made._run(server) == first
    another = Workers(WHO, (), 1)
    assert await another._run(has_analyser)
    await asyncio.to_thread(another.close)
    await so(lambda: not is_there(first) or made._pool is None)
    await made._run(server)  # whichever it is
    await so(lambda: not is_there(first))
    await asyncio.to_thread(made.close)


async def end_when_idle() -> None:
    made, busy = Workers(WHO, (), 1, idle=0.0), Workers(WHO, (), 1)
    await busy._run(server)
    before = await made._run(os.getpid)
    await so(lambda: not is_there(before))
    assert [getattr(end, "reason", None) for end in await understand_all(busy, [page(1)])] == [Reason.NO_NAME]
    ends = await understand_all(made, [page(number) for number in range(4)])
    assert [getattr(end, "reason", None) for end in ends] == [Reason.NO_NAME] * 4
    for workers in (made, busy):
        await asyncio.to_thread(workers.close)
