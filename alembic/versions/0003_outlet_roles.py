"""What an outlet is to an announcement: the press, a release wire, a newsroom of a company, or a portal."""

import sqlalchemy as sa
from alembic import op

revision = "3"
down_revision = "2"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("outlet", sa.Column("role", sa.Text(), nullable=False, server_default="press"))
    op.add_column("media_coverage", sa.Column("outlet_role", sa.Text(), nullable=False, server_default="press"))


def downgrade():
    op.drop_column("media_coverage", "outlet_role")
    op.drop_column("outlet", "role")
