"""What searching costs: python benchmarks/search.py [--kind KIND] [--articles N] [--singly N] [--keep FILE]

Articles of a headline and 60 to 300 words (1.7 kB on average), four of five in Korean: words of one to four
syllables by Zipf's law, and 60,000 invented names of three. The last ones (`--singly`) are entered with their words
as a run does it, those before in bulk, and their index is made at once. Shown are sizes of texts and index, what
entering costs, and of each query the hits, and the median milliseconds of a page of 50 (of nine searches) with the
first one apart: of the processor, that of the server's process included, and of the clock. Then words, phrases and
words without others are compared with what LIKE finds. The last line is the same for databases that answered alike.
With --keep the database stays: it is used again, and filled further where it was not full (PostgreSQL's is that of
$SCRAPE_TEST_POSTGRES).
"""

from __future__ import annotations

import argparse
import itertools
import random
import statistics
import sys
import time
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import filled
from benchmarks.databases import a_database
from pipeline.language.search_words import WordQuery, search_words
from storage.coverage.search import Hits, count_hits, search_articles
from storage.coverage.word_index import enter_words
from storage.database.engine import Database
from storage.schema.tables import article, name_set, outlet, story

NOW = datetime(2026, 11, 20, tzinfo=UTC)
_IN_BULK, _AT_ONCE = 2_000, 20  # articles in a transaction
_TURNS = 9
_SHOWN, _COMPARED = 50, 500  # articles
_SAMPLE = 5_000  # texts by which words are chosen
_LENGTHS = (60, 100, 150, 200, 300)  # words of a text

_Numbered = tuple[int, tuple[str, str]]


# About as many as Korean uses, some far more often than others.
_SYLLABLES = [chr(0xAC00 + place * 11) for place in range(1_000)]
random.Random(5).shuffle(_SYLLABLES)
_OFTEN = list(itertools.accumulate(rank**-0.8 for rank in range(1, 1_001)))


def _word(chance: random.Random, length: int) -> str:
    return "".join(chance.choices(_SYLLABLES, cum_weights=_OFTEN, k=length))


def texts(number: int, start: int = 0) -> Iterator[tuple[str, str]]:
    """Headlines and leads, always the same, from article `start` on, which begins a block (_IN_BULK)."""
    chance = random.Random(20261127)
    stems = [_word(chance, chance.choice((1, 2, 2, 2, 3, 3, 4))) for _ in range(20_000)]
    names = [_word(chance, 3) for _ in range(60_000)]
    english = ["".join(chance.choices("etaoinshrdlu", k=chance.randint(2, 9))) for _ in range(20_000)]
    josa = ("", "", "은", "이", "을", "에서", "의", "으로")
    zipf = list(itertools.accumulate(1 / rank for rank in range(1, 20_001)))
    of_names = list(itertools.accumulate(rank**-0.7 for rank in range(1, 60_001)))
    for place in range(start, number):
        if place % _IN_BULK == 0:
            chance = random.Random(place)
        length = chance.choice(_LENGTHS)
        if place % 5:
            stem = chance.choices(stems, cum_weights=zipf, k=length)
            words = list(map("".join, zip(stem, chance.choices(josa, k=length), strict=True)))
            for name in chance.choices(names, cum_weights=of_names, k=3):
                words[chance.randrange(length)] = f"{name}{chance.choice(josa)}"
        else:
            words = chance.choices(english, cum_weights=zipf, k=length * 4 // 3)
        yield " ".join(words[:8]), " ".join(words[8:])


def fill(database: Database, number: int, singly: int) -> None:
    """Store what is missing of so many articles, the last `singly` each with its words; tells what these cost the
    processor above as many that are stored without, before."""
    alike = number - 2 * singly  # up to there in bulk
    with database.read() as connection:
        stored = connection.execute(sa.select(sa.func.max(article.c.id))).scalar() or 0
    if not stored:
        _begin(database)
    without = None
    if stored < alike:
        _store_in_bulk(database, enumerate(texts(alike, stored), stored + 1))
    if stored < number - singly:
        without = _store(database, _later(max(stored, alike), number - singly), with_words=False)
    with database.write() as connection:
        is_new = not filled.has_words(connection)
        if is_new:
            filled.enter_words(connection)
    if is_new:
        text, index = sizes(database)
        print(f"entered in bulk: index {index:.0f} MB, {index / text:.2f} of the texts", flush=True)
    cost = _store(database, _later(max(stored, number - singly), number), with_words=True)
    if without is not None:
        print(f"entering the words of an article {(cost - without) * 1000:.2f} ms", flush=True)


def _begin(database: Database) -> None:
    with database.write() as connection:
        connection.execute(sa.insert(outlet).values(id=1, name="새벽일보"))
        connection.execute(sa.insert(story).values(id=1, created_at=NOW))
        connection.execute(sa.insert(name_set).values(id=1, digest="x", forms=[]))
        filled.leave_words(connection)


def _later(first: int, last: int) -> Iterator[_Numbered]:
    """The articles after the `first`, up to the `last`."""
    block = first - first % _IN_BULK
    return itertools.islice(enumerate(texts(last, block), block + 1), first - block, None)


def _store_in_bulk(database: Database, rows: Iterator[_Numbered]) -> None:
    while batch := list(itertools.islice(rows, _IN_BULK)):
        values = [_values(filled.stamp(NOW), key, *said) for key, said in batch]
        with filled.bulk(database) as sink:
            sink.write(article, tuple(values[0]), [tuple(row.values()) for row in values])


def _store(database: Database, rows: Iterator[_Numbered], *, with_words: bool) -> float:
    """Store articles as a run does, some in a transaction; gives the seconds of the processor that one takes."""
    spent, number = 0.0, 0
    while batch := list(itertools.islice(rows, _AT_ONCE)):
        with database.write() as connection:
            began = processor(connection)
            connection.execute(sa.insert(article), [_values(NOW, key, *said) for key, said in batch])
            for key, said in batch if with_words else ():
                enter_words(connection, key, *said)
            spent += processor(connection) - began
        number += len(batch)
    return spent / max(number, 1)


def _values(at: object, key: int, headline: str, text: str) -> dict[str, object]:
    url = f"https://saebyeok.example/news/{key:08}"
    same = {"outlet_id": 1, "story_id": 1, "story_role": "new", "story_score": 1.0, "headline_source": "h1"}
    times = {"published_at": at, "first_seen_at": at, "fetched_at": at, "has_time": True}
    said = {"headline": headline, "text": text, "text_source": "page", "text_digest": str(key), "language": "ko"}
    return {"id": key, "url": url, "canonical_url": url, "name_set_id": 1, **same, **times, **said}


def processor(connection: sa.Connection) -> float:
    """Seconds of the processor that this process has taken, and the server's that works for `connection`."""
    here = time.process_time()
    if connection.dialect.name == "sqlite":
        return here
    process = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
    return here + int(Path(f"/proc/{process}/schedstat").read_text("ascii").split()[0]) / 1e9


def queries() -> dict[str, str]:
    """What is searched for, by what it is: words from frequent to rare, phrases, and what stands nowhere."""
    said = [f"{headline}\n{text}" for headline, text in texts(_SAMPLE)]
    known = Counter(word for text in said for word in search_words(text))
    written = Counter(word for text in said for word in set(text.split()))
    pairs = [word for word in known if len(word) == 2 and word >= "가"]

    def near(words: Sequence[str], part: float, place: int = 0) -> str:
        counted = known if len(words[0]) == 2 and words[0] >= "가" else written
        return sorted(words, key=lambda word: (abs(counted[word] / _SAMPLE - part), word))[place]

    three = [word for word in written if len(word) == 3 and word >= "가"]
    english = [word for word in written if word.isascii()]
    often = [near([word for word in written if len(word) == 2 and word >= "가"], 0.3, place) for place in range(3)]
    line = next(words for text in said[_SAMPLE // 2 :] if len(words := text.split()) > 250 and words[0] >= "가")
    some, few = near(pairs, 0.03), near(pairs, 0.003)
    return {
        "one syllable": near(pairs, 0.01)[0],
        "two, in 30 %": near(pairs, 0.3),
        "two, in 3 %": some,
        "two, in 0.3 %": few,
        "two, in 0.02 %": near(pairs, 0.0002),
        "three, in 1 %": near(three, 0.01),
        "three, in 0.1 %": near(three, 0.001),
        "three, in 0.02 %": near(three, 0.0002),
        "six": next(word for text in said for word in text.split() if len(word) == 6 and word >= "가"),
        "phrase": f'"{line[40]} {line[41]}"',
        "phrase of four": f'"{" ".join(line[60:64])}"',
        "phrase of words in 30 %": f'"{often[0]} {often[1]}"',
        "three words in 30 %": f'"{" ".join(often)}"',
        "English, in 10 %": near(english, 0.1),
        "English, in 0.02 %": near(english, 0.0002),
        "both, in 30 and 0.3 %": f"{often[0]} {few}",
        "both, in 3 and 0.3 %": f"{some} {few}",
        "either": f"{few} OR {near(three, 0.001)}",
        "without": f"{some} -{often[0]}",
        "two, nowhere": "쀍뛟",
        "five, nowhere": "없는말이다",
    }


def measure(database: Database, asked: dict[str, str]) -> int:
    """Print what each query costs; gives a sum of what was found."""
    total = 0
    for kind, written in asked.items():
        query = WordQuery.parse(written)
        clock, taken, found = [], [], Hits(())
        with database.read() as connection:
            for _ in range(_TURNS):
                before, began = processor(connection), time.perf_counter()
                found = search_articles(connection, query, limit=_SHOWN)
                clock.append((time.perf_counter() - began) * 1000)
                taken.append((processor(connection) - before) * 1000)
            total = zlib.crc32(repr(found).encode(), total)
            hits, more = count_hits(connection, query)
        told = f"{hits:,}{'+' if more else ''}"
        cost = f"{statistics.median(taken):6.1f} ms, first {taken[0]:6.1f}"
        watch = f"clock {statistics.median(clock):6.1f} ms, first {clock[0]:6.1f}"
        print(f"{kind:24} {written:24} {told:>8} hits, page of {len(found.ids):2}: {cost}; {watch}", flush=True)
    return total


def compare(database: Database) -> int:
    """Print how much of what LIKE finds a search finds; gives a sum of what was found."""
    chance = random.Random(11)
    lines = [text for place, (_, text) in enumerate(texts(_SAMPLE)) if place % 5]
    total = wrong = 0
    for length in (1, 2, 2, 2, 3, 3, 3, 4, 5, 6) * 3:
        text = chance.choice(lines)
        part = ""
        while part.split() != [part]:
            start = chance.randrange(len(text) - length)
            part = text[start : start + length]
        wrong += _differ(database, part, [part])
    for _ in range(6):
        words = chance.choice(lines).split()
        at = chance.randrange(len(words) - 1)
        wrong += _differ(database, f'"{words[at]} {words[at + 1]}"', [f"{words[at]} {words[at + 1]}"])
        wrong += _differ(database, f"{words[at]} -{words[at + 1]}", [words[at]], [words[at + 1]])
        total += 2
    total += 30
    print(f"{total - wrong} of {total} searches found the same {_COMPARED} newest articles as LIKE")
    return wrong


def _differ(database: Database, written: str, within: Sequence[str], without: Sequence[str] = ()) -> bool:
    said = article.c.headline.concat("\n").concat(article.c.text)
    holds = [said.contains(part) for part in within] + [~said.contains(part) for part in without]
    statement = sa.select(article.c.id).where(*holds).order_by(article.c.id.desc()).limit(_COMPARED)
    with database.read() as connection:
        found = search_articles(connection, WordQuery.parse(written), limit=_COMPARED)
        liked = connection.execute(statement).scalars().all()
    # Where a search stopped before the end, it is compared as far as it came.
    seen = [key for key in liked if found.below is None or key >= found.below]
    if list(found.ids) != seen:
        print(f"{written}: {len(found.ids)} found, {len(seen)} with LIKE")
    return list(found.ids) != seen


def sizes(database: Database) -> tuple[float, float]:
    """Megabytes of the texts, and of the index."""
    with database.read() as connection:
        length = sa.func.length(sa.cast(article.c.headline + article.c.text, sa.LargeBinary))
        if database.is_sqlite:
            index = connection.exec_driver_sql("SELECT SUM(LENGTH(block)) FROM article_words_data").scalar_one()
        else:
            length = sa.func.octet_length(article.c.headline + article.c.text)
            index = connection.exec_driver_sql("SELECT pg_relation_size('ix_article_words')").scalar_one()
        return float(connection.execute(sa.select(sa.func.sum(length))).scalar_one()) / 1e6, float(index) / 1e6


def main() -> None:
    """Build and ask."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kind", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--singly", type=int, default=5_000)
    parser.add_argument("--keep", type=Path, help="a SQLite file to build once and use again")
    parser.add_argument("--only", default="", help="searches whose kind has this in it, and no comparison")
    given = parser.parse_args()
    with a_database(given.kind, given.keep, "search") as database:
        began = time.perf_counter()
        fill(database, given.articles, given.singly)
        took = time.perf_counter() - began
        text, index = sizes(database)
        print(f"{given.kind}, {given.articles:,} articles: {text:.0f} MB of texts, index {index / text:.2f}")
        print(f"built in {took:.0f} s", flush=True)
        total = measure(database, {kind: said for kind, said in queries().items() if given.only in kind})
        wrong = 0 if given.only else compare(database)
    print(f"answers {total:08x}")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
