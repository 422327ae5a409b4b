"""One story once: what is a copy, a rewrite, or neither; and that the order of arrival does not matter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.story_index import StoryIndex
from pipeline.stories import LinkKind, StoryInput, sketch, text_digest

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)

RELEASE = (
    "해솔랩은 20일 사투리를 알아듣는 음성인식 모델 '해솔소리'를 공개했다고 밝혔다.\n"
    "이 모델은 전국 8개 지역의 방언 2만 시간 분량을 학습했으며, 표준어 대비 인식 오류를 37% 줄였다.\n"
    '서다인 해솔랩 대표는 "지역 어르신들도 불편 없이 쓸 수 있는 서비스를 만드는 것이 목표"라고 말했다.\n'
    "회사는 내년 상반기 공공기관 민원 상담에 모델을 시범 적용하고, 하반기에는 해외 동포용을 내놓는다."
)
REWRITE = (
    "사투리까지 알아듣는 인공지능이 나왔다. 해솔랩은 20일 음성인식 모델 '해솔소리'를 공개했다.\n"
    "전국 8개 지역의 방언 2만 시간 분량을 학습해 표준어 대비 인식 오류를 37% 줄였다는 것이 회사 설명이다.\n"
    "해솔랩은 내년 상반기 공공기관 민원 상담에 이 모델을 시범 적용한다. "
    '서다인 대표는 "어르신들도 불편 없이 쓸 수 있게 하겠다"고 했다.'
)
OTHER = (
    "마루대학교 연구진이 바닷물에서 리튬을 뽑아내는 새 막을 개발했다고 19일 발표했다.\n"
    "연구를 이끈 한지우 교수는 기존 방식보다 전기를 절반만 쓰면서 순도는 99.2%까지 높였다고 설명했다.\n"
    "연구 결과는 국제 학술지에 실렸으며, 연구진은 2028년까지 시험 공장을 세울 예정이다."
)
ENGLISH = (
    "Haesol Lab said on Thursday that it had released a speech model that understands eight regional dialects.\n"
    "The model was trained on 20,000 hours of recordings and cuts recognition errors by 37 percent.\n"
    "Dain Seo, its chief executive, said the goal was a service that elderly people could use without trouble.\n"
    "A trial in public call centres is planned for the first half of next year."
)


def told(headline: str, text: str, number: int = 1, *, hours: float = 0, language: str = "ko") -> StoryInput:
    return StoryInput(
        addresses=frozenset({f"https://outlet{number}.example/news/{number}"}),
        outlet=f"outlet {number}",
        headline=headline,
        text=text,
        language=language,
        published_at=AT + timedelta(hours=hours),
    )


def joined(*articles: StoryInput) -> bool:
    """Whether the first and the last of them are in one story."""
    index = StoryIndex()
    keys = [index.add(article) for article in articles]
    return index.story_of(keys[0]) == index.story_of(keys[-1])


def kind(stored: StoryInput, article: StoryInput) -> LinkKind | None:
    """How `article` is linked to the stored one."""
    index = StoryIndex()
    index.add(stored)
    index.add(article)
    return index.last_links[0][1].kind if index.last_links else None


def stories(articles: Sequence[StoryInput]) -> set[frozenset[str]]:
    """The articles of each story, by outlet."""
    index = StoryIndex()
    for article in articles:
        index.add(article)
    found: dict[int, set[str]] = {}
    for number, article in enumerate(articles, 1):
        found.setdefault(index.story_of(number), set()).add(article.outlet)
    return {frozenset(members) for members in found.values()}


FIRST = told("해솔랩, 사투리 알아듣는 음성인식 모델 공개", RELEASE, 1)


@pytest.mark.parametrize(
    "copy",
    [
        pytest.param(told("사투리도 알아듣는다…해솔랩 새 모델", RELEASE, 2), id="another headline"),
        pytest.param(told(FIRST.headline, RELEASE.rsplit("\n", 1)[0], 2), id="last paragraph cut"),
        pytest.param(told(FIRST.headline, f"(서울=누리통신) 김가온 기자 = {RELEASE}", 2), id="dateline and byline"),
        pytest.param(
            told(FIRST.headline, f"{RELEASE}\n무단전재 및 재배포 금지\n▶ 카카오톡 구독하기", 2), id="boilerplate"
        ),
    ],
)
def test_copies(copy: StoryInput) -> None:
    assert kind(FIRST, copy) in {LinkKind.CORE, LinkKind.PART}
    assert joined(FIRST, copy)


def test_an_announcement_in_other_words_is_a_rewrite() -> None:
    rewrite = told("해솔랩, 방언 알아듣는 음성인식 AI 공개", REWRITE, 2, hours=5)
    assert kind(FIRST, rewrite) is LinkKind.REWRITE
    assert joined(FIRST, rewrite)


def test_a_later_version_of_an_article_is_the_same_article() -> None:
    later = replace(
        told(FIRST.headline, RELEASE + "\n이 소식에 업계는 반색했다.", 1), addresses=frozenset({"https://x"})
    )
    index = StoryIndex()
    assert index.add(FIRST) == index.add(later)


def test_one_address_is_one_article_whatever_it_says() -> None:
    index = StoryIndex()
    first = index.add(FIRST)
    changed = replace(FIRST, headline=FIRST.headline + " (정정)", text=RELEASE.replace("37%", "35%"))
    assert index.add(changed) == first


def test_another_event_is_another_story() -> None:
    assert not joined(FIRST, told("바닷물에서 리튬 뽑는 막 개발", OTHER, 2))


def test_two_languages_are_two_stories() -> None:
    english = told("Haesol Lab releases speech model for dialects", ENGLISH, 2, language="en")
    assert not joined(FIRST, english)


@pytest.mark.parametrize(
    ("text", "window", "within"),
    [(RELEASE, timedelta(days=30), LinkKind.CORE), (REWRITE, timedelta(hours=72), LinkKind.REWRITE)],
)
def test_likeness_counts_within_a_window_of_time(text: str, window: timedelta, within: LinkKind) -> None:
    hours = window / timedelta(hours=1)
    headline = "해솔랩, 방언 알아듣는 음성인식 AI 공개"
    assert kind(FIRST, told(headline, text, 2, hours=hours - 1)) is within
    assert kind(FIRST, told(headline, text, 2, hours=hours + 1)) is None


FORECAST = (
    "오늘은 전국이 대체로 {} 아침 기온은 영하 {}도로 춥겠습니다.\n낮에는 기온이 {}도까지 오르겠습니다.\n"
    "바다의 물결은 동해 먼바다에서 2미터로 높게 일겠습니다.\n내일은 빗방울이 떨어지는 곳이 있겠습니다."
)
NOTICE = "◇ 승진\n▲ {} 본부장 한지우\n▲ {} 실장 윤가람\n◇ 전보\n▲ {} 부장 서도윤\n▲ 홍보 오나래\n▲ 총무 이든"


@pytest.mark.parametrize(
    ("headline", "form", "one", "other"),
    [
        pytest.param("오늘 낮부터 기온 올라", FORECAST, ("맑고", "2", "8"), ("흐리고", "5", "6"), id="weather"),
        pytest.param("[인사] 마루전자", NOTICE, ("기획", "전략", "인사"), ("기획", "전략", "재무"), id="personnel"),
        pytest.param(
            "[포토] 손 흔드는 선수",
            "{} 선수가 20일 {} 경기장에서 {}",
            ("가", "나", "다"),
            ("가", "라", "다"),
            id="photo",
        ),
    ],
)
def test_form_letters_never_merge(headline: str, form: str, one: tuple[str, ...], other: tuple[str, ...]) -> None:
    articles = [told(headline, form.format(*words), number) for number, words in enumerate((one, other), 1)]
    assert not joined(*articles)


def test_near_empty_texts_never_merge() -> None:
    assert not joined(told("영상", "영상을 재생하세요.", 1), told("영상", "영상을 재생하세요.", 2))


MEMBERS = (
    FIRST,
    told("사투리도 알아듣는다…해솔랩 새 모델", RELEASE, 2, hours=1),
    told("해솔랩, 방언 알아듣는 음성인식 AI 공개", REWRITE, 3, hours=5),
    told("해솔랩 음성인식 모델 공개", RELEASE.rsplit("\n", 2)[0], 4, hours=30),
    told("바닷물에서 리튬 뽑는 막 개발", OTHER, 5),
    told("마루대, 리튬 추출 막 개발", OTHER, 6, hours=2),
    told("Haesol Lab releases speech model for dialects", ENGLISH, 7, language="en"),
)


@settings(max_examples=60)
@given(st.permutations(MEMBERS))
def test_stories_do_not_depend_on_the_order_of_arrival(order: list[StoryInput]) -> None:
    assert stories(order) == stories(MEMBERS)


def test_an_article_that_holds_two_announcements_belongs_to_neither() -> None:
    lines = (RELEASE + "\n" + OTHER).split("\n")
    headline = "해솔랩 새 모델 공개, 마루대 리튬 막 개발"
    first, second = told(headline, "\n".join(lines[:4]), 1), told(headline, "\n".join(lines[4:]), 2)
    both = told(headline, "\n".join(lines), 3)
    assert stories([first, second, both]) == {frozenset({f"outlet {number}"}) for number in (1, 2, 3)}


def test_an_article_that_holds_two_announcements_joins_them_not() -> None:
    """A round-up carries the text of both and belongs to neither."""
    both = told("해솔랩 새 모델 공개, 마루대 리튬 막 개발", RELEASE + "\n" + OTHER, 3)
    other = told("바닷물에서 리튬 뽑는 막 개발", OTHER, 2)
    assert len(stories([FIRST, other, both])) == 3


TAIL = (
    "한편 물보라소프트는 2017년 문을 연 번역 전문기업으로 국내외 140여 개 고객사를 두고 있으며 지난해 "
    "매출 190억원을 올렸다. 회사는 직원 120명 가운데 절반이 연구 인력이며 특허 31건을 갖고 있다."
)
AGREEMENT = (
    "물보라소프트는 다온법원과 판결문 번역을 위한 협약을 맺었다고 4일 밝혔다. 법원은 해마다 외국어 사건을 다룬다."
)
OPENING = (
    "물보라소프트가 고양시에 사옥을 열었다고 11일 밝혔다. 새 건물에는 연구소와 체험관이 들어서며 "
    "누구나 둘러볼 수 있다."
)


def test_the_closing_paragraph_of_a_company_joins_nothing() -> None:
    first = told("물보라소프트, 다온법원과 번역 협약", f"{AGREEMENT}\n{TAIL}", 1)
    assert not joined(first, told("물보라소프트, 고양에 새 사옥", f"{OPENING}\n{TAIL}", 2, hours=5))
    assert joined(first, told("다온법원 번역 협약", f"{AGREEMENT}\n{TAIL}", 2, hours=5))


CLOSE = (
    "코스피가 {0}일 전 거래일보다 {1}포인트 오른 {2}에 거래를 마쳤다. 외국인은 {3}억원을 사들였고 기관은 {4}억원을 "
    "팔았다. 원/달러 환율은 {5}원에 마감했다. 시가총액 상위 종목은 대부분 올랐으며 거래대금은 {6}억원이었다."
)


def test_a_form_filled_in_anew_is_another_story() -> None:
    monday = CLOSE.format(2, "13.45", "2713.88", 2310, 1875, "1371.5", 98120)
    tuesday = CLOSE.format(3, "21.07", "2734.95", 4127, 3069, "1368.2", 104533)
    assert not joined(told("코스피 상승 마감", monday), told("코스피 상승 마감", tuesday, 2, hours=24))
    assert joined(told("코스피 상승 마감", monday), told("코스피, 오름세로 마쳐", monday, 2, hours=1))


@given(st.text(max_size=300), st.text(max_size=2000), st.sampled_from(["ko", "en", ""]))
def test_keys_are_the_same_whatever_the_spacing(headline: str, text: str, language: str) -> None:
    keys = sketch(headline, text, language)
    assert list(keys.hashes) == sorted(set(keys.hashes))
    assert all(-(1 << 63) <= key < 1 << 63 for key in keys.hashes)
    assert sketch(headline, text, language) == keys


def test_the_digest_ignores_spacing_and_boilerplate() -> None:
    assert text_digest(RELEASE) == text_digest(RELEASE.replace(" ", "  ") + "\n무단전재 및 재배포 금지")
    assert text_digest(RELEASE) != text_digest(OTHER)
    assert text_digest("\n ") == ""
