"""Tables of counts that triggers keep (alembic/versions), so that questions which would have to
count whole tables are answered at once. Nothing else writes them; `storage.counts` checks and repairs them.
"""

from __future__ import annotations

import sqlalchemy as sa

from storage.schema.columns import BigId, JsonB, UtcDateTime, metadata

__all__ = ["named_change", "named_together", "story_article", "tally"]

# The articles of each story of which somebody's coverage is confirmed.
story_article = sa.Table(
    "story_article",
    metadata,
    sa.Column("story_id", BigId, primary_key=True, autoincrement=False),
    sa.Column("outlet", sa.Text, primary_key=True),
    sa.Column("article_id", BigId, primary_key=True, autoincrement=False, index=True),
    sa.Column("outlet_role", sa.Text, primary_key=True),
    sa.Column("published_at", UtcDateTime),
    sa.Column("headline", sa.Text, nullable=False),
    # Whose it is: names, by the ids of the entities.
    sa.Column("entities", JsonB, nullable=False),
    sqlite_with_rowid=False,
)

# In how many articles two are confirmed both, by the names in the order of their ids.
named_together = sa.Table(
    "named_together",
    metadata,
    sa.Column("one", sa.Text, primary_key=True),
    sa.Column("other", sa.Text, primary_key=True),
    sa.Column("articles", sa.Integer, nullable=False),
    sa.Index("ix_named_together_articles", "articles", "one", "other"),
    sqlite_with_rowid=False,
)

# What a transaction at work on PostgreSQL adds to that: empty whenever one ends, and on SQLite.
named_change = sa.Table(
    "named_change",
    metadata,
    sa.Column("one", sa.Text, nullable=False),
    sa.Column("other", sa.Text, nullable=False),
    sa.Column("articles", sa.Integer, nullable=False),
)

# How many rows of `subject` have `value`: the sum over `shard`, which keeps writers out of each other's way.
tally = sa.Table(
    "tally",
    metadata,
    sa.Column("subject", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, primary_key=True),
    sa.Column("shard", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("number", sa.BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
