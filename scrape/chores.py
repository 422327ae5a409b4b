"""What a daemon does besides asking sources: letting go of old pages, and telling what is new or wrong."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from scheduler.daemon import Chore, Setup
from scrape.settings import Settings
from storage.engine import Database
from storage.upkeep import drop_archive_before

__all__ = ["chores_of"]

log = logging.getLogger(__name__)
_HOUR = 3600.0


def chores_of(settings: Settings) -> dict[str, tuple[float, Chore]]:
    """The chores that a configuration asks for, by name, with their intervals in seconds."""
    chores: dict[str, tuple[float, Chore]] = {}
    keep_days = settings.archive.keep_days
    if keep_days is not None:

        async def retain(database: Database, setup: Setup, now: datetime) -> None:
            if setup.plan.archive is None:
                return
            with database.write() as connection:
                dropped = drop_archive_before(
                    connection, setup.plan.archive, (now - timedelta(days=keep_days)).date()
                )
            if dropped:
                log.info("archive: %d files older than %d days were removed", len(dropped), keep_days)

        chores["retention"] = (6 * _HOUR, retain)
    return chores
