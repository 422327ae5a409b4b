"""What searching costs: python benchmarks/search.py [--kind sqlite|postgresql] [--articles N]

Articles of a headline and a lead (about 0.6 kB), four of five in Korean: words of one to four syllables by Zipf's
law, and 60,000 invented names of three. Shown are the sizes of texts and index, the milliseconds of the processor
that entering an article costs, and of each query the hits, and the median milliseconds of a page of the newest 50
(of seven searches) with the first one apart. The times are of this process on SQLite; of PostgreSQL, whose work is
done by another process, they are those of the clock.
"""

from __future__ import annotations

import argparse
import itertools
import random
import statistics
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy as sa

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.databases import databases
from pipeline.language.search_words import WordQuery
from storage.coverage.search import count_hits, search_articles
from storage.coverage.word_index import enter_words
from storage.database.engine import Database
from storage.database.open import open_database
from storage.schema.tables import article, name_set, outlet, story

NOW = datetime(2026, 11, 20, tzinfo=UTC)
_BATCH = 2_000
_TURNS = 7


# About as many as Korean uses, some far more often than others.
_SYLLABLES = [chr(0xAC00 + place * 11) for place in range(1_000)]
random.Random(5).shuffle(_SYLLABLES)
_OFTEN = list(itertools.accumulate(rank**-0.8 for rank in range(1, 1_001)))


def _word(chance: random.Random, length: int) -> str:
    return "".join(chance.choices(_SYLLABLES, cum_weights=_OFTEN, k=length))


def texts(number: int) -> Iterator[tuple[str, str]]:
    """Headlines and leads, always the same."""
    chance = random.Random(20261127)
    stems = [_word(chance, chance.choice((1, 2, 2, 2, 3, 3, 4))) for _ in range(20_000)]
    names = [_word(chance, 3) for _ in range(60_000)]
    english = ["".join(chance.choices("etaoinshrdlu", k=chance.randint(2, 9))) for _ in range(20_000)]
    josa = ("", "", "은", "이", "을", "에서", "의", "으로")
    zipf = list(itertools.accumulate(1 / rank for rank in range(1, 20_001)))
    of_names = list(itertools.accumulate(rank**-0.7 for rank in range(1, 60_001)))
    for place in range(number):
        if place % 5:
            words = [f"{word}{chance.choice(josa)}" for word in chance.choices(stems, cum_weights=zipf, k=66)]
            for name in chance.choices(names, cum_weights=of_names, k=3):
                words[chance.randrange(len(words))] = f"{name}{chance.choice(josa)}"
        else:
            words = chance.choices(english, cum_weights=zipf, k=95)
        yield " ".join(words[:8]), " ".join(words[8:])


def fill(database: Database, number: int) -> float:
    """Store articles; gives the seconds of the processor (of the clock on PostgreSQL) that entering words took."""
    spent = 0.0
    with database.write() as connection:
        connection.execute(sa.insert(outlet).values(id=1, name="새벽일보"))
        connection.execute(sa.insert(story).values(id=1, created_at=NOW))
        connection.execute(sa.insert(name_set).values(id=1, digest="x", forms=[]))
    rows = enumerate(texts(number), 1)
    while batch := list(itertools.islice(rows, _BATCH)):
        with database.write() as connection:
            connection.execute(sa.insert(article), [_values(key, *said) for key, said in batch])
            began = time.process_time()
            for key, said in batch:
                enter_words(connection, key, *said)
            spent += time.process_time() - began
    return spent


def _values(key: int, headline: str, text: str) -> dict[str, object]:
    url = f"https://saebyeok.example/news/{key:08}"
    same = {"outlet_id": 1, "story_id": 1, "story_role": "new", "story_score": 1.0, "headline_source": "h1"}
    times = {"published_at": NOW, "first_seen_at": NOW, "fetched_at": NOW, "has_time": True}
    said = {"headline": headline, "text": text, "text_source": "page", "text_digest": str(key), "language": "ko"}
    return {"id": key, "url": url, "canonical_url": url, "name_set_id": 1, **same, **times, **said}


def queries(number: int) -> list[str]:
    """Words from frequent to rare, phrases, and what stands nowhere."""
    said = [headline for headline, _ in itertools.islice(texts(number), 2_000)]
    korean = [words for headline in said if len(words := headline.split()) > 5 and "가" <= words[0][0] <= "힣"]
    chance = random.Random(7)
    single = sorted({word for words in korean for word in words if len(word) in (2, 3, 6)}, key=len)
    picked = [chance.choice([word for word in single if len(word) == length]) for length in (2, 2, 2, 3, 3, 3, 6)]
    lines = chance.sample(korean, 4)
    phrases = [f'"{line[0]} {line[1]}"' for line in lines[:2]]
    english = [headline.split()[0] for headline in said if headline[0].isascii()][:2]
    both = [f"{lines[2][0]} {lines[2][3]}", f"{picked[0]} OR {picked[3]}", f"{picked[0]} -{picked[3]}"]
    return [picked[0][0], *picked, *phrases, *english, *both, "쀍뛟", "없는말이다"]


def measure(database: Database, asked: list[str], clock: str) -> None:
    """Print what each query costs."""
    now = time.process_time if clock == "processor" else time.perf_counter
    for written in asked:
        query = WordQuery.parse(written)
        taken = []
        with database.read() as connection:
            for _ in range(_TURNS):
                began = now()
                search_articles(connection, query)
                taken.append((now() - began) * 1000)
            page = len(search_articles(connection, query).ids)
            hits, more = count_hits(connection, query)
        told = f"{hits:,}{'+' if more else ''}"
        first, median = taken[0], statistics.median(taken)
        print(f"{written:24} {told:>9} hits, page of {page:2}: {median:6.1f} ms, first {first:6.1f}")


def sizes(database: Database) -> tuple[float, float]:
    """Megabytes of the texts, and of the index."""
    with database.read() as connection:
        length = sa.func.length(sa.cast(article.c.headline + article.c.text, sa.LargeBinary))
        if database.is_sqlite:
            index = connection.exec_driver_sql("SELECT SUM(LENGTH(block)) FROM article_words_data").scalar_one()
        else:
            length = sa.func.octet_length(article.c.headline + article.c.text)
            index = connection.exec_driver_sql("SELECT pg_relation_size('ix_article_words')").scalar_one()
        return connection.execute(sa.select(sa.func.sum(length))).scalar_one() / 1e6, index / 1e6


def main() -> None:
    """Build and ask."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kind", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--articles", type=int, default=1_000_000)
    given = parser.parse_args()
    with TemporaryDirectory() as folder, databases(given.kind) as new:
        database = open_database(new(Path(folder)))
        began = time.perf_counter()
        spent = fill(database, given.articles)
        took = time.perf_counter() - began
        text, index = sizes(database)
        share = index / text
        print(f"{given.kind}, {given.articles:,} articles: texts {text:.0f} MB, index {index:.0f} MB ({share:.2f})")
        print(f"built in {took:.0f} s; entering words {spent / given.articles * 1000:.3f} ms an article")
        measure(database, queries(given.articles), "processor" if database.is_sqlite else "clock")
        database.close()


if __name__ == "__main__":
    main()
