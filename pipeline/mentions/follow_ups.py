"""References to a person once the full name was given: 박 대표, 박 씨, Park said, 행크스.

A surname alone is nobody in particular. It counts after a full name in the same article, unless the nearest full
name before it that it could stand for is somebody else's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.items import EntityKind
from pipeline.language.korean_names import HANJA, is_korean_name, split_hangul_name
from pipeline.language.lexicon import (
    ENGLISH_TITLES,
    ENGLISH_WORDS,
    HONORIFICS,
    LATIN_ORGANISATION_HEADS,
    SENTENCE_OPENERS,
    TITLES,
)
from pipeline.language.romanize import surname_spellings
from pipeline.language.scripts import Script, script_of
from pipeline.names import EdgeKind, left_edge, right_edge

__all__ = ["FollowUp", "follow_ups"]


class FollowUp(NamedTuple):
    """The span of a later reference."""

    start: int
    end: int


_TITLE = "|".join(sorted(TITLES | (HONORIFICS - {"군", "양", "님", "옹"}), key=len, reverse=True))
# Last syllables of words that are no names: 콜린 행크스 is somebody else, 그러나 행크스 and 배우인 행크스 are not.
_ENDS_OF_WORDS = frozenset("은는이가을를의에와과도서로고며한된인던할게지만면니나라자된")
_SPEAKS = re.compile(
    r"(?:'s\b| (?:also |then |later )?[a-z]+(?:ed|s|d)\b| (?:said|told|has|had|was|is|will|would|did|who)\b|,)"
)


def follow_ups(text: str, name: str, since: int, titles: frozenset[str]) -> Iterator[FollowUp]:
    """References to the person called `name` in `text` from `since` on, where the full name was first seen.

    `titles` are those the person is known to bear. Some references lie inside a full name: that is for the caller.
    """
    if script_of(name) is Script.HANGUL:
        if is_korean_name(name):
            yield from _korean(text, name, since, titles)
        elif " " in name:
            yield from _foreign(text, name, since)
    elif " " in name:
        yield from _latin(text, name, since)


def _korean(text: str, name: str, since: int, titles: frozenset[str]) -> Iterator[FollowUp]:
    split = split_hangul_name(name)
    if split is None:
        return
    surname = split[0]
    written = "|".join((surname, *HANJA[surname]))  # 韓 대표, as headlines have it
    # Group 1: somebody's full name; without it, the surname and a title alone.
    pattern = re.compile(rf"(?<![가-힣一-鿿])(?:{written})(?:([가-힣]{{1,2}}) ?)?(?: ?)({_TITLE})(?:님)?")
    nearest: dict[str, str] = {}
    for match in pattern.finditer(text):
        given, title = match[1], match[2]
        if given:
            nearest[title] = surname + given
            continue
        edge = right_edge(text, match.end(), title, EntityKind.PERSON)
        if match.start() < since or edge.kind not in (EdgeKind.CLEAN, EdgeKind.PARTICLE):
            continue
        bearer = nearest.get(title)
        if bearer == name or (bearer is None and (title in titles or title in HONORIFICS or not nearest)):
            yield FollowUp(match.start(), match.end())


def _foreign(text: str, name: str, since: int) -> Iterator[FollowUp]:
    """The last part of a foreign name in Hangul, and its first part before a title (아베 총리)."""
    parts = name.split(" ")
    for part, needs_title in ((parts[-1], False), (parts[0], True)):
        if len(part) < 2:
            continue
        for match in re.finditer(re.escape(part) + (rf"(?= ?(?:{_TITLE}))" if needs_title else ""), text):
            if match.start() < since or text[max(0, match.start() - 1) : match.start()].isalnum():
                continue
            left = left_edge(text, match.start(), part, EntityKind.PERSON)
            right = right_edge(text, match.end(), part, EntityKind.PERSON)
            before = re.search(r"([가-힣]+) $", text[max(0, match.start() - 12) : match.start()])
            alone = before is None or before[1] in TITLES or before[1][-1] in _ENDS_OF_WORDS
            if left.fits and right.fits and alone:
                yield FollowUp(match.start(), match.end())


def _latin(text: str, name: str, since: int) -> Iterator[FollowUp]:
    surname, given = _latin_surname(name)
    if len(surname) < 2:
        return
    word = re.escape(surname)
    first = r"[A-Z][\w'’.-]*"
    everybody = re.compile(rf"(?:({first}) )?\b({word}|{word.upper()})\b(?:,? ({first}))?(?![\w-])")
    korean = surname.lower() in surname_spellings()
    ours = {given.lower().replace("-", "").replace(" ", "")}
    nearest = True
    for match in everybody.finditer(text):
        before, after = match[1] or "", match[3] or ""
        plain = before.lower().rstrip(".")
        name_before = (
            "" if plain in ENGLISH_TITLES or plain in SENTENCE_OPENERS or before.endswith(("'s", "’s")) else before
        )
        name_after = after if korean and "-" in after else ""
        named = (name_after or name_before).lower().replace("-", "")
        if named:
            nearest = any(
                named.startswith(given_name) or given_name.startswith(named) for given_name in ours if given_name
            )
            continue
        start, end = match.span(2)
        if start >= since and nearest and _may_be_surname(text, start, end, surname, after):
            yield FollowUp(start, end)


def _latin_surname(name: str) -> tuple[str, str]:
    if "," in name:
        surname, _, given = name.partition(",")
        return surname.strip(), given.strip()
    parts = name.split(" ")
    if parts[0].lower() in surname_spellings() and (
        "-" in parts[-1] or parts[-1].lower() not in surname_spellings()
    ):
        return parts[0], " ".join(parts[1:])
    return parts[-1], " ".join(parts[:-1])


def _opens_sentence(text: str, at: int) -> bool:
    before = text[:at].rstrip(" ")
    return not before or before[-1] in '.!?\n"“:'


def _may_be_surname(text: str, start: int, end: int, surname: str, after: str) -> bool:
    if text[start - 1 : start] in ("-", "@", "#", "/", "_") or text[end : end + 1] in ("@", "_"):
        return False
    if after.lower() in LATIN_ORGANISATION_HEADS:
        return False
    if surname.lower() in ENGLISH_WORDS and _opens_sentence(text, start):
        return bool(_SPEAKS.match(text, end))
    return not after or text[end] == "," or after.lower() in ENGLISH_TITLES
