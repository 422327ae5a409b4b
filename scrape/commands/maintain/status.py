"""`scrape status`: source health, what is due, and which daemons are running."""

from __future__ import annotations

from datetime import UTC, datetime

from pipeline.errors import OldWatchlist
from scheduler.trouble import describe, span
from scrape.config.settings import Settings
from scrape.output.console import print_rows
from scrape.output.export import shown
from scrape.plan.listings import watchlist_listing
from scrape.plan.sources import archive_folder, sources_about
from storage.archive import RemoteFolder, not_uploaded
from storage.database import Connection
from storage.database.open import existing_database
from storage.notices import RecipientState
from storage.status import MonitorStatus, SourceStatus, free_bytes, read_sources, read_status
from storage.watchlist import held_back, refuse_old

__all__ = ["show_status"]

_MOST_SHOWN = 500  # sources; of more, those with problems first


def show_status(settings: Settings) -> None:
    """Print the state of the monitor. Raises StorageError."""
    now = datetime.now(UTC)
    wanted = {(source.kind, source.url) for source in sources_about(settings)}
    with existing_database(settings.database) as database:
        with database.read() as connection:
            status = read_status(connection, database, now, wanted)
            read = read_sources(connection, now, wanted, most=min(_MOST_SHOWN, status.sources.asked))
            old = _old_watchlists(connection, settings, now)
        place = archive_folder(settings)
        free = free_bytes(database, place)
    listed = [source for source, _ in read]
    more = status.sources.asked - len(listed)
    if not more:
        listed.sort(key=lambda one: (one.kind, one.url))
    header = ("kind", "source", "last read", "next", "items a day", "problem")
    print_rows(header, [_row(source, now) for source in listed])
    if more:
        print(f"and {more} more; all of them: scrape sources list")
    if status.sources.former:
        print(f"{status.sources.former} sources read earlier are not asked any more")
    if status.lost:
        print(f"{status.lost} notices may not have been sent: the daemon stopped while sending them")
    for line in old:
        print(line)
    for recipient in status.refusing:
        print(_refusal(recipient, now))
    print(_summary(status, free))
    left = not_uploaded(place) if isinstance(place, RemoteFolder) else []
    if left:
        files = "1 archive file is" if len(left) == 1 else f"{len(left)} archive files are"
        print(f"{files} still on this machine, to be uploaded when closed")


def _old_watchlists(connection: Connection, settings: Settings, now: datetime) -> list[str]:
    """What is to be said of watchlists that are older than the one in force: ours, and those of daemons."""
    listing = watchlist_listing(settings)
    lines = []
    try:
        refuse_old(connection, listing)
    except OldWatchlist as error:
        lines.append(str(error))
    others = [place for place in held_back(connection, now) if not (lines and place == listing.place)]
    return [*lines, *(f"{place}: its watchlist is old, and the daemon there asks nothing" for place in others)]


def _row(source: SourceStatus, now: datetime) -> tuple[str, ...]:
    moved = f"moved to {source.moved_to}" if source.moved_to else ""
    return (
        source.kind,
        source.url,
        "never" if source.last_success_at is None else f"{span(now - source.last_success_at)} ago",
        _ahead(source.asked_at, now),
        f"{source.items_a_day:.1f}",
        "; ".join(filter(None, (describe(source, now), moved))) or "-",
    )


def _refusal(recipient: RecipientState, now: datetime) -> str:
    since = "" if recipient.failing_since is None else f" for {span(now - recipient.failing_since)}"
    tries = f"{recipient.failures} tr{'y' if recipient.failures == 1 else 'ies'}"
    return f"notices to {recipient.name} are not accepted{since} ({tries}): {shown(recipient.failure or '')}"


def _summary(status: MonitorStatus, free: int | None) -> str:
    asked, troubled, _ = status.sources
    sources = f"{asked} source{'s' if asked != 1 else ''}"
    waiting = f"{status.unread} links waiting to be fetched, {status.late} of them due for another try"
    running = ", ".join(status.daemons) or "none"
    room = "" if free is None else f", {free / 1e9:.1f} GB free"
    return (
        f"{sources}, {troubled} with problems; daemons running: {running}; {waiting}; "
        f"{status.articles} articles, {status.in_review} rows in review; database {status.size / 1e6:.1f} MB{room}"
    )


def _ahead(when: datetime | None, now: datetime) -> str:
    if when is None:
        return "-"
    return "due" if when <= now else f"in {span(when - now)}"
