"""Finding tracked names in texts."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.items import Entity, EntityKind, Mention, Place, Watchlist
from pipeline.language.scripts import fold
from pipeline.mentions import Matcher

SURE = 0.5
HAN = Entity("person:한서연", EntityKind.PERSON, "한서연", ("Seoyeon Han",), titles=("리더",))
BENNETT = Entity("person:올리버 베넷", EntityKind.PERSON, "올리버 베넷", ("Oliver Bennett",))
HANBIT = Entity("company:한빛전자", EntityKind.COMPANY, "한빛전자", ("Hanbit",))
HARBOR = Entity("company:하버", EntityKind.COMPANY, "하버", ("Harbor",))
EVERYBODY = Watchlist((HAN, BENNETT, HANBIT, HARBOR))
SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(EVERYBODY)


def sure(found: tuple[Mention, ...], entity: Entity) -> list[str]:
    return [one.form for one in found if one.entity_id == entity.id and one.confidence >= SURE]


@pytest.mark.parametrize(
    "text",
    [
        "한서연은 이날 설명했다.",
        "한서연이라고 밝혔다.",
        "한서연에게서 들었다.",
        "한서연 리더가 발표했다.",
        "한서연님과 만났다.",
        "한서연 씨는 웃었다.",
        "한서연측은 부인했다.",
        "한서연·이도현 연구원이 참여했다.",
        "한서연(韓瑞姸) 교수",
        "‘한서연’은 말했다.",
        "배우 한서연, 주연을 맡다",
        "한 서 연 리더",
        "SEOYEON HAN joined.",
        "Han Seo-yeon’s team won.",
    ],
)
def test_a_person_is_found(matcher: Matcher, text: str) -> None:
    assert len(sure(matcher.find("", text, "ko"), HAN)) == 1


@pytest.mark.parametrize(
    ("markup", "text", "entity"),
    [
        ("이날 한서<br>연 리더가 왔다.", "이날 한서\n연 리더가 왔다.", HAN),
        ("이날 올리버<br>베넷이 왔다.", "이날 올리버\n베넷이 왔다.", BENNETT),
        ("On Friday Oliver<br>Bennett came.", "On Friday Oliver\nBennett came.", BENNETT),
    ],
)
def test_a_line_may_end_inside_a_name(matcher: Matcher, markup: str, text: str, entity: Entity) -> None:
    assert matcher.names_in(f"<p>{markup}</p>")
    assert len(sure(matcher.find("", text, "ko"), entity)) == 1


@pytest.mark.parametrize("text", ["책 발표한\n서연이 왔다.", "이날 한서\n연구소는 쉰다."])
def test_words_beside_the_end_of_a_line_are_no_name(matcher: Matcher, text: str) -> None:
    assert matcher.find("", text, "ko") == ()


@pytest.mark.parametrize("short", ["韓 리더", "韓리더", "한 리더"])
def test_the_surname_may_be_written_in_chinese(matcher: Matcher, short: str) -> None:
    found = matcher.find(f"{short} 사임", f"한서연 리더가 물러났다. {short}는 말했다. 朴 리더는 남는다.", "ko")
    assert sure(found, HAN) == [short, "한서연", short]


@pytest.mark.parametrize(
    "text", ["한서연구소는 문을 열었다.", "남궁한서연 대표", "Seoyeon Hansen said.", "seoyeonhan@hanbit.example"]
)
def test_a_longer_word_is_not_the_person(matcher: Matcher, text: str) -> None:
    assert not sure(matcher.find("", text, "ko"), HAN)


@pytest.mark.parametrize(
    "text",
    [
        "한빛전자가 발표했다.",
        "㈜한빛전자 발표",
        "주식회사 한빛전자는",
        "한빛전자(Hanbit)는",
        "한빛전자 회장이",
        "한빛전자측은",
        "Hanbit’s new plant",
        "ex-Hanbit engineer",
    ],
)
def test_a_company_is_found(matcher: Matcher, text: str) -> None:
    assert sure(matcher.find("", text, "ko"), HANBIT)


@pytest.mark.parametrize(
    "text",
    [
        "한빛전자서비스센터를 운영하는 한빛전자뱅크가 발표했다.",
        "한빛전자 뱅크가 문을 열었다.",
        "Hanbit Bank opened.",
        "www.hanbit.example",
    ],
)
def test_another_organisation_is_not_the_company(matcher: Matcher, text: str) -> None:
    assert not sure(matcher.find("", text, "ko"), HANBIT)


def test_the_longest_tracked_name_wins() -> None:
    bank = Entity("company:한빛은행", EntityKind.COMPANY, "한빛은행")
    group = Entity("company:한빛", EntityKind.COMPANY, "한빛")
    found = Matcher(Watchlist((group, bank))).find("", "한빛은행이 새 지점을 열었다.", "ko")
    assert [one.entity_id for one in found] == [bank.id]


def test_a_name_as_written_outranks_a_derived_form() -> None:
    written = Entity("person:a", EntityKind.PERSON, "올리버베넷")
    found = Matcher(Watchlist((BENNETT, written))).find("", "올리버베넷은 웃었다.", "ko")
    assert [one.entity_id for one in found] == ["person:a"]


def test_two_people_of_one_name_are_both_mentioned() -> None:
    other = Entity("person:한서연 (배우)", EntityKind.PERSON, "한서연")
    found = Matcher(Watchlist((HAN, other))).find("", "한서연은 말했다.", "ko")
    assert {one.entity_id for one in found} == {HAN.id, other.id}


def test_ordinary_korean_words_are_told_from_names() -> None:
    union = Entity("person:이상은", EntityKind.PERSON, "이상은")
    company = Entity("company:미래", EntityKind.COMPANY, "미래")
    matcher = Matcher(Watchlist((union, company)))
    assert sure(matcher.find("", "가수 이상은이 새 앨범을 냈다.", "ko"), union)
    assert not sure(matcher.find("", "만 19세 이상은 참여할 수 있다.", "ko"), union)
    assert not sure(matcher.find("", "우리의 미래는 밝다.", "ko"), company)
    assert sure(matcher.find("", "주식회사 미래는 밝혔다.", "ko"), company)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("안전성", "백신의 안전성과 효과를 평가한다."),
        ("정상화", "공장 정상화 방안을 내놓았다."),
        ("문화재", "문화재 보존 체계를 강화한다."),
        ("한마디", "마음을 담은 한 마디가 남았다."),
        ("대한", "이에 대한 논란이 거세다."),
    ],
)
def test_what_the_dictionary_knows_is_no_person(name: str, text: str) -> None:
    entity = Entity("person:x", EntityKind.PERSON, name)
    assert not sure(Matcher(Watchlist((entity,))).find("", text, "ko"), entity)


def test_ordinary_english_words_need_a_capital_that_means_something(matcher: Matcher) -> None:
    assert sure(matcher.find("", "Analysts said that Harbor raised its forecast.", "en"), HARBOR)
    assert not sure(matcher.find("", "The ships left the harbor at dawn.", "en"), HARBOR)
    assert not matcher.find("", "A harbor at night", "en")


@pytest.mark.parametrize(
    "text", ["Oliver J. Bennett spoke.", "Oliver J Bennett spoke.", "Oliver J. R. Bennett spoke."]
)
def test_initials_may_stand_in_a_western_name(matcher: Matcher, text: str) -> None:
    assert matcher.names_in(text)
    assert sure(matcher.find("", text, "en"), BENNETT) == [text.removesuffix(" spoke.")]
    assert not matcher.names_in("Oliver J. Benson spoke.")


def test_a_capital_before_an_ordinary_word_makes_a_longer_name(matcher: Matcher) -> None:
    assert not sure(matcher.find("", "On Monday Pearl Harbor said nothing at all.", "en"), HARBOR)


def test_part_of_a_foreign_name_is_not_the_name() -> None:
    oliver = Entity("person:올리버", EntityKind.PERSON, "올리버")
    matcher = Matcher(Watchlist((oliver,)))
    assert sure(matcher.find("", "가수 올리버가 무대에 올랐다.", "ko"), oliver)
    assert not sure(matcher.find("", "올리버 스톤은 새 영화를 찍었다.", "ko"), oliver)


def test_exclusions_bar_longer_names() -> None:
    entity = Entity("company:한빛", EntityKind.COMPANY, "한빛", exclude=("한빛 축제",))
    matcher = Matcher(Watchlist((entity,)))
    assert not matcher.find("", "한빛 축제가 열렸다.", "ko")
    assert sure(matcher.find("", "한빛이 발표했다.", "ko"), entity)


def test_korean_follow_ups_count_after_the_full_name(matcher: Matcher) -> None:
    text = "한빛전자 한서연 리더가 말했다. 한 리더는 웃었다. 한 대표는 없었다."
    assert sure(matcher.find("", text, "ko"), HAN) == ["한서연", "한 리더"]
    assert not sure(matcher.find("", "한 리더는 웃었다. 한 씨는 갔다.", "ko"), HAN)


def test_a_follow_up_of_another_bearer_is_not_taken(matcher: Matcher) -> None:
    text = "한서연 리더가 말했다. 한지우 리더도 왔다. 한 리더는 웃었다."
    assert sure(matcher.find("", text, "ko"), HAN) == ["한서연"]


def test_english_follow_ups(matcher: Matcher) -> None:
    text = "Oliver Bennett spoke on Monday. Bennett said it was late. Julia Bennett left. Bennett Park was empty."
    assert sure(matcher.find("", text, "en"), BENNETT) == ["Oliver Bennett", "Bennett"]


def test_foreign_names_in_hangul_are_followed_by_their_last_part(matcher: Matcher) -> None:
    text = (
        "올리버 베넷이 입국했다. 베넷은 웃었고, 배우 베넷의 팬들이 모였다. 줄리아 베넷은 없었다. 베넷건설도 없었다."
    )
    assert sure(matcher.find("", text, "ko"), BENNETT) == ["올리버 베넷", "베넷", "베넷"]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Bennett, Oliver: a life. “Thank you,” Mr. Bennett said.", 2),
        ("Oliver Bennett left; but Bennett never wrote to bennett@mail.example.", 2),
        ("Oliver Bennett Jr. left.", 0),
        ("Oliver Bennett-Cole left.", 0),
        ("The Oliver Bennett-led team won.", 1),
        ("oliver bennett left.", 0),
    ],
)
def test_english_people(matcher: Matcher, text: str, count: int) -> None:
    assert len(sure(matcher.find("", text, "en"), BENNETT)) == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Harbor’s shares fell.", 1),
        ("HARBOR CUTS JOBS", 0),
        ("The firm Harbor & Sons was not involved.", 0),
        ("HARBOR CUTS JOBS\nAnalysts at Harbor said so, and Harbor agreed.", 3),
        ("Harbor traffic was light.", 0),
        ("하버드 Harbor는 발표했다.", 1),
    ],
)
def test_capitals(matcher: Matcher, text: str, count: int) -> None:
    assert len(sure(matcher.find("", text, "en"), HARBOR)) == count


def test_a_channel_number_may_follow_an_acronym_but_no_name() -> None:
    station = Entity("company:HBS", EntityKind.COMPANY, "HBS")
    matcher = Matcher(Watchlist((station, HAN)))
    assert sure(matcher.find("", "HBS2 ‘저녁 뉴스’에 출연했다.", "ko"), station)
    assert not sure(matcher.find("", "HBS24는 편의점이다.", "ko"), station)
    assert not sure(matcher.find("", "HBSX를 보았다.", "ko"), station)
    assert not sure(matcher.find("", "한서연2를 보았다.", "ko"), HAN)


@pytest.mark.parametrize(
    "text", ["한서연pd는 말했다.", "가수한서연이 왔다.", "한서연님어머님도 오셨다.", "한서연이가 왔다."]
)
def test_careless_spelling(matcher: Matcher, text: str) -> None:
    assert sure(matcher.find("", text, "ko"), HAN)


@pytest.mark.parametrize(
    "text",
    [
        "우리은행장은 말했다.",
        "한서연구소",
        "한서연길 12",
        "이한서연은 말했다.",
        "http://a.example/x/Hanbit/y",
        "a.hanbit",
    ],
)
def test_what_is_written_onto_a_name(matcher: Matcher, text: str) -> None:
    assert not [one for one in matcher.find("", text, "ko") if one.confidence >= SURE]


def test_a_headline_may_use_the_short_name(matcher: Matcher) -> None:
    found = matcher.find("한 리더 “늦지 않았다”", "한빛전자 한서연 리더는 말했다.", "ko")
    assert [(one.form, one.place) for one in found if one.entity_id == HAN.id] == [
        ("한 리더", Place.HEADLINE),
        ("한서연", Place.LEAD),
    ]


def test_places(matcher: Matcher) -> None:
    found = matcher.find("한서연의 하루", "한서연은 일어났다.\n한서연은 잤다.", "ko")
    assert [one.place for one in found] == [Place.HEADLINE, Place.LEAD, Place.BODY]


def test_evidence_says_why(matcher: Matcher) -> None:
    (mention,) = matcher.find("", "한서연 리더는 말했다.", "ko")
    assert [one.kind for one in mention.evidence] == ["name", "title", "morphology"]
    assert mention.evidence[1].detail == "리더"


def test_nothing_in_a_text_without_names(matcher: Matcher) -> None:
    assert matcher.find("날씨", "오늘은 맑겠다.", "ko") == ()
    assert matcher.find("", "", "en") == ()
    assert Matcher(Watchlist()).find("한서연", "한서연", "ko") == ()
    assert not Matcher(Watchlist()).names_in("한서연")


@pytest.mark.parametrize(
    "raw",
    [
        "한\u00a0서\u00a0연",
        "<p>Seoyeon\n    Han",
        "ＳＥＯＹＥＯＮ ＨＡＮ",
        unicodedata.normalize("NFD", "한서연"),
        "한\u200b서연",
        "하\u11ab서연",
        "SEOYEON  HAN é",
    ],
)
def test_the_scan_of_raw_pages_sees_through_spelling(matcher: Matcher, raw: str) -> None:
    assert matcher.names_in(raw)


# --- what must hold for any text ---------------------------------------------------------------------------------

PIECES = [
    "한서연",
    "한 서 연",
    "Seoyeon Han",
    "Oliver Bennett",
    "Bennett",
    "한빛전자",
    "Hanbit",
    "Harbor",
    "올리버 베넷",
    "한 리더",
    "은",
    "이 ",
]
PIECES += [
    "는 ",
    "씨",
    " 대표",
    "뱅크",
    " said",
    ". ",
    ", ",
    "\n",
    "“",
    "’s",
    "\u200b",
    "\u00a0",
    "\u00ad",
    "ＨＡＮ",
    "(",
    "-",
    "😀",
    "다",
    "A",
    "é",
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)
FORMS = {fold(form.text).text.casefold() for form in Matcher(EVERYBODY).forms}


@settings(max_examples=120)
@given(TEXTS, TEXTS)
def test_spans_slice_to_a_known_form_or_a_follow_up(headline: str, text: str) -> None:
    matcher = Matcher(EVERYBODY)
    for one in matcher.find(headline, text, "ko"):
        source = headline if one.place is Place.HEADLINE else text
        assert source[one.span.start : one.span.end] == one.form
        follow_up = any(reason.kind == "follow-up" for reason in one.evidence)
        assert follow_up or fold(one.form).text.casefold() in FORMS
        assert matcher.names_in(source if not follow_up else headline + "\n" + text)


@settings(max_examples=60)
@given(TEXTS)
def test_an_unrelated_name_changes_nothing(text: str) -> None:
    stranger = Entity("person:문가람", EntityKind.PERSON, "문가람", ("Garam Moon",))
    alone = Matcher(EVERYBODY).find("", text, "ko")
    assert Matcher(Watchlist((stranger, *EVERYBODY.entities))).find("", text, "ko") == alone


@settings(max_examples=60)
@given(TEXTS)
def test_folding_moves_no_span(text: str) -> None:
    """What is found in a text is found in its decomposed spelling too, and slices to the same characters."""
    matcher = Matcher(EVERYBODY)
    plain = unicodedata.normalize("NFC", text)
    found = [fold(one.form).text for one in matcher.find("", plain, "ko")]
    assert [fold(one.form).text for one in matcher.find("", unicodedata.normalize("NFD", plain), "ko")] == found


@settings(max_examples=60)
@given(st.text(max_size=60), st.text(max_size=60), st.sampled_from(["ko", "en", "de", ""]))
def test_find_never_raises(headline: str, text: str, language: str) -> None:
    Matcher(EVERYBODY).find(headline, text + "한서연" + text, language)


@pytest.mark.shared
def test_the_people_of_a_real_press_release() -> None:
    if not SHARED.is_dir():
        pytest.skip("no data beside the checkout")
    text = (SHARED / "seeds" / "press-release.txt").read_text(encoding="utf-8")
    people = ("Kim Sung-hoon", "Bae Jae-kyung", "Jo Yong-jin", "Park Sun-kyu", "Seo Dae-won")
    companies = ("Upstage", "Kakao", "Kakao Enterprise")
    watchlist = Watchlist(
        tuple(Entity(name, EntityKind.PERSON, name) for name in people)
        + tuple(Entity(name, EntityKind.COMPANY, name) for name in companies)
    )
    found = Matcher(watchlist).find("", text, "en")
    assert {one.entity_id for one in found if one.confidence >= SURE} == {*people, *companies}
    assert [one.form for one in found if one.entity_id == "Jo Yong-jin"] == ["Jo Yong-jin", "Jo Yong-jin", "Jo"]
    assert all(one.form == "Kakao Enterprise" for one in found if one.entity_id == "Kakao Enterprise")
    assert not any(text[one.span.end :].startswith(" Enterprise") for one in found if one.entity_id == "Kakao")
