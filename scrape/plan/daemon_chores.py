"""What a daemon does besides asking sources: letting go of what is old, and telling what is new or wrong."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from pipeline.errors import ConfigError
from scheduler.daemon import Chore, DailyAt, Recipient, Setup, apprise_sender, send_coverage, send_trouble
from scrape.config.settings import NotifyTable, Settings
from storage.database.engine import Database
from storage.database.maintenance import drop_archive_before
from storage.ledger.retention import forget_links, forget_runs

__all__ = ["chores_of"]

log = logging.getLogger(__name__)
_MINUTE, _HOUR = 60.0, 3600.0


def chores_of(settings: Settings, environment: Mapping[str, str]) -> dict[str, tuple[float, Chore]]:
    """The chores that a configuration asks for, by name, with their intervals in seconds. Raises ConfigError."""
    chores: dict[str, tuple[float, Chore]] = {}
    chores.update(_notices(settings, environment, settings.daemon.min_interval_minutes * _MINUTE))
    keep_days = settings.archive.keep_days
    if keep_days is not None:

        def retain(database: Database, setup: Setup, now: datetime) -> None:
            if setup.plan.archive is None:
                return
            dropped = drop_archive_before(database, setup.plan.archive, (now - timedelta(days=keep_days)).date())
            if dropped:
                log.info("archive: %d files older than %d days were removed", len(dropped), keep_days)

        chores["retention"] = (6 * _HOUR, retain)
    if settings.daemon.keep_links_days is not None:
        chores["forget links"] = (_MINUTE * 10, _forgetting(timedelta(days=settings.daemon.keep_links_days)))
    return chores


def _forgetting(keep: timedelta) -> Chore:
    """A chore that goes on, each time, where it stopped."""
    after = 0

    def forget(database: Database, setup: Setup, now: datetime) -> None:
        nonlocal after
        del setup
        gone = forget_links(database, now - keep, after=after)
        after = gone.after
        runs = forget_runs(database, now - keep)
        if gone.links or runs:
            log.info("%d links that came to nothing and %d rounds were removed", gone.links, runs)

    return forget


def _notices(
    settings: Settings, environment: Mapping[str, str], shortest_interval: float
) -> dict[str, tuple[float, Chore]]:
    told: list[Recipient] = []
    troubled: list[Recipient] = []
    for table in settings.notify:
        recipients = _recipients(settings, table, environment) if table.coverage != "off" or table.trouble else []
        told += recipients if table.coverage != "off" else []
        troubled += recipients if table.trouble else []

    def tell_coverage(database: Database, setup: Setup, now: datetime) -> None:
        del setup
        for recipient in told:
            send_coverage(database, recipient, now)

    def tell_trouble(database: Database, setup: Setup, now: datetime) -> None:
        for recipient in troubled:
            send_trouble(database, recipient, now, setup.plan.sources, setup.plan.archive)

    chores: dict[str, tuple[float, Chore]] = {}
    if told:
        chores["tell coverage"] = (_MINUTE, tell_coverage)
    if troubled:
        chores["tell trouble"] = (min(_MINUTE, shortest_interval), tell_trouble)
    return chores


def _recipients(settings: Settings, table: NotifyTable, environment: Mapping[str, str]) -> list[Recipient]:
    """One for each address: what one service accepts is not sent to it again because another refused it."""
    urls = environment.get(table.to, "").split()
    if not urls:
        raise ConfigError(f"[notify]: set {table.to} in the environment to the addresses to tell (see apprise)")
    daily = DailyAt(table.hour, ZoneInfo(table.time_zone)) if table.coverage == "daily" else None
    names = [table.to, *(f"{table.to} number {number}" for number in range(2, len(urls) + 1))]
    ids = settings.ids_of(table.about)
    return [
        Recipient(name, apprise_sender(url, name), ids, daily, table.new_days)
        for name, url in zip(names, urls, strict=True)
    ]
