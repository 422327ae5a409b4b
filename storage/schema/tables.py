"""Every table, key and index of the coverage database. Alembic's history is compared with this in the tests.

`media_coverage` is what people query by hand; `docs/database.md` describes it column by column.
"""

from __future__ import annotations

import sqlalchemy as sa

from storage.schema.backfill import warc_file
from storage.schema.by_hand import hand_row, hand_value, kept_file, kept_row, row_note
from storage.schema.columns import (
    BigId,
    HostIn,
    JsonB,
    OrderedText,
    UtcDateTime,
    UtcMoment,
    metadata,
    newest,
    one_of,
    partial_index,
)
from storage.schema.counts import named_change, named_together, story_article, tally
from storage.schema.lists import covering_set, list_version

__all__ = [
    "HEAD",
    "UtcDateTime",
    "article",
    "article_url",
    "article_version",
    "bearer",
    "covering_set",
    "entity",
    "entity_name",
    "hand_row",
    "hand_value",
    "host",
    "kept_file",
    "kept_row",
    "layout_day",
    "lease",
    "ledger",
    "ledger_url",
    "list_version",
    "media_coverage",
    "mention",
    "metadata",
    "name_set",
    "named_change",
    "named_together",
    "notice",
    "notice_recipient",
    "offer",
    "outlet",
    "related_story",
    "row_note",
    "run",
    "sketch",
    "source",
    "story",
    "story_article",
    "story_link",
    "tally",
    "warc_file",
]

# The newest revision in alembic/versions: whether a database fits this program is seen without Alembic.
HEAD = "15"

outlet = sa.Table(
    "outlet",
    metadata,
    sa.Column("id", BigId, primary_key=True),
    sa.Column("name", sa.Text, nullable=False, unique=True),
    sa.Column("name_en", sa.Text),
    sa.Column("domain", sa.Text),
    sa.Column("language", sa.Text),
    sa.Column("time_zone", sa.Text),
    sa.Column("role", sa.Text, nullable=False, server_default="press"),
)

source = sa.Table(
    "source",
    metadata,
    sa.Column("id", BigId, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("host", sa.Text),
    sa.Column("name", sa.Text, nullable=False, server_default=""),
    # Whether daemons ask it: scrape.toml lists it, or it was imported.
    sa.Column("active", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("imported", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("etag", sa.Text),
    sa.Column("last_modified", sa.Text),
    sa.Column("digest", sa.Text),
    sa.Column("name_set_id", BigId, sa.ForeignKey("name_set.id")),
    sa.Column("moved_to", sa.Text),
    sa.Column("moving_to", sa.Text),
    sa.Column("first_seen_at", UtcDateTime, nullable=False),
    sa.Column("last_fetched_at", UtcDateTime),
    sa.Column("last_success_at", UtcDateTime),
    sa.Column("last_full_at", UtcDateTime),
    sa.Column("retry_at", UtcDateTime),
    sa.Column("last_items", sa.Integer),
    sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
    sa.Column("failure", sa.Text),
    sa.Column("interval_seconds", sa.Float),
    sa.Column("next_due_at", UtcDateTime),
    sa.Column("last_new_at", UtcDateTime),
    sa.Column("usual_gap_seconds", sa.Float),
    sa.Column("silent_since", UtcDateTime),
    sa.Column("yield_now", sa.Float),
    sa.Column("yield_usual", sa.Float),
    sa.Column("yield_fell_at", UtcDateTime),
    sa.UniqueConstraint("kind", "url"),
    sa.Index("ix_source_host", "host", "next_due_at", "retry_at"),
)

# Processes at work (`daemon …`, `run …`), and duties that one daemon at a time has, of several on one database.
lease = sa.Table(
    "lease",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("owner", sa.Text, nullable=False),
    sa.Column("until", UtcMoment, nullable=False),
)

# A host that is or was asked: `owner` is the lease of the process that alone may ask it now. Something is due there
# at `due_at`, and it may be asked again at `ready_at`, after that every `delay` seconds; the rest is what it asked
# for (pipeline.hosts.HostTerms), `robots` by origin.
host = sa.Table(
    "host",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("owner", sa.Text),
    sa.Column("due_at", UtcDateTime),
    sa.Column("ready_at", UtcMoment),
    sa.Column("delay", sa.Float),
    sa.Column("paused_until", UtcMoment),
    sa.Column("asked_pause", sa.Text, nullable=False, server_default=""),
    sa.Column("silent_until", UtcMoment),
    sa.Column("robots", JsonB),
    partial_index("ix_host_due_at", "owner IS NULL AND due_at IS NOT NULL", "due_at"),
    partial_index("ix_host_owner", "owner IS NOT NULL", "owner"),
)

# What is reported to people, each once; `sent_at` is empty for what could not be sent yet.
notice = sa.Table(
    "notice",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("sent_at", UtcDateTime),
)

# An address that notices go to, by the name of the variable that holds it; see storage.notices.RecipientState.
notice_recipient = sa.Table(
    "notice_recipient",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("looked_at", UtcDateTime),
    sa.Column("failing_since", UtcDateTime),
    sa.Column("tried_at", UtcDateTime),
    sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
    sa.Column("failure", sa.Text),
)

entity = sa.Table(
    "entity",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("tracked", sa.Boolean, nullable=False),
    sa.Column("first_seen_at", UtcDateTime, nullable=False),
    one_of("kind", "person", "company"),
)

entity_name = sa.Table(
    "entity_name",
    metadata,
    sa.Column("entity_id", sa.Text, sa.ForeignKey("entity.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("form", sa.Text, primary_key=True),
    sa.Column("origin", sa.Text, nullable=False),
)

# Whom articles present by a tracked name, where a person decided who that is: the entity, or somebody else.
bearer = sa.Table(
    "bearer",
    metadata,
    sa.Column("entity_id", sa.Text, sa.ForeignKey("entity.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("presented", sa.Text, primary_key=True),
    sa.Column("is_entity", sa.Boolean, nullable=False),
    sa.Column("since", sa.Text),
    sa.Column("decided_by", sa.Text, nullable=False),
    sa.Column("decided_at", UtcDateTime, nullable=False),
    one_of("kind", "organisation", "title", "name"),
)

layout_day = sa.Table(
    "layout_day",
    metadata,
    sa.Column("outlet", sa.Text, primary_key=True),
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("pages", sa.Integer, nullable=False),
    sa.Column("article", sa.Integer, nullable=False),
    sa.Column("headline", sa.Integer, nullable=False),
    sa.Column("text", sa.Integer, nullable=False),
    sa.Column("date", sa.Integer, nullable=False),
    sa.Column("byline", sa.Integer, nullable=False),
)

name_set = sa.Table(
    "name_set",
    metadata,
    sa.Column("id", BigId, primary_key=True),
    sa.Column("digest", sa.Text, nullable=False, unique=True),
    sa.Column("forms", JsonB, nullable=False),
)

run = sa.Table(
    "run",
    metadata,
    sa.Column("id", BigId, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("started_at", UtcDateTime, nullable=False),
    sa.Column("finished_at", UtcDateTime),
    sa.Column("links_seen", sa.Integer, nullable=False, server_default="0"),
    sa.Column("outcomes", JsonB, nullable=False),
    sa.Column("sources_read", sa.Integer, nullable=False, server_default="0"),
    sa.Column("sources_failed", sa.Integer, nullable=False, server_default="0"),
    sa.Column("new_coverage", sa.Integer, nullable=False, server_default="0"),
    sa.Column("interrupted", sa.Boolean, nullable=False, server_default=sa.false()),
    # The lease of its process, which says whether it is still at work.
    sa.Column("lease_name", sa.Text, index=True),
)

story = sa.Table(
    "story",
    metadata,
    sa.Column("id", BigId, primary_key=True),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("merged_into", BigId, sa.ForeignKey("story.id"), index=True),
    sa.Column("outlets", sa.Integer, nullable=False, server_default="0"),
    partial_index("ix_story_outlets", "outlets > 1", "outlets", "id"),
)

# Stories in two languages that may tell of one announcement: a hint, they are never joined for it.
related_story = sa.Table(
    "related_story",
    metadata,
    sa.Column("story_id", BigId, sa.ForeignKey("story.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("other_id", BigId, sa.ForeignKey("story.id", ondelete="CASCADE"), primary_key=True, index=True),
)

article = sa.Table(
    "article",
    metadata,
    sa.Column("id", BigId, primary_key=True),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("canonical_url", sa.Text, nullable=False, unique=True),
    sa.Column("outlet_id", BigId, sa.ForeignKey("outlet.id"), nullable=False, index=True),
    sa.Column("story_id", BigId, sa.ForeignKey("story.id"), nullable=False, index=True),
    # The same for all articles that hang together by links; empty for one that is linked to none.
    sa.Column("bundle_id", BigId, index=True),
    sa.Column("story_role", sa.Text, nullable=False),
    sa.Column("story_score", sa.Float, nullable=False),
    sa.Column("headline", sa.Text, nullable=False),
    sa.Column("headline_source", sa.Text, nullable=False),
    sa.Column("byline", sa.Text),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("text_source", sa.Text, nullable=False),
    sa.Column("text_digest", sa.Text, nullable=False, index=True),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("section", sa.Text),
    sa.Column("published_at", UtcDateTime, index=True),
    sa.Column("published_on", sa.Date),
    sa.Column("has_time", sa.Boolean, nullable=False),
    sa.Column("date_source", sa.Text),
    sa.Column("name_set_id", BigId, sa.ForeignKey("name_set.id"), nullable=False),
    sa.Column("first_seen_at", UtcDateTime, nullable=False),
    sa.Column("fetched_at", UtcDateTime, nullable=False),
    sa.Column("at_portal", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("gone_at", UtcDateTime),
    one_of("story_role", "new", "copy", "rewrite"),
    partial_index("ix_article_mere_headline", "text_source = 'offer'", "id"),
)
sa.Index("ix_article_host", HostIn(article.c.url))

# How two articles hang together (pipeline.stories.LinkKind); of a part, the first one holds the other.
story_link = sa.Table(
    "story_link",
    metadata,
    sa.Column(
        "article_id",
        BigId,
        sa.ForeignKey("article.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    sa.Column(
        "other_id",
        BigId,
        sa.ForeignKey("article.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
        index=True,
    ),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("score", sa.Float, nullable=False),
    one_of("kind", "joined", "core", "part", "rewrite", "near", "apart"),
    sqlite_with_rowid=False,
)

article_url = sa.Table(
    "article_url",
    metadata,
    sa.Column("url", sa.Text, primary_key=True),
    sa.Column("canonical_url", sa.Text, nullable=False, index=True),
    sa.Column("article_id", BigId, sa.ForeignKey("article.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("first_seen_at", UtcDateTime, nullable=False),
)

article_version = sa.Table(
    "article_version",
    metadata,
    sa.Column("id", BigId, primary_key=True),
    sa.Column("article_id", BigId, sa.ForeignKey("article.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("fetched_at", UtcDateTime, nullable=False),
    sa.Column("replaced_at", UtcDateTime, nullable=False, index=True),
    sa.Column("headline", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("text_digest", sa.Text, nullable=False),
    sa.Column("archive_file", sa.Text),
    sa.Column("archive_offset", sa.BigInteger),
    sa.Column("archive_length", sa.BigInteger),
)

# The month comes first: what is looked up and entered every day lies together, however many years there are.
sketch = sa.Table(
    "sketch",
    metadata,
    sa.Column("month", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("hash", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column(
        "article_id",
        BigId,
        sa.ForeignKey("article.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
        index=True,
    ),
    sqlite_with_rowid=False,
)

mention = sa.Table(
    "mention",
    metadata,
    sa.Column("id", BigId, primary_key=True),
    sa.Column("article_id", BigId, sa.ForeignKey("article.id", ondelete="CASCADE"), nullable=False),
    sa.Column("entity_id", sa.Text, sa.ForeignKey("entity.id"), nullable=False),
    sa.Column("place", sa.Text, nullable=False),
    sa.Column("start_offset", sa.Integer, nullable=False),
    sa.Column("end_offset", sa.Integer, nullable=False),
    sa.Column("form", sa.Text, nullable=False),
    sa.Column("confidence", sa.Float, nullable=False),
    sa.Column("evidence", JsonB, nullable=False),
    sa.Index("ix_mention_article_entity", "article_id", "entity_id"),
    sa.Index("ix_mention_entity", "entity_id"),
    one_of("place", "headline", "lead", "body"),
)

media_coverage = sa.Table(
    "media_coverage",
    metadata,
    sa.Column("id", BigId, primary_key=True),
    sa.Column("entity_id", sa.Text, sa.ForeignKey("entity.id"), nullable=False),
    sa.Column("entity_kind", sa.Text, nullable=False),
    sa.Column("entity_name", sa.Text, nullable=False),
    sa.Column("month", sa.Text),
    sa.Column("published_at", UtcDateTime),
    sa.Column("published_on", sa.Date),
    sa.Column("headline", sa.Text, nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("outlet", sa.Text, nullable=False),
    sa.Column("outlet_role", sa.Text, nullable=False, server_default="press"),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("mention_count", sa.Integer, nullable=False),
    sa.Column("in_headline", sa.Boolean, nullable=False),
    sa.Column("in_lead", sa.Boolean, nullable=False),
    sa.Column("share", sa.Float, nullable=False),
    sa.Column("quoted", sa.Boolean, nullable=False),
    sa.Column("snippet", sa.Text, nullable=False),
    sa.Column("confidence", sa.Float, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("evidence", JsonB, nullable=False),
    sa.Column("story_id", BigId, sa.ForeignKey("story.id"), nullable=False),
    sa.Column("article_id", BigId, sa.ForeignKey("article.id", ondelete="CASCADE"), nullable=False),
    sa.Column("first_seen_at", UtcDateTime, nullable=False),
    sa.Column("decided_by", sa.Text),
    sa.Column("decided_at", UtcDateTime),
    sa.Column("credited", sa.Text, nullable=False, server_default=""),
    # The least of a story leads it (storage.coverage.precedence).
    sa.Column("precedence", OrderedText, nullable=False, server_default=""),
    sa.Column("gone_at", UtcDateTime),
    sa.UniqueConstraint("entity_id", "article_id"),
    # The table of one and of all, newest first; see docs/database.md for which question needs which.
    sa.Index("ix_media_coverage_entity_newest", "entity_id", *newest("published_on", "published_at", "article_id")),
    sa.Index("ix_media_coverage_newest", *newest("published_on", "published_at", "article_id")),
    sa.Index("ix_media_coverage_entity_outlet", "entity_id", "status", "outlet_role", "outlet", "published_on"),
    sa.Index("ix_media_coverage_month", "month", "status", "entity_id", "story_id"),
    sa.Index("ix_media_coverage_article", "article_id", "status", "entity_id"),
    sa.Index("ix_media_coverage_story_entity", "story_id", "entity_id", "status"),
    sa.Index("ix_media_coverage_first_seen_at", "first_seen_at"),
    partial_index("ix_media_coverage_review", "status = 'review'", "confidence"),
    partial_index("ix_media_coverage_review_newest", "status = 'review'", *newest("published_at"), "id"),
    partial_index(
        "ix_media_coverage_review_entity", "status = 'review'", "entity_id", *newest("published_at"), "id"
    ),
    partial_index("ix_media_coverage_gone_at", "gone_at IS NOT NULL", "gone_at"),
    partial_index("ix_media_coverage_decided", "decided_by IS NOT NULL", "entity_id", "status", "decided_at"),
    one_of("status", "confirmed", "review", "rejected"),
)

ledger = sa.Table(
    "ledger",
    metadata,
    sa.Column("id", BigId, primary_key=True),
    sa.Column("url", sa.Text, nullable=False, unique=True),
    sa.Column("offered_url", sa.Text, nullable=False),
    sa.Column("host", sa.Text),
    sa.Column("headline", sa.Text),
    sa.Column("published_at", UtcDateTime),
    sa.Column("has_time", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("outlet_name", sa.Text),
    sa.Column("outlet_url", sa.Text),
    sa.Column("first_offered_at", UtcDateTime, nullable=False),
    sa.Column("last_offered_at", UtcDateTime, nullable=False),
    sa.Column("fetched_at", UtcDateTime),
    sa.Column("http_status", sa.Integer),
    sa.Column("reason", sa.Text),
    sa.Column("detail", sa.Text, nullable=False, server_default=""),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("retry_at", UtcDateTime),
    sa.Column("revisit_at", UtcDateTime),
    sa.Column("name_set_id", BigId, sa.ForeignKey("name_set.id")),
    sa.Column("article_id", BigId, sa.ForeignKey("article.id", ondelete="SET NULL"), index=True),
    sa.Column("run_id", BigId, sa.ForeignKey("run.id"), index=True),
    sa.Column("archive_file", sa.Text),
    sa.Column("archive_offset", sa.BigInteger),
    sa.Column("archive_length", sa.BigInteger),
    # What is due at a host is little.
    partial_index("ix_ledger_unread", "reason IS NULL", "host", *newest("published_at"), "id"),
    partial_index("ix_ledger_failed", "reason = 'failed'", "host", "last_offered_at"),
    partial_index("ix_ledger_retry_at", "retry_at IS NOT NULL", "host", "retry_at"),
    partial_index("ix_ledger_revisit_at", "revisit_at IS NOT NULL", "host", "revisit_at"),
    partial_index("ix_ledger_judged_for", "archive_file IS NOT NULL", "name_set_id", "id"),
)

# Further addresses under which a link was offered, besides ledger.offered_url.
ledger_url = sa.Table(
    "ledger_url",
    metadata,
    sa.Column("url", sa.Text, primary_key=True),
    sa.Column("ledger_id", BigId, sa.ForeignKey("ledger.id", ondelete="CASCADE"), nullable=False, index=True),
)

offer = sa.Table(
    "offer",
    metadata,
    sa.Column("ledger_id", BigId, sa.ForeignKey("ledger.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("source_id", BigId, sa.ForeignKey("source.id"), primary_key=True),
    sa.Column("first_offered_at", UtcDateTime, nullable=False),
    sa.Column("last_offered_at", UtcDateTime, nullable=False),
    # What a source offered recently is looked at each time it is asked.
    sa.Index("ix_offer_source_id_first_offered_at", "source_id", "first_offered_at"),
)
