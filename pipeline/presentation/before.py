"""What stands before a name in Korean."""

from __future__ import annotations

import re

from pipeline.presentation.text import (
    WORD,
    Text,
    has_organisation_head,
    is_category,
    is_department,
    is_organisation,
    is_part,
    is_person,
    may_name,
)
from pipeline.presentation.titles import is_office, title_of
from pipeline.presentation.values import Draft
from pipeline.presentation.words import (
    AWAY_VERBS,
    FORMER,
    LEADING_HEADS,
    LEADING_VERBS,
    MEMBER_VERBS,
    NOW,
    POLITICAL,
    RELATIONS,
)

__all__ = ["read_before"]

_WORD_BEFORE = re.compile(
    rf"(?<![가-힣A-Za-z0-9&.+㈜前現故])(?P<word>(?:\(주\))?{WORD})(?P<bracket>\([^()]{{1,30}}\))?$"
)
_ENTERED = ("입단", "입사", "합류", "이적", "옮긴", "취임", "부임", "영입")
_ORIGIN = ("출신", "출신의")
_COUNTED = re.compile(r"\d{1,2}(?:번|선|대|급|년차|인조)|초선|재선|다선")
_LONGEST_NAME = 8
_MOST_WORDS = 9
_OBJECT, _PLACE = ("을", "를"), ("에서", "으로", "에", "로")


class _Before:
    """Reads the words before a name from right to left."""

    def __init__(self, text: Text, first: int, draft: Draft) -> None:
        self.text = text
        self.first = first
        self.draft = draft
        self.phrase: list[tuple[int, int]] = []
        self.titles: list[str] = []
        self.form = "ORG NAME"
        self.verb = ""  # what the bearer does to the organisation that comes next
        self.is_former = self.is_new = self.is_sure = self.is_away = self.is_genitive = False
        self.is_origin = False  # 방송국 출신: where somebody comes from says little of where they are
        self.is_task = False  # what the bearer leads is a piece of work; where it is done may stand before it

    def read(self, at: int) -> None:
        """Read up to the word that ends it; then bind what was found."""
        for _ in range(_MOST_WORDS):
            if at <= self.first or self.text.text[at - 1] != " ":
                break
            known = self.text.known_before(at - 1, self.first)
            match = _WORD_BEFORE.search(self.text.text, self.first, at - 1)
            if known:
                start = at - 1 - len(known)
                if not self._takes_known(start, at - 1):
                    break
                at = start
                continue
            if match is None:
                break
            start, end = match.span("word")
            if not self._takes(match["word"], start, end):
                break
            at = start
        self._bind()

    def _takes_known(self, start: int, end: int) -> bool:
        if self.phrase and (self.is_sure or has_organisation_head(self._word(0))) and not is_part(self._word(0)):
            return False
        self.phrase = [(start, end)]
        self.is_sure = True
        return True

    def _takes(self, word: str, start: int, end: int) -> bool:
        """Whether the word belongs to what is said of the name; False ends the reading."""
        if word in FORMER or word in ("전직", *_ORIGIN):
            self.is_former = True
            self.is_origin = word in _ORIGIN
            return not self.phrase
        if self.phrase:
            return self._extends(word, start, end)
        if word in NOW or word in ("소속", "소속의", "있는", "있던"):
            self.is_sure = self.is_sure or word.startswith("소속")
            return True
        if word in AWAY_VERBS or word in RELATIONS:
            self.is_away = True
            return True
        if word in LEADING_VERBS or word in MEMBER_VERBS:
            self.verb = word
            self.is_new = word.startswith(_ENTERED)
            self.form = "ORG does NAME"
            return True
        return self._takes_noun(word, start, end)

    def _takes_noun(self, word: str, start: int, end: int) -> bool:
        if self.verb or self.is_away:
            particle = next(
                (mark for mark in (*_OBJECT, *_PLACE) if word.endswith(mark) and len(word) > len(mark)), ""
            )
            word, end = word.removesuffix(particle) if particle else word, end - len(particle)
            if self.verb and not particle and not self.is_task:
                return False
            known = self.text.known_before(end, self.first)
            if known:
                return self._takes_known(end - len(known), end)
            if self.is_task or (self.verb and particle in _OBJECT and self._is_work(start, end)):
                return self._takes_work(word, start, end, particle)
        title = None if self.is_away else title_of(word)
        if (
            title is not None
            and not title.is_address
            and title.rest in ("", "인", "이었던", "였던", "이던", "이자", "로", "을", "를")
        ):
            self.titles.append(title.word)
            self.is_former = self.is_former or title.rest in ("이었던", "였던", "이던")
            if title.rest in ("로", "을", "를") and not self.verb:
                return False
            self.verb = ""
            return True
        if word.endswith("의") and len(word) > 2 and not self.text.is_noun(start, end):
            known = self.text.known_before(end - 1, self.first)
            if known:
                return self._takes_known(end - 1 - len(known), end - 1)
            self.is_genitive = True
            word, end = word[:-1], end - 1
            if word in RELATIONS:
                self.is_away = True
                return True
        is_part_of_one = is_department(word) and not has_organisation_head(word) and self.text.is_noun(start, end)
        if is_part_of_one or _COUNTED.fullmatch(word):  # 4번 타자, 3선 의원
            return True
        if not self._may_be_organisation(word, start, end):
            return False
        self.phrase.append((start, end))
        return True

    def _may_be_organisation(self, word: str, start: int, end: int) -> bool:
        if not may_name(word) or is_category(word) or ("'" in word and not self.text.known_at(start)):
            return False  # what is quoted is a work
        titles = (*self.titles, *self.draft.titles)
        return self.is_genitive or self.text.is_noun(start, end) or is_organisation(word, titles)

    def _is_work(self, start: int, end: int) -> bool:
        word = self.text.text[start:end]
        return self.text.is_common_noun(start, end) and not is_organisation(word, ())

    def _takes_work(self, word: str, start: int, end: int, particle: str) -> bool:
        """가람연구소에서 음성인식 연구를 이끄는: the work, what kind of work it is, then where it is done."""
        if particle == "에서" and is_organisation(word, ()):
            self.phrase.append((start, end))
            return True
        self.is_task = not particle or particle in _OBJECT
        return self.is_task and self.text.is_noun(start, end)

    def _extends(self, word: str, start: int, end: int) -> bool:
        """Whether a word before the organisation is a part of its name, or says that it is one."""
        if is_category(word) or word in LEADING_HEADS:
            self.is_sure = True
            if word in LEADING_HEADS:
                self.phrase.insert(0, (start, end))
            return False
        if (
            len(self.phrase) < 3
            and _is_bare_head(self._word(0))
            and may_name(word)
            and not self.text.has_ending(start, end)
        ):
            self.phrase.insert(0, (start, end))
            return True
        return False

    def _word(self, index: int) -> str:
        start, end = self.phrase[index]
        return self.text.text[start:end]

    def _bind(self) -> None:
        for title in self.titles:
            self.draft.title(title)
        if not self.phrase:
            return
        first, last = self.phrase[0][0], self.phrase[-1][1]
        name = self.text.text[first:last]
        if self.is_away:
            self.draft.beside(name)
            return
        titles = (*self.titles, *self.draft.titles)
        sure = self.is_sure or any(is_organisation(self._word(i), titles) for i in range(len(self.phrase)))
        if not sure and (self.is_origin or self._is_attribute(first, last)):
            return
        form = "ORG's NAME" if self.is_genitive else "ORG TITLE NAME" if self.titles else self.form
        self.draft.bind(name, form, is_sure=sure, is_former=self.is_former, is_new=self.is_new)

    def _is_attribute(self, first: int, last: int) -> bool:
        """Whether an ordinary noun says what kind of person it is, and not of which organisation: 인기 가수."""
        name = self.text.text[first:last]
        if is_person(name) and not self.titles and not self.draft.titles:
            return True  # the next of a list of names
        offices = [title for title in (*self.titles, *self.draft.titles) if is_office(title)]
        is_political = any(title.endswith(POLITICAL) for title in offices)
        return self.text.is_common_noun(first, last) and (self.is_genitive or is_political or not offices)


def _is_bare_head(word: str) -> bool:
    return has_organisation_head("가나" + word)


def read_before(text: Text, start: int, first: int, draft: Draft) -> None:
    """가람식품의 대표 한도윤, 가람식품을 이끄는 한도윤, 가람식품(대표 한도윤."""
    at = start
    if text.text[at - 1 : at] == "'":
        closing = text.text.find("'", at)
        if not 0 <= closing - at <= _LONGEST_NAME:
            return  # the name is a part of what is quoted
        at -= 1
    opened = text.text.rfind("(", first, at)
    if opened >= 0 and ")" not in text.text[opened:at]:
        _read_before_bracket(text, opened, at, first, draft)
        return
    _Before(text, first, draft).read(at)


def _read_before_bracket(text: Text, opened: int, at: int, first: int, draft: Draft) -> None:
    """가람식품(대표 한도윤): the organisation stands before the bracket that names its head."""
    inside = text.text[opened + 1 : at].split()
    titles = [title_of(word) for word in inside]
    if not inside or any(title is None for title in titles):
        _Before(text, opened + 1, draft).read(at)
        return
    for title in titles:
        if title is not None:
            draft.say(title)
    known = text.known_before(opened, first)
    match = _WORD_BEFORE.search(text.text, first, opened)
    if known or match:
        name = known or (match["word"] if match else "")
        if may_name(name):
            draft.bind(name, "ORG(TITLE NAME)", is_sure=True)
