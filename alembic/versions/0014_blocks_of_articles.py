"""The index of words on PostgreSQL knows blocks of articles: of words that many have, the newest are found alone.

With the words of an article stand the blocks of 2^12, 2^16 and 2^20 ids that it is in, which no word is written
like. A search then reads what a word has within a block, not all it has. No part of such a search goes to other
processes, which take longer to start than it does. What waits to be entered is at most 1 MB, since every search
reads all of it.
"""

from alembic import op

revision = "14"
down_revision = "13"
branch_labels = None
depends_on = None

FUNCTION = """
    CREATE FUNCTION press_blocks(id bigint) RETURNS text[]
    LANGUAGE sql IMMUTABLE STRICT PARALLEL UNSAFE AS $$
        SELECT ARRAY['#12 ' || (id >> 12), '#16 ' || (id >> 16), '#20 ' || (id >> 20)]
    $$
"""
INDEX = """
    CREATE INDEX ix_article_words ON article
    USING gin ((press_words(headline || chr(10) || text) || press_blocks(id))) WITH (gin_pending_list_limit = 1024)
"""
FORMER = "CREATE INDEX ix_article_words ON article USING gin (press_words(headline || chr(10) || text))"


def upgrade():
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("DROP INDEX ix_article_words")
        connection.exec_driver_sql("ALTER FUNCTION press_words(text) COST 1000")
        connection.exec_driver_sql(FUNCTION)
        connection.exec_driver_sql(INDEX)


def downgrade():
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("DROP INDEX ix_article_words")
        connection.exec_driver_sql("DROP FUNCTION press_blocks(bigint)")
        connection.exec_driver_sql("ALTER FUNCTION press_words(text) COST 10000")
        connection.exec_driver_sql(FORMER)
