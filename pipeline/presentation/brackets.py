"""What stands in the brackets behind a name or a title: age, hanja, title, organisation, former ones."""

from __future__ import annotations

import re

from pipeline.language.scripts import has_hangul, is_latin
from pipeline.presentation.text import Text, is_organisation, is_person, is_region, may_name
from pipeline.presentation.titles import is_office, title_of
from pipeline.presentation.values import Draft
from pipeline.presentation.words import FORMER, NOW

__all__ = ["read_bracket"]

_PART = re.compile(r"[^,·ㆍ/;]+")
_REMARKS = frozenset("본명 극중 이하 일명 예명 별명 아이디 역 생전 왼쪽 오른쪽 가운데 사진 좌 우".split())
_AGE = re.compile(r"(?:[여남](?:성)?|가명|\d{1,3}세?|만 \d{1,3}세|[·, ])+")


def read_bracket(text: Text, span: tuple[int, int], draft: Draft) -> None:
    """Read (44·가람식품 대표), (가람식품), (당시 가람식품), (金道潤)."""
    whole = text.text[span[0] : span[1]].strip()
    if text.known_at(span[0]) == whole:
        draft.bind(whole, "NAME(ORG)", is_sure=True)
        return
    for match in _PART.finditer(text.text, *span):
        part = match[0].strip()
        if _AGE.fullmatch(part):
            draft.age = draft.age or part
        elif part:
            _read_part(text, part, match.start() + len(match[0]) - len(match[0].lstrip()), draft)


def _read_part(text: Text, part: str, start: int, draft: Draft) -> None:
    words = part.split(" ")
    then = "당시" in words
    former = then or any(word in FORMER for word in words)
    words = [word for word in words if word not in FORMER and word not in NOW and word != "당시"]
    titles = []
    while words and (title := title_of(words[-1])) is not None and not title.rest:
        titles.append(title.word)
        words.pop()
    for word in titles:
        draft.title(word)
    name = " ".join(words)
    known = text.known_at(start) or next((name for word in words if text.known_at(start + part.find(word))), "")
    named = has_hangul(name) or any(map(is_latin, name))
    if known:
        draft.bind(known, "NAME(ORG)", is_sure=True, is_former=former)
    elif named and may_name(name) and not _says_else(text, start, words, draft):
        is_one = any(is_organisation(word, draft.titles) for word in words)
        sure = is_one and not former
        if then and not is_one:
            return  # where somebody was at the time says little of where they are
        draft.bind(name, "NAME(ORG)", is_sure=sure, is_former=former)


def _says_else(text: Text, start: int, words: list[str], draft: Draft) -> bool:
    """Whether a bracket holds a reading in Latin letters, or a remark, and no organisation."""
    name = " ".join(words)
    if not has_hangul(name):
        return name.istitle() and " " in name  # the name in Latin letters
    if len(words) > 3 or words[0] in _REMARKS or any(character.isdigit() for character in words[-1]):
        return True
    if is_region(words[0]) and not any(is_organisation(word, draft.titles) for word in words):
        return True  # 전남 목포: a constituency, or where somebody lives
    if is_organisation(words[-1], draft.titles) or any(is_office(title) for title in draft.titles):
        return False  # an office is one at an organisation, whatever its name looks like
    return is_person(name) or text.is_common_noun(start, start + len(name))
