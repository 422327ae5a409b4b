"""Tables of what people wrote or set by hand."""

from __future__ import annotations

import sqlalchemy as sa

from storage.schema.columns import BigId, JsonB, UtcDateTime, metadata, one_of

__all__ = ["hand_row", "hand_value", "kept_file", "kept_row", "row_note"]

# A row of the table that somebody keeps by hand about an entity (pipeline.items.HandRow). `key` is its canonical
# address, else its words; `outlet` is the outlet that the label means; `before_edit` has its words before
# `scrape edit` changed some.
hand_row = sa.Table(
    "hand_row",
    metadata,
    sa.Column("id", BigId, primary_key=True),
    sa.Column("entity_id", sa.Text, sa.ForeignKey("entity.id", ondelete="CASCADE"), nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("month", sa.Text, nullable=False, server_default=""),
    sa.Column("headline", sa.Text, nullable=False, server_default=""),
    sa.Column("label", sa.Text, nullable=False, server_default=""),
    sa.Column("url", sa.Text, nullable=False, server_default=""),
    sa.Column("written", sa.Text),
    sa.Column("outlet", sa.Text),
    sa.Column("article_id", BigId, sa.ForeignKey("article.id", ondelete="SET NULL"), index=True),
    sa.Column("reason", sa.Text, nullable=False, server_default=""),
    sa.Column("detail", sa.Text, nullable=False, server_default=""),
    sa.Column("added_at", UtcDateTime, nullable=False),
    sa.Column("checked_at", UtcDateTime),
    sa.Column("before_edit", JsonB),
    sa.UniqueConstraint("entity_id", "key"),
)

# A file whose table about an entity is kept up to date, and the rows known to have stood there, by their canonical
# address, else their words: one that is not there now was deleted by a person (`removed_at`), and neither it nor
# another article of its story is put back. `written` is a line of ours as it was written, empty for others.
kept_file = sa.Table(
    "kept_file",
    metadata,
    sa.Column("id", BigId, primary_key=True),
    sa.Column("entity_id", sa.Text, sa.ForeignKey("entity.id", ondelete="CASCADE"), nullable=False),
    sa.Column("path", sa.Text, nullable=False),
    sa.Column("updated_at", UtcDateTime, nullable=False),
    sa.UniqueConstraint("entity_id", "path"),
)

kept_row = sa.Table(
    "kept_row",
    metadata,
    sa.Column("file_id", BigId, sa.ForeignKey("kept_file.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("written", sa.Text),
    sa.Column("removed_at", UtcDateTime),
)

# What a person set of an article: it stands whatever its page says (`date` is YYYY-MM-DD, or YYYY-MM).
hand_value = sa.Table(
    "hand_value",
    metadata,
    sa.Column(
        "article_id", BigId, sa.ForeignKey("article.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    ),
    sa.Column("field", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
    sa.Column("decided_by", sa.Text, nullable=False),
    sa.Column("decided_at", UtcDateTime, nullable=False),
    one_of("field", "headline", "outlet", "date"),
)

# What somebody wrote on a row of media_coverage, for others to read: it goes with the row.
row_note = sa.Table(
    "row_note",
    metadata,
    sa.Column("id", BigId, primary_key=True),
    sa.Column(
        "coverage_id",
        BigId,
        sa.ForeignKey("media_coverage.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("written_by", sa.Text, nullable=False),
    sa.Column("written_at", UtcDateTime, nullable=False),
)
