"""Which row of a story leads it: a key that orders the rows of a story, the least of which leads.

The press comes before wires and newsrooms, and those before portals; then the outlet whose text others of the story
say they carry; then the earliest; then the fullest. Nothing in it depends on which article arrived first. A row
whose article tells only its day comes at the end of that day.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from pipeline.items import OutletRole
from storage.database.statements import chunks
from storage.schema.tables import media_coverage

__all__ = ["mark_sources", "precedence", "rename_outlet"]

_PLACES = {OutletRole.PRESS: "0", OutletRole.WIRE: "1", OutletRole.NEWSROOM: "1", OutletRole.PORTAL: "2"}
_IS_SOURCE, _NO_SOURCE = "0", "1"
_UNDATED = "9999-12-31T00:00:00"
_LONGEST = 99_999_999  # characters
_REST_OF_DAY = timedelta(seconds=86_399)
_key = media_coverage.c.precedence


def precedence(role: str, published_at: datetime | None, length: int, address: str, *, has_time: bool) -> str:
    """The key of a row whose text no other article of its story says to carry; `length` is that of the text, in
    characters, and `address` its canonical URL."""
    when = _UNDATED
    if published_at is not None:
        when = f"{published_at.astimezone(UTC) + (timedelta() if has_time else _REST_OF_DAY):%Y-%m-%dT%H:%M:%S}"
    return f"{_PLACES[OutletRole(role)]}{_NO_SOURCE}{when}{_LONGEST - length:08}{address}"


def rename_outlet(connection: sa.Connection, which: sa.ColumnElement[bool], name: str, role: str) -> None:
    """Say in rows of media_coverage what their outlet is called and what it is to an announcement."""
    key = sa.literal(_PLACES[OutletRole(role)]).concat(sa.func.substr(_key, 2))
    values = {"outlet": name, "outlet_role": role, "precedence": key}
    connection.execute(sa.update(media_coverage).where(which).values(values))


def mark_sources(connection: sa.Connection, stories: Collection[int]) -> None:
    """Let the outlets whose text others of these stories say they carry go before the others of the press."""
    column = media_coverage.c
    is_marked = sa.func.substr(_key, 2, 1) == _IS_SOURCE
    names_another = (column.credited != "") & (column.credited != column.outlet)
    looked_at = sa.select(column.id, column.story_id, column.outlet, column.credited, is_marked.label("is_marked"))
    for chunk in chunks(sorted(stories)):
        rows = connection.execute(looked_at.where(column.story_id.in_(chunk), is_marked | names_another)).all()
        sources = {(row.story_id, row.credited) for row in rows if row.credited not in {"", row.outlet}}
        stale = [row.id for row in rows if row.is_marked and (row.story_id, row.outlet) not in sources]
        _mark(connection, column.id.in_(stale), _NO_SOURCE, needed=bool(stale))
        for story_id, name in sorted(sources):
            unmarked = (column.story_id == story_id) & (column.outlet == name) & ~is_marked
            _mark(connection, unmarked, _IS_SOURCE)


def _mark(connection: sa.Connection, which: sa.ColumnElement[bool], mark: str, *, needed: bool = True) -> None:
    if needed:
        key = sa.func.substr(_key, 1, 1).concat(mark).concat(sa.func.substr(_key, 3))
        connection.execute(sa.update(media_coverage).where(which).values(precedence=key))
