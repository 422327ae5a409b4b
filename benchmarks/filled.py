"""A coverage database of a chosen size with an invented press, for `queries.py`.

1,000 entities share the rows by Zipf's law (exponent 0.7: of 3,000,000 rows the first has over 100,000), 300
outlets, stories of 1 to 60 copies, five years in the order of time, headlines and texts of Korean syllables, two
links to each article, 43 look-up keys of stories, and the words that are searched for.
"""

from __future__ import annotations

import itertools
import json
import random
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, Protocol

import sqlalchemy as sa
from sqlalchemy.schema import DropIndex

from storage.counts import recount
from storage.coverage.precedence import precedence
from storage.coverage.word_index import missing_words, refill
from storage.database.engine import Database
from storage.database.open import open_database
from storage.schema.tables import metadata

__all__ = [
    "END",
    "WORD",
    "Size",
    "bulk",
    "enter_words",
    "entity_ids",
    "fill",
    "finish",
    "has_words",
    "leave_words",
    "stamp",
    "triggers_of",
]

KEYS = 43
WORD = "뉀까휑왜"  # stands in one text of a hundred
ENTITIES = 1000
OUTLETS = 300
SOURCES = 400
YEARS = 5
END = datetime(2026, 11, 20)  # noqa: DTZ001 - every time here is in UTC
_BATCH = 5_000  # stories
_LAST_INDEX = "ix_sketch_article_id"
_NUMBERED = ("story", "article", "media_coverage", "mention", "ledger", "outlet", "source", "run", "name_set")

Row = tuple[Any, ...]


class Size(NamedTuple):
    """How many articles, and about how many rows of media_coverage."""

    articles: int
    rows: int


def entity_ids() -> list[str]:
    """The ids of the entities, that with most rows first."""
    return [_entity(number)[0] for number in range(ENTITIES)]


def _entity(number: int) -> tuple[str, str, str]:
    chance = random.Random(number)
    kind = "person" if number % 3 else "company"
    name = "".join(_syllable(chance) for _ in range(3)) + f"{number:03}"
    return f"{kind}:{name}", kind, name


def _syllable(chance: random.Random) -> str:
    # Syllables with the consonants and vowels that are common at the start of the block of Hangul.
    return chr(
        0xAC00 + chance.randrange(19) * 588 + chance.randrange(0, 21) * 28 + chance.choice((0, 0, 4, 8, 16, 21))
    )


class _Words:
    """Pools that headlines, sentences and texts are put together from."""

    def __init__(self, chance: random.Random) -> None:
        self.words = ["".join(_syllable(chance) for _ in range(chance.randint(2, 4))) for _ in range(5000)]
        self.sentences = [" ".join(chance.choices(self.words, k=9)) + "다." for _ in range(3000)]


class _Sink(Protocol):
    def write(self, table: sa.Table, columns: Sequence[str], rows: Iterable[Row]) -> None: ...


class _Sqlite:
    def __init__(self, raw: Any) -> None:
        self._raw = raw

    def write(self, table: sa.Table, columns: Sequence[str], rows: Iterable[Row]) -> None:
        marks = ", ".join("?" * len(columns))
        self._raw.executemany(f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({marks})", rows)


class _Postgresql:
    def __init__(self, raw: Any) -> None:
        self._raw = raw

    def write(self, table: sa.Table, columns: Sequence[str], rows: Iterable[Row]) -> None:
        with (
            self._raw.cursor() as cursor,
            cursor.copy(f"COPY {table.name} ({', '.join(columns)}) FROM STDIN") as copy,
        ):
            for row in rows:
                copy.write_row(row)


def fill(database: Database, size: Size) -> bool:
    """Store what is missing of a database of that size, which may be begun; gives whether anything was.
    Indexes come when all is stored."""
    with database.read() as connection:
        stored = _largest(connection, "article")
        made = {index["name"] for index in sa.inspect(connection).get_indexes("sketch")}
    if stored >= size.articles and _LAST_INDEX in made:
        return False
    indexes = _indexes()
    with database.write() as connection:
        for index in indexes:
            connection.execute(DropIndex(index, if_exists=True))
        leave_words(connection)
        press = _Press(size, stored, _largest(connection, "ledger"), _largest(connection, "story"))
    if not stored:
        with bulk(database) as sink:
            _write_few(sink)
    chance = random.Random(stored)
    for batch in press.batches():
        with bulk(database) as sink:
            for name, rows in batch.items():
                sink.write(metadata.tables[name], _COLUMNS[name], rows)
            sink.write(metadata.tables["sketch"], ("month", "hash", "article_id"), _keys(chance, batch["article"]))
    with database.write() as connection:
        for index in indexes:
            index.create(connection)
        recount(connection)
        if not database.is_sqlite:
            for name in _NUMBERED:
                connection.exec_driver_sql(
                    f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT MAX(id) FROM {name}))"
                )
        enter_words(connection)
    return True


def _largest(connection: sa.Connection, name: str) -> int:
    return connection.execute(sa.select(sa.func.max(metadata.tables[name].c.id))).scalar() or 0


def _indexes() -> list[sa.Index]:
    """Those of all tables, as a new database makes them: of two that are alike, SQLite takes the one made last."""
    indexes = [index for table in metadata.sorted_tables for index in table.indexes]
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(f"sqlite:///{folder}/new.sqlite")
        with database.read() as connection:
            made = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'index' ORDER BY rowid")
            places = {name: place for place, name in enumerate(made.scalars())}
        database.close()
    return sorted(indexes, key=lambda index: places[str(index.name)])


def _keys(chance: random.Random, articles: Sequence[Row]) -> Iterator[Row]:
    """The look-up keys of articles, by their month."""
    key, seen = _COLUMNS["article"].index("id"), _COLUMNS["article"].index("first_seen_at")
    for row in articles:
        month = int(row[seen][:4]) * 12 + int(row[seen][5:7])
        for _ in range(KEYS):
            yield month, chance.getrandbits(64) - (1 << 63), row[key]


def triggers_of(connection: sa.Connection) -> dict[str, str]:
    """How each trigger of a SQLite database is made again, by name; PostgreSQL can switch them off instead."""
    if connection.dialect.name != "sqlite":
        return {}
    made = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    return {row.name: row.sql for row in made}


@contextmanager
def bulk(database: Database) -> Iterator[_Sink]:
    """A transaction that takes many rows at once, without triggers."""
    with database.write() as connection:
        raw: Any = connection.connection.driver_connection
        if database.is_sqlite:
            triggers = triggers_of(connection)
            for name in triggers:
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
            yield _Sqlite(raw)
            for statement in triggers.values():
                connection.exec_driver_sql(statement)
            return
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        connection.exec_driver_sql("SET LOCAL TIME ZONE 'UTC'")
        yield _Postgresql(raw)


def leave_words(connection: sa.Connection) -> None:
    """From now on articles are stored without their words (on SQLite nothing but the program enters them)."""
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql(
            "UPDATE pg_index SET indisready = false, indisvalid = false "
            "WHERE indexrelid = 'ix_article_words'::regclass"
        )


def has_words(connection: sa.Connection) -> bool:
    """Whether the words of the articles are entered."""
    if connection.dialect.name == "sqlite":
        return not missing_words(connection)
    valid = "SELECT indisvalid FROM pg_index WHERE indexrelid = 'ix_article_words'::regclass"
    return bool(connection.exec_driver_sql(valid).scalar())


def enter_words(connection: sa.Connection) -> None:
    """Enter the words of all articles, and those of later ones from now on."""
    if connection.dialect.name == "sqlite":
        refill(connection)
        return
    connection.exec_driver_sql("SET LOCAL maintenance_work_mem = '1GB'")
    refill(connection)
    connection.exec_driver_sql("ANALYZE article")


def finish(database: Database) -> None:
    """Do what PostgreSQL does by itself within minutes: count, and note what every transaction sees."""
    if not database.is_sqlite:
        engine = sa.create_engine(database.url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
            connection.exec_driver_sql("CHECKPOINT")
        engine.dispose()


_COLUMNS = {
    "outlet": ("id", "name"),
    "source": ("id", "kind", "url", "first_seen_at", "failures", "next_due_at", "last_success_at"),
    "entity": ("id", "kind", "name", "tracked", "first_seen_at"),
    "name_set": ("id", "digest", "forms"),
    "run": ("id", "kind", "started_at", "outcomes"),
    "story": ("id", "created_at"),
    "related_story": ("story_id", "other_id"),
    "article": (
        "id", "url", "canonical_url", "outlet_id", "story_id", "story_role", "story_score", "headline",
        "headline_source", "text", "text_source", "text_digest", "language", "published_at", "published_on",
        "has_time", "date_source", "name_set_id", "first_seen_at", "fetched_at",
    ),
    "article_url": ("url", "canonical_url", "article_id", "first_seen_at"),
    "media_coverage": (
        "entity_id", "entity_kind", "entity_name", "month", "published_at", "published_on", "headline", "url",
        "outlet", "language", "mention_count", "in_headline", "in_lead", "share", "quoted", "snippet", "confidence",
        "status", "evidence", "story_id", "article_id", "first_seen_at", "decided_by", "decided_at",
        "precedence",
    ),
    "mention": (
        "article_id", "entity_id", "place", "start_offset", "end_offset", "form", "confidence", "evidence",
    ),
    "ledger": (
        "id", "url", "offered_url", "headline", "published_at", "first_offered_at", "last_offered_at", "fetched_at",
        "http_status", "reason", "attempts", "retry_at", "revisit_at", "name_set_id", "article_id", "run_id",
        "archive_file", "archive_offset", "archive_length",
    ),
    "offer": ("ledger_id", "source_id", "first_offered_at", "last_offered_at"),
}  # fmt: skip


def _write_few(sink: _Sink) -> None:
    """The tables that do not grow."""
    start = stamp(END - timedelta(days=365 * YEARS))
    kinds = ("feed", "sitemap", "section", "google-news")
    few: dict[str, list[Row]] = {
        "outlet": [(number, f"새벽일보 {number}") for number in range(1, OUTLETS + 1)],
        "entity": [(*_entity(number), True, start) for number in range(ENTITIES)],
        "name_set": [(1, "names", "[]")],
        "source": [
            (number, kinds[number % 4], f"https://s{number}.example/feed", start, 0, stamp(END), stamp(END))
            for number in range(1, SOURCES + 1)
        ],
        "run": [
            (number, "run", stamp(END - timedelta(hours=100 - number)), '{"covered": 1}')
            for number in range(1, 101)
        ],
    }
    for name, rows in few.items():
        sink.write(metadata.tables[name], _COLUMNS[name], rows)


def stamp(at: datetime) -> str:
    """A time in UTC as both databases read it."""
    return f"{at:%Y-%m-%d %H:%M:%S}"


class _Story(NamedTuple):
    key: int
    at: datetime
    people: list[tuple[str, str, str]]
    headline: str


class _Press:
    """Stories in the order of time, in batches of rows by table; so many articles, links and stories are there."""

    def __init__(self, size: Size, articles: int, links: int, stories: int) -> None:
        self._size = size
        self._words = _Words(random.Random(6))
        self._people = [_entity(number) for number in range(ENTITIES)]
        self._share = list(itertools.accumulate((number + 1) ** -0.7 for number in range(ENTITIES)))
        self._articles, self._links, self._stories = articles, links, stories

    def batches(self) -> Iterator[dict[str, list[Row]]]:
        keys = itertools.count(self._stories + 1)
        while self._articles < self._size.articles:
            self._chance = random.Random(self._articles)
            batch: dict[str, list[Row]] = {name: [] for name in _COLUMNS}
            for key in itertools.islice(keys, _BATCH):
                if self._articles < self._size.articles:
                    self._tell(batch, key)
            yield {name: rows for name, rows in batch.items() if rows}

    def _tell(self, batch: dict[str, list[Row]], key: int) -> None:
        chance = self._chance
        age = timedelta(days=365 * YEARS) * (1 - self._articles / self._size.articles)
        mean = self._size.rows / self._size.articles
        drawn = min(8, 1 + int(chance.expovariate(1 / (mean - 0.43)))) if mean > 1 else 1
        people = list(dict.fromkeys(chance.choices(self._people, cum_weights=self._share, k=drawn)))
        headline = " ".join((people[0][2], *chance.choices(self._words.words, k=6)))
        story = _Story(key, END - age, people, headline)
        batch["story"].append((key, stamp(story.at)))
        if key > 100 and key % 100 == 0:
            batch["related_story"].append((key - 50, key))
        copies = 1 if chance.random() < 0.6 else min(60, 2 + int(chance.paretovariate(1.1)))
        for number in range(min(copies, self._size.articles - self._articles)):
            self._publish(batch, story, number)

    def _publish(self, batch: dict[str, list[Row]], story: _Story, number: int) -> None:
        chance = self._chance
        self._articles += 1
        key = self._articles
        at = story.at + timedelta(hours=number * chance.random())
        seen = stamp(at + timedelta(minutes=chance.randrange(5, 600)))
        dated = chance.random() > 0.01
        when, day = (stamp(at), f"{at + timedelta(hours=9):%Y-%m-%d}") if dated else (None, None)
        outlet = chance.randrange(1, OUTLETS + 1)
        url = f"https://o{outlet}.example/news/articles/{key}"
        text = "\n".join(chance.choices(self._words.sentences, k=6))
        role = "new" if number == 0 else chance.choice(("copy", "copy", "rewrite"))
        batch["article"].append(
            (key, url, url, outlet, story.key, role, 0.9, story.headline, "og:title", text, "body", f"{key:032x}",
             "ko", when, day, True, "json-ld" if dated else None, 1, seen, seen)
        )  # fmt: skip
        batch["article_url"].append((url, url, key, seen))
        shared = (day[:7] if day else None, when, day, story.headline, url, f"새벽일보 {outlet}", "ko")
        place = precedence("press", at.replace(tzinfo=UTC) if dated else None, len(text), url, has_time=True)
        for person in story.people:
            self._cover(batch, person, shared, text, (story.key, key, seen, place))
        self._offer(batch, url, seen, when, key)
        if not chance.randrange(20):
            mobile_url = f"https://m.o{outlet}.example/news/articles/{key}"
            batch["article_url"].append((mobile_url, mobile_url, key, seen))
        self._offer(batch, f"https://o{outlet}.example/news/{key}", seen, None, None)

    def _cover(
        self, batch: dict[str, list[Row]], person: tuple[str, str, str], shared: Row, text: str, keys: Row
    ) -> None:
        chance = self._chance
        luck = chance.random()
        status = "confirmed" if luck < 0.92 else "review" if luck < 0.97 else "rejected"
        decided = ("editor", keys[2]) if status == "rejected" or luck < 0.005 else (None, None)
        count = chance.choice((1, 1, 1, 2, 3))
        batch["media_coverage"].append(
            (*person, *shared, count, luck < 0.25, luck < 0.4, luck, luck < 0.1, text[:90], 0.5 + luck / 2, status,
             _EVIDENCE, *keys[:3], *decided, keys[3])
        )  # fmt: skip
        for number in range(count):
            place = "headline" if luck < 0.25 and number == 0 else "body"
            start = chance.randrange(200)
            batch["mention"].append((keys[1], person[0], place, start, start + 3, person[2], 0.9, _MENTIONED))

    def _offer(
        self, batch: dict[str, list[Row]], url: str, seen: str, when: str | None, article: int | None
    ) -> None:
        chance = self._chance
        self._links += 1
        key = self._links
        late = retry = None
        if article is not None:
            reason: str | None = "covered"
            late = stamp(END + timedelta(hours=chance.randrange(1, 168))) if chance.random() < 0.01 else None
        else:
            reason = chance.choices(_REASONS, weights=_WEIGHTS)[0]
            if reason == "failed" and chance.random() < 0.1:
                retry = stamp(END + timedelta(hours=chance.randrange(-20, 100)))
        fetched = None if reason is None else seen
        batch["ledger"].append(
            (key, url, url, "머리기사", when, seen, seen, fetched, 200 if fetched else None, reason, 0, retry, late,
             1, article, key % 100 + 1, f"{seen[:10]}.warc.gz", key * 1000, 999)
        )  # fmt: skip
        for source in {chance.randrange(1, SOURCES + 1) for _ in range(chance.choice((1, 1, 2)))}:
            batch["offer"].append((key, source, seen, seen))


_REASONS = (
    "no-name",
    "name-outside-body",
    "no-text",
    "not-an-article",
    "failed",
    "gone",
    "denied",
    "blocked",
    None,
)
_WEIGHTS = (80, 4, 3, 6, 3, 2, 1, 0.9, 0.1)
_EVIDENCE = json.dumps(
    [
        {"kind": "name", "detail": "the full name", "weight": 1.5},
        {"kind": "workplace", "detail": "the affiliation stands in the same sentence", "weight": 2.0},
    ],
    ensure_ascii=False,
)
_MENTIONED = json.dumps([{"kind": "name", "detail": "the full name", "weight": 1.5}])
