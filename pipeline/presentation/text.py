"""A text, and what its words can be: an organisation, a part of one, a noun, no noun."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from functools import lru_cache

from pipeline.items import EntityKind
from pipeline.language.korean_names import is_korean_name
from pipeline.language.lexicon import HONORIFICS, KINSHIP, KOREAN_COMPANY_FORMS, ORGANISATION_HEADS
from pipeline.language.morphology import Morpheme, analyse, sentences
from pipeline.language.scripts import is_hangul
from pipeline.names import right_edge
from pipeline.presentation.words import CATEGORIES, DEPARTMENTS, KNOWN_HEADS, NOT_ORGANISATIONS

__all__ = [
    "Text",
    "has_legal_form",
    "has_organisation_head",
    "is_category",
    "is_department",
    "is_organisation",
    "is_person",
    "is_region",
    "may_name",
    "names_a_person",
]

_END = re.compile(r"[.!?。…](?=[\s\"'”’)\]]|$)|\n|[▲△▶▷◆◇■□○●◎※☆★|;]|[“”\"「」『』]")
WORD = r"[가-힣A-Za-z0-9㈜前現故][가-힣A-Za-z0-9&.+㈜]*(?:[-'][가-힣A-Za-z0-9&.+]+)*"
"""A word as names of organisations and titles are written."""

_FULL_NAME = 3
_SUBJECT_LENGTH = 4
_MOST = 160
"""Code points on either side of a name that are read."""

_ACADEMIC = ("교수", "총장", "학장", "박사", "연구원", "강사", "학생", "팀")
_NOUNS = frozenset({"NNP", "NNG", "NNB", "NR", "XSN", "XPN", "XR", "UN"})
_GROUPS = ("걸그룹", "보이그룹", "소그룹", "대그룹")
_NOT_HEADS = frozenset({"연구원", "경제", "화재", "연합", "조합", "교통", "산업", "관광", "골프", "수산", "축산"})
_HEADS = tuple(
    sorted(
        ({head for head in ORGANISATION_HEADS if len(head) >= 2} | KNOWN_HEADS) - _NOT_HEADS, key=len, reverse=True
    )
)
_REGIONS = frozenset("서울 부산 대구 인천 광주 대전 울산 세종 경기 강원 충북 충남 전북 전남 경북 경남 제주".split())
_CIRCLES = ("계", "계인")  # 친박계, 재계: a circle of people, no body
_NO_PARTIES = ("식당", "성당", "강당", "의사당", "법당", "서당")
_KINDS = ("기업", "업체", "회사", "단체", "매체", "기관", "스타트업", "기획사", "제작사", "개발사", "소속사")
_PARTS = ("대학", "연구소", "연구센터", "병원", "사업부", "캠퍼스", "연구원")
_LEGAL = tuple(KOREAN_COMPANY_FORMS)


class Text:
    """A folded text in which organisations are looked for.

    `known` are names of organisations that need no proof: the entity's own, and others that are tracked.
    """

    def __init__(self, text: str, known: Iterable[str] = ()) -> None:
        self.text = text
        self.known = tuple(sorted(set(known), key=len, reverse=True))
        self._spans: list[tuple[int, int]] | None = None

    def stretch(self, start: int, end: int) -> tuple[int, int]:
        """The part around a name that may say something of it: its sentence, without what others say."""
        low = max(0, start - _MOST)
        first = max((match.end() for match in _END.finditer(self.text, low, start)), default=low)
        stop = _END.search(self.text, end, end + _MOST)
        return first, stop.start() if stop else min(len(self.text), end + _MOST)

    def known_before(self, end: int, first: int) -> str:
        """The known organisation whose name ends at `end`, as a word of its own."""
        for name in self.known:
            start = end - len(name)
            if start >= first and self.text.startswith(name, start) and not self.text[start - 1 : start].isalnum():
                return name
        return ""

    def known_at(self, start: int) -> str:
        """The known organisation whose name begins at `start` and is followed by no letter."""
        return next(
            (
                name
                for name in self.known
                if self.text.startswith(name, start)
                and not self.text[start + len(name) : start + len(name) + 1].isalnum()
            ),
            "",
        )

    def known_prefix(self, start: int) -> str:
        """The known organisation whose name begins at `start`, with or without a particle behind it."""
        for name in self.known:
            end = start + len(name)
            if self.text.startswith(name, start) and right_edge(self.text, end, name, EntityKind.COMPANY).fits:
                return name
        return ""

    def is_noun(self, start: int, end: int) -> bool:
        """Whether a word is a noun, without particle or verb ending."""
        word = self.text[start:end]
        if word[-1] in "이가" and is_person(word[:-1]) and len(word) == _SUBJECT_LENGTH:
            return False  # 윤채영이: a name with its particle, which morphology reads as one longer name
        if has_organisation_head(word) or not is_hangul(word[-1]):
            return True
        parts = self._parts(start, end)
        return not parts or parts[-1].tag in _NOUNS or parts[-1].tag[0] == "S" or _is_contracted(parts[-1])

    def has_ending(self, start: int, end: int) -> bool:
        """Whether a word ends in a particle or in the ending of a verb that governs no noun."""
        parts = self._parts(start, end)
        if not parts or _is_contracted(parts[-1]):
            return False
        return parts[-1].tag[0] == "J" or parts[-1].tag in ("EC", "EF", "MAG", "MAJ")

    def is_common_noun(self, start: int, end: int) -> bool:
        """Whether a word is one noun of the dictionary that names nobody."""
        parts = self._parts(start, end)
        return bool(parts) and all(part.known and part.tag in ("NNG", "XSN", "XPN", "NNB", "NR") for part in parts)

    def _parts(self, start: int, end: int) -> tuple[Morpheme, ...]:
        if self._spans is None:
            self._spans = sentences(self.text)
        at = bisect_right(self._spans, (start, len(self.text))) - 1
        if at < 0 or end > self._spans[at][1]:
            return ()
        first, last = self._spans[at]
        morphemes = analyse(self.text[first:last]).morphemes
        return tuple(part for part in morphemes if part.start < end - first and part.end > start - first)


def _is_contracted(part: Morpheme) -> bool:
    """Whether a particle is but a final consonant, as in speech: the press does not write so, names end so."""
    return part.tag[0] == "J" and not is_hangul(part.form[-1])


def is_region(word: str) -> bool:
    """Whether a word is a province or one of the largest cities, or begins with one: 전남, 경북도."""
    return word.removesuffix("도").removesuffix("시") in _REGIONS


def has_legal_form(word: str) -> bool:
    """Whether a legal form is written onto it: ㈜, 주식회사."""
    return word.startswith(_LEGAL) or word.endswith(_LEGAL)


def has_organisation_head(word: str) -> bool:
    """Whether a word can name nothing but an organisation: 가람식품, 온누리대, 한별경찰서."""
    if has_legal_form(word) or word in KNOWN_HEADS:
        return True
    if word.endswith("그룹") and len(word) > 3 and not word.endswith(_GROUPS):
        return True
    return any(word.endswith(head) and len(word) > len(head) for head in _HEADS)


def is_party(word: str) -> bool:
    """Whether a word can be a political party: 미래당, not 국회의사당."""
    return len(word) >= 3 and word.endswith("당") and not word.endswith(_NO_PARTIES) and word[2:] != "담당"


def is_college(word: str) -> bool:
    """Whether a word can be a university in short, where an academic title stands: 온누리대."""
    return len(word) >= 3 and word.endswith("대")


def is_category(word: str) -> bool:
    """Whether a word is a kind of organisation: 기업, 스타트업."""
    return word in CATEGORIES or word.endswith(_KINDS)


def is_department(word: str) -> bool:
    """Whether a word is a part of an organisation: 전자공학과, 홍보팀."""
    return any(word.endswith(part) and len(word) > len(part) for part in DEPARTMENTS)


def is_part(word: str) -> bool:
    """Whether a word behind an organisation's name is a part of it: 공과대학, 반도체연구소."""
    return word.endswith(_PARTS) or is_department(word)


def is_person(word: str) -> bool:
    """Whether a word looks like a Korean person's name."""
    return 2 <= len(word) <= 4 and is_korean_name(word)


@lru_cache(maxsize=1024)
def names_a_person(word: str) -> bool:
    """Whether a word by itself is a Korean person's full name, and no noun of the dictionary (경영권)."""
    return len(word) == _FULL_NAME and is_korean_name(word) and not Text(word).is_common_noun(0, len(word))


def may_name(word: str) -> bool:
    """Whether a word may name an organisation at all."""
    return (
        len(word) >= 2
        and word not in NOT_ORGANISATIONS
        and not (word.endswith(_CIRCLES) and not word.endswith("기계"))
        and word not in KINSHIP
        and word not in HONORIFICS
        and not word[0].isdigit()
    )


def is_organisation(word: str, titles: Iterable[str]) -> bool:
    """Whether a word can be nothing but an organisation beside these titles."""
    academic = any(title.endswith(_ACADEMIC) for title in titles)
    return has_organisation_head(word) or is_party(word) or (academic and is_college(word))
