"""Indexes of what every run asks, so that it takes no longer in a large database than in a small one."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# name, table, columns, the rows it is for
ADDED = [
    ("ix_ledger_retry_at", "ledger", ["retry_at"], "retry_at IS NOT NULL"),
    ("ix_ledger_revisit_at", "ledger", ["revisit_at"], "revisit_at IS NOT NULL"),
    ("ix_ledger_failed", "ledger", ["last_offered_at"], "reason = 'failed'"),
    ("ix_ledger_judged_for", "ledger", ["name_set_id", "id"], "archive_file IS NOT NULL"),
    ("ix_article_mere_headline", "article", ["id"], "text_source = 'offer'"),
]
REPLACED = ["retry_at", "revisit_at"]  # of the ledger; of all its rows
REST = "substr(url, instr(url, '://') + 3)"
HOST = {
    "sqlite": f"lower(substr({REST}, 1, instr({REST} || '/', '/') - 1))",
    "postgresql": "lower(split_part(url, '/', 3))",
}


def upgrade():
    for column in REPLACED:
        op.drop_index(f"ix_ledger_{column}", "ledger")
    for name, table, columns, where in ADDED:
        only = sa.text(where)
        op.create_index(name, table, columns, sqlite_where=only, postgresql_where=only)
    # With a third column it is the best beyond doubt: SQLite, which knows no sizes, took another that has two too.
    op.drop_index("ix_media_coverage_story_entity", "media_coverage")
    op.create_index("ix_media_coverage_story_entity", "media_coverage", ["story_id", "entity_id", "status"])
    op.execute(f"CREATE INDEX ix_article_host ON article ({HOST[op.get_bind().dialect.name]})")


def downgrade():
    op.drop_index("ix_article_host", "article")
    op.drop_index("ix_media_coverage_story_entity", "media_coverage")
    op.create_index("ix_media_coverage_story_entity", "media_coverage", ["story_id", "entity_id"])
    for name, table, _, _ in reversed(ADDED):
        op.drop_index(name, table)
    for column in REPLACED:
        op.create_index(f"ix_ledger_{column}", "ledger", [column])
