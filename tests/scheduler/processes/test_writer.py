"""The thread that writes: how long it waits for a database that is busy or full."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

import pytest

from pipeline.errors import DatabaseBusy
from scheduler.processes import Writer
from scheduler.processes.writer import Again

WAITS = (0.001, 0.001, 0.001)


def refusing(tries: list[str], name: str, times: int) -> Callable[[], str]:
    def work() -> str:
        tries.append(name)
        if tries.count(name) <= times:
            raise DatabaseBusy("the disk is full")
        return name

    return work


def written(works: Sequence[Callable[[], str]]) -> list[object]:
    async def main() -> list[object]:
        writer = Writer(WAITS)
        ends = await asyncio.gather(*(writer.run(work) for work in works), return_exceptions=True)
        writer.close()
        return list(ends)

    return asyncio.run(main())


def test_a_database_that_stays_full_is_waited_for_once() -> None:
    """Not once for each piece of work: a run on a full disk ends, with the reason."""
    tries: list[str] = []
    ends = written([refusing(tries, name, 99) for name in "abcd"])
    assert tries == ["a"] * (len(WAITS) + 1) + ["b", "c", "d"]
    assert all(isinstance(end, DatabaseBusy) and "full" in str(end) for end in ends)


@pytest.mark.parametrize("times", [1, len(WAITS)])
def test_one_that_has_room_again_in_time_loses_nothing(times: int) -> None:
    tries: list[str] = []
    assert written([refusing(tries, name, times) for name in "abc"]) == ["a", "b", "c"]


def test_what_is_to_be_done_again_is_done_alone_before_what_comes_after() -> None:
    batches: list[list[str]] = []

    def work(items: Sequence[str]) -> Sequence[str | Again]:
        batches.append(list(items))
        return [Again.AGAIN if len(items) > 1 and item in "bc" else item.upper() for item in items]

    async def main() -> list[str]:
        writer = Writer(WAITS)
        ends = await asyncio.gather(*(writer.add(work, item, 16) for item in "abcde"))
        writer.close()
        return ends

    assert asyncio.run(main()) == list("ABCDE")
    assert batches == [["a", "b", "c", "d"], ["b"], ["c"], ["e"]]
