"""Counts that are kept: what questions on a large database would have to count over whole tables.

`tally` has how many rows of a table have which value, `story_article` the confirmed articles of each story,
`story.outlets` how many outlets those are of, and `named_together` who is named together with whom. Triggers keep
them, within the transaction of whoever writes, whichever way it writes:

- What hangs on an article is counted again whenever one of its rows changes, and never reckoned forward: that ends
  the same whatever a statement did and in which order. What was counted for it before stands in `story_article`.
- On PostgreSQL one writer at a time changes media_coverage, as when it decides on stories (the same lock), and sees
  what was committed before it: a transaction that reads an older state is refused.
- Of `tally`, each transaction that is at work has rows of its own: `shard` is the first number nobody has taken. So
  no writer ever waits for another there.

A later migration that has SQLite make one of these tables anew (batch_alter_table) loses its triggers.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from storage.schema.tables import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

# What is counted of a row of media_coverage.
WATCHED = "article_id story_id outlet status published_at headline entity_id entity_name".split()
# table, value that is tallied, column that it is made of
TALLIED = [
    ("ledger", "COALESCE({row}reason, '')", "reason"),
    ("media_coverage", "{row}status", "status"),
    ("article", "''", None),
]

FILL = [
    "INSERT INTO tally SELECT 'ledger', COALESCE(reason, ''), 0, COUNT(*) FROM ledger GROUP BY reason",
    "INSERT INTO tally SELECT 'media_coverage', status, 0, COUNT(*) FROM media_coverage GROUP BY status",
    "INSERT INTO tally SELECT 'article', '', 0, COUNT(*) FROM article",
    """
    INSERT INTO story_article (story_id, outlet, article_id, published_at, headline, entities)
    SELECT story_id, outlet, article_id, MIN(published_at), MIN(headline), {object}(entity_id, entity_name)
    FROM media_coverage WHERE status = 'confirmed'
    GROUP BY story_id, outlet, article_id
    """,
    """
    UPDATE story SET outlets = counted.outlets
    FROM (SELECT story_id, COUNT(DISTINCT outlet) AS outlets FROM story_article GROUP BY story_id) AS counted
    WHERE counted.story_id = story.id
    """,
    """
    INSERT INTO named_together (one, other, articles)
    SELECT a.entity_name, b.entity_name, COUNT(*)
    FROM media_coverage AS a JOIN media_coverage AS b ON b.article_id = a.article_id AND b.entity_id > a.entity_id
    WHERE a.status = 'confirmed' AND b.status = 'confirmed'
    GROUP BY a.entity_name, b.entity_name
    """,
]

# Counts the article {key} again. {told} is what was counted of it before, {object} makes that.
RECOUNT = """
    INSERT INTO named_together (one, other, articles)
    SELECT one, other, SUM(change) FROM (
        SELECT a.entity_name AS one, b.entity_name AS other, 1 AS change
        FROM media_coverage AS a
        JOIN media_coverage AS b ON b.article_id = a.article_id AND b.entity_id > a.entity_id
        WHERE a.article_id = {key} AND a.status = 'confirmed' AND b.status = 'confirmed'
        UNION ALL
        SELECT a.entity_name, b.entity_name, -1
        FROM ({told}) AS a JOIN ({told}) AS b ON b.article_id = a.article_id AND b.entity_id > a.entity_id
    ) AS changed
    GROUP BY one, other HAVING SUM(change) <> 0
    ON CONFLICT (one, other) DO UPDATE SET articles = named_together.articles + excluded.articles;

    DELETE FROM named_together WHERE articles = 0;

    DELETE FROM story_article WHERE article_id = {key} AND NOT EXISTS (
        SELECT 1 FROM media_coverage AS c
        WHERE c.article_id = story_article.article_id AND c.status = 'confirmed'
          AND c.story_id = story_article.story_id AND c.outlet = story_article.outlet
    );

    INSERT INTO story_article (story_id, outlet, article_id, published_at, headline, entities)
    SELECT story_id, outlet, article_id, MIN(published_at), MIN(headline), {object}(entity_id, entity_name)
    FROM media_coverage WHERE article_id = {key} AND status = 'confirmed'
    GROUP BY story_id, outlet, article_id
    ON CONFLICT (story_id, outlet, article_id) DO UPDATE
    SET published_at = excluded.published_at, headline = excluded.headline, entities = excluded.entities;
"""

OUTLETS = "(SELECT COUNT(DISTINCT outlet) FROM story_article WHERE story_article.story_id = story.id)"


def upgrade():
    create_tables()
    connection = op.get_bind()
    sqlite = connection.dialect.name == "sqlite"
    if not sqlite:
        run("LOCK TABLE ledger, article, media_coverage, story IN SHARE ROW EXCLUSIVE MODE")
    for statement in FILL:
        run(statement.format(object="json_group_object" if sqlite else "jsonb_object_agg"))
    op.create_index("ix_story_article_article_id", "story_article", ["article_id"])
    op.create_index("ix_named_together_articles", "named_together", ["articles", "one", "other"])
    several = sa.text("outlets > 1")
    op.create_index("ix_story_outlets", "story", ["outlets", "id"], sqlite_where=several, postgresql_where=several)
    for statement in sqlite_triggers() if sqlite else [*functions(), *postgresql_triggers()]:
        run(statement)
    if not sqlite:
        run("ANALYZE story, story_article, named_together, tally")


def create_tables():
    op.add_column("story", sa.Column("outlets", sa.Integer(), server_default="0", nullable=False))
    op.create_table(
        "tally",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("shard", sa.Integer(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("subject", "value", "shard", name=op.f("pk_tally")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "story_article",
        sa.Column("story_id", Key, nullable=False),
        sa.Column("outlet", sa.Text(), nullable=False),
        sa.Column("article_id", Key, nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.Column("headline", sa.Text(), nullable=False),
        sa.Column("entities", Json, nullable=False),
        sa.PrimaryKeyConstraint("story_id", "outlet", "article_id", name=op.f("pk_story_article")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "named_together",
        sa.Column("one", sa.Text(), nullable=False),
        sa.Column("other", sa.Text(), nullable=False),
        sa.Column("articles", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("one", "other", name=op.f("pk_named_together")),
        sqlite_with_rowid=False,
    )


def run(statement):
    op.get_bind().exec_driver_sql(statement)


# --- SQLite: a trigger sees each row as soon as it is changed


def sqlite_triggers():
    for table, value, column in TALLIED:
        more, less = (add_to_tally(table, value.format(row=f"{row}."), n) for row, n in (("NEW", 1), ("OLD", -1)))
        yield trigger(f"tally_{table}_insert", f"INSERT ON {table}", more)
        yield trigger(f"tally_{table}_delete", f"DELETE ON {table}", less)
        if column:
            when = f"UPDATE OF {column} ON {table} WHEN NEW.{column} IS NOT OLD.{column}"
            yield trigger(f"tally_{table}_update", when, less + more)
    changed = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in WATCHED)
    moved = "UPDATE OF article_id ON media_coverage WHEN NEW.article_id IS NOT OLD.article_id"
    update = f"UPDATE OF {', '.join(WATCHED)} ON media_coverage WHEN {changed}"
    yield trigger("recount_insert", "INSERT ON media_coverage", recount("NEW"))
    yield trigger("recount_update", update, recount("NEW"))
    yield trigger("recount_moved", moved, recount("OLD"))
    yield trigger("recount_delete", "DELETE ON media_coverage", recount("OLD"))
    for event, row in (("INSERT", "NEW"), ("DELETE", "OLD")):
        body = f"UPDATE story SET outlets = {OUTLETS} WHERE id = {row}.story_id;"
        yield trigger(f"story_outlets_{event.lower()}", f"{event} ON story_article", body)


def trigger(name, event, body):
    return f"CREATE TRIGGER kept_{name} AFTER {event} BEGIN {body} END"


def add_to_tally(table, value, number):
    return (
        f"INSERT INTO tally VALUES ('{table}', {value}, 0, {number}) "
        f"ON CONFLICT (subject, value, shard) DO UPDATE SET number = number + ({number});"
    )


def recount(row):
    told = (
        "SELECT s.article_id, e.key AS entity_id, e.value AS entity_name "
        f"FROM story_article AS s, json_each(s.entities) AS e WHERE s.article_id = {row}.article_id"
    )
    return RECOUNT.format(key=f"{row}.article_id", told=told, object="json_group_object")


# --- PostgreSQL: a trigger sees what a whole statement did


def functions():
    yield from FUNCTIONS
    told = (
        "SELECT s.article_id, e.key AS entity_id, e.value AS entity_name "
        "FROM story_article AS s, jsonb_each_text(s.entities) AS e WHERE s.article_id = this"
    )
    body = RECOUNT.format(key="this", told=told, object="jsonb_object_agg")
    # One article at a time: with a list of them, statements are planned anew each time, which takes most of it.
    yield f"""
        CREATE FUNCTION kept_recount(keys bigint[]) RETURNS void LANGUAGE plpgsql AS $$
        DECLARE this bigint;
        BEGIN FOREACH this IN ARRAY keys LOOP {body} END LOOP; END $$
    """
    old, new = (", ".join(f"{row}.{name}" for name in WATCHED) for row in ("o", "n"))
    yield trigger_function(
        "recount_rows",
        f"""
        IF TG_OP = 'INSERT' THEN
            PERFORM kept_recount(ARRAY(SELECT DISTINCT article_id FROM new_rows));
        ELSIF TG_OP = 'DELETE' THEN
            PERFORM kept_recount(ARRAY(SELECT DISTINCT article_id FROM old_rows));
        ELSE
            touched := ARRAY(
                SELECT o.article_id FROM old_rows AS o LEFT JOIN new_rows AS n ON n.id = o.id
                WHERE ({old}) IS DISTINCT FROM ({new})
                UNION SELECT n.article_id FROM new_rows AS n LEFT JOIN old_rows AS o ON o.id = n.id
                WHERE ({old}) IS DISTINCT FROM ({new})
            );
            IF touched <> '{{}}' THEN PERFORM kept_recount(touched); END IF;
        END IF;
        """,
        "touched bigint[];",
    )
    for table, value, column in TALLIED:
        for event, source in tallied_rows(value, column):
            yield trigger_function(
                f"tally_{table}_{event.lower()}",
                f"""
                FOR change IN SELECT value, SUM(number) AS number FROM ({source}) AS changed
                              GROUP BY value HAVING SUM(number) <> 0 LOOP
                    place := COALESCE(place, kept_shard());
                    INSERT INTO tally VALUES ('{table}', change.value, place, change.number)
                    ON CONFLICT (subject, value, shard) DO UPDATE SET number = tally.number + excluded.number;
                END LOOP;
                """,
                "change record; place integer;",
            )


def tallied_rows(value, column):
    more = f"SELECT {value.format(row='')} AS value, 1 AS number FROM new_rows"
    less = f"SELECT {value.format(row='')} AS value, -1 AS number FROM old_rows"
    events = [("INSERT", more), ("DELETE", less)]
    return [*events, ("UPDATE", f"{more} UNION ALL {less}")] if column else events


def trigger_function(name, body, declared=""):
    return (
        f"CREATE FUNCTION kept_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"DECLARE {declared} BEGIN {body} RETURN NULL; END $$"
    )


FUNCTIONS = [
    # The lock is that of storage.database.locks.await_turn.
    trigger_function(
        "turn",
        """
        IF current_setting('transaction_isolation') <> 'read committed' THEN
            RAISE EXCEPTION 'rows of media_coverage are written in a transaction that is READ COMMITTED';
        END IF;
        PERFORM pg_advisory_xact_lock(357896770137);
        """,
    ),
    # The first number that no other transaction at work has taken; it is given back when ours ends.
    """
    CREATE FUNCTION kept_shard() RETURNS integer LANGUAGE plpgsql AS $$
    DECLARE place integer := 0;
    BEGIN
        WHILE NOT pg_try_advisory_xact_lock(1413565516, place) LOOP place := place + 1; END LOOP;
        RETURN place;
    END $$
    """,
    trigger_function(
        "outlets",
        f"""
        IF TG_OP = 'INSERT' THEN
            UPDATE story SET outlets = {OUTLETS} WHERE id IN (SELECT story_id FROM new_rows);
        ELSE
            UPDATE story SET outlets = {OUTLETS} WHERE id IN (SELECT story_id FROM old_rows);
        END IF;
        """,
    ),
    trigger_function(
        "truncated",
        """
        DELETE FROM tally WHERE subject = TG_TABLE_NAME;
        IF TG_TABLE_NAME = 'media_coverage' THEN
            DELETE FROM story_article;
            DELETE FROM named_together;
        END IF;
        """,
    ),
]
SEEN = {
    "INSERT": "REFERENCING NEW TABLE AS new_rows",
    "DELETE": "REFERENCING OLD TABLE AS old_rows",
    "UPDATE": "REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows",
}


def postgresql_triggers():
    any_of_them = "INSERT OR UPDATE OR DELETE ON media_coverage"
    yield f"CREATE TRIGGER kept_turn BEFORE {any_of_them} EXECUTE FUNCTION kept_turn()"
    for table, _, column in TALLIED:
        for event in ("INSERT", "DELETE", "UPDATE") if column else ("INSERT", "DELETE"):
            yield after(event, table, f"tally_{table}_{event.lower()}")
        yield f"CREATE TRIGGER kept_truncated AFTER TRUNCATE ON {table} EXECUTE FUNCTION kept_truncated()"
    for event in SEEN:
        yield after(event, "media_coverage", "recount_rows")
    for event in ("INSERT", "DELETE"):
        yield after(event, "story_article", "outlets")


def after(event, table, function):
    return (
        f"CREATE TRIGGER kept_{function}_{event.lower()} AFTER {event} ON {table} {SEEN[event]} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION kept_{function}()"
    )


def downgrade():
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        names = connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'kept_%'"
        )
        for name in names.scalars().all():
            run(f"DROP TRIGGER {name}")
    else:
        names = connection.exec_driver_sql("SELECT proname FROM pg_proc WHERE starts_with(proname, 'kept_')")
        for name in names.scalars().all():
            run(f"DROP FUNCTION {name} CASCADE")
    op.drop_index("ix_story_outlets", "story")
    op.drop_column("story", "outlets")
    for table in ("named_together", "story_article", "tally"):
        op.drop_table(table)
