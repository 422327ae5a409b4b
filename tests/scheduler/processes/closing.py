"""Workers that are closed while one of them is still being forked.

Run as: python -m tests.scheduler.processes.closing FOLDER
"""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from pipeline.identity import PastDecisions
from pipeline.items import Entity, EntityKind, Page, Reason, Watchlist
from scheduler.processes import Workers

LATE = 1.5  # seconds; less than a worker is given to end


class SlowToArrive(PastDecisions):
    """What workers are given, but only the first of them at once."""

    def __reduce__(self) -> tuple[object, ...]:
        return arrive, (sys.argv[1],)


def arrive(folder: str) -> PastDecisions:
    try:
        Path(folder, "first").touch(exist_ok=False)
    except FileExistsError:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # it comes too late for this one
        time.sleep(LATE)
    return PastDecisions()


async def read_one() -> None:
    body = b"<p>nobody</p>"
    page = Page("http://a.example/", "http://a.example/", 200, (), body, datetime(2026, 11, 20, tzinfo=UTC))
    outcome = await workers.understand(page, None)
    if getattr(outcome, "reason", None) is not Reason.NO_NAME:
        sys.exit(f"it was read as {outcome}")


if __name__ == "__main__":
    who = Watchlist((Entity("person:yoon", EntityKind.PERSON, "Yoon Seoha"),))
    workers = Workers(who, (), 2, {"person:yoon": SlowToArrive()})
    asyncio.run(read_one())
    workers.close()
