"""A process that dies while it sends a notice: python -m tests.promises.crashing DATABASE_URL FEED_URL"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime

from pipeline.items import Source
from scheduler.daemon import Recipient, send_trouble
from storage.database.engine import Database

EXIT_CODE = 9


def die(subject: str, text: str) -> str | None:
    os._exit(EXIT_CODE)


if __name__ == "__main__":
    send_trouble(
        Database(sys.argv[1]),
        Recipient("SCRAPE_NOTIFY", die),
        datetime.now(UTC),
        [Source("feed", sys.argv[2])],
        None,
    )
