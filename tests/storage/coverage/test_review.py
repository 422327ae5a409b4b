"""A person's word: stored with who and when, kept by every later run, and learned from."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pipeline.items import Affiliation, CoverageStatus, Entity, EntityKind, Outcome, Page, Watchlist
from pipeline.process import Reader
from storage.articles.rows import Judgement, save
from storage.coverage.review import decide, explain, past_decisions, waiting
from storage.database.engine import Database
from storage.watchlist import MatchedForm, save_watchlist

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
WHO = Entity(
    "person:서다인", EntityKind.PERSON, "서다인", affiliations=(Affiliation("해솔랩"),), topics=("음성인식",)
)
WATCHLIST = Watchlist((WHO,))
FILLER = (
    "행사는 시민 300여 명이 참석한 가운데 두 시간 동안 이어졌고, 다음 달에도 같은 자리에서 열린다.</p><p>"
    "주최 쪽은 지난해보다 참가 신청이 크게 늘어 자리를 넓혔다며 앞으로도 시민의 목소리를 듣겠다고 밝혔다.</p><p>"
    "자세한 일정은 누리집에서 확인할 수 있으며, 신청은 이달 말까지 받는다고 덧붙였다."
)


def page(number: int, text: str) -> Page:
    url = f"https://maru.example/news/{number:08}"
    html = (
        f"<html><head><meta property='og:type' content='article'><title>소식 {number}</title></head>"
        f"<body><article><h1>소식 {number}</h1><p>{text}</p><p>{FILLER}</p></article></body></html>"
    )
    return Page(url, url, 200, (("Content-Type", "text/html; charset=utf-8"),), html.encode(), NOW)


def stored(database: Database, outcome: Outcome) -> None:
    with database.write() as connection:
        sets = save_watchlist(connection, WATCHLIST, (MatchedForm(WHO.id, WHO.name, "name"),), NOW)
        save(connection, outcome, Judgement({WHO.id}, sets.current, same_page=False), NOW)


def process(number: int, text: str, database: Database | None = None) -> Outcome:
    decisions = {}
    if database is not None:
        with database.read() as connection:
            decisions = past_decisions(connection, [WHO.id])
    return Reader.of(WATCHLIST, (), decisions).process(page(number, text))


SINGER = "가수 서다인이 새 음반을 들고 무대에 올라 발라드 여섯 곡을 불렀다. 콘서트 관객은 환호했다."
LAWYER = "서다인 변호사는 20일 토론회에서 개인정보 보호법 개정안을 설명했다."


def only(database: Database) -> int:
    with database.read() as connection:
        (row,) = waiting(connection)
    return int(row.id)


def test_a_decision_is_stored_with_who_and_when(database: Database) -> None:
    stored(database, process(1, LAWYER))
    key = only(database)
    with database.write() as connection:
        assert decide(connection, [key, 99], CoverageStatus.REJECTED, "jiwoo", NOW) == [99]
    with database.read() as connection:
        assert waiting(connection) == []
        found = explain(connection, key)
    assert found is not None
    assert (found.row.status, found.row.decided_by, found.row.decided_at) == ("rejected", "jiwoo", NOW)


def test_a_later_run_leaves_a_decision_as_it_is(database: Database) -> None:
    stored(database, process(1, LAWYER))
    key = only(database)
    with database.write() as connection:
        decide(connection, [key], CoverageStatus.REJECTED, "jiwoo", NOW)
    stored(database, process(1, LAWYER + " 서다인 변호사는 다음 주에도 설명회를 연다."))
    with database.read() as connection:
        found = explain(connection, key)
    assert found is not None
    assert (found.row.status, found.row.decided_by) == ("rejected", "jiwoo")


def test_an_explanation_shows_sentence_and_evidence(database: Database) -> None:
    stored(database, process(1, LAWYER))
    with database.read() as connection:
        found = explain(connection, only(database))
        assert explain(connection, 99) is None
    assert found is not None
    assert found.evidence
    (one,) = found.mentions
    assert found.text[one.span.start : one.span.end] == "서다인"


def test_what_waits_is_listed_by_entity(database: Database) -> None:
    stored(database, process(1, LAWYER))
    with database.read() as connection:
        assert len(waiting(connection, [WHO.id])) == 1
        assert waiting(connection, ["person:nobody"]) == []


@pytest.mark.parametrize(("status", "sign"), [(CoverageStatus.CONFIRMED, 1), (CoverageStatus.REJECTED, -1)])
def test_decisions_are_learned_from(database: Database, status: CoverageStatus, sign: int) -> None:
    other = SINGER.replace("여섯", "일곱").replace("20일", "21일")
    before = process(9, other).verdicts[0].confidence
    for number in (1, 2, 3):
        stored(database, process(number, f"{number}일 {SINGER}"))
    with database.write() as connection:
        rows = [row.id for row in waiting(connection)]
        assert rows
        decide(connection, rows, status, "jiwoo", NOW + timedelta(hours=1))
    after = process(9, other, database).verdicts[0]
    assert (after.confidence - before) * sign > 0
    assert any(one.kind == "past decisions" for one in after.evidence)
