"""What stands behind a name in Korean."""

from __future__ import annotations

import re

from pipeline.language.lexicon import KINSHIP
from pipeline.names import particle_of
from pipeline.presentation.brackets import read_bracket
from pipeline.presentation.text import (
    WORD,
    Text,
    has_organisation_head,
    is_department,
    is_organisation,
    may_name,
)
from pipeline.presentation.titles import Title, is_office, title_of
from pipeline.presentation.values import Draft
from pipeline.presentation.words import (
    COUNTRIES,
    FORMER,
    LEADING_VERBS,
    NOW,
    RELATIONS,
)

__all__ = ["read_after", "read_sequel"]

_WORD_AFTER = re.compile(WORD)
_RUN = re.compile("[가-힣]+")
_BRACKET = re.compile(r"\(([^()]{1,60})\)")
_MOST_WORDS = 6
_SUBJECT = ("이", "가", "은", "는")
_LEADS = "NAME leads ORG"
_AND = ("겸", "및")
_PRONOUN = re.compile(r"[.!?…\"”’)]*\s+(?:그|그녀)(?:는|가) (?P<said>[^.!?\n]{4,80})")
_FOUNDED = re.compile(
    r"(?:^|.*? )(?P<org>[가-힣A-Za-z0-9&]+?)(?:을|를) (?:[가-힣]+ )?"
    r"(?:세웠|세운|설립했|창업했|창립했|창단했|이끌고|이끈다|이끌어|운영하|운영한|경영하|경영한)"
)
_COPULA = re.compile(r"이?(?:다|었다|며|자|고|지만|라고)|였다|로|으로")


def read_after(text: Text, end: int, last: int, draft: Draft) -> None:
    """한도윤(44) 가람식품 전 대표(현 고문)는: age, organisation and title behind the name."""
    at = _read_tail(text, end, last, draft)
    if at is None:
        return
    words: list[tuple[int, int]] = []
    for _ in range(_MOST_WORDS):
        if text.text[at : at + 1] != " " or at >= last:
            return
        known = text.known_at(at + 1)
        if known and at + 1 + len(known) <= last:
            words.append((at + 1, at + 1 + len(known)))
            at += 1 + len(known)
            continue
        match = _WORD_AFTER.match(text.text, at + 1, last)
        if not match:
            return
        title = title_of(match[0])
        if title is not None:
            _take_title(text, title, match.end(), words, draft)
            return
        if not _may_stand_between(text, match):
            return
        words.append(match.span())
        at = match.end()


def read_sequel(text: Text, end: int, last: int, draft: Draft) -> None:
    """한도윤은 말했다. 그는 가람식품을 세웠다: the sentence behind that of which the name is the subject."""
    subject = _RUN.match(text.text, end, last)
    following = _PRONOUN.match(text.text, last)
    if subject is None or subject[0] not in _SUBJECT or following is None:
        return
    founded = _FOUNDED.match(following["said"])
    if founded is not None and may_name(founded["org"]):
        known = founded["org"] in text.known
        sure = known or has_organisation_head(founded["org"])
        draft.bind(founded["org"], "NAME. He leads ORG", is_sure=sure)


def _read_tail(text: Text, end: int, last: int, draft: Draft) -> int | None:
    """What is written onto the name and its brackets; where words begin, or None where nothing more can follow."""
    at = end
    for _ in range(3):
        bracket = _BRACKET.match(text.text, at, last)
        if bracket is None and text.text[at : at + 2] == " (":
            bracket = _BRACKET.match(text.text, at + 1, last)
        if bracket:
            read_bracket(text, bracket.span(1), draft)
            at = bracket.end()
            continue
        run = _RUN.match(text.text, at, last)
        if run is None:
            return at
        title = title_of(run[0])
        if title is None or (particle_of(run[0], text.text[end - 1]) is not None and len(run[0]) == 1):
            if run[0] in _SUBJECT and at == end:
                _read_predicate(text, run.end(), last, draft)
            return None
        draft.say(title)
        if title.rest:
            return None
        at = run.end()
        if title.is_address:
            continue
    return at


def _take_title(text: Text, title: Title, at: int, words: list[tuple[int, int]], draft: Draft) -> None:
    """A title, the words between it and the name, further titles and the bracket behind them."""
    if title.is_address and words:
        return  # 윤서하 동생 민준 씨: somebody else's
    draft.say(title)
    _bind_phrase(text, words, "NAME ORG TITLE" if words else "", draft)
    rest = title.rest
    while not rest:
        bracket = _BRACKET.match(text.text, at)
        if bracket:
            read_bracket(text, bracket.span(1), draft)
            at = bracket.end()
        match = _WORD_AFTER.match(text.text, at + 1) if text.text[at : at + 1] == " " else None
        if match is not None and match[0] in _AND:
            _take_further(text, match.end(), draft)
            return
        following = title_of(match[0]) if match else None
        if match is None or following is None:
            return
        draft.say(following)
        rest, at = following.rest, match.end()


def _take_further(text: Text, at: int, draft: Draft) -> None:
    """부총리 겸 기획재정부 장관: a second office, at another organisation."""
    words: list[tuple[int, int]] = []
    for _ in range(3):
        match = _WORD_AFTER.match(text.text, at + 1) if text.text[at : at + 1] == " " else None
        if match is None:
            return
        title = title_of(match[0])
        if title is not None:
            draft.say(title)
            _bind_phrase(text, words, "NAME TITLE and TITLE of ORG", draft)
            return
        if not _may_stand_between(text, match):
            return
        words.append(match.span())
        at = match.end()


def _read_predicate(text: Text, at: int, last: int, draft: Draft) -> None:
    """한도윤은 가람식품 대표다; 한도윤이 이끄는 가람식품은."""
    words: list[tuple[int, int]] = []
    for _ in range(5):
        match = _WORD_AFTER.match(text.text, at + 1, last) if text.text[at : at + 1] == " " else None
        if match is None:
            return
        at = match.end()
        if not words and (match[0] in LEADING_VERBS or match[0] in ("속한", "소속된", "몸담은")):
            _bind_following(text, at, last, draft)
            return
        title = title_of(match[0])
        if title is not None:
            if _COPULA.fullmatch(title.rest):
                draft.say(title)
                _bind_phrase(text, words, "NAME is TITLE of ORG", draft)
            return
        genitive = match[0].endswith("의")
        if not genitive and not _may_stand_between(text, match):
            return
        words.append((match.start(), match.end() - genitive))


def _bind_following(text: Text, at: int, last: int, draft: Draft) -> None:
    """The organisation that follows a verb: 이끄는 가람식품은."""
    start = at + 1
    for _ in range(3):
        match = _WORD_AFTER.match(text.text, at + 1, last) if text.text[at : at + 1] == " " else None
        if match is None:
            return
        known = text.known_prefix(match.start())
        if known:
            draft.bind(known, _LEADS, is_sure=True)
            return
        at = match.end()
        stem = _without_particle(match[0])
        if stem != match[0]:
            name = text.text[start : match.start() + len(stem)]
            if may_name(name):
                draft.bind(name, _LEADS, is_sure=has_organisation_head(stem))
            return


def _without_particle(word: str) -> str:
    """A word without the shortest particle at its end."""
    return next(
        (word[:length] for length in range(len(word) - 1, 1, -1) if particle_of(word[length:], word[:length])), word
    )


def _may_stand_between(text: Text, match: re.Match[str]) -> bool:
    word = match[0]
    if word in FORMER or word in NOW or word in COUNTRIES:
        return True
    if not may_name(word) or word in RELATIONS:
        return False
    return text.is_noun(*match.span())


def _bind_phrase(text: Text, words: list[tuple[int, int]], form: str, draft: Draft) -> None:
    """Bind the organisation among the words between a name and its title."""
    former = any(text.text[start:end] in FORMER for start, end in words)
    kept = [
        (start, end)
        for start, end in words
        if (word := text.text[start:end]) not in FORMER
        and word not in NOW
        and (text.known_at(start) or not is_department(word) or has_organisation_head(word))
    ]
    if not kept or any(text.text[start:end] in RELATIONS | KINSHIP for start, end in kept):
        return
    known = next((span for span in kept if text.known_at(span[0]) == text.text[span[0] : span[1]]), None)
    if known:
        draft.bind(text.text[known[0] : known[1]], form, is_sure=True, is_former=former)
        return
    sure = [span for span in kept if is_organisation(text.text[span[0] : span[1]], draft.titles)]
    first, last = (kept[0][0], sure[-1][1]) if sure else (kept[0][0], kept[-1][1])
    if not sure and text.is_common_noun(first, last) and not any(is_office(title) for title in draft.titles):
        return
    draft.bind(text.text[first:last], form, is_sure=bool(sure), is_former=former)
