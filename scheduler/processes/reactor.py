"""Twisted's asyncio reactor, driven by asyncio itself.

Scrapy requires a running reactor; everything else here is plain asyncio. The reactor is started once in
the life of a process and can then be used for any number of runs, one after the other.
"""

from __future__ import annotations

import asyncio
import functools
import gc
import signal
from collections.abc import Awaitable, Callable
from types import FrameType
from typing import TypeVar

__all__ = ["run_on_reactor"]

T = TypeVar("T")


def run_on_reactor(main: Callable[[asyncio.Event], Awaitable[T]]) -> T:
    """Run `main` to its end and return its result.

    `main` is given an event that the first SIGINT or SIGTERM sets: it then finishes its work and returns. The
    second signal interrupts at once (KeyboardInterrupt). Only for the main thread.
    """
    loop = _running_loop()
    stop = asyncio.Event()

    def on_signal(number: int, frame: FrameType | None) -> None:
        del frame
        if stop.is_set():
            signal.signal(number, signal.SIG_DFL)
            raise KeyboardInterrupt
        loop.call_soon_threadsafe(stop.set)

    before = {number: signal.signal(number, on_signal) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        return loop.run_until_complete(main(stop))
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@functools.cache
def _running_loop() -> asyncio.AbstractEventLoop:
    # Twisted allows one reactor per process, and it must be chosen before it is imported. It is loaded
    # here, for the door of this folder is loaded by workers too, which need none.
    from twisted.internet import asyncioreactor  # noqa: PLC0415

    loop = asyncio.SelectorEventLoop()  # what Twisted needs; on Windows it is not the usual one
    asyncio.set_event_loop(loop)
    asyncioreactor.install(loop)  # type: ignore[no-untyped-call]
    from twisted.internet import reactor  # noqa: PLC0415

    reactor.startRunning(installSignalHandlers=False)
    gc.freeze()  # what is loaded by now stays: to look through it for garbage stops everything for 0.1 s each time
    return loop
