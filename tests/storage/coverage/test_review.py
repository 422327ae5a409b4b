"""A person's word: stored with who and when, kept by every later run, and learned from."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from pipeline.identity import BearerKind
from pipeline.items import Affiliation, CoverageStatus, Entity, EntityKind, Outcome, Page, Watchlist
from pipeline.process import Reader
from storage.articles.rows import Judgement, save
from storage.coverage.bearers import Decision
from storage.coverage.review import decide, decide_group, explain, groups, past_decisions, reopen, reopen_group
from storage.database.engine import Database
from storage.schema.tables import media_coverage
from storage.watchlist import MatchedForm, save_watchlist

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
WHO = Entity(
    "person:서다인", EntityKind.PERSON, "서다인", affiliations=(Affiliation("해솔랩"),), topics=("음성인식",)
)
FIRM = Entity("company:온결소프트", EntityKind.COMPANY, "온결소프트")
WATCHLIST = Watchlist((WHO, FIRM))
FILLER = (
    "행사는 시민 300여 명이 참석한 가운데 두 시간 동안 이어졌고, 다음 달에도 같은 자리에서 열린다.</p><p>"
    "주최 쪽은 지난해보다 참가 신청이 크게 늘어 자리를 넓혔다며 앞으로도 시민의 목소리를 듣겠다고 밝혔다.</p><p>"
    "자세한 일정은 누리집에서 확인할 수 있으며, 신청은 이달 말까지 받는다고 덧붙였다."
)


def page(number: int, text: str) -> Page:
    url = f"https://maru.example/news/{number:08}"
    html = (
        f"<html><head><meta property='og:type' content='article'><title>소식 {number}</title>"
        f"<meta property='article:published_time' content='2026-11-{number:02}T09:00:00+09:00'></head>"
        f"<body><article><h1>소식 {number}</h1><p>{text}</p><p>{FILLER}</p></article></body></html>"
    )
    return Page(url, url, 200, (("Content-Type", "text/html; charset=utf-8"),), html.encode(), NOW)


def stored(database: Database, outcome: Outcome) -> None:
    with database.write() as connection:
        forms = [MatchedForm(entity.id, entity.name, "name") for entity in WATCHLIST.entities]
        sets = save_watchlist(connection, WATCHLIST, forms, NOW)
        save(connection, outcome, Judgement({WHO.id, FIRM.id}, sets.current, same_page=False), NOW)


def process(number: int, text: str, database: Database | None = None) -> Outcome:
    decisions = {}
    if database is not None:
        with database.read() as connection:
            decisions = past_decisions(connection, [WHO.id, FIRM.id])
    return Reader.of(WATCHLIST, (), decisions).process(page(number, text))


SINGER = "가수 서다인이 새 음반을 들고 무대에 올라 발라드 여섯 곡을 불렀다. 콘서트 관객은 환호했다."
LAWYER = "서다인 변호사는 20일 토론회에서 개인정보 보호법 개정안을 설명했다."


def only(database: Database) -> int:
    with database.read() as connection:
        (group,) = groups(connection, [WHO.id])
    (key,) = group.rows
    return key


def test_a_decision_is_stored_with_who_and_when(database: Database) -> None:
    stored(database, process(1, LAWYER))
    key = only(database)
    with database.write() as connection:
        assert decide(connection, [key, 99], CoverageStatus.REJECTED, "jiwoo", NOW) == [99]
    with database.read() as connection:
        assert groups(connection, [WHO.id]) == []
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
        assert len(groups(connection, [WHO.id])) == 1
        assert len(groups(connection, [], every=True)) == 1
        assert groups(connection, ["person:nobody"]) == []


@pytest.mark.parametrize(("status", "sign"), [(CoverageStatus.CONFIRMED, 1), (CoverageStatus.REJECTED, -1)])
def test_decisions_are_learned_from(database: Database, status: CoverageStatus, sign: int) -> None:
    other = SINGER.replace("여섯", "일곱").replace("20일", "21일")
    before = process(9, other).verdicts[0].confidence
    for number in (1, 2, 3):
        stored(database, process(number, f"{number}일 {SINGER}"))
    with database.write() as connection:
        rows = [key for group in groups(connection, [WHO.id]) for key in group.rows]
        assert rows
        decide(connection, rows, status, "jiwoo", NOW + timedelta(hours=1))
    after = process(9, other, database).verdicts[0]
    assert (after.confidence - before) * sign > 0
    assert any(one.kind == "past decisions" for one in after.evidence)


# A rival of the same trade, so that its topic is in the article: only a person can tell.
RIVAL = "음성인식 기업 두레테크의 서다인 대표는 {}일 새 기기를 내놓았다. 음성인식 기기는 손바닥만 하다."
OTHER = "음성인식 기업 봄날전자의 서다인 이사는 {}일 공장을 보여 주었다. 음성인식 기기를 만드는 곳이다."
REJECT = Decision(CoverageStatus.REJECTED, "jiwoo", NOW)
ACCEPT = Decision(CoverageStatus.CONFIRMED, "jiwoo", NOW)


def statuses(database: Database) -> dict[str, str]:
    with database.read() as connection:
        rows = connection.execute(sa.select(media_coverage.c.headline, media_coverage.c.status))
        return {row.headline: row.status for row in rows}


def sizes(database: Database) -> list[tuple[str, int]]:
    with database.read() as connection:
        return [(group.bearer.shown, len(group.rows)) for group in groups(connection, [WHO.id])]


def first(database: Database, shown: str) -> int:
    with database.read() as connection:
        return next(group.key for group in groups(connection, [WHO.id]) if group.bearer.shown == shown)


def test_what_waits_is_grouped_by_whom_the_articles_present(database: Database) -> None:
    stored(database, process(1, OTHER.format(1)))
    for number in (2, 3):
        stored(database, process(number, RIVAL.format(number)))
    assert sizes(database) == [("두레테크", 2), ("봄날전자", 1)]


def test_a_rejected_group_is_a_namesake_until_it_is_reopened(database: Database) -> None:
    for number in (1, 2):
        stored(database, process(number, RIVAL.format(number)))
    stored(database, process(3, OTHER.format(3)))
    key = first(database, "두레테크")
    with database.write() as connection:
        decided = decide_group(connection, key, REJECT)
    assert decided is not None
    assert (decided.rows, decided.is_kept) == (2, True)
    assert sizes(database) == [("봄날전자", 1)]
    later = process(4, RIVAL.format(4), database)
    assert later.verdicts[0].status is CoverageStatus.REJECTED
    assert ("a known namesake", "두레테크: rejected before") in {
        (reason.kind, reason.detail) for reason in later.verdicts[0].evidence
    }
    stored(database, later)
    with database.write() as connection:
        reopened = reopen_group(connection, key)
        assert reopen_group(connection, 99) is None
    assert reopened is not None
    assert (reopened.rows, reopened.is_kept) == (3, True)
    assert sizes(database) == [("두레테크", 3), ("봄날전자", 1)]
    assert process(5, RIVAL.format(5), database).verdicts[0].status is CoverageStatus.REVIEW


def test_an_accepted_group_is_an_affiliation_until_it_is_reopened(database: Database) -> None:
    stored(database, process(1, RIVAL.format(1)))
    key = first(database, "두레테크")
    with database.write() as connection:
        decide_group(connection, key, ACCEPT)
    later = process(2, "두레테크 서다인 대표는 2일 공장을 열었다.", database)
    assert later.verdicts[0].status is CoverageStatus.CONFIRMED
    stored(database, later)
    with database.write() as connection:
        reopened = reopen_group(connection, key)
    assert reopened is not None
    assert reopened.rows == 2
    assert set(statuses(database).values()) == {"review"}


def test_a_decision_on_a_row_is_taken_back(database: Database) -> None:
    stored(database, process(1, LAWYER))
    key = only(database)
    with database.write() as connection:
        decide(connection, [key], CoverageStatus.CONFIRMED, "jiwoo", NOW)
        assert reopen(connection, [key, 99]) == [99]
    assert only(database) == key


MOVE = "두레테크가 서다인 전 해솔랩 연구원을 부사장으로 영입했다고 3일 밝혔다. 서다인 부사장은 조직을 이끈다."
NEWS = "두레테크 서다인 부사장은 10일 로봇 공장을 짓는다고 말했다."


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_a_move_is_proposed_and_its_articles_wait_whichever_comes_first(
    database: Database, order: tuple[int, int]
) -> None:
    for number in order:
        stored(database, process(number, (MOVE, NEWS)[number - 1], database))
    assert statuses(database) == {"소식 1": "confirmed", "소식 2": "review"}
    with database.read() as connection:
        (group,) = groups(connection, [WHO.id])
    assert group.proposal is not None
    assert (group.bearer.shown, group.bearer.since, len(group.rows)) == ("두레테크", "2026-11", 1)
    with database.write() as connection:
        decided = decide_group(connection, group.key, ACCEPT)
        (known,) = past_decisions(connection, [WHO.id])[WHO.id].bearers
    assert decided is not None
    assert (decided.rows, known.since) == (1, "2026-11")


def test_a_move_that_is_added_is_an_affiliation_from_its_month(database: Database) -> None:
    stored(database, process(1, MOVE))
    with database.write() as connection:
        (group,) = groups(connection, [WHO.id])
        decide_group(connection, group.key, ACCEPT)
        assert groups(connection, [WHO.id]) == []
        (known,) = past_decisions(connection, [WHO.id])[WHO.id].bearers
    assert (known.shown, known.since, known.is_entity) == ("두레테크", "2026-11", True)
    assert process(2, NEWS, database).verdicts[0].status is CoverageStatus.CONFIRMED
    assert process(1, MOVE, database).verdicts[0].status is CoverageStatus.CONFIRMED


def test_a_move_that_is_rejected_is_proposed_no_more(database: Database) -> None:
    stored(database, process(1, MOVE))
    with database.write() as connection:
        (group,) = groups(connection, [WHO.id])
        decide_group(connection, group.key, REJECT)
    stored(database, process(2, NEWS, database))
    stored(database, process(1, MOVE, database))
    assert statuses(database) == {"소식 1": "confirmed", "소식 2": "rejected"}
    with database.read() as connection:
        assert groups(connection, [WHO.id]) == []


def test_a_new_name_that_is_added_is_looked_for_from_its_month(database: Database) -> None:
    stored(
        database,
        process(1, "온결소프트가 사명을 두레테크로 변경했다고 3일 밝혔다. 온결소프트는 문을 연 지 10년이다."),
    )
    with database.write() as connection:
        (group,) = groups(connection, [FIRM.id])
        assert (group.bearer.kind, group.bearer.shown) == (BearerKind.NAME, "두레테크")
        decide_group(connection, group.key, ACCEPT)
        assert groups(connection, [FIRM.id]) == []
    later = process(2, "두레테크는 새 공장을 열었다. 두레테크는 직원을 더 뽑는다.", database)
    assert [(verdict.entity_id, verdict.status) for verdict in later.verdicts] == [
        (FIRM.id, CoverageStatus.CONFIRMED)
    ]
    with database.write() as connection:
        reopen_group(connection, group.key)
    assert process(3, "두레테크는 새 공장을 열었다.", database).verdicts == ()


def test_more_rows_are_decided_than_a_statement_takes(database: Database) -> None:
    stored(database, process(1, SINGER))
    with database.write() as connection:
        there = set(connection.execute(sa.select(media_coverage.c.id)).scalars())
        many = range(1, 70_001)
        missing = decide(connection, many, CoverageStatus.CONFIRMED, "Mina", NOW)
        assert there
        assert missing == reopen(connection, many) == sorted(set(many) - there)
