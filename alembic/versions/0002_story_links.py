"""Links between articles are kept, and stories are cut from them.

`story_link` says how two articles hang together; articles that hang together have one `bundle_id`. The stories of
an older database stay what they are: each of its articles is linked to the first of its story. What a person told
apart becomes pairs of articles.
"""

import sqlalchemy as sa
from alembic import op

revision = "2"
down_revision = "1"
branch_labels = None
depends_on = None

Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

FIRST = "(SELECT story_id, MIN(id) AS id, COUNT(*) AS articles FROM article GROUP BY story_id)"
LINKS = f"""
    INSERT INTO story_link (article_id, other_id, kind, score)
    SELECT first.id, article.id, 'core', article.story_score
    FROM article JOIN {FIRST} AS first ON first.story_id = article.story_id
    WHERE article.id <> first.id
"""
APART = """
    INSERT INTO story_link (article_id, other_id, kind, score)
    SELECT DISTINCT CASE WHEN a.id < b.id THEN a.id ELSE b.id END, CASE WHEN a.id < b.id THEN b.id ELSE a.id END,
           'apart', 1.0
    FROM story_apart JOIN article AS a ON a.story_id = story_apart.story_id
         JOIN article AS b ON b.story_id = story_apart.other_id
"""
BUNDLES = f"""
    UPDATE article SET bundle_id = (SELECT first.id FROM {FIRST} AS first WHERE first.story_id = article.story_id)
    WHERE story_id IN (SELECT story_id FROM article GROUP BY story_id HAVING COUNT(*) > 1)
"""


def upgrade():
    op.create_table(
        "story_link",
        sa.Column("article_id", Key, autoincrement=False, nullable=False),
        sa.Column("other_id", Key, autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('joined', 'core', 'part', 'rewrite', 'near', 'apart')", name=op.f("ck_story_link_kind")
        ),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_story_link_article_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["article.id"], name=op.f("fk_story_link_other_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article_id", "other_id", name=op.f("pk_story_link")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_story_link_other_id", "story_link", ["other_id"])
    op.add_column("article", sa.Column("bundle_id", Key))
    op.create_index("ix_article_bundle_id", "article", ["bundle_id"])
    for statement in (LINKS, APART, BUNDLES):
        op.execute(statement)
    op.drop_table("story_apart")


def downgrade():
    raise NotImplementedError("links of articles cannot be taken back into pairs of stories")
