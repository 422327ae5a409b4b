"""`scrape status`: how the sources fare, what is due, and who is at work."""

from __future__ import annotations

from datetime import UTC, datetime

from scheduler.trouble import span, what_is_wrong
from scrape.commands.run import make_plan
from scrape.commands.show import open_existing
from scrape.config.settings import Settings
from scrape.output.console import print_rows
from storage.status import MonitorStatus, SourceStatus, free_bytes, read_status

__all__ = ["show_status"]


def show_status(settings: Settings) -> None:
    """Print the state of the monitor. Raises StorageError."""
    plan = make_plan(settings, settings.watchlist())
    database = open_existing(settings)
    now = datetime.now(UTC)
    try:
        with database.read() as connection:
            status = read_status(connection, database, now)
        free = free_bytes(database, plan.archive)
    finally:
        database.close()
    wanted = {(one.kind, one.url) for one in plan.sources}
    asked = [one for one in status.sources if (one.kind, one.url) in wanted]
    header = ("kind", "source", "last read", "next", "a day", "what is wrong")
    print_rows(header, [_row(one, now) for one in asked])
    former = len(status.sources) - len(asked)
    if former:
        print(f"{former} sources that were asked before do not stand in the configuration any more")
    if status.lost:
        print(f"{status.lost} notices may not have been sent: the daemon ended just then")
    print(_summary(status, asked, free))


def _row(one: SourceStatus, now: datetime) -> tuple[str, ...]:
    moved = f"moved to {one.moved_to}" if one.moved_to else ""
    return (
        one.kind,
        one.url,
        "never" if one.last_success_at is None else f"{span(now - one.last_success_at)} ago",
        _ahead(one.asked_at, now),
        f"{one.items_a_day:.1f}",
        "; ".join(filter(None, (what_is_wrong(one, now), moved))) or "-",
    )


def _summary(status: MonitorStatus, asked: list[SourceStatus], free: int | None) -> str:
    ill = sum(bool(one.failures or one.health.silent_since or one.health.yield_fell_at) for one in asked)
    waiting = f"{status.unread} links to be read, {status.late} of them due to be tried again"
    work = ", ".join(status.daemons) or "none"
    room = "" if free is None else f", {free / 1e9:.1f} GB free"
    return (
        f"{len(asked)} sources, {ill} of them in trouble; daemons at work: {work}; {waiting}; "
        f"{status.articles} articles, {status.in_review} rows in review; database {status.size / 1e6:.1f} MB{room}"
    )


def _ahead(when: datetime | None, now: datetime) -> str:
    if when is None:
        return "-"
    return "due" if when <= now else f"in {span(when - now)}"
