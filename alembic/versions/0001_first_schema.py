"""First schema."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from storage.schema.tables import UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

Time = UtcDateTime()
Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade():
    op.create_table(
        "entity",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("tracked", sa.Boolean(), nullable=False),
        sa.Column("first_seen_at", Time, nullable=False),
        sa.CheckConstraint("kind IN ('person', 'company')", name=op.f("ck_entity_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entity")),
    )
    op.create_table(
        "layout_day",
        sa.Column("outlet", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("article", sa.Integer(), nullable=False),
        sa.Column("headline", sa.Integer(), nullable=False),
        sa.Column("text", sa.Integer(), nullable=False),
        sa.Column("date", sa.Integer(), nullable=False),
        sa.Column("byline", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("outlet", "day", name=op.f("pk_layout_day")),
    )
    op.create_table(
        "lease",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("until", Time, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lease")),
    )
    op.create_table(
        "name_set",
        sa.Column("id", Key, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("forms", Json, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_name_set")),
        sa.UniqueConstraint("digest", name=op.f("uq_name_set_digest")),
    )
    op.create_table(
        "notice",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("created_at", Time, nullable=False),
        sa.Column("sent_at", Time, nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_notice")),
    )
    op.create_table(
        "outlet",
        sa.Column("id", Key, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=True),
        sa.Column("domain", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("time_zone", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outlet")),
        sa.UniqueConstraint("name", name=op.f("uq_outlet_name")),
    )
    op.create_table(
        "run",
        sa.Column("id", Key, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("started_at", Time, nullable=False),
        sa.Column("finished_at", Time, nullable=True),
        sa.Column("links_seen", sa.Integer(), server_default="0", nullable=False),
        sa.Column("outcomes", Json, nullable=False),
        sa.Column("sources_read", sa.Integer(), server_default="0", nullable=False),
        sa.Column("sources_failed", sa.Integer(), server_default="0", nullable=False),
        sa.Column("new_coverage", sa.Integer(), server_default="0", nullable=False),
        sa.Column("interrupted", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
    )
    op.create_table(
        "story",
        sa.Column("id", Key, nullable=False),
        sa.Column("created_at", Time, nullable=False),
        sa.Column("merged_into", Key, nullable=True),
        sa.ForeignKeyConstraint(["merged_into"], ["story.id"], name=op.f("fk_story_merged_into")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_story")),
    )
    with op.batch_alter_table("story", schema=None) as batch:
        batch.create_index(batch.f("ix_story_merged_into"), ["merged_into"], unique=False)

    op.create_table(
        "article",
        sa.Column("id", Key, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("canonical_url", sa.Text(), nullable=False),
        sa.Column("outlet_id", Key, nullable=False),
        sa.Column("story_id", Key, nullable=False),
        sa.Column("story_role", sa.Text(), nullable=False),
        sa.Column("story_score", sa.Float(), nullable=False),
        sa.Column("headline", sa.Text(), nullable=False),
        sa.Column("headline_source", sa.Text(), nullable=False),
        sa.Column("byline", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_source", sa.Text(), nullable=False),
        sa.Column("text_digest", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("section", sa.Text(), nullable=True),
        sa.Column("published_at", Time, nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("has_time", sa.Boolean(), nullable=False),
        sa.Column("date_source", sa.Text(), nullable=True),
        sa.Column("name_set_id", Key, nullable=False),
        sa.Column("first_seen_at", Time, nullable=False),
        sa.Column("fetched_at", Time, nullable=False),
        sa.CheckConstraint("story_role IN ('new', 'copy', 'rewrite')", name=op.f("ck_article_story_role")),
        sa.ForeignKeyConstraint(["name_set_id"], ["name_set.id"], name=op.f("fk_article_name_set_id")),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlet.id"], name=op.f("fk_article_outlet_id")),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name=op.f("fk_article_story_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article")),
        sa.UniqueConstraint("canonical_url", name=op.f("uq_article_canonical_url")),
    )
    with op.batch_alter_table("article", schema=None) as batch:
        batch.create_index(batch.f("ix_article_outlet_id"), ["outlet_id"], unique=False)
        batch.create_index(batch.f("ix_article_published_at"), ["published_at"], unique=False)
        batch.create_index(batch.f("ix_article_story_id"), ["story_id"], unique=False)
        batch.create_index(batch.f("ix_article_text_digest"), ["text_digest"], unique=False)

    op.create_table(
        "entity_name",
        sa.Column("entity_id", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entity_id"], ["entity.id"], name=op.f("fk_entity_name_entity_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("entity_id", "form", name=op.f("pk_entity_name")),
    )
    op.create_table(
        "related_story",
        sa.Column("story_id", Key, nullable=False),
        sa.Column("other_id", Key, nullable=False),
        sa.ForeignKeyConstraint(
            ["other_id"], ["story.id"], name=op.f("fk_related_story_other_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["story_id"], ["story.id"], name=op.f("fk_related_story_story_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("story_id", "other_id", name=op.f("pk_related_story")),
    )
    with op.batch_alter_table("related_story", schema=None) as batch:
        batch.create_index(batch.f("ix_related_story_other_id"), ["other_id"], unique=False)

    op.create_table(
        "source",
        sa.Column("id", Key, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("digest", sa.Text(), nullable=True),
        sa.Column("name_set_id", Key, nullable=True),
        sa.Column("moved_to", sa.Text(), nullable=True),
        sa.Column("first_seen_at", Time, nullable=False),
        sa.Column("last_fetched_at", Time, nullable=True),
        sa.Column("last_success_at", Time, nullable=True),
        sa.Column("last_full_at", Time, nullable=True),
        sa.Column("retry_at", Time, nullable=True),
        sa.Column("last_items", sa.Integer(), nullable=True),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("interval_seconds", sa.Float(), nullable=True),
        sa.Column("next_due_at", Time, nullable=True),
        sa.Column("lease_owner", sa.Text(), nullable=True),
        sa.Column("lease_until", Time, nullable=True),
        sa.ForeignKeyConstraint(["name_set_id"], ["name_set.id"], name=op.f("fk_source_name_set_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
        sa.UniqueConstraint("kind", "url", name=op.f("uq_source_kind_url")),
    )
    with op.batch_alter_table("source", schema=None) as batch:
        batch.create_index(batch.f("ix_source_next_due_at"), ["next_due_at"], unique=False)

    op.create_table(
        "story_apart",
        sa.Column("story_id", Key, nullable=False),
        sa.Column("other_id", Key, nullable=False),
        sa.ForeignKeyConstraint(
            ["other_id"], ["story.id"], name=op.f("fk_story_apart_other_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["story_id"], ["story.id"], name=op.f("fk_story_apart_story_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("story_id", "other_id", name=op.f("pk_story_apart")),
    )
    with op.batch_alter_table("story_apart", schema=None) as batch:
        batch.create_index(batch.f("ix_story_apart_other_id"), ["other_id"], unique=False)

    op.create_table(
        "article_url",
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("canonical_url", sa.Text(), nullable=False),
        sa.Column("article_id", Key, nullable=False),
        sa.Column("first_seen_at", Time, nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_article_url_article_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("url", name=op.f("pk_article_url")),
    )
    with op.batch_alter_table("article_url", schema=None) as batch:
        batch.create_index(batch.f("ix_article_url_article_id"), ["article_id"], unique=False)
        batch.create_index(batch.f("ix_article_url_canonical_url"), ["canonical_url"], unique=False)

    op.create_table(
        "article_version",
        sa.Column("id", Key, nullable=False),
        sa.Column("article_id", Key, nullable=False),
        sa.Column("fetched_at", Time, nullable=False),
        sa.Column("replaced_at", Time, nullable=False),
        sa.Column("headline", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_digest", sa.Text(), nullable=False),
        sa.Column("archive_file", sa.Text(), nullable=True),
        sa.Column("archive_offset", sa.BigInteger(), nullable=True),
        sa.Column("archive_length", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_article_version_article_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_version")),
    )
    with op.batch_alter_table("article_version", schema=None) as batch:
        batch.create_index(batch.f("ix_article_version_article_id"), ["article_id"], unique=False)

    op.create_table(
        "ledger",
        sa.Column("id", Key, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("offered_url", sa.Text(), nullable=False),
        sa.Column("headline", sa.Text(), nullable=True),
        sa.Column("published_at", Time, nullable=True),
        sa.Column("has_time", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("outlet_name", sa.Text(), nullable=True),
        sa.Column("outlet_url", sa.Text(), nullable=True),
        sa.Column("first_offered_at", Time, nullable=False),
        sa.Column("last_offered_at", Time, nullable=False),
        sa.Column("fetched_at", Time, nullable=True),
        sa.Column("http_status", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), server_default="", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("retry_at", Time, nullable=True),
        sa.Column("revisit_at", Time, nullable=True),
        sa.Column("name_set_id", Key, nullable=True),
        sa.Column("article_id", Key, nullable=True),
        sa.Column("run_id", Key, nullable=True),
        sa.Column("archive_file", sa.Text(), nullable=True),
        sa.Column("archive_offset", sa.BigInteger(), nullable=True),
        sa.Column("archive_length", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_ledger_article_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["name_set_id"], ["name_set.id"], name=op.f("fk_ledger_name_set_id")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_ledger_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger")),
        sa.UniqueConstraint("url", name=op.f("uq_ledger_url")),
    )
    with op.batch_alter_table("ledger", schema=None) as batch:
        batch.create_index(batch.f("ix_ledger_article_id"), ["article_id"], unique=False)
        batch.create_index(batch.f("ix_ledger_retry_at"), ["retry_at"], unique=False)
        batch.create_index(batch.f("ix_ledger_revisit_at"), ["revisit_at"], unique=False)
        batch.create_index(batch.f("ix_ledger_run_id"), ["run_id"], unique=False)

    op.create_table(
        "media_coverage",
        sa.Column("id", Key, nullable=False),
        sa.Column("entity_id", sa.Text(), nullable=False),
        sa.Column("entity_kind", sa.Text(), nullable=False),
        sa.Column("entity_name", sa.Text(), nullable=False),
        sa.Column("month", sa.Text(), nullable=True),
        sa.Column("published_at", Time, nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("headline", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("outlet", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("mention_count", sa.Integer(), nullable=False),
        sa.Column("in_headline", sa.Boolean(), nullable=False),
        sa.Column("in_lead", sa.Boolean(), nullable=False),
        sa.Column("share", sa.Float(), nullable=False),
        sa.Column("quoted", sa.Boolean(), nullable=False),
        sa.Column("snippet", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("evidence", Json, nullable=False),
        sa.Column("story_id", Key, nullable=False),
        sa.Column("article_id", Key, nullable=False),
        sa.Column("first_seen_at", Time, nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", Time, nullable=True),
        sa.CheckConstraint("status IN ('confirmed', 'review', 'rejected')", name=op.f("ck_media_coverage_status")),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_media_coverage_article_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["entity_id"], ["entity.id"], name=op.f("fk_media_coverage_entity_id")),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name=op.f("fk_media_coverage_story_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_media_coverage")),
        sa.UniqueConstraint("entity_id", "article_id", name=op.f("uq_media_coverage_entity_id_article_id")),
    )
    with op.batch_alter_table("media_coverage", schema=None) as batch:
        batch.create_index("ix_media_coverage_article_id", ["article_id"], unique=False)
        batch.create_index("ix_media_coverage_entity_published", ["entity_id", "published_at"], unique=False)
        batch.create_index("ix_media_coverage_month", ["month"], unique=False)
        batch.create_index("ix_media_coverage_story_id", ["story_id"], unique=False)

    op.create_table(
        "mention",
        sa.Column("id", Key, nullable=False),
        sa.Column("article_id", Key, nullable=False),
        sa.Column("entity_id", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("start_offset", sa.Integer(), nullable=False),
        sa.Column("end_offset", sa.Integer(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("evidence", Json, nullable=False),
        sa.CheckConstraint("place IN ('headline', 'lead', 'body')", name=op.f("ck_mention_place")),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_mention_article_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["entity_id"], ["entity.id"], name=op.f("fk_mention_entity_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mention")),
    )
    with op.batch_alter_table("mention", schema=None) as batch:
        batch.create_index("ix_mention_article_entity", ["article_id", "entity_id"], unique=False)
        batch.create_index("ix_mention_entity", ["entity_id"], unique=False)

    op.create_table(
        "sketch",
        sa.Column("hash", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("article_id", Key, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_sketch_article_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("hash", "article_id", name=op.f("pk_sketch")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("sketch", schema=None) as batch:
        batch.create_index(batch.f("ix_sketch_article_id"), ["article_id"], unique=False)

    op.create_table(
        "ledger_url",
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("ledger_id", Key, nullable=False),
        sa.ForeignKeyConstraint(
            ["ledger_id"], ["ledger.id"], name=op.f("fk_ledger_url_ledger_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("url", name=op.f("pk_ledger_url")),
    )
    with op.batch_alter_table("ledger_url", schema=None) as batch:
        batch.create_index(batch.f("ix_ledger_url_ledger_id"), ["ledger_id"], unique=False)

    op.create_table(
        "offer",
        sa.Column("ledger_id", Key, nullable=False),
        sa.Column("source_id", Key, nullable=False),
        sa.Column("first_offered_at", Time, nullable=False),
        sa.Column("last_offered_at", Time, nullable=False),
        sa.ForeignKeyConstraint(["ledger_id"], ["ledger.id"], name=op.f("fk_offer_ledger_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_offer_source_id")),
        sa.PrimaryKeyConstraint("ledger_id", "source_id", name=op.f("pk_offer")),
    )
    with op.batch_alter_table("offer", schema=None) as batch:
        batch.create_index(batch.f("ix_offer_source_id"), ["source_id"], unique=False)


def downgrade():
    with op.batch_alter_table("offer", schema=None) as batch:
        batch.drop_index(batch.f("ix_offer_source_id"))

    op.drop_table("offer")
    with op.batch_alter_table("ledger_url", schema=None) as batch:
        batch.drop_index(batch.f("ix_ledger_url_ledger_id"))

    op.drop_table("ledger_url")
    with op.batch_alter_table("sketch", schema=None) as batch:
        batch.drop_index(batch.f("ix_sketch_article_id"))

    op.drop_table("sketch")
    with op.batch_alter_table("mention", schema=None) as batch:
        batch.drop_index("ix_mention_entity")
        batch.drop_index("ix_mention_article_entity")

    op.drop_table("mention")
    with op.batch_alter_table("media_coverage", schema=None) as batch:
        batch.drop_index("ix_media_coverage_story_id")
        batch.drop_index("ix_media_coverage_month")
        batch.drop_index("ix_media_coverage_entity_published")
        batch.drop_index("ix_media_coverage_article_id")

    op.drop_table("media_coverage")
    with op.batch_alter_table("ledger", schema=None) as batch:
        batch.drop_index(batch.f("ix_ledger_run_id"))
        batch.drop_index(batch.f("ix_ledger_revisit_at"))
        batch.drop_index(batch.f("ix_ledger_retry_at"))
        batch.drop_index(batch.f("ix_ledger_article_id"))

    op.drop_table("ledger")
    with op.batch_alter_table("article_version", schema=None) as batch:
        batch.drop_index(batch.f("ix_article_version_article_id"))

    op.drop_table("article_version")
    with op.batch_alter_table("article_url", schema=None) as batch:
        batch.drop_index(batch.f("ix_article_url_canonical_url"))
        batch.drop_index(batch.f("ix_article_url_article_id"))

    op.drop_table("article_url")
    with op.batch_alter_table("story_apart", schema=None) as batch:
        batch.drop_index(batch.f("ix_story_apart_other_id"))

    op.drop_table("story_apart")
    with op.batch_alter_table("source", schema=None) as batch:
        batch.drop_index(batch.f("ix_source_next_due_at"))

    op.drop_table("source")
    with op.batch_alter_table("related_story", schema=None) as batch:
        batch.drop_index(batch.f("ix_related_story_other_id"))

    op.drop_table("related_story")
    op.drop_table("entity_name")
    with op.batch_alter_table("article", schema=None) as batch:
        batch.drop_index(batch.f("ix_article_text_digest"))
        batch.drop_index(batch.f("ix_article_story_id"))
        batch.drop_index(batch.f("ix_article_published_at"))
        batch.drop_index(batch.f("ix_article_outlet_id"))

    op.drop_table("article")
    with op.batch_alter_table("story", schema=None) as batch:
        batch.drop_index(batch.f("ix_story_merged_into"))

    op.drop_table("story")
    op.drop_table("run")
    op.drop_table("outlet")
    op.drop_table("notice")
    op.drop_table("name_set")
    op.drop_table("lease")
    op.drop_table("layout_day")
    op.drop_table("entity")
