"""Which row leads a story, and how many outlets of the press ran it.

`media_coverage.precedence` orders the rows of a story: the least leads; `credited` says whose text the article says
it carries. `article.at_portal` says that an article stands at a portal's address. `story_article` has the role of
the outlet, and `story.outlets` counts the press alone, as one where nobody but wires and portals has the story: the
triggers of the first schema, with that.
"""

import sqlalchemy as sa
from alembic import op

revision = "5"
down_revision = "4"
branch_labels = None
depends_on = None

Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Ordered = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

WATCHED = "article_id story_id outlet outlet_role status published_at headline entity_id entity_name".split()
SPELLED = {
    "sqlite": {
        "each": "json_each",
        "object": "json_group_object",
        "id": "INTEGER",
        "time": "DATETIME",
        "json": "JSON",
        "without_rowid": "WITHOUT ROWID",
        "at": "strftime('%Y-%m-%dT%H:%M:%S', {column})",
        "late": "strftime('%Y-%m-%dT%H:%M:%S', {column}, '+86399 seconds')",
    },
    "postgresql": {
        "each": "jsonb_each_text",
        "object": "jsonb_object_agg",
        "id": "BIGINT",
        "time": "TIMESTAMP WITH TIME ZONE",
        "json": "JSONB",
        "without_rowid": "",
        "at": """to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS')""",
        "late": """to_char({column} AT TIME ZONE 'UTC' + interval '86399 seconds', 'YYYY-MM-DD"T"HH24:MI:SS')""",
    },
}
STORY_ARTICLE = """
    CREATE TABLE story_article (
        story_id {id} NOT NULL,
        outlet TEXT NOT NULL,
        article_id {id} NOT NULL,
        outlet_role TEXT NOT NULL,
        published_at {time},
        headline TEXT NOT NULL,
        entities {json} NOT NULL,
        CONSTRAINT pk_story_article PRIMARY KEY (story_id, outlet, article_id, outlet_role)
    ) {without_rowid}
"""
COUNT = """
    INSERT INTO story_article (story_id, outlet, article_id, outlet_role, published_at, headline, entities)
    SELECT story_id, outlet, article_id, outlet_role, MIN(published_at), MIN(headline),
           {object}(entity_id, entity_name)
    FROM media_coverage WHERE {which} AND status = 'confirmed'
    GROUP BY story_id, outlet, article_id, outlet_role
"""
OUTLETS = """(
    SELECT COALESCE(
        NULLIF(COUNT(DISTINCT CASE WHEN outlet_role = 'press' THEN outlet END), 0),
        CASE WHEN COUNT(*) > 0 THEN 1 ELSE 0 END
    )
    FROM story_article WHERE story_article.story_id = story.id
)"""
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
          AND c.outlet_role = story_article.outlet_role
    );
    {count}
    ON CONFLICT (story_id, outlet, article_id, outlet_role) DO UPDATE
    SET published_at = excluded.published_at, headline = excluded.headline, entities = excluded.entities;
"""
BEFORE = (
    "SELECT s.article_id, e.key AS entity_id, e.value AS entity_name "
    "FROM story_article AS s, {each}(s.entities) AS e WHERE s.article_id = {key}"
)
# A row whose article tells only its day comes at the end of that day.
PRECEDENCE = """
    UPDATE media_coverage SET precedence = (
        SELECT CASE media_coverage.outlet_role WHEN 'press' THEN '0' WHEN 'portal' THEN '2' ELSE '1' END || '1'
               || COALESCE(CASE WHEN article.has_time THEN {at} ELSE {late} END, '9999-12-31T00:00:00')
               || {length} || article.canonical_url
        FROM article WHERE article.id = media_coverage.article_id
    )
"""
LENGTH = {
    "sqlite": "printf('%08d', 99999999 - length(article.text))",
    "postgresql": "to_char(99999999 - length(article.text), 'FM00000000')",
}


def upgrade():
    connection = op.get_bind()
    dialect = connection.dialect.name
    spelled = SPELLED[dialect]
    op.add_column("article", sa.Column("at_portal", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("media_coverage", sa.Column("credited", sa.Text(), nullable=False, server_default=""))
    op.add_column("media_coverage", sa.Column("precedence", Ordered, nullable=False, server_default=""))
    at, late = (spelled[name].format(column="article.published_at") for name in ("at", "late"))
    connection.exec_driver_sql(PRECEDENCE.format(at=at, late=late, length=LENGTH[dialect]))
    op.drop_index("ix_media_coverage_entity_outlet", "media_coverage")
    op.create_index(
        "ix_media_coverage_entity_outlet",
        "media_coverage",
        ["entity_id", "status", "outlet_role", "outlet", "published_on"],
    )
    triggers = sqlite_triggers if dialect == "sqlite" else postgresql_triggers
    dropped = sqlite_dropped() if dialect == "sqlite" else ()
    for statement in (
        *dropped,
        "DROP TABLE story_article",
        STORY_ARTICLE.format_map(spelled),
        "CREATE INDEX ix_story_article_article_id ON story_article (article_id)",
        COUNT.format(object=spelled["object"], which="TRUE"),
        f"UPDATE story SET outlets = {OUTLETS}",
        *triggers(),
    ):
        connection.exec_driver_sql(statement)


def recount(key, spelled):
    count = COUNT.format(object=spelled["object"], which=f"article_id = {key}")
    return RECOUNT.format(key=key, before=BEFORE.format(each=spelled["each"], key=key), count=count)


def sqlite_dropped():
    for name in ("insert", "update", "moved", "delete"):
        yield f"DROP TRIGGER kept_recount_{name}"


def sqlite_triggers():
    new, old = (recount(f"{row}.article_id", SPELLED["sqlite"]) for row in ("NEW", "OLD"))
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


def postgresql_triggers():
    body = recount("this", SPELLED["postgresql"])
    yield f"""
        CREATE OR REPLACE FUNCTION kept_recount(keys bigint[]) RETURNS void LANGUAGE plpgsql AS $$
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
    yield trigger_function(
        "outlets",
        f"""
        IF TG_OP = 'INSERT' THEN
            UPDATE story SET outlets = {OUTLETS} WHERE id IN (SELECT story_id FROM new_rows);
        ELSE
            UPDATE story SET outlets = {OUTLETS} WHERE id IN (SELECT story_id FROM old_rows);
        END IF;
        """,
    )
    for event, rows in (("INSERT", "NEW TABLE AS new_rows"), ("DELETE", "OLD TABLE AS old_rows")):
        yield (
            f"CREATE TRIGGER kept_outlets_{event.lower()} AFTER {event} ON story_article REFERENCING {rows} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION kept_outlets()"
        )


def trigger_function(name, body, declared=""):
    return (
        f"CREATE OR REPLACE FUNCTION kept_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"DECLARE {declared} BEGIN {body} RETURN NULL; END $$"
    )


def downgrade():
    raise NotImplementedError("who leads a story would be lost")
