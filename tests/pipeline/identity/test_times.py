"""What was in force when: affiliations, titles and aliases by year, month or day; and moves between employers."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.identity import MOVES, BearerKind, KnownBearer, PastDecisions, judge
from pipeline.identity.times import are_in_force, is_current
from pipeline.items import Affiliation, CoverageStatus, Entity, EntityKind, Verdict, Watchlist
from pipeline.mentions import Matcher

YUN = Entity(
    "person:윤서하",
    EntityKind.PERSON,
    "윤서하",
    affiliations=(Affiliation("온결연구소"),),
    titles=("수석연구원",),
    topics=("음성인식",),
)

DOREMI = KnownBearer(BearerKind.ORGANISATION, "도레미", is_entity=False)


def judged(entity: Entity, text: str, **facts: object) -> Verdict:
    mentions = Matcher(Watchlist((entity,))).find("", text, "ko")
    return judge(entity, "", text, mentions, **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("since", "until", "when", "current"),
    [
        (2020, None, "2019-12-31", False),
        (2020, None, "2020-01-01", True),
        (None, 2020, "2021-06-01", True),  # a year's grace
        (None, 2020, "2022-01-01", False),
        ("2026-03", None, "2026-02-28", False),
        ("2026-03", None, "2026-03-01", True),
        (None, "2026-06-10", "2026-06-11", False),
        (None, "2026-06", "2026", True),
        (None, None, "", True),
    ],
)
def test_times(since: int | str | None, until: int | str | None, when: str, current: bool) -> None:
    assert is_current(Affiliation("온결연구소", since, until), when) is current


def test_there_is_no_grace_for_names() -> None:
    assert not are_in_force(Affiliation("누리음성", until=2020), "2021-01-01")


def test_a_former_name_is_the_companys_only_in_its_time() -> None:
    company = Entity(
        "company:온결",
        EntityKind.COMPANY,
        "온결연구소",
        ("누리음성",),
        spells=(Affiliation("누리음성", until="2026-06"),),
    )
    text = "누리음성은 새 앱을 내놓았다. 누리음성은 학교에 앱을 준다."
    assert judged(company, text, published_on=date(2026, 3, 5)).status is CoverageStatus.CONFIRMED
    later = judged(company, text, published_on=date(2026, 10, 2))
    assert later.status is CoverageStatus.REVIEW
    assert any(reason.kind == "former name" for reason in later.evidence)


def test_an_article_that_tells_of_a_move_proposes_the_new_affiliation() -> None:
    text = "마루테크가 윤서하 전 온결연구소 수석연구원을 부사장으로 영입했다고 3일 밝혔다."
    found = judged(YUN, text, published_on=date(2026, 11, 3))
    assert found.status is CoverageStatus.CONFIRMED
    assert [reason.detail for reason in found.evidence if reason.kind == MOVES] == ["마루테크 since 2026-11"]


def test_until_it_is_decided_articles_of_the_new_employer_wait() -> None:
    text = "마루테크 윤서하 부사장은 로봇 공장을 짓는다."
    assert judged(YUN, text).status is CoverageStatus.REJECTED
    assert judged(YUN, text, decisions=PastDecisions(expected=("마루테크",))).status is CoverageStatus.REVIEW


def test_where_somebody_was_recognised_any_office_is_theirs() -> None:
    text = "마루테크 윤서하 부사장은 로봇 공장을 짓는다."
    known = KnownBearer(BearerKind.ORGANISATION, "마루테크", is_entity=True, since="2026-11")
    decisions = PastDecisions(bearers=(known,))
    later = judged(YUN, text, published_on=date(2026, 11, 10), decisions=decisions)
    assert later.status is CoverageStatus.CONFIRMED
    before = judged(YUN, text, published_on=date(2026, 1, 10), decisions=decisions)
    assert before.status is CoverageStatus.REVIEW


def test_a_namesake_that_was_rejected_before_is_rejected_with_that_reason() -> None:
    text = "음성인식 기업 도레미 윤서하 대표는 웃었다."
    assert judged(YUN, text).status is CoverageStatus.REVIEW
    found = judged(YUN, text, decisions=PastDecisions(bearers=(DOREMI,)))
    assert found.status is CoverageStatus.REJECTED
    assert any(reason.kind == "a known namesake" for reason in found.evidence)


def test_titles_and_affiliations_hold_by_the_day() -> None:
    somebody = Entity(
        "person:윤서하",
        EntityKind.PERSON,
        "윤서하",
        affiliations=(Affiliation("온결연구소", "2026-03-02", "2026-06-10"),),
        titles=("소장",),
        spells=(Affiliation("소장", "2026-03-02", "2026-06-10"),),
    )
    text = "온결연구소 윤서하 소장은 웃었다."
    days = (date(2026, 3, 1), date(2026, 3, 2), date(2026, 6, 10), date(2026, 6, 11))
    found = [judged(somebody, text, published_on=day).status for day in days]
    assert found == [
        CoverageStatus.REVIEW,
        CoverageStatus.CONFIRMED,
        CoverageStatus.CONFIRMED,
        CoverageStatus.REVIEW,
    ]
    elsewhere = "온결연구소가 문을 열었다. 윤서하 소장은 웃었다."
    assert judged(somebody, elsewhere, published_on=days[1]).status is CoverageStatus.CONFIRMED
    assert judged(somebody, elsewhere, published_on=days[3]).status is CoverageStatus.REVIEW
