"""What stands on either side of a name, and whether the name can end there.

Korean writes particles, copulas, titles and honorifics onto a name; other syllables make it another word. Latin
script has word boundaries, possessives and compounds. The rules are a reading of the neighbouring characters
alone; the morphology of the sentence is asked separately (`pipeline.morphology`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from pipeline.items import EntityKind
from pipeline.lexicon import (
    COMPANY_ROLES,
    HONORIFICS,
    KINSHIP,
    KOREAN_COMPANY_FORMS,
    LATIN_ORGANISATION_HEADS,
    ORGANISATION_HEADS,
    PEOPLE_AND_PARTS,
    PLACE_HEADS,
    TITLES,
)
from pipeline.scripts import ends_in_consonant, is_hangul, is_latin

__all__ = ["Edge", "EdgeKind", "left_edge", "particle_of", "right_edge"]


class EdgeKind(StrEnum):
    """What touches a name on one side."""

    CLEAN = "clean"  # nothing, a space, a mark
    PARTICLE = "particle"  # a Korean particle or copula
    TITLE = "title"  # a title, honorific or kinship word
    SUFFIX = "suffix"  # a suffix that leaves the name what it is
    GLUED = "glued"  # other letters: a longer word, unless morphology says otherwise
    LONGER = "longer"  # the name of another organisation, place or thing


@dataclass(frozen=True, slots=True)
class Edge:
    """The kind of an edge, the word that decided it, and whether that word agrees with the name's last sound."""

    kind: EdgeKind
    word: str = ""
    agrees: bool = True

    @property
    def fits(self) -> bool:
        """Whether the name may end here."""
        return self.kind not in (EdgeKind.GLUED, EdgeKind.LONGER)


_CLEAN = Edge(EdgeKind.CLEAN)


def _alternatives(words: str) -> str:
    return "(?:" + "|".join(sorted(words.split(), key=len, reverse=True)) + ")"


# Particles and copulas that follow a final consonant, a vowel, or either.
_AFTER_CONSONANT = (
    "이 은 을 과 으로 으로서 으로써 으로의 으로부터 으로는 으로도 이랑 이나 이나마 이라도 이야 이야말로 이란 이든 이든지 이라 이라고 이라는 이라며 이라면 이라서 이라지만 "
    "이라기보다 이라면서 이다 이었다 이었던 이었고 이었으며 이었지만 이었는데 이며 이고 이지만 이자 이던 이던지 이던가 이네 이네요 이죠 이지 이기 이기에 이기도 이니 이니까 이어서 이므로 이긴 "
    "이군 이구나 이여 이시여 이냐 이에요 이예요 은커녕 아"
)
_AFTER_VOWEL = (
    "가 는 를 와 로 로서 로써 로의 로부터 로는 로도 랑 나 나마 라도 야 야말로 란 든 든지 라 라고 라는 라며 라면 라서 라지만 라면서 다 였다 였던 였고 였으며 였지만 였는데 여서 며 고 지만 자 던 "
    "네 네요 죠 지 기 기에 기도 니 니까 므로 긴 군 구나 여 예요 는커녕 냐"
)
_AFTER_EITHER = (
    "의 에 에게 에게서 한테 한테서 께 께서 께서는 께서도 에서 에서의 에서는 에서도 에선 에겐 에게는 에게도 에게만 에는 에도 에만 에의 더러 보고 도 만 만의 만은 만이 만을 만으로 만으로도 뿐 뿐만 뿐인 뿐이다 까지 까지도 까지는 마저 마저도 조차 조차도 "
    "부터 부터는 부터가 밖에 커녕 대로 만큼 만큼은 만큼이나 처럼 처럼은 같이 보다 보다는 보다도 보단 마다 하고 요 인 인데 인데요 인지 인가 인가요 일 일까 일지 일지도 임 임을 임이 임에도 입니다 입니까 이란 이라 "
    "과의 와의 과는 와는 과도 와도 간 간의 씩 치고 치고는 하며 에다 에다가 에대해 에대한 에관한 에의해 에따르면"
)
_PARTICLE = re.compile(
    "(?P<consonant>"
    + _alternatives(_AFTER_CONSONANT)
    + ")|(?P<vowel>"
    + _alternatives(_AFTER_VOWEL)
    + ")|(?P<either>"
    + _alternatives(_AFTER_EITHER)
    + ")"
)
_RUN = re.compile("[가-힣]+")
_LATIN_RUN = re.compile("[A-Za-z]+")
# Organisations whose head is called by adding 장: 은행장, 위원장.
_HEADED = ("은행", "원", "위", "회", "청", "관", "단", "부", "병원", "대학", "공사", "공단", "재판소")
_TITLE_LIKE = TITLES | HONORIFICS | KINSHIP
_LONGEST = max(map(len, _TITLE_LIKE | COMPANY_ROLES | ORGANISATION_HEADS))
_COMPOUND = re.compile(r"-[a-z]")
_DOMAIN = re.compile(r"\.[A-Za-z]{2,}|[@/_]")


def particle_of(tail: str, name: str) -> Edge | None:
    """Read `tail`, the Hangul after a name, as one particle or copula; None when it is none.

    `agrees` tells whether its form goes with the name's last sound (은 after a consonant, 는 after a vowel).
    """
    found = _PARTICLE.fullmatch(tail)
    if not found:
        return None
    consonant = ends_in_consonant(name)
    wants = found.lastgroup
    agrees = True
    if consonant is not None and wants != "either" and tail not in _EITHER:
        agrees = (wants == "consonant") == consonant
        if tail.startswith("로") and (ord(name[-1]) - 0xAC00) % 28 == 8:
            agrees = True  # 서울로
    return Edge(EdgeKind.PARTICLE, tail, agrees)


_EITHER = frozenset(_AFTER_EITHER.split())


def right_edge(text: str, end: int, name: str, kind: EntityKind) -> Edge:
    """What follows the name that ends at `end` of `text`."""
    if end >= len(text):
        return _CLEAN
    following = text[end]
    if is_hangul(following):
        found = _RUN.match(text, end)
        return _hangul_tail(found.group() if found else following, name, kind)
    if is_latin(following):
        if is_latin(name[-1]):
            return Edge(EdgeKind.GLUED, following)
        found = _LATIN_RUN.match(text, end)
        word = found.group() if found else following
        return Edge(EdgeKind.TITLE if word.upper() in TITLES else EdgeKind.GLUED, word)
    if following.isdigit():
        # KBS2 is a channel of KBS; nobody is called 박찬준2.
        channel = kind is EntityKind.COMPANY and name.isupper() and re.match(r"\d(?![\dA-Za-z.,%])", text[end:])
        return Edge(EdgeKind.SUFFIX if channel else EdgeKind.GLUED, following)
    if is_latin(name[-1]):
        return _latin_tail(text, end, kind)
    return _CLEAN


def _hangul_tail(tail: str, name: str, kind: EntityKind) -> Edge:
    particle = particle_of(tail, name)
    if particle is not None and (particle.agrees or tail not in ORGANISATION_HEADS):
        return particle
    known = _suffix_edge(tail, name, kind)
    if known is not None:
        return known
    if kind is EntityKind.PERSON and tail[0] == "이" and ends_in_consonant(name) and particle_of(tail[1:], "이"):
        return Edge(EdgeKind.PARTICLE, tail)  # 찬준이가: the familiar suffix
    return particle or Edge(EdgeKind.GLUED, tail)


def _suffix_edge(tail: str, name: str, kind: EntityKind) -> Edge | None:
    """A title, a role, a head of another organisation, then particles; the longest first word decides."""
    company = kind is EntityKind.COMPANY
    for length in range(min(len(tail), _LONGEST), 0, -1):
        word, rest = tail[:length], tail[length:]
        ends = not rest or particle_of(rest, word) is not None or _is_polite(word, rest)
        if company and word in ORGANISATION_HEADS and (ends or length > 1):
            return Edge(EdgeKind.LONGER, word)
        if not ends:
            continue
        if word in _TITLE_LIKE:
            return Edge(EdgeKind.TITLE, word)
        if company and (word in COMPANY_ROLES or (word == "장" and name.endswith(_HEADED))):
            return Edge(EdgeKind.SUFFIX, word)
        if word in PEOPLE_AND_PARTS:
            return Edge(EdgeKind.SUFFIX, word)
        if not company and length > 1 and (word in ORGANISATION_HEADS or word in PLACE_HEADS):
            return Edge(EdgeKind.LONGER, word)
    return None


def _is_polite(word: str, rest: str) -> bool:
    """감독님, 감독님이; and 님 before any other word that was written onto it."""
    if word == "님":
        return True
    return (
        rest.startswith("님") and word in TITLES and (rest == "님" or particle_of(rest[1:], rest[:1]) is not None)
    )


def _latin_tail(text: str, end: int, kind: EntityKind) -> Edge:
    rest = text[end : end + 40]
    if rest[0] == "'":
        if re.match(r"'[sS]\b", rest):
            return Edge(EdgeKind.SUFFIX, rest[:2])
        return Edge(EdgeKind.GLUED, rest[:3]) if rest[1:2].isalpha() else _CLEAN
    if rest[0] == "-" and rest[1:2].isalpha():
        if _COMPOUND.match(rest) and kind is EntityKind.COMPANY:
            return Edge(EdgeKind.SUFFIX, rest.split()[0])
        if re.match(r"-(?:led|backed|style|like|era|owned|founded|run|directed|penned|signed|based|made)\b", rest):
            return Edge(EdgeKind.SUFFIX, rest.split()[0])
        return Edge(EdgeKind.GLUED, rest.split()[0])
    if _DOMAIN.match(rest):
        return Edge(EdgeKind.GLUED, rest.split()[0])
    following = re.match(r" ([A-Z][A-Za-z]*)", rest)
    if following and following[1].lower() in LATIN_ORGANISATION_HEADS:
        return Edge(EdgeKind.LONGER, following[1])
    return _CLEAN


def left_edge(text: str, start: int, name: str, kind: EntityKind) -> Edge:
    """What stands before the name that starts at `start` of `text`."""
    if start == 0:
        return _CLEAN
    before = text[start - 1]
    if is_hangul(before):
        at = start
        while at > 0 and is_hangul(text[at - 1]):
            at -= 1
        word = text[at:start]
        if word in KOREAN_COMPANY_FORMS:
            return Edge(EdgeKind.TITLE, word)
        fits = is_hangul(name[0]) and kind is EntityKind.PERSON and len(word) >= 2 and word in _TITLE_LIKE
        return Edge(EdgeKind.TITLE if fits else EdgeKind.GLUED, word)
    if is_latin(before) or before.isdigit() or before == "_":
        return Edge(EdgeKind.GLUED, before)
    if is_latin(name[0]) and before in "@./-'" and start >= 2 and text[start - 2].isalnum():
        if before == "-":  # ex-Google, Seoul-Tokyo
            return Edge(EdgeKind.SUFFIX, before) if kind is EntityKind.COMPANY else Edge(EdgeKind.GLUED, before)
        return Edge(
            EdgeKind.GLUED if before != "/" or "://" in text[max(0, start - 80) : start] else EdgeKind.CLEAN
        )
    if is_latin(name[0]) and before in "@#":
        return Edge(EdgeKind.SUFFIX if before == "#" else EdgeKind.GLUED, before)
    return _CLEAN
