"""Notices by mail, chat or webhook, through apprise: new coverage, at once or once a day, and problems."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from pipeline.errors import ConfigError
from pipeline.items import Source
from pipeline.urls import without_secrets
from scheduler.cadence import CLOCK_SKEW
from scheduler.daemon.notice_text import News, coverage_notice, on_one_line, sort_news
from scheduler.trouble import troubles
from storage import notices
from storage.archive import ArchivePlace
from storage.coverage.read import of_stories
from storage.database import Connection
from storage.database.engine import Database
from storage.notices import RecipientState, told_to
from storage.status import count_sources, free_bytes, troubled_sources

__all__ = ["DailyAt", "Recipient", "Sender", "apprise_sender", "send_coverage", "send_trouble"]

log = logging.getLogger(__name__)

_LOOKED_AT_EVERY = timedelta(hours=1)
_WAITING = timedelta(days=1)  # how long what is worth no notice of its own waits for one


class Sender(Protocol):
    """Sends a message with a subject; returns why the receiver did not accept it, or None."""

    def __call__(self, subject: str, text: str) -> str | None:
        """Send it."""
        ...


@dataclass(frozen=True, slots=True)
class DailyAt:
    """Once a day, at a time of a time zone or at the first moment after it."""

    at: time
    zone: ZoneInfo

    def latest(self, now: datetime) -> datetime:
        """The latest such moment that is not after `now`. On a day whose clock leaps over the time, it is the
        moment of the leap; on one that has it twice, the first."""
        today = now.astimezone(self.zone).date()
        moments = (datetime.combine(today - timedelta(days=ago), self.at, self.zone) for ago in (0, 1, 2))
        return next(moment for moment in (at.astimezone(UTC) for at in moments) if moment <= now)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom notices go to. `name` says where the address stands; `entity_ids` empty means everybody; `daily` None
    means at once. What was published less than `new_days` days before is news."""

    name: str
    send: Sender
    entity_ids: tuple[str, ...] = ()
    daily: DailyAt | None = None
    new_days: int = 3


def apprise_sender(url: str, name: str = notices.DEFAULT_RECIPIENT) -> Sender:
    """A sender to the service that `url` names. Raises ConfigError, which names the address by `name`: the URL is a
    secret and is not shown."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # its modules, loaded when first used, import imghdr
        try:
            import apprise  # noqa: PLC0415 - an optional dependency
        except ModuleNotFoundError as error:
            raise ConfigError("notices need apprise; run: pip install 'press-scrape[notify]'") from error
        receivers = apprise.Apprise()
        if not receivers.add(url):
            raise ConfigError(f"{name}: apprise does not recognise this address")
    if "overflow=" not in url:
        for service in receivers:  # by default apprise sends what the service is known to refuse
            service.overflow_mode = apprise.OverflowMode.SPLIT

    def send(subject: str, text: str) -> str | None:
        with apprise.LogCapture(level=logging.WARNING) as said:  # type: ignore[no-untyped-call]
            if receivers.notify(title=subject, body=text, body_format=apprise.NotifyFormat.TEXT):
                return None
            lines = str(said.getvalue()).strip().splitlines()
        return on_one_line(lines[-1])[:200] if lines else "it did not say why"

    return send


def send_coverage(database: Database, recipient: Recipient, now: datetime) -> int:
    """Tell a recipient what is new, when it is time; returns the number of rows and changes told."""
    with database.read() as connection:
        state = notices.recipient_state(connection, recipient.name)
        if state is not None and not state.may_be_tried(now):
            return 0
        looked_at = _looked_at(state, now)
        if recipient.daily is not None and looked_at is not None and looked_at >= recipient.daily.latest(now):
            return 0
        news = _news(connection, recipient, looked_at, now)
        text = _text(connection, news) if _is_due(news, recipient, now) else None
    if text is None:
        if not news.rows and not news.changes and (looked_at is None or now - looked_at > _LOOKED_AT_EVERY):
            _note_quiet(database, recipient, looked_at, now)
        return 0
    keys = [told_to(recipient.name, f"coverage:{row.id}") for row in news.rows]
    keys += [change.key for change in news.changes]
    with database.write() as connection:
        ours = notices.reserve(connection, keys, now)
        if len(ours) < len(keys):  # another daemon is telling it
            notices.hand_back(connection, ours)
            return 0
    return len(keys) if _send(database, recipient, ours, *text, now=now, is_everything=True) else 0


def _looked_at(state: RecipientState | None, now: datetime) -> datetime | None:
    """Until when everything is told. Unknown when that is in the future: the clock was put back."""
    if state is None or state.looked_at is None or state.looked_at > now + CLOCK_SKEW:
        return None
    return min(state.looked_at, now)


def _note_quiet(database: Database, recipient: Recipient, looked_at: datetime | None, now: datetime) -> None:
    """There is nothing to tell. The first daily notice waits for something instead: the first run is at work."""
    if recipient.daily is None or looked_at is not None:
        with database.write() as connection:
            notices.accepted(connection, recipient.name, now)


def _news(connection: Connection, recipient: Recipient, looked_at: datetime | None, now: datetime) -> News:
    rows = notices.untold_coverage(connection, recipient.name, recipient.entity_ids, looked_at)
    changes: tuple[notices.Change, ...] = ()
    if looked_at is not None:
        since = looked_at - timedelta(days=recipient.new_days)
        changes = notices.untold_changes(connection, recipient.name, recipient.entity_ids, since, now)
    new_since = ((looked_at or now) - timedelta(days=recipient.new_days)).date()
    told = notices.told_stories(connection, recipient.name, rows)
    late = notices.offered_late(connection, [row for row in rows if row.published_on is None])
    return replace(sort_news(rows, told, new_since, late), changes=changes)


def _is_due(news: News, recipient: Recipient, now: datetime) -> bool:
    """Whether there is enough to tell: copies and earlier articles are worth no notice of their own at once."""
    if recipient.daily is not None:
        return bool(news.rows or news.changes)
    return bool(news.new or news.changes) or any(now - row.first_seen_at >= _WAITING for row in news.rows)


def _text(connection: Connection, news: News) -> tuple[str, str]:
    return coverage_notice(news, of_stories(connection, {row.story_id for row in (*news.new, *news.copies)}))


def send_trouble(
    database: Database,
    recipient: Recipient,
    now: datetime,
    sources: Collection[Source],
    archive: ArchivePlace | None,
) -> int:
    """Report the problems of `sources` and a full disk, each once as long as it lasts; returns how many were sent.
    `archive` is where the archive is."""
    wanted = {(source.kind, source.url) for source in sources}
    with database.read() as connection:
        state = notices.recipient_state(connection, recipient.name)
        known = count_sources(connection, wanted).asked
        ill = troubled_sources(connection, wanted)
    free = free_bytes(database, archive)
    troubled = {
        told_to(recipient.name, f"trouble:{trouble.key}"): trouble.text
        for trouble in troubles(ill, known, free, now)
    }
    if not troubled or (state is not None and not state.may_be_tried(now)):
        return 0
    with database.write() as connection:
        keys = notices.reserve(connection, troubled, now)
    if not keys:
        return 0
    text = "\n".join(on_one_line(troubled[key]) for key in sorted(keys))
    return len(keys) if _send(database, recipient, keys, f"In trouble: {len(keys)}", text, now=now) else 0


def _send(
    database: Database,
    recipient: Recipient,
    keys: Sequence[str],
    subject: str,
    text: str,
    *,
    now: datetime,
    is_everything: bool = False,
) -> bool:
    """Send a notice and note how that went; with `is_everything`, that no coverage is left to tell."""
    failure: str | None = "sending it was interrupted"
    try:
        failure = recipient.send(without_secrets(subject), without_secrets(text))
    finally:
        with database.write() as connection:
            if failure is None:
                notices.mark_sent(connection, keys, now)
                notices.accepted(connection, recipient.name, now if is_everything else None)
            else:
                notices.hand_back(connection, keys)
                notices.refused(connection, recipient.name, now, without_secrets(failure))
    if failure is not None:
        log.warning("a notice to %s could not be sent (%s); it will be tried again", recipient.name, failure)
    return failure is None
