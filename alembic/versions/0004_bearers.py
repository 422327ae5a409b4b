"""Whom articles present by a tracked name, where a person decided who that is."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "4"
down_revision = "3"
branch_labels = None
depends_on = None

Moment = sa.DateTime().with_variant(postgresql.TIMESTAMP(timezone=True, precision=0), "postgresql")


def upgrade():
    op.create_table(
        "bearer",
        sa.Column("entity_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("presented", sa.Text(), nullable=False),
        sa.Column("is_entity", sa.Boolean(), nullable=False),
        sa.Column("since", sa.Text()),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("decided_at", Moment, nullable=False),
        sa.CheckConstraint("kind IN ('organisation', 'title', 'name')", name=op.f("ck_bearer_kind")),
        sa.ForeignKeyConstraint(["entity_id"], ["entity.id"], name=op.f("fk_bearer_entity_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("entity_id", "kind", "presented", name=op.f("pk_bearer")),
    )


def downgrade():
    op.drop_table("bearer")
