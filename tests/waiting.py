"""Waiting for something to be so, in a test: for an event, never for a number of seconds."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

__all__ = ["LIMIT", "so", "until"]

LIMIT = 300.0  # seconds: only a test that fails waits so long, however busy the machine is
_LOOKED_EVERY = 0.02  # seconds


def until(there: Callable[[], object]) -> None:
    """Wait until something is so."""
    ends = time.monotonic() + LIMIT
    while not there():
        assert time.monotonic() < ends, "it did not come"
        time.sleep(_LOOKED_EVERY)


async def so(there: Callable[[], object]) -> None:
    """Wait until something is so, while the loop works on."""
    async with asyncio.timeout(LIMIT):
        while not there():  # noqa: ASYNC110 - no event tells
            await asyncio.sleep(_LOOKED_EVERY)
