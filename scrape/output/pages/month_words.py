"""The words of the report of a month, in Korean and English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

__all__ = ["MonthWords", "month_words_of"]


@dataclass(frozen=True, slots=True)
class MonthWords:
    """The words of one language; `{}` stands for what is filled in."""

    kicker: str
    everybody: str
    articles: str
    stories: str
    outlets: str
    before: str  # month and number
    unchanged: str
    by_month: str
    by_month_chart: str
    in_numbers: str
    month: str
    copies: str
    top_stories: str
    ran_by: str
    outlets_unit: str  # below their number
    in_all: str  # outlets of the whole story
    shares: str
    share: str
    share_note: str
    name: str
    silent: str
    by_outlet: str
    outlet: str
    previous: str
    more: str
    firsts: str
    first_ever: str
    firsts_note: str
    quotes: str
    changes: str
    gone: str
    gone_on: str
    corrections: str
    corrected_on: str
    text_changed: str
    was: str
    notes: str
    counted: str
    beside_press: str
    waiting: str
    undated: str
    as_of: str
    unfinished: str
    nothing: str
    nothing_to_do: str
    nothing_waiting: str
    no_data: str


_KOREAN = MonthWords(
    kicker="월간 언론 보도",
    everybody="추적 대상 전체",
    articles="기사",
    stories="기사 묶음",
    outlets="언론사",
    before="{}: {}",
    unchanged="변동 없음",
    by_month="월별",
    by_month_chart="{}부터 {}까지 달마다 나온 기사",
    in_numbers="숫자로 보기",
    month="월",
    copies="같은 소식을 다룬 다른 기사",
    top_stories="가장 많이 다룬 소식",
    ran_by="언론사 {}곳",
    outlets_unit="언론사",
    in_all="다른 달까지 {}곳",
    shares="이름별 비중",
    share="비중",
    share_note="둘을 함께 다룬 기사는 양쪽에 모두 셉니다.",
    name="이름",
    silent="이 달에 보도가 없는 이름: {}",
    by_outlet="언론사별",
    outlet="언론사",
    previous="전달",
    more="{}개 더 있습니다.",
    firsts="처음 나온 보도",
    first_ever="첫 언론 보도",
    firsts_note="앞에 적힌 언론사가 그 이름을 처음 다룬 기사입니다.",
    quotes="발언",
    changes="삭제·수정",
    gone="삭제된 기사",
    gone_on="{} 삭제 확인",
    corrections="수정된 기사",
    corrected_on="{} 수정 확인",
    text_changed="본문이 바뀜",
    was="수정 전: {}",
    notes="세는 방법",
    counted="날짜와 달은 각 언론사가 있는 곳의 달력을 따릅니다. 같은 소식을 옮기거나 고쳐 쓴 기사는 한 묶음입니다.",
    beside_press="이 수에는 보도자료 배포사·기업 뉴스룸·포털의 기사 {}건이 들어 있지 않습니다.",
    waiting="검토를 기다리는 {}건은 세지 않았습니다: scrape review",
    undated="날짜를 알 수 없는 기사 {}건은 어느 달에도 들어 있지 않습니다.",
    as_of="{} 기준",
    unfinished="이 달이 끝나기 전의 자료입니다.",
    nothing="{}에는 저장된 보도가 없습니다.",
    nothing_to_do="이 달의 기사를 찾으려면: scrape run --since {}",
    nothing_waiting="검토를 기다리는 {}건이 있습니다: scrape review",
    no_data="아직 저장된 자료가 없습니다",
)
_ENGLISH = MonthWords(
    kicker="Media coverage of the month",
    everybody="Everybody tracked",
    articles="Articles",
    stories="Stories",
    outlets="Outlets",
    before="{}: {}",
    unchanged="no change",
    by_month="By month",
    by_month_chart="Articles in each month from {} to {}",
    in_numbers="In numbers",
    month="Month",
    copies="Further articles on the same news",
    top_stories="Top stories",
    ran_by="outlets: {}",
    outlets_unit="outlets",
    in_all="{} with other months",
    shares="Share between names",
    share="Share",
    share_note="An article about two counts for both.",
    name="Name",
    silent="Without coverage this month: {}",
    by_outlet="By outlet",
    outlet="Outlet",
    previous="Month before",
    more="{} more",
    firsts="First appearances",
    first_ever="First coverage",
    firsts_note="The outlet that stands before a headline wrote about the name for the first time.",
    quotes="Quotes",
    changes="Taken down or corrected",
    gone="Taken down",
    gone_on="found taken down {}",
    corrections="Corrected",
    corrected_on="found corrected {}",
    text_changed="the text was changed",
    was="Before: {}",
    notes="How this is counted",
    counted="Days and months are those of each outlet’s own calendar. A story is one piece of news: copies and "
    "rewrites of it count as articles, not as stories.",
    beside_press="Not in these numbers are articles at wires of releases, company newsrooms and portals: {}.",
    waiting="Rows that wait for review are not counted: {}. See: scrape review",
    undated="Articles without a known date are in no month: {}.",
    as_of="as of {}",
    unfinished="The month was not over then.",
    nothing="No coverage is stored for {}.",
    nothing_to_do="To look for articles of this month: scrape run --since {}",
    nothing_waiting="Rows that wait for review: {}. See: scrape review",
    no_data="nothing is stored yet",
)
_LANGUAGES: Mapping[str, MonthWords] = MappingProxyType({"ko": _KOREAN, "en": _ENGLISH})


def month_words_of(lang: str) -> MonthWords:
    """The words of ``ko`` or ``en``; those of another language are the English ones."""
    return _LANGUAGES.get(lang, _ENGLISH)
