"""Searching: everything that holds the words and nothing else, newest first, the same on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random

import pytest
import sqlalchemy as sa

from pipeline.items import CoverageStatus, Outcome, Reason
from pipeline.language.search_words import WordQuery, words_folded
from storage.articles.rows import Judgement, save
from storage.coverage.read import CoverageFilter
from storage.coverage.search import EVERYTHING, Hits, count_hits, search_articles
from storage.coverage.word_index import missing_words, refill
from storage.database.engine import Database
from storage.schema.tables import article
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


def test_what_the_index_lacks_is_seen_and_mended(filled: Database) -> None:
    with filled.write() as connection:
        assert missing_words(connection) == []
        connection.execute(sa.update(article).where(article.c.id == 5).values(text="손으로 고친 본문"))
        assert missing_words(connection) == ([5] if filled.is_sqlite else [])
        refill(connection)
        assert missing_words(connection) == []
    assert search(filled, "손으로") == [5]
