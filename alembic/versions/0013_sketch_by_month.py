"""Look-up keys of stories lie together by month.

Every article enters some forty keys and looks for as many. By key alone they lie all over the table, which no cache
holds once there are years of it; with the month of publication first (year * 12 + month in UTC, 0 without a date),
those of the last weeks do.
"""

import sqlalchemy as sa
from alembic import op

revision = "13"
down_revision = "12"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

MONTH = {
    "sqlite": """
        CASE WHEN a.published_at IS NULL THEN 0
        ELSE CAST(substr(a.published_at, 1, 4) AS INTEGER) * 12 + CAST(substr(a.published_at, 6, 2) AS INTEGER) END
    """,
    "postgresql": """
        COALESCE(
            EXTRACT(YEAR FROM a.published_at AT TIME ZONE 'UTC') * 12
            + EXTRACT(MONTH FROM a.published_at AT TIME ZONE 'UTC'), 0
        )::integer
    """,
}


def upgrade():
    month = MONTH[op.get_bind().dialect.name]
    _make_anew(
        ["month", "hash", "article_id"],
        f"SELECT {month} AS month, s.hash, s.article_id FROM sketch AS s JOIN article AS a ON a.id = s.article_id",
    )


def downgrade():
    _make_anew(["hash", "article_id"], "SELECT hash, article_id FROM sketch")


def _make_anew(columns, content):
    """The table with these columns as its key, filled in their order."""
    names = ", ".join(columns)
    op.execute(f"CREATE TABLE sketch_before AS {content}")
    op.drop_table("sketch")
    types = {"month": sa.Integer(), "hash": sa.BigInteger(), "article_id": Id}
    op.create_table(
        "sketch",
        *(sa.Column(name, types[name], nullable=False, autoincrement=False) for name in columns),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_sketch_article_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint(*columns, name=op.f("pk_sketch")),
        sqlite_with_rowid=False,
    )
    op.execute(f"INSERT INTO sketch ({names}) SELECT {names} FROM sketch_before ORDER BY {names}")
    op.create_index("ix_sketch_article_id", "sketch", ["article_id"])
    op.drop_table("sketch_before")
