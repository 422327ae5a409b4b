"""What is reported to people: each thing once to each recipient.

A notice is entered before it is sent, so that a crash can lose one but never send it twice; one that could not be
sent is taken back and tried again. A recipient is one address; its name says where the address stands.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from pipeline.items import Coverage, CoverageStatus
from storage.coverage.read import find_where
from storage.database.statements import chunks, insert_into
from storage.schema.tables import article_version, entity, media_coverage, notice, notice_recipient, offer, source
from storage.schema.tables import ledger as ledger_table

__all__ = [
    "DEFAULT_RECIPIENT",
    "Change",
    "RecipientState",
    "accepted",
    "hand_back",
    "mark_sent",
    "never_sent",
    "offered_late",
    "recipient_state",
    "refused",
    "refusing",
    "reserve",
    "told_stories",
    "told_to",
    "untold_changes",
    "untold_coverage",
]

DEFAULT_RECIPIENT = "SCRAPE_NOTIFY"
# A row may be committed a little after its time; and whether it was told is asked for each.
_OVERLAP = timedelta(days=1)
_FIRST_READING = timedelta(hours=1)
_GONE_FOR = timedelta(hours=6)  # within this time the page is visited again


@dataclass(frozen=True, slots=True)
class RecipientState:
    """What is known of a recipient: all coverage that was new at `looked_at` is told; `failures` in a row since
    `failing_since`, the last at `tried_at` for the reason `failure`."""

    name: str
    looked_at: datetime | None
    failing_since: datetime | None
    tried_at: datetime | None
    failures: int
    failure: str | None

    def may_be_tried(self, now: datetime) -> bool:
        """Whether it was left alone for long enough after it refused: a minute, then twice as long each time."""
        if self.tried_at is None or not self.failures:
            return True
        return now - self.tried_at >= min(timedelta(minutes=2 ** min(self.failures - 1, 10)), timedelta(hours=6))


def told_to(recipient: str, key: str) -> str:
    """The key of a notice to a recipient."""
    return key if recipient == DEFAULT_RECIPIENT else f"{key} to {recipient}"


def recipient_state(connection: sa.Connection, name: str) -> RecipientState | None:
    """What is known of a recipient; None when it was never told anything."""
    row = connection.execute(sa.select(notice_recipient).where(notice_recipient.c.name == name)).one_or_none()
    return None if row is None else RecipientState(*row)


def refusing(connection: sa.Connection) -> tuple[RecipientState, ...]:
    """The recipients that refused the last notice."""
    rows = connection.execute(sa.select(notice_recipient).where(notice_recipient.c.failures > 0)).all()
    return tuple(RecipientState(*row) for row in rows)


_WELL: dict[str, Any] = {"failing_since": None, "tried_at": None, "failures": 0, "failure": None}


def accepted(connection: sa.Connection, name: str, looked_at: datetime | None = None) -> None:
    """Note that all is well with a recipient, and with `looked_at`, that all coverage is told as of then."""
    if looked_at is None:
        connection.execute(sa.update(notice_recipient).where(notice_recipient.c.name == name).values(**_WELL))
        return
    entered = insert_into(connection, notice_recipient).values(name=name, looked_at=looked_at, **_WELL)
    told = entered.on_conflict_do_update(index_elements=["name"], set_={"looked_at": looked_at, **_WELL})
    connection.execute(told)


def refused(connection: sa.Connection, name: str, now: datetime, failure: str) -> None:
    """Note that a recipient did not accept a notice, and why."""
    first = {"failing_since": now, "tried_at": now, "failures": 1, "failure": failure}
    entered = insert_into(connection, notice_recipient).values(name=name, **first)
    again = {
        "failing_since": sa.func.coalesce(notice_recipient.c.failing_since, entered.excluded.failing_since),
        "tried_at": now,
        "failures": notice_recipient.c.failures + 1,
        "failure": failure,
    }
    connection.execute(entered.on_conflict_do_update(index_elements=["name"], set_=again))


def untold_coverage(
    connection: sa.Connection, recipient: str, entity_ids: Collection[str], looked_at: datetime | None
) -> tuple[Coverage, ...]:
    """Confirmed rows that a recipient was not told of, newest first; of everybody when `entity_ids` is empty. All
    that were confirmed before `looked_at` are told."""
    column = media_coverage.c
    where = [column.status == CoverageStatus.CONFIRMED, ~_is_told(recipient)]
    if entity_ids:
        where.append(column.entity_id.in_(sorted(entity_ids)))
    if looked_at is not None:
        since = looked_at - _OVERLAP
        decided = column.decided_by.is_not(None) & (column.decided_at >= since)
        where.append((column.first_seen_at >= since) | decided)
    return find_where(connection, sa.and_(*where))


def _is_told(recipient: str, *when: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    row = sa.literal("coverage:").concat(sa.cast(media_coverage.c.id, sa.Text))
    return sa.exists().where(notice.c.key == row.concat(told_to(recipient, "")), *when)


def told_stories(connection: sa.Connection, recipient: str, rows: Iterable[Coverage]) -> set[tuple[str, int]]:
    """Of the stories of `rows`, those of which a recipient was told: (entity, story)."""
    told: set[tuple[str, int]] = set()
    column = media_coverage.c
    for chunk in chunks(sorted({row.story_id for row in rows})):
        statement = sa.select(column.entity_id, column.story_id).where(
            column.story_id.in_(chunk), _is_told(recipient)
        )
        told.update((entity_id, story_id) for entity_id, story_id in connection.execute(statement).all())
    return told


@dataclass(frozen=True, slots=True)
class Change:
    """Something that happened to an article which a recipient was told of: its headline `was` another, or, when
    that is None, its page is gone. `key` is that of its notice."""

    key: str
    names: tuple[str, ...]
    headline: str
    outlet: str
    url: str
    was: str | None


def untold_changes(
    connection: sa.Connection, recipient: str, entity_ids: Collection[str], since: datetime, now: datetime
) -> tuple[Change, ...]:
    """What changed from `since` on about confirmed rows that a recipient was told of, and it was not told yet. A
    page counts as gone when it was not there again for a while."""
    row = media_coverage.c
    before = notice.c.created_at <= article_version.c.replaced_at
    confirmed = row.status == CoverageStatus.CONFIRMED
    if entity_ids:
        confirmed &= row.entity_id.in_(sorted(entity_ids))
    said = (row.entity_name, row.headline, row.outlet, row.url)
    corrected = sa.literal("corrected:").concat(sa.cast(article_version.c.id, sa.Text))
    gone = sa.literal("gone:").concat(sa.cast(row.article_id, sa.Text))
    statements = [
        sa.select(corrected, *said, article_version.c.headline)
        .join(article_version, article_version.c.article_id == row.article_id)
        .where(confirmed, article_version.c.replaced_at >= since, article_version.c.headline != row.headline)
        .where(_is_told(recipient, before)),
        sa.select(gone, *said, sa.null()).where(
            confirmed, _is_told(recipient), row.gone_at >= since, row.gone_at <= now - _GONE_FOR
        ),
    ]
    changes: dict[str, Change] = {}
    for statement in statements:
        for key, name, headline, outlet, url, was in connection.execute(statement).all():
            names = changes[key].names if key in changes else ()
            changes[key] = Change(told_to(recipient, key), (*names, name), headline, outlet, url, was)
    told = _entered(connection, [change.key for change in changes.values()])
    return tuple(change for change in changes.values() if change.key not in told)


def _entered(connection: sa.Connection, keys: Collection[str]) -> set[str]:
    entered: set[str] = set()
    for chunk in chunks(sorted(keys)):
        entered.update(connection.execute(sa.select(notice.c.key).where(notice.c.key.in_(chunk))).scalars())
    return entered


def offered_late(connection: sa.Connection, rows: Iterable[Coverage]) -> set[int]:
    """The ids of those of `rows` whose article a source began to offer when it and the entity were known for an
    hour: what stands in the first reading may be of any age."""
    late: set[int] = set()
    for chunk in chunks(sorted({row.id for row in rows})):
        statement = (
            sa.select(media_coverage.c.id, offer.c.first_offered_at, source.c.first_seen_at, entity.c.first_seen_at)
            .join(ledger_table, ledger_table.c.article_id == media_coverage.c.article_id)
            .join(offer, offer.c.ledger_id == ledger_table.c.id)
            .join(source, source.c.id == offer.c.source_id)
            .join(entity, entity.c.id == media_coverage.c.entity_id)
            .where(media_coverage.c.id.in_(chunk))
        )
        for key, offered, source_known, entity_known in connection.execute(statement).all():
            if offered > max(source_known, entity_known) + _FIRST_READING:
                late.add(key)
    return late


def reserve(connection: sa.Connection, keys: Collection[str], now: datetime) -> list[str]:
    """Enter notices that are about to be sent; those of `keys` that are new, and so ours to send."""
    ours: list[str] = []
    for chunk in chunks(sorted(set(keys))):
        entered = insert_into(connection, notice).values([{"key": key, "created_at": now} for key in chunk])
        fresh = entered.on_conflict_do_nothing(index_elements=["key"]).returning(notice.c.key)
        ours += connection.execute(fresh).scalars()
    return ours


def mark_sent(connection: sa.Connection, keys: Collection[str], now: datetime) -> None:
    """They were sent."""
    for chunk in chunks(sorted(keys)):
        connection.execute(sa.update(notice).where(notice.c.key.in_(chunk)).values(sent_at=now))


def hand_back(connection: sa.Connection, keys: Collection[str]) -> None:
    """They could not be sent: they may be reserved again."""
    for chunk in chunks(sorted(keys)):
        connection.execute(sa.delete(notice).where(notice.c.key.in_(chunk), notice.c.sent_at.is_(None)))


def never_sent(connection: sa.Connection, now: datetime) -> int:
    """How many were entered more than an hour ago and not marked as sent: a crash came between."""
    waiting = notice.c.sent_at.is_(None) & (notice.c.created_at < now - timedelta(hours=1))
    return int(connection.execute(sa.select(sa.func.count()).select_from(notice).where(waiting)).scalar_one())
