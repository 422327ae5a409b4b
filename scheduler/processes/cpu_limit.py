"""A bound on the processor time that one piece of work may take, for pages that are made to be slow."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["OutOfTime", "limited"]

_AGAIN = 1.0  # seconds after which it is said again, should a library have swallowed it


class OutOfTime(BaseException):
    """The work took too long. No `except Exception` stops it."""


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raise OutOfTime in the work of the context once it has used `seconds` of the processor.

    Only in the main thread; where the system has no such clock, nothing is bounded.
    """
    if not hasattr(signal, "setitimer"):
        yield
        return
    before = signal.signal(signal.SIGPROF, _stop)
    signal.setitimer(signal.ITIMER_PROF, seconds, _AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _stop(number: int, frame: object) -> None:
    del number, frame
    raise OutOfTime
