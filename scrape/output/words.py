"""The words of what is sent to people, in Korean and English: one place for every document and page.

What a row's own language decides (``외 3개 언론사`` beside a Korean article) is in `scrape.output.export`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

__all__ = ["LANGUAGES", "Words", "words_of"]


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language. `lang` is its tag (BCP 47)."""

    lang: str
    coverage: str
    summary: str
    everything: str
    when: str
    name: str
    headline: str
    outlet: str
    other_outlets: str
    place: str
    in_headline: str
    in_lead: str
    in_text: str
    quoted: str
    yes: str
    snippet: str
    story: str
    count: str
    share: str
    by_name: str
    by_outlet: str
    by_month: str
    latest: str
    undated: str
    nothing: str
    page: str
    weekdays: str
    months: str  # the names of twelve; empty where a month has a number
    stories_forms: tuple[str, str]
    outlets_forms: tuple[str, str]
    others_forms: tuple[str, str]
    gone_form: str
    announced_form: str
    elsewhere_forms: Mapping[str, str]

    def stories(self, number: int) -> str:
        """``80건``, ``80 stories``."""
        return _form(self.stories_forms, number)

    def outlets(self, number: int) -> str:
        """``31곳``, ``31 outlets``."""
        return _form(self.outlets_forms, number)

    def with_others(self, outlet: str, number: int) -> str:
        """``서울경제 외 3개 언론사``, ``Hankyoreh and 3 others``; the outlet alone where there are none."""
        return f"{outlet}{_form(self.others_forms, number)}" if number else outlet

    def day(self, day: date) -> str:
        """``2024.08.07 (수)``, ``2024.08.07 (Wed)``: as `month_cell` writes the month."""
        return f"{day:%Y.%m.%d} ({self.weekdays.split()[day.weekday()]})"

    def month(self, month: str) -> str:
        """``2024-08`` as ``2024년 8월``, ``August 2024``."""
        year, number = int(month[:4]), int(month[5:7])
        return f"{self.months.split()[number - 1]} {year}" if self.months else f"{year}년 {number}월"

    def year(self, year: str) -> str:
        """``2024년``, ``2024``."""
        return year if self.months else f"{year}년"


def _form(forms: tuple[str, str], number: int) -> str:
    return forms[number != 1].format(f"{number:,}")


_KOREAN = Words(
    lang="ko",
    coverage="언론 보도",
    summary="요약",
    everything="전체",
    when="날짜",
    name="이름",
    headline="제목",
    outlet="언론사",
    other_outlets="다른 언론사",
    place="나온 곳",
    in_headline="제목",
    in_lead="첫 문단",
    in_text="본문",
    quoted="발언",
    yes="있음",
    snippet="발췌",
    story="묶음",
    count="건수",
    share="비중",
    by_name="이름별",
    by_outlet="언론사별",
    by_month="월별",
    latest="최근 보도",
    undated="날짜 없음",
    nothing="이 기간에 보도가 없습니다.",
    page="쪽",
    weekdays="월 화 수 목 금 토 일",
    months="",
    stories_forms=("{}건", "{}건"),
    outlets_forms=("{}곳", "{}곳"),
    others_forms=(" 외 {}개 언론사", " 외 {}개 언론사"),
    gone_form="{} 이후 삭제됨",
    announced_form="발표: {}",
    elsewhere_forms=MappingProxyType({"ko": "한국어", "en": "영어"}),
)
_ENGLISH = Words(
    lang="en",
    coverage="Media coverage",
    summary="Summary",
    everything="All",
    when="Date",
    name="Name",
    headline="Headline",
    outlet="Outlet",
    other_outlets="Other outlets",
    place="Named in",
    in_headline="headline",
    in_lead="lead",
    in_text="text",
    quoted="Quoted",
    yes="yes",
    snippet="Snippet",
    story="Story",
    count="Stories",
    share="Share",
    by_name="By name",
    by_outlet="By outlet",
    by_month="By month",
    latest="Latest",
    undated="No date",
    nothing="No coverage in this period.",
    page="page",
    weekdays="Mon Tue Wed Thu Fri Sat Sun",
    months="January February March April May June July August September October November December",
    stories_forms=("{} story", "{} stories"),
    outlets_forms=("{} outlet", "{} outlets"),
    others_forms=(" and {} other", " and {} others"),
    gone_form="taken down, {}",
    announced_form="announced by {}",
    elsewhere_forms=MappingProxyType({"ko": "in Korean", "en": "in English"}),
)
LANGUAGES: Mapping[str, Words] = MappingProxyType({"ko": _KOREAN, "en": _ENGLISH})


def words_of(lang: str) -> Words:
    """The words of ``ko`` or ``en``; those of another language are the English ones."""
    return LANGUAGES.get(lang, _ENGLISH)
