"""`scrape daemon`: settings become a daemon; they are read again when the file changes or on SIGHUP."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import NoReturn

from pipeline.errors import ConfigError
from pipeline.identity import PastDecisions
from scheduler.cadence import Pace
from scheduler.daemon import Daemon, Rhythm, Setup, serve_metrics
from scheduler.processes import Workers, check_workers, run_on_reactor
from scheduler.run import RunReport
from scrape.commands.collect.run import account_line
from scrape.config.settings import Settings, load_settings
from scrape.output.failures import failure_lines
from scrape.plan.daemon_chores import chores_of
from scrape.plan.listings import taken_from
from scrape.plan.run import make_plan, with_decisions
from scrape.table.keeping.chore import table_chores
from spiders.safety.proxies import Proxies
from storage.coverage.review import past_decisions
from storage.database.engine import Database
from storage.database.open import open_database
from storage.versions import ListKind, Version, version_in_force

__all__ = ["serve"]

log = logging.getLogger(__name__)


def serve(settings: Settings, config: Path | None) -> int:
    """Run until SIGTERM or SIGINT; the exit code. Raises ScrapeError when it cannot begin."""
    check_workers()
    database = open_database(settings.database)
    try:
        first = _setup(settings, database)
        if not first.plan.watchlist.entities:
            raise ConfigError("nobody is tracked: add [[person]] or [[company]] to scrape.toml")
        reader = _Reader(config, settings, database)
        if hasattr(signal, "SIGHUP"):  # not on Windows, where a change of the file is what counts
            signal.signal(signal.SIGHUP, reader.on_signal)
        daemon = Daemon(database, first, load=reader.changed, on_report=_log)
        with ExitStack() as stack:
            if settings.daemon.metrics_port is not None:
                serving = serve_metrics(settings.daemon.metrics_port, database, daemon.is_healthy)
                log.info("health and metrics at %s", stack.enter_context(serving))
            if not run_on_reactor(daemon.serve):
                _end_at_once(1)
    except KeyboardInterrupt:
        log.warning("told to stop at once: what was in hand is left for the next start")
        _end_at_once(130)
    finally:
        database.close()
    return 0


def _end_at_once(code: int) -> NoReturn:
    """End without waiting for what is in hand: a thread may be waiting for the database for a minute."""
    for child in multiprocessing.active_children():
        child.kill()
    logging.shutdown()
    os._exit(code)


async def _log(report: RunReport) -> None:
    if report.links_seen or report.failures:
        log.info("%s", account_line(report))
    for line in failure_lines(report, Proxies()):
        log.warning("%s", line.removeprefix("warning: "))


def _setup(settings: Settings, database: Database) -> Setup:
    tracked = settings.watchlist()
    table = settings.daemon

    def decisions_now() -> dict[str, PastDecisions]:
        with database.read() as connection:
            return past_decisions(connection, [entity.id for entity in tracked.entities])

    plan = with_decisions(settings, make_plan(settings, tracked, kind="daemon"), decisions_now())

    def make_workers() -> Workers:
        decisions = decisions_now()
        return Workers(plan.watchlist, plan.outlets, settings.crawl.workers or os.cpu_count() or 1, decisions)

    pace = Pace(
        floor=timedelta(minutes=table.min_interval_minutes),
        ceiling=timedelta(hours=table.max_interval_hours),
        first=timedelta(minutes=table.first_interval_minutes),
    )
    rhythm = Rhythm(pace, tick=table.tick_seconds, lease=table.lease_seconds)
    chores = {**chores_of(settings, os.environ), **table_chores(settings)}
    return Setup(plan, rhythm, make_workers, chores)


def _fixed(settings: Settings) -> tuple[str, int | None]:
    """What cannot be changed while the daemon works."""
    return settings.database, settings.daemon.metrics_port


class _Reader:
    """Reads the configuration again when its file changed, or when it was asked to."""

    def __init__(self, config: Path | None, settings: Settings, database: Database) -> None:
        self._config = config
        self._fixed = _fixed(settings)
        self._elsewhere = settings.are_lists_elsewhere
        self._database = database
        self._seen = self._stamp()
        self._asked = False

    def on_signal(self, number: int, frame: object) -> None:
        """SIGHUP came."""
        del number, frame
        self._asked = True

    def changed(self) -> Setup | None:
        """The new setup, or None when nothing changed. Raises ConfigError when the file is broken."""
        stamp = self._stamp()
        if stamp == self._seen and not self._asked:
            return None
        self._seen, self._asked = stamp, False
        settings = load_settings(self._config)
        if settings.are_lists_elsewhere:
            with self._database.read() as connection:
                settings = taken_from(connection, settings)
        self._elsewhere = settings.are_lists_elsewhere
        if _fixed(settings) != self._fixed:
            raise ConfigError(f"{self._config}: another database or metrics_port is used only after a restart")
        if not settings.watchlist().entities:
            raise ConfigError(f"{self._config}: nobody is tracked")
        return _setup(settings, self._database)

    def _stamp(self) -> tuple[object, ...] | None:
        """What changes with the file, and with the lists that it leaves to the database. Raises StorageError."""
        if self._config is None:
            return None
        lists: list[Version | None] = []
        if self._elsewhere:
            with self._database.read() as connection:
                lists = [version_in_force(connection, kind) for kind in ListKind]
        try:
            stat = self._config.stat()
        except OSError:
            return None
        return stat.st_mtime_ns, stat.st_size, *(version and version.id for version in lists)
