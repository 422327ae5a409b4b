"""How a source fares: a move seen once, its usual gap between new items, its silence, its yield of articles; and by
which lease a run is known to be at work."""

import sqlalchemy as sa
from alembic import op

from storage.schema.tables import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ADDED = {
    "moving_to": sa.Text(),
    "last_new_at": UtcDateTime(),
    "usual_gap_seconds": sa.Float(),
    "silent_since": UtcDateTime(),
    "yield_now": sa.Float(),
    "yield_usual": sa.Float(),
    "yield_fell_at": UtcDateTime(),
}


def upgrade():
    for name, kind in ADDED.items():
        op.add_column("source", sa.Column(name, kind, nullable=True))
    op.add_column("run", sa.Column("lease_name", sa.Text(), nullable=True))
    op.create_index("ix_run_lease_name", "run", ["lease_name"])
    unread = sa.text("reason IS NULL")
    op.create_index("ix_ledger_unread", "ledger", ["id"], sqlite_where=unread, postgresql_where=unread)
    op.create_index("ix_offer_source_id_first_offered_at", "offer", ["source_id", "first_offered_at"])
    op.drop_index("ix_offer_source_id", "offer")


def downgrade():
    op.create_index("ix_offer_source_id", "offer", ["source_id"])
    op.drop_index("ix_offer_source_id_first_offered_at", "offer")
    op.drop_index("ix_ledger_unread", "ledger")
    op.drop_index("ix_run_lease_name", "run")
    op.drop_column("run", "lease_name")
    for name in reversed(ADDED):
        op.drop_column("source", name)
