"""Whom notices go to, and since when the page of an article is gone."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "6"
down_revision = "5"
branch_labels = None
depends_on = None

Time = sa.DateTime().with_variant(postgresql.TIMESTAMP(timezone=True, precision=0), "postgresql")


def upgrade():
    op.create_table(
        "notice_recipient",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("looked_at", Time),
        sa.Column("failing_since", Time),
        sa.Column("tried_at", Time),
        sa.Column("failures", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("failure", sa.Text()),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_notice_recipient")),
    )
    op.add_column("article", sa.Column("gone_at", Time))
    op.add_column("media_coverage", sa.Column("gone_at", Time))


def downgrade():
    op.drop_column("media_coverage", "gone_at")
    op.drop_column("article", "gone_at")
    op.drop_table("notice_recipient")
