"""Words that are no names although they look like one, and names that look like words."""

from __future__ import annotations

import random

import pytest

from pipeline.items import Entity, EntityKind, Mention, Watchlist
from pipeline.mentions import Matcher


def found(name: str, text: str, kind: EntityKind, language: str = "ko") -> tuple[Mention, ...]:
    return Matcher(Watchlist((Entity(f"{kind}:{name}", kind, name),))).find("", text, language)


def is_sure(name: str, text: str, kind: EntityKind, language: str = "ko") -> bool:
    return any(mention.confidence >= 0.5 for mention in found(name, text, kind, language))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("해수", "해수 온도가 올랐다."),
        ("장인상", "김가온 이나래 부친상·박별 장인상"),
    ],
)
def test_an_ordinary_noun_is_nobody_for_sure(name: str, text: str) -> None:
    assert not is_sure(name, text, EntityKind.PERSON)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("듀오", "남성 듀오가 새 노래를 냈다."),
        ("멜로디", "멜로디 라인이 곱다."),
        ("플라워", "플라워 패턴의 옷이 유행이다."),
        ("누리전자", "누리전자 미국법인 사장이 물러났다."),
        ("누리", "누리 기자협회는 4일 성명을 냈다."),
        ("한빛", "어둠 속에서 한 줄기 한빛이 바다를 비췄다."),
        ("온새미로", "주민들은 숲을 온새미로 지켜 왔다."),
    ],
)
def test_an_ordinary_word_is_no_company_for_sure(name: str, text: str) -> None:
    assert not is_sure(name, text, EntityKind.COMPANY)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("이중원", "팀은 이 중원 싸움에서 이겼다."),
        ("이본", "이 본부장은 4일 사과했다."),
        ("박모", "박 모 씨는 4일 구속됐다."),
        ("이전", "이 전 대표는 4일 사과했다."),
        ("박현", "박 현 의장의 임기는 내년까지다."),
    ],
)
def test_a_spaced_form_does_not_lie_across_words(name: str, text: str) -> None:
    assert found(name, text, EntityKind.PERSON) == ()


def test_a_spaced_name_with_a_title_is_not_lost() -> None:
    assert found("이서린", "이 서린 양이 상을 받았다.", EntityKind.PERSON)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("정태년", "토론회에는 정태년 나래당 의원이 나왔다."),
        ("성낙준", "성낙준 한누리대 총장이 왔다."),
        ("박이돌", "박이돌 새롬전자 대표도 함께했다."),
        ("강태홍", "강태홍 집행위원장 등이 참석했다."),
        ("강태홍", "강태홍의 새 계획이 나왔다."),
        ("조준도", "조준도는 4일 새 계획을 밝혔다."),
        ("이서린", "이서린씨때문에 웃었다."),
        ("해수", "배우 해수는 웃었다."),
        ("하하", "무대에는 하하와 다른 가수들이 올랐다."),
        ("온건훈", "온건훈은 4일 새 계획을 밝혔다."),
        ("정윤희", "정윤희 얼굴이 포스터에 실렸다."),
        ("카이", "새벽 카이 세훈 시우가 함께 불렀다."),
    ],
)
def test_a_name_that_is_cut_or_rare_is_a_name(name: str, text: str) -> None:
    assert is_sure(name, text, EntityKind.PERSON)


@pytest.mark.parametrize("text", ["결혼정보회사 '듀오'가 설문을 냈다.", "그룹 듀오는 4일 새 노래를 냈다."])
def test_what_a_kind_of_company_introduces_is_the_company(text: str) -> None:
    assert is_sure("듀오", text, EntityKind.COMPANY)


FRAMES = (
    "이날 {} 대표가 참석했다.",
    "{} 새롬전자 대표도 함께했다.",
    "배우 {}, 무대에 오르다",
    "수상자는 {}, 김가온, 이나래다.",
    "{}(44) 씨는 말했다.",
)


def test_whoever_is_called_what_the_sentence_says_the_same() -> None:
    """Names no dictionary has, made of syllables of Korean names: at least 98 of 100 are sure, none lost."""
    chance = random.Random(15)
    syllables = ("김이박최정강조윤장임한오서신", "경동명병상성영용재정종준태현", "규근기수식영우진철태호환희")
    names = ["".join(map(chance.choice, syllables)) for _ in range(60)]
    matcher = Matcher(Watchlist(tuple(Entity(name, EntityKind.PERSON, name) for name in dict.fromkeys(names))))
    best = [
        max((mention.confidence for mention in matcher.find("", frame.format(name), "ko")), default=None)
        for name in names
        for frame in FRAMES
    ]
    assert None not in best
    assert sum(confidence >= 0.5 for confidence in best if confidence is not None) >= 0.98 * len(best)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("York", "Shares fell in New York on Wednesday."),
        ("Amber", "Police issued an Amber Alert in the county."),
        ("Calder", "Sculptor Alexander Calder made it."),
        ("Apex", "Residents of Apex, North Carolina, voted on Wednesday."),
    ],
)
def test_one_word_in_a_longer_english_name_is_no_company(name: str, text: str) -> None:
    assert not is_sure(name, text, EntityKind.COMPANY, "en")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Calder", "The maker of tools, Calder, said on Monday that sales rose."),
        ("Calder", "Shares of Calder Inc. fell on Monday."),
        ("Calder", "They went to see Calder's plant in the north."),
        ("Amber", "Engineers at Amber built the engine."),
        ("York", "Rivals such as York, Amber and Apex followed suit."),
    ],
)
def test_one_word_by_itself_is_the_company(name: str, text: str) -> None:
    assert is_sure(name, text, EntityKind.COMPANY, "en")


def test_the_short_name_of_a_committee_is_a_name() -> None:
    assert is_sure("방통위", "방통위는 새 지침을 냈다.", EntityKind.COMPANY)
    assert not is_sure("방통위", "김 전 방통위원장이 왔다.", EntityKind.COMPANY)
