"""Notices by mail, chat or webhook, through apprise: new coverage, at once or once a day, and problems."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from pipeline.errors import ConfigError
from pipeline.items import Coverage, Source
from pipeline.urls import without_secrets
from scheduler.trouble import troubles
from storage import notices
from storage.coverage.read import fold_stories
from storage.database.engine import Database
from storage.status import free_bytes, read_sources

__all__ = ["Sender", "apprise_sender", "coverage_notice", "send_coverage", "send_trouble"]

log = logging.getLogger(__name__)

_LOOKED_BACK = timedelta(days=3)
_MOST_LINES = 50


class Sender(Protocol):
    """Sends a message with a subject; returns False when a receiver did not accept it."""

    def __call__(self, subject: str, text: str) -> bool:
        """Send it."""
        ...


def apprise_sender(urls: Sequence[str]) -> Sender:
    """A sender to the services that `urls` name. Raises ConfigError; the URLs are secrets and are not shown."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # its modules, loaded when first used, import imghdr
        try:
            import apprise  # noqa: PLC0415 - an optional dependency
        except ModuleNotFoundError as error:
            raise ConfigError("notices need apprise; run: pip install 'press-scrape[notify]'") from error
        receivers = apprise.Apprise()
        for number, url in enumerate(urls, start=1):
            if not receivers.add(url):
                raise ConfigError(f"SCRAPE_NOTIFY: apprise does not recognise address number {number}")

    def send(subject: str, text: str) -> bool:
        return bool(receivers.notify(title=subject, body=text, body_format=apprise.NotifyFormat.TEXT))

    return send


def coverage_notice(rows: Sequence[Coverage]) -> tuple[str, str]:
    """Subject and text about new rows: one line for each story and entity."""
    folded = fold_stories(rows)
    lines = []
    for row in folded[:_MOST_LINES]:
        others = f" (+{len(row.other_outlets)})" if row.other_outlets else ""
        day = row.published_on.isoformat() if row.published_on else "no date"
        lines.append(f"{row.entity_name}: {_plain(row.headline)}, {_plain(row.outlet)}{others}, {day}\n{row.url}")
    if len(folded) > _MOST_LINES:
        lines.append(f"and {len(folded) - _MOST_LINES} more")
    names = ", ".join(dict.fromkeys(row.entity_name for row in folded))
    return f"New coverage of {names}: {len(folded)}", "\n\n".join(lines)


def _plain(text: str) -> str:
    """Text from the press on one line, without control characters."""
    return "".join(character if character.isprintable() else " " for character in text)


def send_coverage(database: Database, send: Sender, now: datetime) -> int:
    """Send a notice of the rows that were in no notice yet; returns their number."""
    with database.write() as connection:
        rows = notices.untold_coverage(connection, now - _LOOKED_BACK)
        keys = notices.reserve(connection, [f"coverage:{row.id}" for row in rows], now)
    reserved = [row for row in rows if f"coverage:{row.id}" in set(keys)]
    if not reserved:
        return 0
    return len(reserved) if _send(database, send, keys, *coverage_notice(reserved)) else 0


def send_trouble(
    database: Database, send: Sender, now: datetime, sources: Collection[Source], archive: Path | None
) -> int:
    """Report the problems of `sources` and a full disk, each once as long as it lasts; returns how many were sent.
    `archive` is the folder of the archive."""
    wanted = {(source.kind, source.url) for source in sources}
    with database.read() as connection:
        known = [status for status in read_sources(connection, now) if (status.kind, status.url) in wanted]
    free = free_bytes(database, archive)
    troubled = {f"trouble:{trouble.key}": trouble.text for trouble in troubles(known, free, now)}
    if not troubled:
        return 0
    with database.write() as connection:
        keys = notices.reserve(connection, troubled, now)
    if not keys:
        return 0
    text = "\n".join(_plain(troubled[key]) for key in sorted(keys))
    return len(keys) if _send(database, send, keys, f"In trouble: {len(keys)}", text) else 0


def _send(database: Database, send: Sender, keys: Sequence[str], subject: str, text: str) -> bool:
    sent = False
    try:
        sent = send(without_secrets(subject), without_secrets(text))
    finally:
        with database.write() as connection:
            if sent:
                notices.mark_sent(connection, keys, datetime.now(UTC))
            else:
                notices.take_back(connection, keys)
    if not sent:
        log.warning("a notice could not be sent; it will be tried again")
    return sent
