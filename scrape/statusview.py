"""`scrape status`: how the sources fare, what is due, and who is at work."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from scrape.console import print_rows
from scrape.settings import Settings
from scrape.show import open_existing
from storage.status import SourceStatus, Status, read_status

__all__ = ["show_status", "silence"]

_SILENT = 3.0  # times its usual gap after which a source is called silent


def show_status(settings: Settings) -> None:
    """Print the state of the monitor. Raises StorageError."""
    database = open_existing(settings)
    now = datetime.now(UTC)
    try:
        with database.read() as connection:
            status = read_status(connection, database, now)
    finally:
        database.close()
    print_rows(
        ("kind", "source", "last read", "next", "a day", "what is wrong"),
        [
            (
                one.kind,
                one.url,
                _ago(one.last_success_at, now),
                _ahead(one.next_due_at, now),
                f"{one.items_a_day:.1f}",
                _trouble(one, now),
            )
            for one in status.sources
        ],
    )
    print(_summary(status))


def _summary(status: Status) -> str:
    waiting = f"{status.unread} links to be read, {status.late} of them due to be tried again"
    work = ", ".join(status.daemons) or "none"
    return (
        f"daemons at work: {work}; {waiting}; {status.articles} articles, {status.in_review} rows in review; "
        f"database {status.size / 1e6:.1f} MB"
    )


def _trouble(one: SourceStatus, now: datetime) -> str:
    if one.failures:
        return f"failed {one.failures} times in a row: {one.failure}"
    return silence(one, now) or "-"


def silence(one: SourceStatus, now: datetime) -> str:
    """For how long a source has had nothing new that has something more often; "" when it is as usual."""
    if one.items_a_day > 0 and one.newest_at is not None:
        gap = timedelta(days=1) / one.items_a_day
        if now - one.newest_at > max(gap * _SILENT, timedelta(hours=6)):
            return f"silent: nothing new for {_span(now - one.newest_at)}, usually every {_span(gap)}"
    return ""


def _ago(when: datetime | None, now: datetime) -> str:
    return "never" if when is None else f"{_span(now - when)} ago"


def _ahead(when: datetime | None, now: datetime) -> str:
    if when is None:
        return "-"
    return "due" if when <= now else f"in {_span(when - now)}"


def _span(span: timedelta) -> str:
    seconds = max(0, int(span.total_seconds()))
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds} s"
