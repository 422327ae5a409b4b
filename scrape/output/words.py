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
    month_heading: str
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
    note: str
    story: str
    address: str
    count: str
    share: str
    found: str
    outlets_found: str
    found_in_headline: str
    found_quoted: str
    found_gone: str
    by_name: str
    by_outlet: str
    by_month: str
    by_year: str
    last_months_form: str
    busiest_form: str
    latest: str
    undated: str
    nothing: str
    page: str
    only_first_form: str
    weekdays: str
    months: str  # the names of twelve; empty where a month has a number
    stories_forms: tuple[str, str]
    outlets_forms: tuple[str, str]
    others_forms: tuple[str, str]
    more_forms: tuple[str, str]
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

    def more(self, number: int) -> str:
        """``그 밖 12``, ``12 more``: how many are not shown."""
        return _form(self.more_forms, number)

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
    month_heading="월",
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
    note="비고",
    story="기사 묶음",
    address="주소",
    count="건수",
    share="비중",
    found="보도",
    outlets_found="언론사",
    found_in_headline="제목에 나온 보도",
    found_quoted="발언이 실린 보도",
    found_gone="삭제된 기사",
    by_name="이름별",
    by_outlet="언론사별",
    by_month="월별",
    by_year="연도별",
    last_months_form="최근 {}개월",
    busiest_form="한 달 최다 {}",
    latest="최근 보도",
    undated="날짜 없음",
    nothing="이 기간에 보도가 없습니다.",
    page="쪽",
    only_first_form="시트는 보도가 많은 이름 {}개에만 있고, 모든 보도는 ‘{}’에 있습니다.",
    weekdays="월 화 수 목 금 토 일",
    months="",
    stories_forms=("{}건", "{}건"),
    outlets_forms=("{}곳", "{}곳"),
    others_forms=(" 외 {}개 언론사", " 외 {}개 언론사"),
    more_forms=("그 밖 {}", "그 밖 {}"),
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
    month_heading="Month",
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
    note="Note",
    story="Story",
    address="Address",
    count="Stories",
    share="Share",
    found="Stories",
    outlets_found="Outlets",
    found_in_headline="Stories named in the headline",
    found_quoted="Stories with a quote",
    found_gone="Taken down",
    by_name="By name",
    by_outlet="By outlet",
    by_month="By month",
    by_year="By year",
    last_months_form="last {} months",
    busiest_form="at most {} a month",
    latest="Latest",
    undated="No date",
    nothing="No coverage in this period.",
    page="page",
    only_first_form="The {} names with most coverage have a sheet; all coverage is in “{}”.",
    weekdays="Mon Tue Wed Thu Fri Sat Sun",
    months="January February March April May June July August September October November December",
    stories_forms=("{} story", "{} stories"),
    outlets_forms=("{} outlet", "{} outlets"),
    others_forms=(" and {} other", " and {} others"),
    more_forms=("{} more", "{} more"),
    gone_form="taken down, {}",
    announced_form="announced by {}",
    elsewhere_forms=MappingProxyType({"ko": "in Korean", "en": "in English"}),
)
LANGUAGES: Mapping[str, Words] = MappingProxyType({"ko": _KOREAN, "en": _ENGLISH})


def words_of(lang: str) -> Words:
    """The words of ``ko`` or ``en``; those of another language are the English ones."""
    return LANGUAGES.get(lang, _ENGLISH)
