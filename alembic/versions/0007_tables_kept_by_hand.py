"""Rows of a table that is kept by hand, the files such a table stands in, and values that people set; indexes of
what is gone or was corrected."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "7"
down_revision = "6"
branch_labels = None
depends_on = None

Moment = sa.DateTime().with_variant(postgresql.TIMESTAMP(timezone=True, precision=0), "postgresql")
Json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade():
    op.create_table(
        "hand_row",
        sa.Column("id", Id, nullable=False),
        sa.Column("entity_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("month", sa.Text(), nullable=False, server_default=""),
        sa.Column("headline", sa.Text(), nullable=False, server_default=""),
        sa.Column("label", sa.Text(), nullable=False, server_default=""),
        sa.Column("url", sa.Text(), nullable=False, server_default=""),
        sa.Column("written", sa.Text()),
        sa.Column("outlet", sa.Text()),
        sa.Column("article_id", Id),
        sa.Column("reason", sa.Text(), nullable=False, server_default=""),
        sa.Column("detail", sa.Text(), nullable=False, server_default=""),
        sa.Column("added_at", Moment, nullable=False),
        sa.Column("checked_at", Moment),
        sa.Column("before_edit", Json),
        sa.ForeignKeyConstraint(
            ["entity_id"], ["entity.id"], name=op.f("fk_hand_row_entity_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_hand_row_article_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_row")),
        sa.UniqueConstraint("entity_id", "key", name=op.f("uq_hand_row_entity_id_key")),
    )
    op.create_index(op.f("ix_hand_row_article_id"), "hand_row", ["article_id"])
    op.create_table(
        "kept_file",
        sa.Column("id", Id, nullable=False),
        sa.Column("entity_id", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("updated_at", Moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["entity_id"], ["entity.id"], name=op.f("fk_kept_file_entity_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_file")),
        sa.UniqueConstraint("entity_id", "path", name=op.f("uq_kept_file_entity_id_path")),
    )
    op.create_table(
        "kept_row",
        sa.Column("file_id", Id, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("written", sa.Text()),
        sa.Column("removed_at", Moment),
        sa.ForeignKeyConstraint(
            ["file_id"], ["kept_file.id"], name=op.f("fk_kept_row_file_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("file_id", "key", name=op.f("pk_kept_row")),
    )
    op.create_table(
        "hand_value",
        sa.Column("article_id", Id, nullable=False, autoincrement=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("decided_at", Moment, nullable=False),
        sa.CheckConstraint("field IN ('headline', 'outlet', 'date')", name=op.f("ck_hand_value_field")),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_hand_value_article_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article_id", "field", name=op.f("pk_hand_value")),
    )
    gone = sa.text("gone_at IS NOT NULL")
    op.create_index(
        "ix_media_coverage_gone_at", "media_coverage", ["gone_at"], sqlite_where=gone, postgresql_where=gone
    )
    op.create_index(op.f("ix_article_version_replaced_at"), "article_version", ["replaced_at"])


def downgrade():
    op.drop_index(op.f("ix_article_version_replaced_at"), "article_version")
    op.drop_index("ix_media_coverage_gone_at", "media_coverage")
    op.drop_table("hand_value")
    op.drop_table("kept_row")
    op.drop_table("kept_file")
    op.drop_table("hand_row")
