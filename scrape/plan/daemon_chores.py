"""What a daemon does besides asking sources: letting go of old pages, and telling what is new or wrong."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from pipeline.errors import ConfigError
from scheduler.daemon import Chore, Setup, apprise_sender, send_coverage, send_trouble
from scrape.config.settings import NotifyTable, Settings
from storage.database.engine import Database
from storage.database.maintenance import drop_archive_before

__all__ = ["chores_of"]

log = logging.getLogger(__name__)
_MINUTE, _HOUR = 60.0, 3600.0


def chores_of(settings: Settings, environment: Mapping[str, str]) -> dict[str, tuple[float, Chore]]:
    """The chores that a configuration asks for, by name, with their intervals in seconds. Raises ConfigError."""
    chores: dict[str, tuple[float, Chore]] = {}
    chores.update(_notices(settings.notify, environment, settings.daemon.min_interval_minutes * _MINUTE))
    keep_days = settings.archive.keep_days
    if keep_days is not None:

        def retain(database: Database, setup: Setup, now: datetime) -> None:
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


def _notices(
    table: NotifyTable, environment: Mapping[str, str], shortest_interval: float
) -> dict[str, tuple[float, Chore]]:
    if table.coverage == "off" and not table.trouble:
        return {}
    urls = environment.get("SCRAPE_NOTIFY", "").split()
    if not urls:
        raise ConfigError("[notify]: set SCRAPE_NOTIFY in the environment to the addresses to tell (see apprise)")
    send = apprise_sender(urls)
    zone = ZoneInfo(table.time_zone)

    def tell_new(database: Database, setup: Setup, now: datetime) -> None:
        del setup
        send_coverage(database, send, now)

    def tell_daily(database: Database, setup: Setup, now: datetime) -> None:
        if now.astimezone(zone).hour == table.hour:  # what was told today is not told again
            tell_new(database, setup, now)

    def tell_trouble(database: Database, setup: Setup, now: datetime) -> None:
        send_trouble(database, send, now, setup.plan.sources, setup.plan.archive)

    chores: dict[str, tuple[float, Chore]] = {}
    if table.coverage != "off":
        chores["tell coverage"] = (_MINUTE, tell_new) if table.coverage == "new" else (10 * _MINUTE, tell_daily)
    if table.trouble:
        chores["tell trouble"] = (min(_MINUTE, shortest_interval), tell_trouble)
    return chores
