"""Indexes for what is asked of large databases."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# name, columns (a minus: descending, rows without a value last), the rows it is for
ADDED = [
    ("ix_media_coverage_entity_newest", "entity_id -published_on -published_at -article_id", ""),
    ("ix_media_coverage_newest", "-published_on -published_at -article_id", ""),
    ("ix_media_coverage_entity_outlet", "entity_id status outlet published_on", ""),
    ("ix_media_coverage_month", "month status entity_id story_id", ""),
    ("ix_media_coverage_article", "article_id status entity_id", ""),
    ("ix_media_coverage_story_entity", "story_id entity_id", ""),
    ("ix_media_coverage_first_seen_at", "first_seen_at", ""),
    ("ix_media_coverage_review", "confidence", "status = 'review'"),
    ("ix_media_coverage_review_newest", "-published_at id", "status = 'review'"),
    ("ix_media_coverage_review_entity", "entity_id -published_at id", "status = 'review'"),
    ("ix_media_coverage_decided", "entity_id status decided_at", "decided_by IS NOT NULL"),
]
REPLACED = {
    "ix_media_coverage_entity_published": ["entity_id", "published_at"],
    "ix_media_coverage_month": ["month"],
    "ix_media_coverage_article_id": ["article_id"],
    "ix_media_coverage_story_id": ["story_id"],
}


def upgrade():
    last = "" if op.get_bind().dialect.name == "sqlite" else " NULLS LAST"
    for name in REPLACED:
        op.drop_index(name, "media_coverage")
    for name, words, where in ADDED:
        columns = ", ".join(f"{word[1:]} DESC{last}" if word.startswith("-") else word for word in words.split())
        columns = columns.replace("_id DESC NULLS LAST", "_id DESC")  # an id is always there
        only = f" WHERE {where}" if where else ""
        op.execute(f"CREATE INDEX {name} ON media_coverage ({columns}){only}")


def downgrade():
    for name, _, _ in reversed(ADDED):
        op.drop_index(name, "media_coverage")
    for name, columns in REPLACED.items():
        op.create_index(name, "media_coverage", columns)
