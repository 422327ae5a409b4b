"""What an article binds to a name: organisations, titles and age, and what stands there as somebody else's."""

from __future__ import annotations

import pytest

from pipeline.language.scripts import fold
from pipeline.presentation import Presentation, Text, is_same_organisation, present, read_rename

KNOWN = ("가람소프트", "푸름대", "법무법인 도담", "Fernhollow")


def shown(text: str, name: str, headline: str = "") -> Presentation:
    folded = fold(text).text
    start = folded.index(name)
    return present(Text(folded, KNOWN), start, start + len(name), headline)


@pytest.mark.parametrize(
    ("text", "organisation", "titles"),
    [
        ("가람소프트 한도윤 대표는 웃었다.", "가람소프트", ("대표",)),
        ("한도윤(44) 가람소프트 대표가 왔다.", "가람소프트", ("대표",)),
        ("가람소프트의 창업자 한도윤은 걸었다.", "가람소프트", ("창업자",)),
        ("가람소프트를 이끄는 한도윤 대표가 왔다.", "가람소프트", ("대표",)),
        ("가람소프트를 이끌고 있는 한도윤이 왔다.", "가람소프트", ()),
        ("한도윤 대표(가람소프트)는 웃었다.", "가람소프트", ("대표",)),
        ("한도윤(가람소프트)이 왔다.", "가람소프트", ()),
        ("한도윤(가람소프트 대표) 씨가 왔다.", "가람소프트", ("대표",)),
        ("㈜가람소프트(대표 한도윤)는 새 제품을 냈다.", "가람소프트", ("대표",)),
        ("한도윤은 가람소프트 대표다.", "가람소프트", ("대표",)),
        ("한도윤이 이끄는 가람소프트는 컸다.", "가람소프트", ()),
        ("푸름대 전자공학과 한도윤 교수팀은 논문을 냈다.", "푸름대", ("교수",)),
        ("푸름대 공과대학 한도윤 교수는 논문을 냈다.", "푸름대", ("교수",)),
        ("한도윤 법무법인 도담 변호사가 왔다.", "법무법인 도담", ("변호사",)),
        ("한도윤·이서준 가람소프트 공동대표가 왔다.", "가람소프트", ("공동대표",)),
        ("가람소프트에서 일하는 한도윤이 왔다.", "가람소프트", ()),
        ("가람소프트에서 음성인식 연구를 이끄는 한도윤 책임연구원이다.", "가람소프트", ("책임연구원",)),
        ("두레연구소에서 개발을 맡은 한도윤이 왔다.", "두레연구소", ()),
        ("새울 타이거스 투수 한도윤은 던졌다.", "새울 타이거스", ("투수",)),
        ("한도윤 두레식품 부회장은 웃었다.", "두레식품", ("부회장",)),
        ("가람소프트 4번 타자 한도윤이 쳤다.", "가람소프트", ("타자",)),
        ("한도윤 부회장 겸 가람소프트 대표가 왔다.", "가람소프트", ("부회장", "대표")),
        ("온누리대 반도체공학과 한도윤 교수는 논문을 냈다.", "온누리대", ("교수",)),
        ("한도윤 교수(정담대)가 왔다.", "정담대", ("교수",)),
        ("한도윤 대표가 2일 두레테크에 합류했다.", "두레테크", ("대표",)),
        ("두레그룹 한도윤 회장이 왔다.", "두레그룹", ("회장",)),
        ("한도윤(61) 전 일본 가람소프트 부회장이 왔다.", "가람소프트", ("부회장",)),
        ("한도윤은 말했다. 그는 2019년 가람소프트를 세웠다.", "가람소프트", ()),
    ],
)
def test_bound_in_korean(text: str, organisation: str, titles: tuple[str, ...]) -> None:
    found = shown(text, "한도윤")
    assert found.organisations == (organisation,)
    assert found.titles == titles


@pytest.mark.parametrize(
    "text",
    [
        "가람소프트가 잔치를 열었다. 한도윤은 춤을 췄다.",
        "한도윤은 가람소프트의 주가를 물었다.",
        "인기 가수 한도윤이 왔다.",
        "작은 모임을 이끄는 한도윤이 왔다.",
        "그날 직접 한도윤을 만났다.",
        "“가람소프트는 크다” 한도윤은 말했다.",
        "윤서하 동생 한도윤 씨가 말했다.",
        "일본 골키퍼 한도윤이 막았다.",
        "한도윤 의원(전남 목포)은 말했다.",
        "친박 핵심 한도윤 의원은 말했다.",
        "3선 한도윤 의원은 말했다.",
        "'느린 저녁'의 한도윤 PD가 왔다.",
        "배우 나해솔이 한도윤과 왔다.",
        "한도윤(당시 나루솔)은 쳤다.",
        "그날 한도윤이 캠프에 합류했다.",
        "나루솔 출신 한도윤이 왔다.",
        "한도윤 후보자에 대한 청문회에서 이같이 밝히며 나 후보자에 취임 뒤를 물었다.",
        "이서준 총괄회장과 한도윤은 만났다.",
        "드라마에서 한도윤(강하늘)은 웃었다.",
        "새벽부터 '한도윤 이서준의 노래'에 나왔다.",
    ],
)
def test_bound_to_nobody(text: str) -> None:
    assert shown(text, "한도윤").bindings == ()


@pytest.mark.parametrize(
    ("text", "organisation"),
    [
        ("가람소프트를 대리한 한도윤 변호사는 변론했다.", "가람소프트"),
        ("가람소프트 협력업체 직원 한도윤 씨가 다쳤다.", "가람소프트"),
        ("Marcus Hale, a lawyer for Fernhollow, spoke.", "Fernhollow"),
    ],
)
def test_beside_an_organisation_is_not_of_it(text: str, organisation: str) -> None:
    found = shown(text, "Marcus Hale" if "Marcus" in text else "한도윤")
    assert found.beside == (organisation,)
    assert found.bindings == ()


@pytest.mark.parametrize(
    ("text", "organisation", "title"),
    [
        ("Fernhollow's Marcus Hale spoke.", "Fernhollow", ""),
        ("Loomfield chief executive Marcus Hale spoke.", "Loomfield", "chief executive"),
        ("Marcus Hale, 44, the chief executive of Fernhollow, spoke.", "Fernhollow", "chief executive"),
        ("Marcus Hale, an analyst at Pinecrest Securities, spoke.", "Pinecrest Securities", "analyst"),
        ("Marcus Hale, Fernhollow's founder, spoke.", "Fernhollow", "founder"),
        ("The founder of Fernhollow, Marcus Hale, spoke.", "Fernhollow", "founder"),
        ("Marcus Hale is the founder of Fernhollow.", "Fernhollow", "founder"),
        ("Marcus Hale, from Fernhollow, spoke.", "Fernhollow", ""),
        ("Fernhollow, whose founder Marcus Hale lives here, grew.", "Fernhollow", "founder"),
        ("Marcus Hale of Loomfield spoke.", "Loomfield", ""),
        ("Marcus Hale (Loomfield) won.", "Loomfield", ""),
        ("Marcus Hale, who leads Fernhollow, spoke.", "Fernhollow", ""),
        ("Marcus Hale runs Fernhollow from a shed.", "Fernhollow", ""),
    ],
)
def test_bound_in_english(text: str, organisation: str, title: str) -> None:
    found = shown(text, "Marcus Hale")
    assert found.organisations == (organisation,)
    assert not title or title in found.titles


@pytest.mark.parametrize(
    "text", ["Marcus Hale told Fernhollow to wait.", "Marcus Hale, a teacher in Dunmore, praised Fernhollow."]
)
def test_bound_to_nobody_in_english(text: str) -> None:
    assert shown(text, "Marcus Hale").bindings == ()


def test_former_and_new_organisations_are_marked() -> None:
    assert shown("한도윤 전 가람소프트 대표가 왔다.", "한도윤").bindings[0].is_former
    moved = shown("두레식품은 3일 한도윤 대표를 선임했다고 밝혔다.", "한도윤").bindings
    assert [(binding.organisation, binding.is_new) for binding in moved] == [("두레식품", True)]
    left = shown("가람소프트 한도윤 이사가 두레식품으로 옮겼다.", "한도윤").bindings
    assert [(binding.organisation, binding.is_new) for binding in left] == [
        ("가람소프트", False),
        ("두레식품", True),
    ]


def test_a_list_binds_by_its_headings_and_brackets() -> None:
    text = "◇물길관리청 ▲담당관 한도윤 ◇가람소프트 ▲상무 맹서린"
    assert shown(text, "한도윤").organisations == ("물길관리청",)
    assert shown(text, "맹서린").organisations == ("가람소프트",)
    assert shown("▲장관표창 한도윤(새롬소방서) 맹서린(가람소프트)", "한도윤").organisations == ("새롬소방서",)
    ranks = "<두레증권> ◇이사 승진 한도윤\n<가람소프트> ◇이사 승진 맹서린"
    assert shown(ranks, "한도윤").organisations == ("두레증권",)


def test_a_comma_in_a_headline_stands_for_a_particle() -> None:
    assert shown("한도윤, 나해솔 총장 만나", "한도윤").titles == ()


def test_titles_are_shared_by_a_list() -> None:
    assert shown("유지민, 한도윤, 최가온 의원이 왔다.", "한도윤").titles == ("의원",)
    assert shown("배우 이도현과 한도윤이 왔다.", "한도윤").titles == ("배우",)
    assert shown("배우 이도현 씨와 한도윤 씨가 왔다.", "한도윤").titles == ("배우",)
    assert shown("가람소프트 한도윤·두레식품 나해솔 대표가 왔다.", "한도윤").organisations == ("가람소프트",)


@pytest.mark.parametrize(
    "text", ["한도윤(31) 씨는 걸었다.", "한도윤(여·52)씨는 웃었다.", "직원 한도윤 씨는 걸었다."]
)
def test_private_people(text: str) -> None:
    assert shown(text, "한도윤").is_private


def test_other_spellings_of_an_organisation() -> None:
    assert is_same_organisation("(주)가람소프트", "가람소프트")
    assert is_same_organisation("가람 소프트", "가람소프트")
    assert is_same_organisation("푸름대", "푸름대학교")
    assert is_same_organisation("Fernhollow Inc.", "FERNHOLLOW")
    assert not is_same_organisation("가람소프트랩", "가람소프트")
    assert not is_same_organisation("대", "대학교")


@pytest.mark.parametrize(
    ("text", "new"),
    [
        ("가람소프트가 사명을 두레테크로 변경했다고 3일 밝혔다.", "두레테크"),
        ("가람소프트는 4월부터 사명을 ‘두레테크’로 바꾼다.", "두레테크"),
        ("두레는 회사명을 가람소프트에서 두레테크로 바꿨다.", "두레테크"),
        ("두레테크(옛 가람소프트)는 새 제품을 냈다.", "두레테크"),
        ("가람소프트 has changed its name to Dure Tech.", "Dure Tech"),
        ("Dure Tech, formerly 가람소프트, grew.", "Dure Tech"),
        ("가람소프트가 사명을 두고 고민한다.", ""),
        ("가람소프트는 대표를 나해솔로 바꿨다.", ""),
        ("두레테크(가람소프트 자회사)는 새 제품을 냈다.", ""),
    ],
)
def test_the_new_name_of_a_company(text: str, new: str) -> None:
    start = text.index("가람소프트")
    assert read_rename(Text(text), start, start + len("가람소프트")) == new
