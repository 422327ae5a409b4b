"""The WARC files that a backfill reads: what is done is known here, whatever does the work."""

from __future__ import annotations

import sqlalchemy as sa

from storage.schema.columns import BigId, JsonB, UtcDateTime, metadata, one_of, partial_index

__all__ = ["warc_file"]

warc_file = sa.Table(
    "warc_file",
    metadata,
    sa.Column("id", BigId, primary_key=True),
    sa.Column("address", sa.Text, nullable=False, unique=True),
    sa.Column("length", sa.BigInteger),
    sa.Column("digest", sa.Text),
    # Of which outlets alone, a name a line; empty for all.
    sa.Column("outlets", sa.Text, nullable=False, server_default=""),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("owner", sa.Text),
    sa.Column("until", UtcDateTime),
    sa.Column("name_set_id", BigId, sa.ForeignKey("name_set.id")),
    sa.Column("pages", sa.Integer, nullable=False, server_default="0"),
    sa.Column("stored", sa.Integer, nullable=False, server_default="0"),
    sa.Column("reasons", JsonB, nullable=False),
    sa.Column("error", sa.Text, nullable=False, server_default=""),
    sa.Column("entered_at", UtcDateTime, nullable=False),
    sa.Column("finished_at", UtcDateTime),
    one_of("state", "waiting", "taken", "done", "failed"),
    partial_index("ix_warc_file_open", "state IN ('waiting', 'taken')", "id"),
)
