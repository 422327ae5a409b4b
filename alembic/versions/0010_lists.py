"""Which sources are asked is in the database, and versions of the watchlist and of the sources."""

import json

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "10"
down_revision = "9"
branch_labels = None
depends_on = None

Moment = sa.DateTime().with_variant(postgresql.TIMESTAMP(timezone=True, precision=0), "postgresql")
Json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade():
    op.add_column("source", sa.Column("active", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("source", sa.Column("imported", sa.Boolean(), nullable=False, server_default=sa.false()))
    # What the configuration lists is entered when a run or a daemon begins; until then all that were asked count.
    op.execute("UPDATE source SET active = true WHERE last_fetched_at IS NOT NULL AND kind <> 'hand'")
    op.create_table(
        "list_version",
        sa.Column("id", Id, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("read_at", sa.Float(), nullable=False),
        sa.Column("entered_at", Moment, nullable=False),
        sa.Column("content", sa.Text()),
        sa.Column("stored", sa.Text()),
        sa.CheckConstraint("kind IN ('watchlist', 'sources')", name=op.f("ck_list_version_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_version")),
    )
    op.create_index("ix_list_version_kind", "list_version", ["kind", "id"])
    op.create_table(
        "covering_set",
        sa.Column("covered_id", Id, nullable=False, autoincrement=False),
        sa.Column("name_set_id", Id, nullable=False, autoincrement=False),
        sa.ForeignKeyConstraint(["covered_id"], ["name_set.id"], name=op.f("fk_covering_set_covered_id")),
        sa.ForeignKeyConstraint(["name_set_id"], ["name_set.id"], name=op.f("fk_covering_set_name_set_id")),
        sa.PrimaryKeyConstraint("covered_id", "name_set_id", name=op.f("pk_covering_set")),
    )
    _compare_sets()


def _compare_sets():
    connection = op.get_bind()
    name_set = sa.table("name_set", sa.column("id", Id), sa.column("forms", Json))
    covering = sa.table("covering_set", sa.column("covered_id", Id), sa.column("name_set_id", Id))
    sets = {
        row.id: frozenset(json.loads(row.forms) if isinstance(row.forms, str) else row.forms)
        for row in connection.execute(sa.select(name_set.c.id, name_set.c.forms))
    }
    pairs = [
        {"covered_id": one, "name_set_id": other}
        for one, names in sets.items()
        for other, more in sets.items()
        if one != other and names <= more
    ]
    if pairs:
        connection.execute(sa.insert(covering), pairs)


def downgrade():
    op.drop_table("covering_set")
    op.drop_table("list_version")
    op.drop_column("source", "imported")
    op.drop_column("source", "active")
