"""The WARC files that a backfill reads, and how far it is."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "11"
down_revision = "10"
branch_labels = None
depends_on = None

Moment = sa.DateTime().with_variant(postgresql.TIMESTAMP(timezone=True, precision=0), "postgresql")
Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
OPEN = sa.text("state IN ('waiting', 'taken')")


def upgrade():
    op.create_table(
        "warc_file",
        sa.Column("id", Id, nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("length", sa.BigInteger()),
        sa.Column("digest", sa.Text()),
        sa.Column("outlets", sa.Text(), nullable=False, server_default=""),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text()),
        sa.Column("until", Moment),
        sa.Column("name_set_id", Id),
        sa.Column("pages", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("stored", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("reasons", Json, nullable=False),
        sa.Column("error", sa.Text(), nullable=False, server_default=""),
        sa.Column("entered_at", Moment, nullable=False),
        sa.Column("finished_at", Moment),
        sa.ForeignKeyConstraint(["name_set_id"], ["name_set.id"], name=op.f("fk_warc_file_name_set_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_warc_file")),
        sa.UniqueConstraint("address", name=op.f("uq_warc_file_address")),
        sa.CheckConstraint("state IN ('waiting', 'taken', 'done', 'failed')", name=op.f("ck_warc_file_state")),
    )
    op.create_index("ix_warc_file_open", "warc_file", ["id"], sqlite_where=OPEN, postgresql_where=OPEN)


def downgrade():
    op.drop_table("warc_file")
