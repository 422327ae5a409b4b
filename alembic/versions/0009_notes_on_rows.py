"""Notes that people write on rows of the coverage table."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "9"
down_revision = "8"
branch_labels = None
depends_on = None

Moment = sa.DateTime().with_variant(postgresql.TIMESTAMP(timezone=True, precision=0), "postgresql")
Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade():
    op.create_table(
        "row_note",
        sa.Column("id", Id, nullable=False),
        sa.Column("coverage_id", Id, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_by", sa.Text(), nullable=False),
        sa.Column("written_at", Moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["coverage_id"], ["media_coverage.id"], name=op.f("fk_row_note_coverage_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_row_note")),
    )
    op.create_index(op.f("ix_row_note_coverage_id"), "row_note", ["coverage_id"])


def downgrade():
    op.drop_table("row_note")
