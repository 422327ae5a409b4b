"""Searching: everything that holds the words and nothing else, newest first, the same on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa

from pipeline.items import CoverageStatus, Outcome, OutletRole, Reason
from pipeline.language.search_words import WordQuery, words_folded
from storage.articles.rows import Judgement, save
from storage.articles.shown import set_by_hand, take_back_by_hand
from storage.by_hand.values import HandField
from storage.coverage.read import CoverageFilter
from storage.coverage.search import EVERYTHING, Hits, count_hits, search_articles
from storage.coverage.word_index import enter_words, missing_words, refill
from storage.database.engine import Database
from storage.schema.tables import article, name_set, outlet, story
from tests.storage.deeds import IDS, NOW, Page, names_of

RANDOM = Random(20261127)
STEMS = ("삼성 전자 은행 한국은행 음성인식 모델 박하람 윤서하 정책과 리튬 막 수 있는 GPT4 ai c++ 3.5% 漢字").split()
JOSA = ("", "은", "에서", "의", "까지", "라고", " ", ",")


def sentence(words: int) -> str:
    return " ".join(f"{RANDOM.choice(STEMS)}{RANDOM.choice(JOSA)}" for _ in range(words))


TEXTS = tuple((sentence(4), "\n".join(sentence(9) for _ in range(3))) for _ in range(120))


def said(number: int, headline: str, text: str, *, of_first: bool = False) -> Outcome:
    """An article of this number, which covers the second of `IDS`, and the first when it is said so."""
    outcome = Page(number, 0, 0, (int(of_first), 1, 0, 0), number * 60).outcome()
    assert outcome.article is not None
    url = f"https://outlet.example/news/{number:08}"
    read = replace(outcome.article, url=url, canonical_url=url, urls=(url,), headline=headline, text=text)
    return replace(outcome, url=url, article=replace(read, sketch=(), text_digest=f"{number} {text}"))


@pytest.fixture
def filled(database: Database) -> Database:
    """120 articles, their ids from 1 in the order of `TEXTS`."""
    sets = names_of(database)
    with database.write() as connection:
        for number, (headline, text) in enumerate(TEXTS):
            outcome = said(number, headline, text, of_first=number % 50 == 0)
            save(connection, outcome, Judgement(IDS, sets.current), NOW)
        assert connection.execute(sa.select(sa.func.max(article.c.id))).scalar_one() == len(TEXTS)
    return database


def search(database: Database, written: str, wanted: CoverageFilter = EVERYTHING, limit: int = 1000) -> list[int]:
    with database.read() as connection:
        return list(search_articles(connection, WordQuery.parse(written), wanted, limit).ids)


def like(part: str) -> list[int]:
    """What LIKE '%part%' finds, newest first."""
    folded = words_folded(part)
    return [
        number
        for number in range(len(TEXTS), 0, -1)
        if any(folded in words_folded(text) for text in TEXTS[number - 1])
    ]


def test_200_words_of_any_length_are_found_wherever_they_stand(filled: Database) -> None:
    tried = 0
    while tried < 200:
        line = RANDOM.choice(RANDOM.choice(TEXTS)[1].split("\n"))
        start = RANDOM.randrange(len(line))
        part = line[start : start + RANDOM.randint(1, 8)]
        if part.split() != [part] or not all("가" <= letter <= "힣" for letter in part):
            continue
        tried += 1
        assert search(filled, part) == like(part), part


QUERIES = (
    '"수 있는"',
    '"ai 은행"',
    "은행 -한국은행",
    "GPT4 OR 漢字",
    "(리튬 OR 막) 모델 -ai",
    "c++",
    "3.5%",
    "막",
    "=막",
)


def test_what_is_found_is_what_the_texts_hold(filled: Database) -> None:
    for written in QUERIES:
        query = WordQuery.parse(written)
        held = [number for number in range(len(TEXTS), 0, -1) if query.holds(*TEXTS[number - 1])]
        assert search(filled, written) == held, written
        assert held, written
        with filled.read() as connection:
            assert count_hits(connection, query) == (len(held), False)


def test_a_search_goes_on_where_it_stopped(filled: Database) -> None:
    whole, below = search(filled, "은행"), None
    pages: list[int] = []
    with filled.read() as connection:
        while True:
            found = search_articles(connection, WordQuery.parse("은행"), limit=7, after=below)
            pages += found.ids
            below = found.below
            if below is None:
                break
        assert pages == whole
        assert count_hits(connection, WordQuery.parse("은행"), at_most=5) == (5, True)
        assert search_articles(connection, WordQuery.parse("없는말")) == Hits(())


def test_a_filter_that_leaves_three_finds_them(filled: Database) -> None:
    wanted = CoverageFilter((IDS[0],), statuses=tuple(CoverageStatus))
    assert search(filled, "은행 OR 모델 OR 수", wanted) == [101, 51, 1]
    assert search(filled, "수", replace(wanted, since=date(2026, 11, 22))) == [
        number for number in (101, 51) if number in like("수")
    ]


def test_a_corrected_article_is_found_by_its_new_words_alone(filled: Database) -> None:
    sets = names_of(filled)
    corrected = said(7, "새로운 제목", "고쳐 쓴 본문")
    with filled.write() as connection:
        save(connection, corrected, Judgement(IDS, sets.current), NOW)
    assert search(filled, "고쳐 새로운") == [8]
    assert 8 not in search(filled, "은행 OR 수 OR 있는 OR ai")
    with filled.write() as connection:
        save(connection, Outcome(corrected.url, Reason.NO_NAME), Judgement(IDS, sets.current, same_page=True), NOW)
    assert search(filled, "고쳐") == []


def test_a_headline_set_by_hand_is_found_by_its_words(filled: Database) -> None:
    with filled.write() as connection:
        for key in (9, 100):
            set_by_hand(connection, key, {HandField.HEADLINE: "사투리를 배우다 v2"}, OutletRole.PRESS, "jiwoo", NOW)
    held = like("은행")
    assert search(filled, "사투리") == search(filled, "v2 OR 없는말") == [100, 9]
    assert search(filled, "사투리 OR 은행") == sorted({*held, 9, 100}, reverse=True)
    assert search(filled, "은행 -사투리") == [number for number in held if number not in {9, 100}]
    assert search(filled, TEXTS[8][0].split()[0]) == like(TEXTS[8][0].split()[0])  # that of the page as well
    with filled.write() as connection:
        take_back_by_hand(connection, 9)
        assert search_articles(connection, WordQuery.parse("사투리"), limit=1) == Hits((100,), 100)
        assert search_articles(connection, WordQuery.parse("사투리"), after=100) == Hits(())


PLACES = (1, 4_095, 4_096, 65_535, 65_536, 2**20 - 1, 2**20, 2**20 + 7, 5 * 2**20)


def test_articles_are_found_wherever_their_ids_lie(database: Database) -> None:
    """Those between them, of which the index knows nothing, cost nothing."""
    moment = {"first_seen_at": NOW, "fetched_at": NOW, "has_time": False}
    with database.write() as connection:
        connection.execute(sa.insert(outlet).values(id=1, name="새벽일보"))
        connection.execute(sa.insert(story).values(id=1, created_at=NOW))
        connection.execute(sa.insert(name_set).values(id=1, digest="x", forms=[]))
        for key in PLACES:
            headline, url = f"소리결 {'공개' if key % 2 else '발표'}", f"https://saebyeok.example/{key}"
            about = {"outlet_id": 1, "story_id": 1, "story_role": "new", "story_score": 1.0, "name_set_id": 1}
            texts = {"headline": headline, "headline_source": "h1", "text": "", "text_source": "page"}
            kept = {"id": key, "url": url, "canonical_url": url, "text_digest": str(key), "language": "ko"}
            connection.execute(sa.insert(article).values(kept | texts | about | moment))
            enter_words(connection, key, headline, "")
    assert search(database, "소리결") == sorted(PLACES, reverse=True)
    assert search(database, "발표 OR 없는말") == [key for key in sorted(PLACES, reverse=True) if key % 2 == 0]
    with database.read() as connection:
        assert search_articles(connection, WordQuery.parse("소리결"), limit=2, after=65_536).ids == (65_535, 4_096)


def test_postgresql_asks_its_index(filled: Database) -> None:
    if filled.is_sqlite:
        pytest.skip("about PostgreSQL's index")
    with filled.write() as connection:
        connection.exec_driver_sql("ANALYZE article")
        plans: list[str] = []

        @sa.event.listens_for(connection, "before_cursor_execute")
        def _remember(_c: Any, cursor: Any, statement: str, parameters: Any, *_others: Any) -> None:
            if "press_words" in statement and not statement.startswith("EXPLAIN"):
                plans.append("\n".join(row[0] for row in cursor.execute(f"EXPLAIN {statement}", parameters)))

        search_articles(connection, WordQuery.parse("리튬 (모델 OR 은행)"))
    assert plans
    assert all("ix_article_words" in plan for plan in plans)


def test_what_the_index_lacks_is_seen_and_mended(filled: Database) -> None:
    with filled.write() as connection:
        assert missing_words(connection) == []
        connection.execute(sa.update(article).where(article.c.id == 5).values(text="손으로 고친 본문"))
        assert missing_words(connection) == ([5] if filled.is_sqlite else [])
        refill(connection)
        assert missing_words(connection) == []
    assert search(filled, "손으로") == [5]
