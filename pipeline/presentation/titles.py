"""Titles as the press writes them: with particles, in the plural, made of a word and a rank."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from pipeline.language.lexicon import HONORIFICS
from pipeline.names import particle_of
from pipeline.presentation.text import has_organisation_head
from pipeline.presentation.words import ALL_TITLES, COMPOUND_TITLES, OFFICES, PRIVATE

__all__ = ["Title", "is_office", "is_private_role", "title_of"]

_LONGEST = 24  # code points of a title with its particles


class Title(NamedTuple):
    """A title, and what follows it in its word: a particle, or nothing."""

    word: str
    rest: str

    @property
    def is_address(self) -> bool:
        """Whether it says nothing of what somebody does: 씨, 님."""
        return self.word in HONORIFICS


@lru_cache(maxsize=8192)
def title_of(word: str) -> Title | None:
    """The title that a word is, with or without a particle: 대표는, 교수팀이, 법사위원장."""
    for length in range(min(len(word), _LONGEST), 0, -1):
        head, rest = word[:length], word[length:]
        if rest and not _may_follow(rest, head):
            continue
        if head in ALL_TITLES or (head.isascii() and head.upper() in ALL_TITLES):
            return Title(head, rest)
        if has_organisation_head(head):
            continue  # 한의원 is no 의원
        ending = next((end for end in COMPOUND_TITLES if head.endswith(end) and len(head) > len(end)), "")
        if ending and (len(ending) > 2 or len(head) > len(ending) + 1 or ending[-1] == "장"):
            return Title(head, rest)
    return None


def _may_follow(rest: str, title: str) -> bool:
    return rest[0] in "님팀측들" or rest in ("이었던", "였던", "이던") or particle_of(rest, title) is not None


def is_office(title: str) -> bool:
    """Whether a title is always one at an organisation: 대표 is, 가수 is not."""
    low = title.lower()
    return (
        title in OFFICES or low in OFFICES or any(title.endswith(end) for end in COMPOUND_TITLES if end in OFFICES)
    )


def is_private_role(title: str) -> bool:
    """Whether it is a role that anybody may have: a customer, a student."""
    return title in PRIVATE or title.lower() in PRIVATE
