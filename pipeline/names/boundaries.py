"""What stands on either side of a name, and whether the name can end there.

Korean writes particles, copulas, titles and honorifics onto a name; other syllables make it another word. Latin
script has word boundaries, possessives and compounds. The rules are a reading of the neighbouring characters
alone; the morphology of the sentence is asked separately (`pipeline.language.morphology`).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from pipeline.items import EntityKind
from pipeline.language.korean_names import is_korean_name
from pipeline.language.lexicon import (
    AFTER_CONSONANT,
    AFTER_EITHER,
    AFTER_VOWEL,
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
from pipeline.language.scripts import ends_in_consonant, is_hangul, is_latin

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


def _alternatives(words: frozenset[str]) -> str:
    return "(?:" + "|".join(sorted(words, key=len, reverse=True)) + ")"


_PARTICLE = re.compile(
    "(?P<consonant>"
    + _alternatives(AFTER_CONSONANT)
    + ")|(?P<vowel>"
    + _alternatives(AFTER_VOWEL)
    + ")|(?P<either>"
    + _alternatives(AFTER_EITHER)
    + ")"
)
_PAST = re.compile(
    "(?:이었|였|이라|라)(?:다|던|고|으|지|는|을|네|습|음|거|면|니|서|도)[가-힣]{0,3}"
)  # 였다면, 였으니
_RUN = re.compile("[가-힣]{1,20}")  # no particle or title is longer
_LATIN_RUN = re.compile("[A-Za-z]{1,20}")
# Organisations whose head is called by adding 장: 은행장, 위원장.
_HEADED = ("은행", "원", "위", "회", "청", "관", "단", "부", "병원", "대학", "공사", "공단", "재판소")
_TITLE_LIKE = TITLES | HONORIFICS | KINSHIP
_LONGEST = max(map(len, _TITLE_LIKE | COMPANY_ROLES | ORGANISATION_HEADS))
_COMPOUND = re.compile(r"-[a-z]")
_IN_PLACE = re.compile(r"-[a-z]{2,5}-[A-Z]")  # a village on the sea
# Fernhollow/Onkyul, the Fernhollow-Onkyul merger: two names, not one.
_OF_TWO = re.compile(
    r"/[A-Z]\w+(?: |$)|-[A-Z]\w+ (?:alliance|bid|deal|match|merger|pact|partnership|takeover|talks|tie-up|venture)"
)
_DOMAIN = re.compile(r"\.[A-Za-z]{2,}|[@/_]")


def particle_of(tail: str, name: str) -> Edge | None:
    """Read `tail`, the Hangul after a name, as one particle or copula; None when it is none.

    `agrees` tells whether its form goes with the name's last sound (은 after a consonant, 는 after a vowel).
    """
    match = _PARTICLE.fullmatch(tail)
    if not match:
        return Edge(EdgeKind.PARTICLE, tail) if _PAST.fullmatch(tail) else None
    consonant = ends_in_consonant(name)
    wants = match.lastgroup
    agrees = True
    if consonant is not None and wants != "either" and tail not in AFTER_EITHER:
        agrees = (wants == "consonant") == consonant
        if tail.startswith("로") and (ord(name[-1]) - 0xAC00) % 28 == 8:
            agrees = True  # 서울로
    return Edge(EdgeKind.PARTICLE, tail, agrees)


def right_edge(text: str, end: int, name: str, kind: EntityKind) -> Edge:
    """What follows the name that ends at `end` of `text`."""
    if end >= len(text):
        return _CLEAN
    following = text[end]
    if unicodedata.combining(following):
        return Edge(EdgeKind.GLUED, following)
    if is_hangul(following):
        match = _RUN.match(text, end)
        return _hangul_tail(match.group() if match else following, name, kind)
    if is_latin(following):
        if is_latin(name[-1]):
            return Edge(EdgeKind.GLUED, following)
        match = _LATIN_RUN.match(text, end)
        word = match.group() if match else following
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
    if company and name.endswith("위") and tail.startswith("원"):
        return Edge(EdgeKind.LONGER, "원")  # 선관위원장 is of the members, 위원
    for length in range(min(len(tail), _LONGEST), 0, -1):
        word, rest = tail[:length], tail[length:]
        ends = not rest or particle_of(rest, word) is not None or _is_polite(word, rest, name)
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


def _is_polite(word: str, rest: str, name: str) -> bool:
    """감독님, 감독님이; and 님, or 씨 at a full name, before any other word that was written onto it."""
    if word == "님" or (word == "씨" and len(name) >= 3 and is_korean_name(name)):
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
    if _OF_TWO.match(rest):
        return Edge(EdgeKind.SUFFIX, rest.split()[0][:20])
    if rest[0] == "-" and rest[1:2].isalpha():
        if _IN_PLACE.match(rest):
            return Edge(EdgeKind.LONGER, rest.split()[0][:20])
        if _COMPOUND.match(rest) and kind is EntityKind.COMPANY:
            return Edge(EdgeKind.SUFFIX, rest.split()[0][:20])
        if re.match(r"-(?:led|backed|style|like|era|owned|founded|run|directed|penned|signed|based|made)\b", rest):
            return Edge(EdgeKind.SUFFIX, rest.split()[0][:20])
        return Edge(EdgeKind.GLUED, rest.split()[0][:20])
    if _DOMAIN.match(rest):
        return Edge(EdgeKind.GLUED, rest.split()[0][:20])
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
        while at > max(0, start - 20) and is_hangul(text[at - 1]):
            at -= 1
        word = text[at:start]
        if word in KOREAN_COMPANY_FORMS:
            return Edge(EdgeKind.TITLE, word)
        fits = is_hangul(name[0]) and kind is EntityKind.PERSON and len(word) >= 2 and word in _TITLE_LIKE
        return Edge(EdgeKind.TITLE if fits else EdgeKind.GLUED, word)
    if is_latin(before) or before.isdigit() or before == "_":
        return Edge(EdgeKind.GLUED, before)
    if is_latin(name[0]) and before in "@./-'" and text[start - 2 : start - 1].isalnum():
        return _joined_before(text, start, before, kind)
    if is_latin(name[0]) and before in "@#":
        return Edge(EdgeKind.SUFFIX if before == "#" else EdgeKind.GLUED, before)
    return _CLEAN


def _joined_before(text: str, start: int, mark: str, kind: EntityKind) -> Edge:
    """ex-Google, Samsung/Google; but not the parts of an address or of a double surname."""
    token = text[max(0, start - 40) : start].rpartition(" ")[2]
    if mark == "-" and kind is EntityKind.COMPANY:
        return Edge(EdgeKind.SUFFIX, mark)
    if mark == "/" and "." not in token and "/" not in token[:-1]:
        return _CLEAN
    return Edge(EdgeKind.GLUED, token)
