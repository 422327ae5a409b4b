"""Tables of what is listed: the versions of the watchlist and of the sources, and which names hold which."""

from __future__ import annotations

import sqlalchemy as sa

from storage.schema.columns import BigId, UtcDateTime, metadata, one_of

__all__ = ["covering_set", "list_version"]

# Which list was in force from when on; the newest of a kind is. See storage.versions.
list_version = sa.Table(
    "list_version",
    metadata,
    sa.Column("id", BigId, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("place", sa.Text, nullable=False),
    # In seconds since 1970: of two readings of one file within a second, one is the later.
    sa.Column("read_at", sa.Float, nullable=False),
    sa.Column("entered_at", UtcDateTime, nullable=False),
    # The list itself as JSON, of the newest alone.
    sa.Column("content", sa.Text),
    # The digest of what is stored of it in other tables: a program that reads it otherwise stores it again.
    sa.Column("stored", sa.Text),
    sa.Index("ix_list_version_kind", "kind", "id"),
    one_of("kind", "watchlist", "sources"),
)

# Of the sets of names, which have all names of which.
covering_set = sa.Table(
    "covering_set",
    metadata,
    sa.Column("covered_id", BigId, sa.ForeignKey("name_set.id"), primary_key=True, autoincrement=False),
    sa.Column("name_set_id", BigId, sa.ForeignKey("name_set.id"), primary_key=True, autoincrement=False),
)
