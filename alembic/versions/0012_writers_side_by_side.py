"""Writers of articles side by side on PostgreSQL.

A transaction that says it shares the turn (storage.database.locks) is not made to wait for the whole of it when it
changes media_coverage. What it adds to `named_together`, where all writers meet in the rows of those who are named
together most, waits in `named_change` until the transaction ends, and is added then in one order: those rows are
locked for the moment of the commit, and no two writers wait in a circle. SQLite has one writer and needs none:
there the table stays empty.
"""

import sqlalchemy as sa
from alembic import op

revision = "12"
down_revision = "11"
branch_labels = None
depends_on = None

# What the articles `this` is counted again by: `named` is where changes of named_together go.
RECOUNT = """
    CREATE OR REPLACE FUNCTION kept_recount(keys bigint[]) RETURNS void LANGUAGE plpgsql AS $$
    DECLARE this bigint;
    BEGIN FOREACH this IN ARRAY keys LOOP
        INSERT INTO {named} (one, other, articles)
        SELECT one, other, SUM(change) FROM (
            SELECT a.entity_name AS one, b.entity_name AS other, 1 AS change
            FROM media_coverage AS a
            JOIN media_coverage AS b ON b.article_id = a.article_id AND b.entity_id > a.entity_id
            WHERE a.article_id = this AND a.status = 'confirmed' AND b.status = 'confirmed'
            UNION ALL
            SELECT a.entity_name, b.entity_name, -1
            FROM ({before}) AS a JOIN ({before}) AS b ON b.article_id = a.article_id AND b.entity_id > a.entity_id
        ) AS changed
        GROUP BY one, other HAVING SUM(change) <> 0
        {then}
        DELETE FROM story_article WHERE article_id = this AND NOT EXISTS (
            SELECT 1 FROM media_coverage AS c
            WHERE c.article_id = story_article.article_id AND c.status = 'confirmed'
              AND c.story_id = story_article.story_id AND c.outlet = story_article.outlet
              AND c.outlet_role = story_article.outlet_role
        );
        INSERT INTO story_article (story_id, outlet, article_id, outlet_role, published_at, headline, entities)
        SELECT story_id, outlet, article_id, outlet_role, MIN(published_at), MIN(headline),
               jsonb_object_agg(entity_id, entity_name)
        FROM media_coverage WHERE article_id = this AND status = 'confirmed'
        GROUP BY story_id, outlet, article_id, outlet_role
        ON CONFLICT (story_id, outlet, article_id, outlet_role) DO UPDATE
        SET published_at = excluded.published_at, headline = excluded.headline, entities = excluded.entities;
    END LOOP; END $$
"""
BEFORE = (
    "SELECT s.article_id, e.key AS entity_id, e.value AS entity_name "
    "FROM story_article AS s, jsonb_each_text(s.entities) AS e WHERE s.article_id = this"
)
ADD = """
    ON CONFLICT (one, other) DO UPDATE SET articles = named_together.articles + excluded.articles;
    DELETE FROM named_together WHERE articles = 0;
"""
# Other transactions' rows are not seen: each takes its own away before it ends.
NAMED = f"""
    CREATE FUNCTION kept_named() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (SELECT 1 FROM named_change) THEN
            WITH taken AS (DELETE FROM named_change RETURNING one, other, articles)
            INSERT INTO named_together (one, other, articles)
            SELECT one, other, SUM(articles) FROM taken
            GROUP BY one, other HAVING SUM(articles) <> 0 ORDER BY one, other
            {ADD}
        END IF;
        RETURN NULL;
    END $$
"""
AT_THE_END = """
    CREATE CONSTRAINT TRIGGER kept_named AFTER INSERT ON named_change
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION kept_named()
"""
TURN = """
    CREATE OR REPLACE FUNCTION kept_turn() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF current_setting('transaction_isolation') <> 'read committed' THEN
            RAISE EXCEPTION 'rows of media_coverage are written in a transaction that is READ COMMITTED';
        END IF;
        {turn}
        RETURN NULL;
    END $$
"""
WHOLE = "PERFORM pg_advisory_xact_lock(357896770137);"
SHARED = f"IF current_setting('scrape.turn', true) IS DISTINCT FROM 'shared' THEN {WHOLE} END IF;"
TRUNCATED = """
    CREATE OR REPLACE FUNCTION kept_truncated() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        DELETE FROM tally WHERE subject = TG_TABLE_NAME;
        IF TG_TABLE_NAME = 'media_coverage' THEN
            DELETE FROM story_article;
            DELETE FROM named_together;
            {more}
        END IF;
        RETURN NULL;
    END $$
"""


def upgrade():
    op.create_table(
        "named_change",
        sa.Column("one", sa.Text(), nullable=False),
        sa.Column("other", sa.Text(), nullable=False),
        sa.Column("articles", sa.Integer(), nullable=False),
    )
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    for statement in (
        "ALTER TABLE named_change SET UNLOGGED",  # empty whenever a transaction ends
        NAMED,
        AT_THE_END,
        RECOUNT.format(named="named_change", before=BEFORE, then=";"),
        TURN.format(turn=SHARED),
        TRUNCATED.format(more="DELETE FROM named_change;"),
    ):
        connection.exec_driver_sql(statement)


def downgrade():
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(RECOUNT.format(named="named_together", before=BEFORE, then=ADD))
        connection.exec_driver_sql(TURN.format(turn=WHOLE))
        connection.exec_driver_sql(TRUNCATED.format(more=""))
    op.drop_table("named_change")
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("DROP FUNCTION kept_named()")
