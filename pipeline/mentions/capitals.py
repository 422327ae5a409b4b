"""What casing and neighbouring capitals say of a name in Latin letters.

In running text a capital inside a sentence marks a name; at the start of a sentence, in a headline in title case
or in a line of capitals it marks nothing. In a Korean text any Latin word is marked by its script.
"""

from __future__ import annotations

import re

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
# What makes a name of a word before it that is no company's: a call, a storm, a law, a place.
_EVENT_WORDS = frozenset(
    """
    Act Alert Amendment Award Awards Avenue Bay Beach Bill Bridge Canyon Castle City County Creek Cup Derby
    District Effect Falls Festival Forest Harbor Harbour Heights Hill Hills Hurricane Island Islands Lake
    Law Loop Massacre Mountain Mountains Peak Prize Protocol Revolution River
    Road Route Rule Sea Square Station Storm Street Syndrome Theory Tower Treaty Trail Trial Tribe Tropical
    Valley Village War Woods
    """.split()
)
_PRAISE = frozenset({"free", "official", "follow", "join", "via"})  # capitals that sell, and name nothing
_STATES = (
    "Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Hawaii|Idaho|"
    "Illinois|"
    "Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|Mississippi|Missouri|"
    "Montana|Nebraska|Nevada|New Hampshire|New Jersey|New Mexico|New York|North Carolina|"
    "North Dakota|Ohio|Oklahoma|"
    "Oregon|Pennsylvania|Rhode Island|South Carolina|South Dakota|Tennessee|Texas|Utah|Vermont|Virginia|Washington|"
    "West Virginia|Wisconsin|Wyoming|Ontario|Quebec|Alberta|England|Scotland|Wales|Ireland"
)
_IN_STATE = re.compile(rf", (?:{_STATES})(?:,|\.|$)")
_VERB = re.compile(r"is|was|has|had|will|would|can|could|may|did|does|also|[a-z]{2,}(?:ed|s)")
_GENERATION = frozenset(["jr", "sr", "junior", "senior", "ii", "iii", "iv"])


def weigh_capitals(candidate: NameCandidate, text: str, language: str) -> None:
    """Add what the casing of the candidate and of its neighbours says."""
    written = text[candidate.start : candidate.end]
    _weigh_casing(candidate, written)
    if has_hangul(text[max(0, candidate.start - 60) : candidate.end + 60]):
        if candidate.form.needs_context:
            candidate.says("capital", "a Latin word in a Korean sentence", 2.5)
        return
    opening = text[max(0, candidate.start - 200) : candidate.start].rpartition("\n")[2]
    regular = language not in _NOUN_CAPITALS and _is_regular(opening, text[candidate.end : candidate.end + 200])
    marked = regular and written[:1].isupper() and not _opens_sentence(opening)
    before, after = _neighbours(candidate, text)
    one_word = candidate.kind is EntityKind.COMPANY and " " not in written
    if one_word and not candidate.form.needs_context:
        around = f"{opening} {text[candidate.end : candidate.end + 200].partition(chr(10))[0]}"
        if regular or _is_sentence(around):
            _weigh_longer(candidate, before, after, text)
    if candidate.form.needs_context and " " not in written:
        _weigh_ordinary(candidate, before, after, regular=regular, marked=marked)
    if candidate.kind is EntityKind.PERSON:
        _weigh_person(candidate, before, after, marked=marked)
    elif _JOINED_AFTER.match(text, candidate.end) or _JOINED_BEFORE.search(
        text, max(0, candidate.start - 40), candidate.start
    ):
        candidate.says("longer name", f"{written} beside &", -3.0)


def _weigh_casing(candidate: NameCandidate, written: str) -> None:
    if candidate.exact:
        return
    if written.islower() and not candidate.form.text.islower():
        candidate.says("casing", f"{written} in small letters", -4.5 if " " in written else -4.0)
    elif candidate.form.case_sensitive:
        candidate.says("casing", f"{written} in capitals", -1.0)


def _weigh_ordinary(candidate: NameCandidate, before: str, after: str, *, regular: bool, marked: bool) -> None:
    if after.lower().rstrip(".") in LATIN_COMPANY_WORDS:
        candidate.says("company word", after, 2.0)
    if candidate.right.word.startswith("'"):
        candidate.says("possessive", candidate.right.word, 1.0)
    if regular and _is_strange(before):
        candidate.says("longer name", f"after {before}", -3.0)
    elif marked:
        candidate.says("capital", "a capital inside a sentence", 2.5)
        if _is_strange(after):
            candidate.says("longer name", f"before {after}", -1.5)
    elif after.islower() and after not in SMALL_WORDS and not _VERB.fullmatch(after):
        candidate.says("capital", f"opens a sentence before {after}", -0.5)


def _weigh_longer(candidate: NameCandidate, before: str, after: str, text: str) -> None:
    """One word inside a longer name with capitals (New York, Amber Alert) is the company only when its legal form,
    or a noun of business behind its possessive, says so."""
    if after.lower().rstrip(".") in LATIN_COMPANY_WORDS or candidate.right.word.startswith("'"):
        return
    if _is_strange(before) and before.lower() not in _PRAISE:
        candidate.says("longer name", f"after {before}", -4.0)
    elif _IN_STATE.match(text, candidate.end):
        candidate.says("place", "before the name of a state", -3.5)
    elif _is_strange(after) and after in _EVENT_WORDS:
        candidate.says("longer name", f"before {after}", -3.5)


def _is_strange(word: str) -> bool:
    """Whether a neighbour has a capital that nothing but being a name explains."""
    if not word[:1].isupper() or word.endswith(("'s", "'")):
        return False
    return word.lower().rstrip(".") not in LATIN_COMPANY_WORDS | ENGLISH_TITLES | SENTENCE_OPENERS | DEMONYMS


def _weigh_person(candidate: NameCandidate, before: str, after: str, *, marked: bool) -> None:
    if after.lower().rstrip(".") in _GENERATION:
        candidate.says("longer name", after, -4.0)
    if before.lower().rstrip(".") in ENGLISH_TITLES:
        candidate.says("title", before, 1.5)
        return
    single = " " not in candidate.form.text and before.lower() not in DEMONYMS
    if single and marked and before[:1].isupper() and not before.endswith(("'s", "'")):
        candidate.says("longer name", f"{before} {candidate.form.text}", -4.0)


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
    return not opening or opening[-1] in ".!?:\"“'‘([—–*•"


def _neighbours(candidate: NameCandidate, text: str) -> tuple[str, str]:
    """The words directly before and after; nothing across other punctuation."""
    before = _BEFORE.search(text, max(0, candidate.start - 40), candidate.start)
    if before and before[1].endswith(".") and before[1].lower().rstrip(".") not in _ABBREVIATED:
        before = None  # the end of a sentence
    after = _NEXT.match(text, candidate.end)
    return before[1] if before and not before[3] else "", after[1] if after else ""
