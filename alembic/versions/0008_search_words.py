"""What articles are searched by: an index of their words.

Each run of Hangul gives its overlapping pairs of syllables, each other run of letters and digits itself. On SQLite
they stand in a full-text table without the text, filled in blocks; on PostgreSQL in an index on what the function
`press_words` makes of an article. Interrupted, it leaves the database as it was.
"""

import re
import unicodedata
import zlib

import sqlalchemy as sa
from alembic import op

revision = "8"
down_revision = "7"
branch_labels = None
depends_on = None

BLOCK = 5000  # articles
HANGUL = r"\uac00-\ud7a3\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff"
OTHER = (
    r"0-9a-z\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u10ff\u1200-\u1fff\u2c00-\u2dff"
    r"\u3005-\u3007\u3040-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
)
LONGEST = 64  # characters of a word
RUN = re.compile(f"([{HANGUL}]+)|([{OTHER}]+)")
# Small letters as Unicode has them, where the server knows them: else those of ASCII alone.
COLLATIONS = "SELECT collname FROM pg_collation WHERE collname IN ('C.utf8', 'und-x-icu') ORDER BY collname LIMIT 1"
FUNCTION = r"""
    CREATE FUNCTION press_words(said text) RETURNS text[]
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 10000 AS $$
        SELECT COALESCE(array_agg(DISTINCT word), '{{}}')
        FROM regexp_matches(
            replace(translate(lower(normalize(said, NFKC){collate}), 'ςſ', 'σs'), 'ß', 'ss'),
            '([{hangul}]+)|([{other}]+)', 'g'
        ) AS run (part),
        LATERAL (
            SELECT left(part[2], {longest}) WHERE part[2] IS NOT NULL
            UNION ALL
            SELECT substr(part[1], at, 2) FROM generate_series(1, greatest(length(part[1]) - 1, 1)) AS at
            WHERE part[1] IS NOT NULL
        ) AS made (word)
    $$
"""
INDEX = "CREATE INDEX ix_article_words ON article USING gin (press_words(headline || chr(10) || text))"
TABLE = """
    CREATE VIRTUAL TABLE article_words USING fts5(
        words, content='', detail=none, columnsize=0, tokenize='ascii'
    )
"""


def upgrade():
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(TABLE)
        fill(connection)
        return
    name = connection.exec_driver_sql(COLLATIONS).scalar()
    collate = f' COLLATE "{name}"' if name else ""
    function = FUNCTION.format(collate=collate, hangul=HANGUL, other=OTHER, longest=LONGEST)
    connection.exec_driver_sql(function)
    connection.exec_driver_sql(INDEX)


def fill(connection):
    last = 0
    read = sa.text("SELECT id, headline, text FROM article WHERE id > :last ORDER BY id LIMIT :block")
    while rows := connection.execute(read, {"last": last, "block": BLOCK}).all():
        connection.exec_driver_sql(
            "INSERT INTO article_words (rowid, words) VALUES (?, ?)", [indexed(*row) for row in rows]
        )
        last = rows[-1].id


def indexed(key, headline, text):
    said = f"{headline}\n{text}"
    number = zlib.crc32(said.encode("utf-8", "replace")) % 64
    words = set()
    for hangul, other in RUN.findall(unicodedata.normalize("NFKC", said).casefold()):
        words.update([other[:LONGEST]] if other else [hangul[at : at + 2] for at in range(max(len(hangul) - 1, 1))])
    return key * 64 + number, " ".join(sorted(words))


def downgrade():
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("DROP TABLE article_words")
        return
    connection.exec_driver_sql("DROP INDEX ix_article_words")
    connection.exec_driver_sql("DROP FUNCTION press_words(text)")
