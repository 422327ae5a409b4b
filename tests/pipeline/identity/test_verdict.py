"""Whether the bearer of a name is the one we track."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.identity import PastDecisions, bearer_of, colleagues_of, judge
from pipeline.items import (
    Affiliation,
    CoverageStatus,
    Entity,
    EntityKind,
    Evidence,
    Mention,
    Place,
    Span,
    Verdict,
    Watchlist,
)
from pipeline.mentions import Matcher

HAN = Entity(
    id="person:한서연",
    kind=EntityKind.PERSON,
    name="한서연",
    aliases=("Seoyeon Han",),
    affiliations=(Affiliation("한빛전자", since=2021), Affiliation("가람대", since=2012, until=2017)),
    titles=("대표", "CEO"),
    topics=("반도체", "로봇"),
)
UNKNOWN = Entity("person:한서연", EntityKind.PERSON, "한서연", ("Seoyeon Han",))


def verdict(entity: Entity, text: str, headline: str = "", **facts: object) -> Verdict:
    mentions = Matcher(Watchlist((entity,))).find(headline, text, "ko")
    return judge(entity, headline, text, mentions, **facts)  # type: ignore[arg-type]


def weights(found: Verdict) -> dict[str, float]:
    return {one.kind: one.weight for one in found.evidence}


@pytest.mark.parametrize(
    "text",
    [
        "한빛전자 한서연 대표는 새 공장을 열었다.",
        "한빛전자가 새 공장을 열었다. 한서연 대표는 웃었다.",
        "한서연 대표는 반도체로 움직이는 새 로봇을 선보였다.",
        "한빛전자 CEO 한서연은 말했다.",
        "한서연 한빛전자 대표(41)는 웃었다.",
    ],
)
def test_what_is_bound_or_two_particulars_confirm(text: str) -> None:
    assert verdict(HAN, text).status is CoverageStatus.CONFIRMED


@pytest.mark.parametrize(
    "text",
    [
        "배우 한서연이 새 드라마에 출연한다.",
        "배우 한서연과 이도현이 만났다.",
        "유지민, 한서연, 최가온 의원이 발의했다.",
        "한서연 골키퍼가 선방했다.",
        "Actress Seoyeon Han smiled.",
    ],
)
def test_another_ones_title_rejects(text: str) -> None:
    found = verdict(HAN, text)
    assert found.status is CoverageStatus.REJECTED
    assert found.evidence[0].kind == "another's title"


@pytest.mark.parametrize(
    "text",
    [
        "한서연은 말했다. 한빛전자는 그날 쉬었다.",
        "한서연 대표는 말했다.",
        "한서연은 반도체를 좋아한다.",
        "Loomfield CEO Seoyeon Han praised 한빛전자.",
        "한빛전자의 주가를 두레증권 한서연 연구원이 물었다.",
        "한빛전자를 대리한 한서연 변호사는 변론했다.",
        "도레미 한서연 대표는 새 로봇을 선보였다. 도레미는 반도체 기업이다.",
    ],
)
def test_neither_nearness_nor_a_title_nor_a_topic_confirms_alone(text: str) -> None:
    assert verdict(HAN, text).status is CoverageStatus.REVIEW


@pytest.mark.parametrize(
    "text",
    [
        "두레식품 한서연 부장은 새 공장을 열었다.",
        "두레식품의 한서연 부장은 새 공장을 열었다.",
        "한서연 부장(두레식품)은 새 공장을 열었다.",
        "나루솔 한서연 부장은 빵을 굽는다. 한서연 나루솔 부장은 웃었다.",
    ],
)
def test_a_sure_organisation_of_somebody_else_rejects(text: str) -> None:
    assert verdict(HAN, text).status is CoverageStatus.REJECTED


@pytest.mark.parametrize("text", ["두레식품 한서연 대표는 새 공장을 열었다.", "한서연 CEO(두레식품)는 웃었다."])
def test_somebody_of_the_same_office_elsewhere_may_have_moved_there(text: str) -> None:
    found = verdict(HAN, text)
    assert found.status is CoverageStatus.REVIEW
    assert bearer_of(found.evidence).shown == "두레식품"


@pytest.mark.parametrize("name", ["한서연", "강태홍", "피연우", "남궁설"])
def test_no_title_at_another_organisation_confirms(name: str) -> None:
    """Three hundred sentences about bearers of the name elsewhere, at firms with and without a telling head."""
    stems = ("가온", "나루", "다솜", "마루", "바다", "서울", "한별", "새롬", "이든", "도담")
    heads = ("소프트", "식품", "제과", "랩스", "바이오", "", "건설", "물산", "로")
    frames = ("{org}의 {name} 대표는 말했다.", "{name} 대표({org})가 상을 받았다.")
    tracked = replace(HAN, id=f"person:{name}", name=name)
    made = [frame.format(org=stem + head, name=name) for stem in stems for head in heads for frame in frames]
    assert [text for text in made if verdict(tracked, text).status is CoverageStatus.CONFIRMED] == []


def test_a_sentence_that_follows_tells_what_somebody_leads() -> None:
    text = "한서연은 고개를 끄덕였다. 그는 2019년 한빛전자를 세웠다."
    assert verdict(HAN, text).status is CoverageStatus.CONFIRMED
    assert verdict(HAN, "한서연을 만났다. 그는 한빛전자를 세웠다.").status is CoverageStatus.REVIEW


def test_a_title_that_morphology_gives_to_other_fields_too_is_still_the_entitys() -> None:
    scholar = Entity(
        "person:서지안", EntityKind.PERSON, "서지안", affiliations=(Affiliation("푸른숲대"),), titles=("교수",),
        topics=("반도체",),
    )  # fmt: skip
    assert verdict(scholar, "서지안 교수는 9일 책을 냈다.").status is CoverageStatus.REVIEW
    officer = Entity(
        "person:Marcus Hale",
        EntityKind.PERSON,
        "Marcus Hale",
        affiliations=(Affiliation("Fernwick"),),
        titles=("CEO",),
    )
    text = "Fernwick chief executive officer Marcus Hale said sales rose."
    assert verdict(officer, text).status is CoverageStatus.CONFIRMED


def test_a_colleague_and_the_field_confirm_and_neither_alone() -> None:
    about = "한서연은 코스닥 상장과 주주총회를 두고 답했다. 유지민도 답했다."
    plain = "한서연은 웃었다. 유지민도 웃었다."
    other = ("person:유지민",)
    assert verdict(HAN, about, colleagues=other, others=other).status is CoverageStatus.CONFIRMED
    assert verdict(HAN, about, others=other).status is CoverageStatus.REVIEW
    assert verdict(HAN, plain, colleagues=other, others=other).status is CoverageStatus.REVIEW


def test_a_topic_in_the_place_of_an_organisation_is_nobody_elses() -> None:
    singer = replace(HAN, affiliations=(), titles=("가수",), topics=("느린저녁", "콘서트"))
    found = verdict(singer, "느린저녁 한서연이 콘서트에서 노래했다. 가수 한서연은 웃었다.")
    assert found.status is CoverageStatus.CONFIRMED
    assert "another's organisation" not in weights(found)


def test_an_organisation_of_a_country_is_the_organisation() -> None:
    assert verdict(HAN, "한서연 한국한빛전자 부회장은 말했다.").status is CoverageStatus.CONFIRMED


def test_a_companion_is_another_particular_than_a_word_of_the_trade() -> None:
    heir = replace(HAN, topics=("나해솔", "경영권"))
    assert verdict(heir, "한서연·나해솔 자매의 경영권 다툼이 길어졌다.").status is CoverageStatus.CONFIRMED
    assert verdict(heir, "한서연과 나해솔은 함께 걸었다.").status is CoverageStatus.REVIEW
    assert verdict(HAN, "한서연은 반도체로 로봇을 만든다.").status is CoverageStatus.REVIEW


def test_a_group_is_its_company() -> None:
    assert verdict(HAN, "한서연 한빛전자그룹 부회장은 말했다.").status is CoverageStatus.CONFIRMED
    singer = replace(HAN, affiliations=(Affiliation("느린저녁"),), titles=("가수",), topics=())
    assert verdict(singer, "그룹 느린저녁의 한서연이 노래했다.").status is CoverageStatus.CONFIRMED


def test_colleagues_share_an_affiliation() -> None:
    colleague = replace(HAN, id="person:유지민", name="유지민")
    stranger = Entity("person:최가온", EntityKind.PERSON, "최가온", affiliations=(Affiliation("두레식품"),))
    assert colleagues_of(HAN, (HAN, colleague, stranger)) == ("person:유지민",)


def test_an_unsure_organisation_neither_confirms_nor_rejects() -> None:
    found = verdict(HAN, "나루솔 한서연 대표는 새 가게를 열었다.")
    assert found.status is CoverageStatus.REVIEW
    assert weights(found)["another's organisation"] < 0


def test_nothing_either_way_goes_to_review() -> None:
    assert verdict(HAN, "한서연은 어제 시장에 갔다.").status is CoverageStatus.REVIEW


def test_the_field_alone_never_confirms() -> None:
    text = "한서연은 매출과 영업이익을 물었다. 코스닥 상장과 경영권, 지분, 주주총회가 화제였다."
    found = verdict(HAN, text, section="경제")
    assert weights(found)["field"] > 0
    assert found.status is CoverageStatus.REVIEW


def test_a_different_field_rejects_when_nothing_speaks_for_it() -> None:
    text = "한서연은 골밑에서 리바운드를 따냈다. 플레이오프 3쿼터에 역전승을 이끈 국가대표 포워드다."
    assert verdict(HAN, text).status is CoverageStatus.REJECTED


def test_supported_people_are_never_rejected() -> None:
    text = "배우 한서연이 한빛전자의 광고 모델이 됐다."
    assert verdict(HAN, text).status is not CoverageStatus.REJECTED


def test_affiliations_are_dated() -> None:
    text = "가람대에 다니는 한서연은 상을 받았다."
    assert verdict(HAN, text, published_year=2016).status is CoverageStatus.CONFIRMED
    later = verdict(HAN, text, published_year=2024)
    assert later.status is CoverageStatus.REVIEW
    assert any("in 2024 not there" in reason.detail for reason in later.evidence)


@pytest.mark.parametrize("shown", ["한서연(31)씨는", "한서연(17) 양이", "한서연(여·52)씨,"])
def test_a_private_person_is_somebody_else(shown: str) -> None:
    found = verdict(HAN, f"이날 시장을 찾은 {shown} 장을 보았다.")
    assert weights(found)["private person"] < 0
    assert found.status is CoverageStatus.REJECTED
    assert verdict(HAN, f"한빛전자를 찾은 {shown} 웃었다.").status is CoverageStatus.REVIEW
    assert "private person" not in weights(verdict(HAN, "방송인 한서연(31)씨는 웃었다."))


def test_two_spells_at_one_place_are_one_affiliation() -> None:
    spells = (Affiliation("한빛전자", 2012, 2014), Affiliation("한빛전자", 2021))
    twice = Entity("person:한서연", EntityKind.PERSON, "한서연", affiliations=spells)
    evidence = verdict(twice, "한빛전자 한서연은 걸었다.", published_year=2024).evidence
    assert [(one.weight, one.detail) for one in evidence if one.kind == "affiliation"] == [
        (2.2, "한빛전자, in the article")
    ]


def test_a_person_without_profile_is_judged_by_name() -> None:
    found = verdict(UNKNOWN, "배우 한서연이 왔다.")
    assert found.status is CoverageStatus.CONFIRMED
    assert found.evidence[0].kind == "name alone"
    assert any(one.kind == "presented as" and one.detail == "배우" for one in found.evidence)


def test_an_ordinary_word_alone_goes_to_review() -> None:
    word = Entity("company:미래", EntityKind.COMPANY, "미래")
    assert verdict(word, "우리는 미래를 이야기했다.").status is CoverageStatus.REVIEW


def test_companies_are_judged_by_their_name() -> None:
    hanbit = Entity("company:한빛전자", EntityKind.COMPANY, "한빛전자", topics=("반도체",))
    assert verdict(hanbit, "한빛전자가 행사를 열었다.").status is CoverageStatus.CONFIRMED


def test_another_organisation_at_the_name_speaks_against() -> None:
    found = verdict(HAN, "푸른저축은행 한서연은 어제 만났다.")
    assert weights(found)["another's organisation"] < 0
    assert found.status is CoverageStatus.REJECTED


def test_an_outlet_may_be_an_affiliation() -> None:
    reporter = Entity("person:r", EntityKind.PERSON, "한서연", affiliations=(Affiliation("가람일보"),))
    assert weights(verdict(reporter, "한서연은 걸었다.", outlet="가람일보"))["outlet"] > 0


def test_silence_of_a_long_article_speaks_against() -> None:
    text = "한서연은 걸었다. " + "바람이 불고 비가 왔다. " * 120
    assert weights(verdict(HAN, text))["silence"] == -1.2


def test_a_full_foreign_name_is_seldom_shared() -> None:
    bennett = Entity("person:b", EntityKind.PERSON, "Oliver Bennett", topics=("sailing",))
    assert weights(verdict(bennett, "Oliver Bennett walked home."))["name"] == 1.0


def test_an_excluded_context_speaks_against() -> None:
    entity = Entity("person:한서연", EntityKind.PERSON, "한서연", exclude=("뮤지컬",))
    found = verdict(entity, "한서연이 뮤지컬에 나온다.")
    assert found.status is CoverageStatus.REVIEW
    assert weights(found)["excluded context"] < 0


def test_past_decisions_move_the_odds() -> None:
    text = "한서연은 성수동 작업실에서 도자기를 굽는다."
    rejected = PastDecisions(rejected=("한서연 도자기 전시", "한서연의 도자기 작업실", "도자기 굽는 한서연"))
    accepted = PastDecisions(accepted=("성수동 작업실의 한서연", "한서연 도자기", "작업실에서 만난 한서연, 도자기"))
    assert verdict(HAN, text, decisions=rejected).confidence < verdict(HAN, text).confidence
    assert verdict(HAN, text, decisions=accepted).confidence > verdict(HAN, text).confidence


def test_other_tracked_entities_are_a_weak_sign() -> None:
    found = verdict(HAN, "한서연은 어제 왔다.", others=("company:한빛전자",))
    assert 0 < weights(found)["company kept"] < 1
    assert found.status is CoverageStatus.REVIEW


def test_an_article_that_fits_a_namesake_is_not_ours() -> None:
    actress = Entity("person:한서연 (배우)", EntityKind.PERSON, "한서연", titles=("배우",), topics=("드라마",))
    text = "한빛전자 한서연 대표는 반도체 공장을 열었다."
    assert verdict(actress, text, namesakes=(HAN,)).status is CoverageStatus.REJECTED
    assert verdict(HAN, text, namesakes=(actress,)).status is CoverageStatus.CONFIRMED
    assert verdict(UNKNOWN, text, namesakes=(HAN,)).status is CoverageStatus.CONFIRMED  # the same id: no namesake
    stranger = Entity("person:한서연 (2)", EntityKind.PERSON, "한서연")
    assert verdict(stranger, text, namesakes=(HAN,)).status is CoverageStatus.REVIEW


def test_evidence_is_in_words_and_the_weightiest_first() -> None:
    found = verdict(HAN, "한빛전자 한서연 대표는 로봇을 공개했다.")
    sizes = [abs(one.weight) for one in found.evidence]
    assert sizes == sorted(sizes, reverse=True)
    assert found.evidence[0] == Evidence("bound affiliation", "한빛전자 (ORG NAME)", 4.0)
    assert 0.9 < found.confidence <= 1


def test_a_verdict_says_where_and_what() -> None:
    text = "오늘 행사가 열렸다.\n한빛전자 한서연 대표는 “로봇은 이제 시작”이라고 말했다.\n한 대표는 떠났다."
    found = verdict(HAN, text, headline="한서연의 로봇")
    assert found.in_headline
    assert found.mention_count == 3
    assert found.snippet == "한빛전자 한서연 대표는 “로봇은 이제 시작”이라고 말했다."


@settings(max_examples=60)
@given(
    st.text(max_size=80), st.text(max_size=80), st.integers(0, 80), st.one_of(st.none(), st.integers(1900, 2100))
)
def test_judging_never_raises(headline: str, text: str, at: int, year: int | None) -> None:
    body = text[:at] + "한서연" + text[at:]
    start = len(text[:at])
    mention = Mention(HAN.id, Place.BODY, Span(start, start + 3), "한서연", 0.9)
    found = judge(HAN, headline, body, (mention,), published_year=year)
    assert 0 <= found.confidence <= 1
    assert found.snippet
