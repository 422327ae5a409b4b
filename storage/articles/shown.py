"""What rows of media_coverage show of their article: what its page says, and over it what a person set by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from pipeline.dates import midnight
from pipeline.items import OutletRole
from pipeline.urls import host_of
from storage.by_hand.values import HandField, forget_values, keep_values, values_of
from storage.coverage.precedence import mark_sources, precedence
from storage.database.locks import await_turn
from storage.database.statements import insert_into
from storage.schema.tables import article, media_coverage, outlet

__all__ = ["Shown", "set_by_hand", "show_again", "shown_of", "take_back_by_hand"]


class _When(NamedTuple):
    """When an article was published: `at` is the beginning of the day `on` where `has_time` is False."""

    at: datetime | None
    on: date | None
    has_time: bool


class Shown(NamedTuple):
    """The columns of media_coverage that are the same in all rows of an article, and whether the article hangs
    together with others."""

    columns: dict[str, Any]
    is_linked: bool


_READ = (
    sa.select(article, outlet.c.name.label("outlet_name"), outlet.c.role.label("outlet_role"))
    .join(outlet, outlet.c.id == article.c.outlet_id)
    .where(article.c.id == sa.bindparam("key"))
)


def shown_of(connection: sa.Connection, key: int, *, by_hand: bool = True) -> Shown:
    """What rows of media_coverage show of the article `key`; without `by_hand` nothing was set of it."""
    row = connection.execute(_READ, {"key": key}).one()
    values = {field: stands.value for field, stands in values_of(connection, key).items()} if by_hand else {}
    name = values.get(HandField.OUTLET, row.outlet_name)
    role = row.outlet_role if name == row.outlet_name else _role_of(connection, name)
    when = _when(row, values.get(HandField.DATE))
    columns = {
        "month": f"{when.on:%Y-%m}" if when.on else None,
        "published_at": when.at,
        "published_on": when.on,
        "headline": values.get(HandField.HEADLINE, row.headline),
        "url": row.url,
        "outlet": name,
        "outlet_role": role,
        "language": row.language,
        "story_id": row.story_id,
        "gone_at": row.gone_at,
        "precedence": precedence(role, when.at, len(row.text), row.canonical_url, has_time=when.has_time),
    }
    return Shown(columns, row.bundle_id is not None)


def show_again(connection: sa.Connection, key: int) -> None:
    """Bring the rows of media_coverage of the article `key` up to date."""
    columns, is_linked = shown_of(connection, key)
    connection.execute(sa.update(media_coverage).where(media_coverage.c.article_id == key).values(columns))
    if is_linked:
        mark_sources(connection, [columns["story_id"]])


def set_by_hand(
    connection: sa.Connection, key: int, values: Mapping[HandField, str], role: str, by: str, now: datetime
) -> None:
    """Set values of the article `key`: no later reading of its page changes them. An outlet that was never heard of
    is entered, as `role`."""
    await_turn(connection)
    if HandField.OUTLET in values:
        entered = insert_into(connection, outlet).values(name=values[HandField.OUTLET], role=role)
        connection.execute(entered.on_conflict_do_nothing(index_elements=["name"]))
    keep_values(connection, key, values, by, now)
    show_again(connection, key)


def take_back_by_hand(connection: sa.Connection, key: int) -> None:
    """Let what the page of the article `key` said when it was last read stand again."""
    await_turn(connection)
    forget_values(connection, key)
    show_again(connection, key)


def _role_of(connection: sa.Connection, name: str) -> str:
    stored = connection.execute(sa.select(outlet.c.role).where(outlet.c.name == name)).scalar()
    return stored or OutletRole.PRESS.value


def _when(row: sa.Row[Any], given: str | None) -> _When:
    """The date that was set, but the page's own time where it is of that day, and its day where it is of that
    month. A month alone stands as its first day."""
    read: date | None = row.published_on
    if given is None or (read is not None and read.isoformat().startswith(given)):
        return _When(row.published_at, read, bool(row.has_time))
    day = date.fromisoformat(given if len(given) > len("2024-08") else f"{given}-01")
    return _When(midnight(day, host_of(row.url), row.language, row.headline), day, has_time=False)
