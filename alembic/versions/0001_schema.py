"""The first schema: the tables and indexes of 0001_schema.sql, and the triggers that keep the counts.

`tally` has how many rows of a table have which value, `story_article` the confirmed articles of each story,
`story.outlets` how many outlets those are from, and `named_together` who is named together with whom. The triggers
keep them in the transaction that changes the rows, whichever way it changes them:

- What belongs to an article is counted again whenever one of its rows changes, never added up from the change: the
  result is the same whatever a statement did and in which order. What was counted before is in `story_article`.
- On PostgreSQL one writer at a time changes media_coverage, as when it decides on stories (the same lock), and sees
  what was committed before it: a transaction that reads an older state is refused.
- In `tally` each transaction at work has rows of its own: `shard` is the first number nobody has taken. So no
  writer ever waits for another there.

This file imports nothing of ours: a migration is history and does not change with the program. A later migration in
which SQLite makes one of these tables again (batch_alter_table) has to make the triggers of the table again, too.
"""

from pathlib import Path

from alembic import op

revision = "1"
down_revision = None
branch_labels = None
depends_on = None

# What 0001_schema.sql leaves open. SQLite gives automatic keys to INTEGER columns only.
REST = "substr(url, instr(url, '://') + 3)"
SPELLED = {
    "sqlite": {
        "key": "INTEGER NOT NULL",
        "id": "INTEGER",
        "time": "DATETIME",
        "json": "JSON",
        "no": "0",
        "last": "",
        "without_rowid": "WITHOUT ROWID",
        "host": f"lower(substr({REST}, 1, instr({REST} || '/', '/') - 1))",
    },
    "postgresql": {
        "key": "BIGSERIAL NOT NULL",
        "id": "BIGINT",
        "time": "TIMESTAMP WITH TIME ZONE",
        "json": "JSONB",
        "no": "false",
        "last": " NULLS LAST",
        "without_rowid": "",
        "host": "lower(split_part(url, '/', 3))",
    },
}

# The columns of media_coverage that the counts depend on.
WATCHED = "article_id story_id outlet status published_at headline entity_id entity_name".split()
# Table, value that is counted, column that it is made of.
TALLIED = [
    ("ledger", "COALESCE({row}reason, '')", "reason"),
    ("media_coverage", "{row}status", "status"),
    ("article", "''", None),
]

# Counts the article {key} again. {before} is what was counted for it last time, {object} makes that.
RECOUNT = """
    INSERT INTO named_together (one, other, articles)
    SELECT one, other, SUM(change) FROM (
        SELECT a.entity_name AS one, b.entity_name AS other, 1 AS change
        FROM media_coverage AS a
        JOIN media_coverage AS b ON b.article_id = a.article_id AND b.entity_id > a.entity_id
        WHERE a.article_id = {key} AND a.status = 'confirmed' AND b.status = 'confirmed'
        UNION ALL
        SELECT a.entity_name, b.entity_name, -1
        FROM ({before}) AS a JOIN ({before}) AS b ON b.article_id = a.article_id AND b.entity_id > a.entity_id
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
BEFORE = (
    "SELECT s.article_id, e.key AS entity_id, e.value AS entity_name "
    "FROM story_article AS s, {each}(s.entities) AS e WHERE s.article_id = {key}"
)

OUTLETS = "(SELECT COUNT(DISTINCT outlet) FROM story_article WHERE story_article.story_id = story.id)"


def upgrade():
    connection = op.get_bind()
    dialect = connection.dialect.name
    triggers = sqlite_triggers if dialect == "sqlite" else postgresql_triggers
    for statement in [*tables_and_indexes(SPELLED[dialect]), *triggers()]:
        connection.exec_driver_sql(statement)


def tables_and_indexes(spelled):
    text = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("--")]
    return "\n".join(lines).format_map(spelled).removesuffix(";").split(";\n")


def recount(key, each, json_object):
    return RECOUNT.format(key=key, before=BEFORE.format(each=each, key=key), object=json_object)


# --- SQLite: a trigger sees each row as soon as it is changed


def sqlite_triggers():
    for table, value, column in TALLIED:
        more, less = (add_to_tally(table, value.format(row=f"{row}."), n) for row, n in (("NEW", 1), ("OLD", -1)))
        yield trigger(f"tally_{table}_insert", f"INSERT ON {table}", more)
        yield trigger(f"tally_{table}_delete", f"DELETE ON {table}", less)
        if column:
            when = f"UPDATE OF {column} ON {table} WHEN NEW.{column} IS NOT OLD.{column}"
            yield trigger(f"tally_{table}_update", when, less + more)
    new, old = (recount(f"{row}.article_id", "json_each", "json_group_object") for row in ("NEW", "OLD"))
    changed = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in WATCHED)
    moved = "UPDATE OF article_id ON media_coverage WHEN NEW.article_id IS NOT OLD.article_id"
    yield trigger("recount_insert", "INSERT ON media_coverage", new)
    yield trigger("recount_update", f"UPDATE OF {', '.join(WATCHED)} ON media_coverage WHEN {changed}", new)
    yield trigger("recount_moved", moved, old)
    yield trigger("recount_delete", "DELETE ON media_coverage", old)
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


# --- PostgreSQL: a trigger sees what a whole statement did


SEEN = {
    "INSERT": "REFERENCING NEW TABLE AS new_rows",
    "DELETE": "REFERENCING OLD TABLE AS old_rows",
    "UPDATE": "REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows",
}


def postgresql_triggers():
    yield from functions()
    any_change = "INSERT OR UPDATE OR DELETE ON media_coverage"
    yield f"CREATE TRIGGER kept_turn BEFORE {any_change} EXECUTE FUNCTION kept_turn()"
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


def functions():
    yield from FUNCTIONS
    # One article at a time: with a list of them, statements are planned again each time, which takes most of it.
    body = recount("this", "jsonb_each_text", "jsonb_object_agg")
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
        for event, changes in tallied_rows(value, column):
            yield trigger_function(
                f"tally_{table}_{event.lower()}",
                f"""
                FOR change IN SELECT value, SUM(number) AS number FROM ({changes}) AS changed
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


def downgrade():
    raise NotImplementedError("there is nothing before the first schema")
