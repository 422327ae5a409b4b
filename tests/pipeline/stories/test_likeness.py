"""How much of a text makes a copy or a rewrite: two articles compared, whether or not an index would find them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pipeline.stories import LinkKind, StoryCandidate, StoryInput, links_of, time_between
from tests.pipeline.stories.test_decision import RELEASE
from tests.pipeline.stories.test_decision import REWRITE as TOLD_AGAIN

AT = datetime(2026, 11, 20, tzinfo=UTC)
HEADLINE = "해솔랩, 사투리 알아듣는 음성인식 모델 공개"
ALIKE = "어르신 말도 척척 알아듣는 인공지능 나왔다"
ANOTHER = "마루대 연구진 리튬 막 개발"
LINES = (
    "해솔랩은 20일 사투리를 알아듣는 음성인식 모델 '해솔소리'를 공개했다고 밝혔다.",
    "이 모델은 전국 8개 지역의 방언 2만 시간 분량을 학습했으며, 표준어 대비 인식 오류를 37% 줄였다.",
    "서다인 해솔랩 대표는 지역 어르신들도 불편 없이 쓸 수 있는 서비스를 만드는 것이 목표라고 말했다.",
    "회사는 내년 상반기 공공기관 민원 상담에 모델을 시범 적용하고, 하반기에는 해외 동포용을 내놓는다.",
    "업계에서는 방언 자료를 구하기 어려워 대기업도 선뜻 나서지 못한 분야라는 평가가 나온다고 전했다.",
)
OTHERS = (
    "마루대학교 연구진이 바닷물에서 리튬을 뽑아내는 새 막을 개발했다고 19일 발표했다.",
    "연구를 이끈 한지우 교수는 기존 방식보다 전기를 절반만 쓰면서 순도는 99.2%까지 높였다고 설명했다.",
    "연구 결과는 국제 학술지에 실렸으며, 연구진은 2028년까지 시험 공장을 세울 예정이다.",
    "바다가 없는 나라에서도 소금 호수의 물로 같은 일을 할 수 있어 여러 나라가 눈여겨본다고 한다.",
    "막은 종이처럼 얇지만 열 해를 쓸 수 있고, 다 쓴 뒤에는 흙에서 썩는 재료로 만들었다고 덧붙였다.",
)
NEW, COPY, REWRITE = "new", "copy", "rewrite"
KINDS = {LinkKind.CORE: COPY, LinkKind.PART: COPY, LinkKind.REWRITE: REWRITE, LinkKind.NEAR: NEW, None: NEW}


def article(
    number: int, headline: str, text: str, at: datetime | None = AT, *, has_time: bool = True
) -> StoryInput:
    address = f"https://outlet{number}.example/news/{number}"
    return StoryInput(frozenset({address}), f"outlet {number}", headline, text, "ko", at, has_time)


def kind_of(one: StoryInput, other: StoryInput) -> str:
    links = links_of(one, [StoryCandidate(1, other)])
    assert [likeness.kind for _, likeness in links_of(other, [StoryCandidate(1, one)])] == [
        likeness.kind for _, likeness in links
    ]
    return KINDS[links[0][1].kind if links else None]


@pytest.mark.parametrize(
    ("headline", "kinds"),
    [
        (HEADLINE, (NEW, NEW, COPY, COPY, COPY, COPY)),
        (ALIKE, (NEW, NEW, NEW, COPY, COPY, COPY)),
        (ANOTHER, (NEW, NEW, NEW, REWRITE, COPY, COPY)),
    ],
)
def test_the_more_the_headlines_agree_the_less_of_a_text_makes_a_copy(
    headline: str, kinds: tuple[str, ...]
) -> None:
    """So many lines of five stand in both: two thirds make a copy under any headline."""
    first = article(1, HEADLINE, "\n".join(LINES))
    seconds = (article(2, headline, "\n".join((*LINES[:count], *OTHERS[count:]))) for count in range(6))
    assert tuple(kind_of(first, second) for second in seconds) == kinds


OTHER_PARTICULARS = {
    "20일": "3일",
    "8개": "5개",
    "2만": "7만",
    "37%": "12%",
    "해솔소리": "별솔말",
    "서다인": "한도경",
}


def test_a_rewrite_tells_the_same_particulars() -> None:
    """Numbers, names and quotes: with others it is another announcement, however alike the words are."""
    first = article(1, HEADLINE, RELEASE)
    assert kind_of(first, article(2, ALIKE, TOLD_AGAIN)) is REWRITE
    other = TOLD_AGAIN
    for particular, another in OTHER_PARTICULARS.items():
        other = other.replace(particular, another)
    assert kind_of(first, article(2, ALIKE, other)) is NEW


@pytest.mark.parametrize(
    ("hours", "times", "apart"),
    [
        (30, (True, True), timedelta(hours=30)),
        (30, (True, False), timedelta(hours=6)),
        (30, (False, False), timedelta(hours=6)),
        (12, (False, True), timedelta(0)),
    ],
)
def test_days_without_a_clock_may_be_nearer_than_they_look(
    hours: int, times: tuple[bool, bool], apart: timedelta
) -> None:
    """At least so far apart were they published."""
    first = article(1, HEADLINE, "", has_time=times[0])
    second = article(2, HEADLINE, "", AT + timedelta(hours=hours), has_time=times[1])
    assert time_between(first, second) == time_between(second, first) == apart
    assert time_between(first, article(3, HEADLINE, "", None)) is None
