"""Whether the counts that triggers keep are what counting everything gives, and how to put them right.

The counts are `story.outlets` and the tables of `storage.schema.counts`; the triggers are made by the migrations.
Writing past them is possible: INSERT OR REPLACE on SQLite, triggers that somebody switched off.
"""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa

from storage.database.locks import await_turn

__all__ = ["Difference", "recount", "wrong_counts"]


class Difference(NamedTuple):
    """A count that is wrong: in which table, of what, what it says and what it should."""

    table: str
    of: str
    kept: int
    counted: int


# The press alone counts; a story that it did not run is that of one outlet.
_PRESS = """
    COALESCE(
        NULLIF(COUNT(DISTINCT CASE WHEN outlet_role = 'press' THEN outlet END), 0),
        CASE WHEN COUNT(*) > 0 THEN 1 ELSE 0 END
    )
"""
# How each is counted from the rows themselves.
_COUNTED = {
    "tally": """
        SELECT 'ledger' AS subject, COALESCE(reason, '') AS value, COUNT(*) AS number FROM ledger GROUP BY reason
        UNION ALL SELECT 'media_coverage', status, COUNT(*) FROM media_coverage GROUP BY status
        UNION ALL SELECT 'article', '', COUNT(*) FROM article
    """,
    "outlets": """
        SELECT story_id, {press} AS outlets
        FROM media_coverage WHERE status = 'confirmed' GROUP BY story_id
    """.replace("{press}", _PRESS),
    "together": """
        SELECT a.entity_name AS one, b.entity_name AS other, COUNT(*) AS articles
        FROM media_coverage AS a
        JOIN media_coverage AS b ON b.article_id = a.article_id AND b.entity_id > a.entity_id
        WHERE a.status = 'confirmed' AND b.status = 'confirmed'
        GROUP BY a.entity_name, b.entity_name
    """,
    "articles": """
        SELECT story_id, outlet, article_id, outlet_role, MIN(published_at) AS published_at,
               MIN(headline) AS headline
        FROM media_coverage WHERE status = 'confirmed' GROUP BY story_id, outlet, article_id, outlet_role
    """,
    "row": "story_id || ' ' || outlet || ' ' || article_id || ' ' || outlet_role",
    "distinct": "(SELECT {press} FROM story_article WHERE story_id = story.id)".replace("{press}", _PRESS),
    "said": "COALESCE(CAST(published_at AS TEXT), '') || ' ' || headline",
}
# Of each table: what is kept and what is counted, in one statement, so that both are of one moment.
_COMPARED = {
    "tally": """
        SELECT subject || ' ' || value AS item, number AS kept, 0 AS counted FROM tally
        UNION ALL SELECT subject || ' ' || value, 0, number FROM ({tally}) AS recounted
    """,
    "story": """
        SELECT CAST(id AS TEXT) AS item, outlets AS kept, 0 AS counted FROM story WHERE outlets <> 0
        UNION ALL SELECT CAST(story_id AS TEXT), 0, outlets FROM ({outlets}) AS recounted
    """,
    "named_together": """
        SELECT one || ' + ' || other AS item, articles AS kept, 0 AS counted FROM named_together
        UNION ALL SELECT one || ' + ' || other, articles, 0 FROM named_change
        UNION ALL SELECT one || ' + ' || other, 0, articles FROM ({together}) AS recounted
    """,
    "story_article": """
        SELECT {row} || ' ' || {said} AS item, 1 AS kept, 0 AS counted FROM story_article
        UNION ALL SELECT {row} || ' ' || {said}, 0, 1 FROM ({articles}) AS recounted
        UNION ALL SELECT {row} || ' ' || e.key || ' ' || e.value, 1, 0 FROM story_article, {each}(entities) AS e
        UNION ALL SELECT {row} || ' ' || entity_id || ' ' || entity_name, 0, 1
        FROM media_coverage WHERE status = 'confirmed'
    """,
}
_WRONG = (
    "SELECT item, SUM(kept), SUM(counted) FROM ({}) AS c GROUP BY item HAVING SUM(kept) <> SUM(counted) ORDER BY 1"
)
_ANEW = (
    "DELETE FROM tally",
    "INSERT INTO tally SELECT subject, value, 0, number FROM ({tally}) AS recounted",
    "DELETE FROM named_change",
    "DELETE FROM named_together",
    "INSERT INTO named_together SELECT one, other, articles FROM ({together}) AS recounted",
    "DELETE FROM story_article",
    """
    INSERT INTO story_article (story_id, outlet, article_id, outlet_role, published_at, headline, entities)
    SELECT story_id, outlet, article_id, outlet_role, MIN(published_at), MIN(headline),
           {object}(entity_id, entity_name)
    FROM media_coverage WHERE status = 'confirmed' GROUP BY story_id, outlet, article_id, outlet_role
    """,
    "UPDATE story SET outlets = {distinct} WHERE outlets <> {distinct}",
)


def wrong_counts(connection: sa.Connection) -> list[Difference]:
    """Every count that is wrong. Reads all that is counted: seconds for each million rows."""
    wrong: list[Difference] = []
    for table, compared in _COMPARED.items():
        rows = connection.exec_driver_sql(_WRONG.format(compared.format_map(_words(connection))))
        wrong += [Difference(table, row[0], int(row[1]), int(row[2])) for row in rows]
    return wrong


def recount(connection: sa.Connection) -> None:
    """Count everything again, while nobody else writes what is counted."""
    await_turn(connection)
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("LOCK TABLE article, ledger IN SHARE ROW EXCLUSIVE MODE")
    for statement in _ANEW:
        connection.exec_driver_sql(statement.format_map(_words(connection)))


def _words(connection: sa.Connection) -> dict[str, str]:
    sqlite = connection.dialect.name == "sqlite"
    functions = ("json_each", "json_group_object") if sqlite else ("jsonb_each_text", "jsonb_object_agg")
    return _COUNTED | dict(zip(("each", "object"), functions, strict=True))
