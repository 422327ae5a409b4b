"""What casing and neighbouring capitals say of a name in Latin letters.

In running text a capital inside a sentence marks a name; at the start of a sentence, in a headline in title case
or in a line of capitals it marks nothing. In a Korean text any Latin word is marked by its script.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.items import EntityKind
from pipeline.language.lexicon import DEMONYMS, ENGLISH_TITLES, LATIN_COMPANY_WORDS, SENTENCE_OPENERS, SMALL_WORDS
from pipeline.language.scripts import has_hangul
from pipeline.mentions.candidates import NameCandidate

__all__ = ["weigh_capitals"]

_WORD = re.compile(r"[^\W\d_][\w'&-]*")
_NEXT = re.compile(r",? ?([^\W\d_][\w&-]*)")
_BEFORE = re.compile(r"([^\W\d_][\w&.-]*('s?)?)(,?) $")
_JOINED_AFTER = re.compile(r" & [A-Z]")
_JOINED_BEFORE = re.compile(r"\b[A-Z]\w* & $")
_NOUN_CAPITALS = frozenset({"de"})  # languages that write every noun with a capital
_ABBREVIATED = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "dr",
        "prof",
        "sen",
        "rep",
        "gov",
        "gen",
        "col",
        "capt",
        "lt",
        "sgt",
        "sir",
        "rev",
        "hon",
        "st",
        "jr",
    ]
)
_OF_PEOPLE = frozenset(_ABBREVIATED) - {"st"} | frozenset(
    "dame inspector judge justice king lady lord mayor miss prince princess professor queen senator".split()
)
_OF = re.compile(r"\b[Tt]he ([A-Z]\w+) of $")  # the Duke of York; but the CEO of York
_PRODUCT = re.compile(r"[a-z][A-Z]|\d")  # EarPods
_ADJECTIVE = re.compile(r"-[a-z]+$")  # Seoul-based
_PRAISE = frozenset({"free", "official", "follow", "join", "via"})  # capitals that sell, and name nothing
# New York, Amber Alert, Victoria Beckham; but Calder UK, and Calder IPO.
_NO_NAMES = frozenset(
    "ai api app cio eu gdp hq ipo ir it mba md mp ngo pc phd pr rd tv uk un us usa".split()
) | frozenset("january february march april may june july august september october november december".split())
# What makes a name of a word before it that is no company's: a call, a storm, a law, a place.
_KINDS = frozenset(
    """
    Act Alert Amendment Award Awards Avenue Bay Beach Bill Bridge Canyon Castle Cathedral City College County Creek
    Cross Cup Derby District Effect Falls Farm Festival Force Forest Harbor Harbour Heights Hill Hills Hurricane
    Island Islands Lake Lane Law Loop Massacre Minster Mountain Mountains Park Peak Prize Protocol Region Revolution
    River Road Route Rule Sea Square State Station Storm Street Syndrome Theory Tower Treaty Trail Trial Tribe
    Tropical Valley Variant Village War Woods
    """.split()
)
_PLACE = re.compile(r", [A-Z]\w+(?: [A-Z]\w+)?(?:,(?! (?:and|or)\b)|\.|$)")  # Apex, North Carolina,
_IN = re.compile(r"(?:(\w+) )?(?:in|near) $", re.IGNORECASE)
_AT = re.compile(r"\b(?:in|near|of|from|around|outside) $", re.IGNORECASE)
_INVESTS = re.compile(
    r"confidence|faith|holdings?|interests?|invest\w*|majority|money|shareholders?|shares?|stakes?|stocks?|trust"
)
_PLURAL = re.compile(r" [a-z]+s (?:are|can|could|do|have|may|must|should|were|will)\b")  # Anchor points must hold
_ACTS = re.compile(r"is|was|has|had|will|would|can|could|may|did|does|also|said|says|[a-z]{2,}ed")
_NAMES_NOTHING = LATIN_COMPANY_WORDS | ENGLISH_TITLES | SENTENCE_OPENERS | DEMONYMS | _NO_NAMES
_GENERATION = frozenset(["jr", "sr", "junior", "senior", "ii", "iii", "iv"])


def weigh_capitals(candidate: NameCandidate, text: str, language: str) -> None:
    """Add what the casing of the candidate and of its neighbours says."""
    written = text[candidate.start : candidate.end]
    _weigh_casing(candidate, written)
    if has_hangul(text[max(0, candidate.start - 60) : candidate.end + 60]):
        if candidate.form.needs_context:
            candidate.says("capital", "a Latin word in a Korean sentence", 2.5)
        return
    around = _around(candidate, text, language)
    if candidate.kind is EntityKind.PERSON:
        _weigh_person(candidate, around)
    elif around.in_sentence and not candidate.form.needs_context and (" " not in written or candidate.form.derived):
        _weigh_longer(candidate, around, text)
    if candidate.form.needs_context and " " not in written:
        _weigh_ordinary(candidate, around, text)
    if candidate.kind is EntityKind.COMPANY and (
        _JOINED_AFTER.match(text, candidate.end)
        or _JOINED_BEFORE.search(text, max(0, candidate.start - 40), candidate.start)
    ):
        candidate.says("longer name", f"{written} beside &", -3.0)


class _Around(NamedTuple):
    """The words beside a name, and what its line says of capitals.

    `after` may stand behind a comma, `touching` only behind a space. `regular`: the line is in sentence case;
    `in_sentence`: at least it has words in small letters, as a headline in title case has not. `marked`: the name
    has a capital that nothing else explains.
    """

    before: str
    after: str
    touching: str
    regular: bool
    in_sentence: bool
    marked: bool


def _around(candidate: NameCandidate, text: str, language: str) -> _Around:
    opening = text[max(0, candidate.start - 200) : candidate.start].rpartition("\n")[2]
    rest = text[candidate.end : candidate.end + 200]
    regular = language not in _NOUN_CAPITALS and _is_regular(opening, rest)
    marked = regular and text[candidate.start].isupper() and not _opens_sentence(opening)
    before, after = _neighbours(candidate, text)
    in_sentence = regular or _is_sentence(f"{opening} {rest.partition(chr(10))[0]}")
    return _Around(before, after, after if rest[:1] == " " else "", regular, in_sentence, marked)


def _weigh_casing(candidate: NameCandidate, written: str) -> None:
    if candidate.exact:
        return
    if written.islower() and not candidate.form.text.islower():
        candidate.says("casing", f"{written} in small letters", -4.5 if " " in written else -4.0)
    elif candidate.form.case_sensitive:
        candidate.says("casing", f"{written} in capitals", -1.0)


def _weigh_ordinary(candidate: NameCandidate, around: _Around, text: str) -> None:
    """An ordinary word needs a capital that nothing else explains, or a word of business."""
    touching = around.touching
    if around.after.lower().rstrip(".") in LATIN_COMPANY_WORDS:
        candidate.says("company word", around.after, 2.0)
    if candidate.right.word.startswith("'"):
        candidate.says("possessive", candidate.right.word, 1.0)
    if around.in_sentence and (_is_strange(around.before) or touching in _KINDS):
        candidate.says("longer name", f"{around.before} {candidate.form.text} {touching}".strip(), -3.0)
    elif around.marked:
        candidate.says("capital", "a capital inside a sentence", 2.5)
        if _is_strange(touching):
            candidate.says("longer name", f"before {touching}", -1.5)
    elif _ACTS.fullmatch(touching):
        candidate.says("capital", f"opens a sentence, and {touching}", 0.5)
    elif _is_noun(touching) or _PLURAL.match(text, candidate.end) or (around.regular and _is_strange(touching)):
        candidate.says("capital", f"opens a sentence before {touching}", -0.5)


def _is_noun(word: str) -> bool:
    """Whether a small word may be a noun: one that is no small word, and not the -s of a verb."""
    return word.islower() and word not in SMALL_WORDS and not word.endswith("s")


def _weigh_longer(candidate: NameCandidate, around: _Around, text: str) -> None:
    """One word inside a longer name with capitals (New York, Amber Alert), or where a place stands, is the company
    only when its legal form, or a noun of business behind its possessive, says so."""
    before, low = around.before, text[max(0, candidate.start - 40) : candidate.start]
    if before.lower().rstrip(".") in _OF_PEOPLE or (_is_strange(before) and before.lower() not in _PRAISE):
        candidate.says("longer name", f"after {before}", -4.0)
    elif around.after.lower().rstrip(".") in LATIN_COMPANY_WORDS or candidate.right.word.startswith("'"):
        return
    elif around.touching in _KINDS:
        candidate.says("longer name", f"before {around.touching}", -4.0)
    elif (of := _OF.search(low)) and _is_strange(of[1]):
        candidate.says("longer name", f"{of[1]} of it", -4.0)
    elif (_AT.search(low) and _PLACE.match(text, candidate.end)) or (
        not around.after[:1].isupper() and _stands_in(low)
    ):
        candidate.says("place", "where a place stands", -3.5)


def _stands_in(before: str) -> bool:
    """Police in York; but a stake in York."""
    place = _IN.search(before)
    return place is not None and not _INVESTS.fullmatch((place[1] or "").lower())


def _is_strange(word: str) -> bool:
    """Whether a neighbour has a capital that nothing but being a name explains."""
    if not word[:1].isupper() or word.endswith(("'s", "'")) or _ADJECTIVE.search(word) or _PRODUCT.search(word):
        return False
    return word.lower().rstrip(".") not in _NAMES_NOTHING


def _weigh_person(candidate: NameCandidate, around: _Around) -> None:
    """Oliver Bennett Smith, Tamsin Greig, Oliver Bennett Jr. are others than Oliver Bennett and Tamsin."""
    before, touching = around.before, around.touching
    goes_on = around.regular and _is_strange(touching) and not touching.isupper()
    if goes_on or around.after.lower().rstrip(".") in _GENERATION:
        candidate.says("longer name", f"before {around.after}", -4.0)
    elif before.lower().rstrip(".") in ENGLISH_TITLES:
        candidate.says("title", before, 1.5)
    elif " " not in candidate.form.text and around.marked and _is_part(before):
        candidate.says("longer name", f"{before} {candidate.form.text}", -4.0)


def _is_part(before: str) -> bool:
    return before[:1].isupper() and before.lower() not in DEMONYMS and not before.endswith(("'s", "'"))


def _is_regular(opening: str, rest: str) -> bool:
    """Whether a line is in sentence case, so that a capital inside it marks a name."""
    around = f"{opening} X {rest.partition(chr(10))[0]}"
    words = [word for word in _WORD.findall(around) if word.lower() not in SMALL_WORDS]
    small = [word for word in words if word[0].islower()]
    return len(small) >= max(1, 0.3 * len(words))


def _is_sentence(around: str) -> bool:
    """Whether a line has words in small letters, as a headline in title case has not."""
    return any(word.islower() and word not in SMALL_WORDS for word in _WORD.findall(around))


def _opens_sentence(opening: str) -> bool:
    opening = opening.rstrip()
    if opening[-1:] in ("—", "–"):
        return not opening[-2:-1].isalnum()  # a dash between words is inside a sentence
    return not opening or opening[-1] in ".!?:\"“'‘([*•"


def _neighbours(candidate: NameCandidate, text: str) -> tuple[str, str]:
    """The words directly before and after; nothing across other punctuation."""
    before = _BEFORE.search(text, max(0, candidate.start - 40), candidate.start)
    if before and before[1].endswith(".") and before[1].lower().rstrip(".") not in _ABBREVIATED:
        before = None  # the end of a sentence
    after = _NEXT.match(text, candidate.end)
    return before[1] if before and not before[3] else "", after[1] if after else ""
