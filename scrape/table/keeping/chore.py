"""What a daemon does for tables that stand in files: it keeps them up to date by itself."""

from __future__ import annotations

import logging
import platform
from datetime import datetime, timedelta
from pathlib import Path

from pipeline.errors import ScrapeError, UsageError
from scheduler.daemon import Chore, Setup
from scrape.config.settings import Settings
from scrape.output.export import shown
from scrape.table.keeping.in_place import change_lines, update_file
from storage.by_hand.files import coverage_mark
from storage.database.engine import Database

__all__ = ["table_chores"]

log = logging.getLogger(__name__)

_LOOK = 60.0  # seconds between two looks for something new
_ANYWAY = timedelta(hours=1)  # a headline that was corrected, or a file that a person changed, is no new row


def table_chores(settings: Settings) -> dict[str, tuple[float, Chore]]:
    """The chores for the files that ``[[export]]`` names, by name, with their intervals in seconds."""
    machine = platform.node()  # the file of another may have the same name
    return {
        f"keep {machine}:{table.file}": (_LOOK, _Keeper(settings, Path(table.file)).look)
        for table in settings.export
    }


class _Keeper:
    """Brings a file up to date when something is new, and every hour. What goes wrong is told once, and tried again
    each time."""

    def __init__(self, settings: Settings, file: Path) -> None:
        self._settings = settings
        self._file = file
        self._mark: tuple[object, ...] | None = None
        self._done_at: datetime | None = None
        self._told = ""

    def look(self, database: Database, setup: Setup, now: datetime) -> None:
        """Bring the file up to date if there is a reason to."""
        del setup
        try:
            with database.read() as connection:
                mark = coverage_mark(connection)
            if mark == self._mark and self._done_at is not None and now - self._done_at < _ANYWAY:
                return
            self._update(database, now)
        except ScrapeError as error:
            self._tell(str(error))
            return
        self._mark, self._done_at, self._told = mark, now, ""

    def _update(self, database: Database, now: datetime) -> None:
        done = update_file(database, self._settings, self._file, now)
        if done.is_written:
            for line in change_lines(self._file, done):
                log.info("%s", line)
        if done.missing:
            raise UsageError(f"{self._file} has no place for a table: put in {' and '.join(done.missing[0])}")

    def _tell(self, problem: str) -> None:
        if problem != self._told:
            self._told = problem
            log.error("%s; trying again", shown(problem))
