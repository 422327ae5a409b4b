"""Hosts, of which each is asked by one process at a time; sources and links by host."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "15"
down_revision = "14"
branch_labels = None
depends_on = None


def _time(digits):
    stamp = postgresql.TIMESTAMP(timezone=True, precision=digits)
    return sa.DateTime().with_variant(stamp, "postgresql")


Time, Moment = _time(0), _time(6)
Json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

# Which links are due at a host, and by what they were found before.
INDEXES = {
    "ix_ledger_unread": ("reason IS NULL", ["host", "published_at DESC", "id"], ["id"]),
    "ix_ledger_failed": ("reason = 'failed'", ["host", "last_offered_at"], ["last_offered_at"]),
    "ix_ledger_retry_at": ("retry_at IS NOT NULL", ["host", "retry_at"], ["retry_at"]),
    "ix_ledger_revisit_at": ("revisit_at IS NOT NULL", ["host", "revisit_at"], ["revisit_at"]),
}


def upgrade():
    op.create_table(
        "host",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text()),
        sa.Column("due_at", Time),
        sa.Column("ready_at", Moment),
        sa.Column("delay", sa.Float()),
        sa.Column("paused_until", Moment),
        sa.Column("asked_pause", sa.Text(), nullable=False, server_default=""),
        sa.Column("silent_until", Moment),
        sa.Column("robots", Json),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_host")),
    )
    op.add_column("source", sa.Column("host", sa.Text()))
    op.add_column("ledger", sa.Column("host", sa.Text()))
    op.drop_index("ix_source_next_due_at", "source")
    op.drop_column("source", "lease_owner")
    op.drop_column("source", "lease_until")
    op.execute("DELETE FROM lease")
    _lease_until(Moment)
    op.execute(f"UPDATE source SET host = {_host('url')} WHERE url LIKE 'http%://%'")
    may_be_due = "reason IS NULL OR reason = 'failed' OR retry_at IS NOT NULL OR revisit_at IS NOT NULL"
    op.execute(f"UPDATE ledger SET host = {_host('offered_url')} WHERE {may_be_due}")
    op.execute(
        "INSERT INTO host (name, due_at) SELECT DISTINCT host, CURRENT_TIMESTAMP FROM source WHERE host IS NOT NULL"
    )
    op.execute(
        "INSERT INTO host (name, due_at) SELECT DISTINCT host, CURRENT_TIMESTAMP FROM ledger"
        " WHERE host IS NOT NULL AND host NOT IN (SELECT name FROM host)"
    )
    op.create_index("ix_source_host", "source", ["host", "next_due_at", "retry_at"])
    _index("ix_host_due_at", "host", "owner IS NULL AND due_at IS NOT NULL", ["due_at"])
    _index("ix_host_owner", "host", "owner IS NOT NULL", ["owner"])
    for name, (where, columns, _) in INDEXES.items():
        op.drop_index(name, "ledger")
        _index(name, "ledger", where, columns)


def downgrade():
    for name, (where, _, columns) in INDEXES.items():
        op.drop_index(name, "ledger")
        _index(name, "ledger", where, columns)
    op.drop_index("ix_source_host", "source")
    op.execute("DELETE FROM lease")
    _lease_until(Time)
    op.drop_table("host")
    op.drop_column("ledger", "host")
    op.drop_column("source", "host")
    op.add_column("source", sa.Column("lease_owner", sa.Text()))
    op.add_column("source", sa.Column("lease_until", Time))
    op.create_index("ix_source_next_due_at", "source", ["next_due_at"])


def _is_postgresql():
    return op.get_bind().dialect.name == "postgresql"


def _lease_until(kind):
    """SQLite keeps both as text."""
    if _is_postgresql():
        op.alter_column("lease", "until", type_=kind)


def _host(url):
    """The host in an address, without its port, in small letters."""
    if _is_postgresql():
        return f"split_part(lower(split_part({url}, '/', 3)), ':', 1)"
    rest = f"substr({url}, instr({url}, '://') + 3)"
    host = f"substr({rest}, 1, instr({rest} || '/', '/') - 1)"
    return f"lower(substr({host}, 1, instr({host} || ':', ':') - 1))"


def _index(name, table, where, columns):
    last = " NULLS LAST" if _is_postgresql() else ""
    order = [f"{column}{last}" if column.endswith(" DESC") else column for column in columns]
    op.execute(f"CREATE INDEX {name} ON {table} ({', '.join(order)}) WHERE {where}")
