"""What stands before and behind a name in English, and in languages that are written alike."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipeline.language.lexicon import (
    DEMONYMS,
    ENGLISH_TITLES,
    LATIN_COMPANY_FORMS,
    LATIN_ORGANISATION_HEADS,
    SENTENCE_OPENERS,
)
from pipeline.presentation.text import Text
from pipeline.presentation.values import Draft
from pipeline.presentation.words import ENGLISH_ROLES

__all__ = ["read_english"]

_END = re.compile(r"[.!?](?=[\s\"'”’]|$)|\n|[“”\"]|[;:]")
_ABBREVIATED = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Gen|Col|Capt|Lt|Sgt|Rev|St|Inc|Corp|Co|Ltd|No|vs|[A-Z]))$"
)
_REACH = 180
_LONGEST_PHRASE = 12  # words of what somebody is said to be
_PREPOSITIONS = frozenset({"of", "at", "for", "with", "from", "in"})
_POSSESSIVE = re.compile(r"['’]s?$")
_AFTER_POSSESSOR = re.compile(r"(?:['’]s?)? ?")
_ADDRESS = frozenset(
    {"mr", "mrs", "ms", "miss", "mx", "dr", "sir", "dame", "lord", "lady", "the", "late", "former", "ex"}
)
_ROLES = (
    (ENGLISH_TITLES | ENGLISH_ROLES)
    - _ADDRESS
    - frozenset({"acting", "deputy", "vice", "prime", "private", "general"})
)
_QUALIFIERS = frozenset(
    """
    acting assistant associate chief club co current deputy executive financial first founding general global head
    honorary interim junior lead longtime managing marketing national new operating political prime principal
    regional research science second senior sports staff star team technical technology veteran vice
    """.split()
)
_FORMER = frozenset({"former", "ex", "late", "onetime", "then"})
_ARTICLES = frozenset({"a", "an", "the", "its", "his", "her", "their", "our", "who", "is", "was", "now", "also"})
_WORD = re.compile(r"[A-Za-z][\w&.'’-]*")
_CAPITALS = r"(?:[A-Z][\w&.’-]*|\d[A-Z]\w*)"
_ORG = re.compile(rf"{_CAPITALS}(?: (?:(?:of|and|for|&) (?:the )?)?{_CAPITALS})*")
_AFTER_PREPOSITION = re.compile(
    rf"(?:the |The )?(?P<org>{_CAPITALS}(?: (?:(?:of|and|for|&) (?:the )?)?{_CAPITALS})*)"
)
_WHOSE = re.compile(rf"(?P<org>{_CAPITALS}(?: {_CAPITALS})*), whose (?P<roles>[a-z-]+(?: [a-z-]+){{0,4}}),? $")
_JOINS = re.compile(
    r"[^.;:“”\"]{0,80}?, (?:will |is to |has |had )?"
    r"(?:joins?|joined|rejoins|rejoined|moves to|moved to|leaves for) "
)
_NAME_OF = re.compile(r" (?P<how>of|from|at|with) |, (?:of|from) ")
_APPOSITION = re.compile(r",? ?\(?(?:aged? )?(?P<age>\d{1,2})\)?,? |, |,? who (?:is|was) | (?:is|was|became) ")
_LEADS = re.compile(
    r"(?:, who)? (?:also |now |has |had |once |previously |then |co-)*"
    r"(?P<verb>leads|led|runs|ran|heads|headed|founded|owns|owned|joined|joins|rejoined|chairs|chaired|teaches|taught|"
    r"works|worked|manages|managed|represents|plays|played|coaches|coached|directs|directed|left)"
    r"(?P<how>(?: [a-z]+){0,4}? (?:at|for|of))? (?:the )?"
)
_MOVED = re.compile(
    rf"(?P<org>{_CAPITALS}(?: {_CAPITALS})*) (?:has |have |had |will |on \w+ )?"
    r"(?:appoint(?:s|ed)|nam(?:es|ed)|hir(?:es|ed)|recruit(?:s|ed)|sign(?:s|ed)|poach(?:es|ed)|tap(?:s|ped))"
)
_FOR_OTHERS = frozenset(
    {
        "lawyer",
        "attorney",
        "solicitor",
        "counsel",
        "analyst",
        "consultant",
        "agent",
        "barrister",
        "adviser",
        "advisor",
    }
)


def read_english(text: Text, start: int, end: int, draft: Draft) -> None:
    """Loomfield chief executive Marcus Hale; Marcus Hale, 44, head of Loomfield; Loomfield's Marcus Hale."""
    first, last = _sentence(text.text, start, end)
    _read_before(text, start, first, draft)
    _read_after(text, end, last, draft)
    moved = _MOVED.search(text.text, first, start)
    if moved and not any(binding.is_new for binding in draft.bindings):
        word = _without_opener(moved["org"])
        if word:
            draft.bind(word, "ORG appoints NAME", is_sure=_is_sure(word), is_new=True)


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    low = max(0, start - _REACH)
    first = low
    for match in _END.finditer(text, low, start):
        if match[0] != "." or not _ABBREVIATED.search(text, low, match.start()):
            first = match.end()
    for match in _END.finditer(text, end, end + _REACH):
        if match[0] != "." or not _ABBREVIATED.search(text, end, match.start()):
            return first, match.start()
    return first, min(len(text), end + _REACH)


# --- before ------------------------------------------------------------------------------------------------------


def _read_before(text: Text, start: int, first: int, draft: Draft) -> None:
    whose = _WHOSE.search(text.text, first, start)
    if whose:
        _read_whose(text, whose, draft)
        return
    words = list(_WORD.finditer(text.text, first, start))
    at, former, taken = len(words), False, start
    roles: list[str] = []
    if text.text[first:start].endswith(", "):  # the chief executive of Fernwick, Marcus Hale
        _read_of(text, first, start - 2, draft)
        return
    while at and text.text[words[at - 1].end() : taken] == " ":
        word = words[at - 1][0]
        low = word.lower().rstrip(".")
        if low in _ROLES or low in _QUALIFIERS or low in _ADDRESS or low.startswith(("ex-", "co-")):
            former = former or low in _FORMER or low.startswith("ex-")
            if low in _ROLES or (roles and low in _QUALIFIERS and low not in _FORMER):
                roles.insert(0, word)
            at -= 1
            taken = words[at].start()
            continue
        break
    if roles:
        draft.title(" ".join(roles))
    _bind_before(text, first, taken, former=former, has_role=bool(roles), draft=draft)


def _read_whose(text: Text, whose: re.Match[str], draft: Draft) -> None:
    """Fernwick, whose chief executive Marcus Hale lives nearby."""
    roles = whose["roles"].split()
    if all(role.lower() in _ROLES | _QUALIFIERS for role in roles):
        known = text.known_before(whose.end("org"), whose.start())
        name = known or _without_opener(whose["org"])
        draft.title(" ".join(roles))
        if name:
            draft.bind(name, "ORG, whose TITLE NAME", is_sure=bool(known) or _is_sure(name))


def _bind_before(text: Text, first: int, taken: int, *, former: bool, has_role: bool, draft: Draft) -> None:
    """The capitals that stand before a name and its titles, with 's or without."""
    before = text.text[first:taken]
    known = text.known_before(taken - 1, first)
    possessive = re.search(rf"(?P<org>{_ORG.pattern})['’]s? $", before)
    if possessive is None and known == "" and not has_role:
        return
    if possessive:
        known = text.known_before(first + possessive.end("org"), first)
        name = known or _without_opener(possessive["org"])
        form = "ORG's NAME"
    else:
        capitals = re.search(rf"(?P<org>{_ORG.pattern}) $", before)
        name = known or (_without_opener(capitals["org"]) if capitals else "")
        form = "ORG TITLE NAME"
    if name:
        left = before[: before.rfind(name)].split()
        former = former or bool(left and left[-1].lower() in _FORMER)
        draft.bind(name, form, is_sure=bool(known) or _is_sure(name), is_former=former)


def _without_opener(name: str) -> str:
    """Without words that have a capital for other reasons: at the start of a sentence, demonyms, titles."""
    words = name.split(" ")
    while words and (
        words[0].lower() in SENTENCE_OPENERS | DEMONYMS | _ADDRESS | _ARTICLES
        or words[0].lower() in _ROLES | _QUALIFIERS
    ):
        words.pop(0)
    return " ".join(words)


def _is_sure(name: str) -> bool:
    last = name.rsplit(" ", 1)[-1].lower().rstrip(".")
    return last in LATIN_ORGANISATION_HEADS or last in LATIN_COMPANY_FORMS


# --- behind ------------------------------------------------------------------------------------------------------


def _read_after(text: Text, end: int, last: int, draft: Draft) -> None:
    rest = text.text
    bracket = re.compile(r" \((?P<org>[^()]{2,50})\)").match(rest, end, last)
    if bracket and not bracket["org"].isdigit():
        name = bracket["org"]
        known = text.known_at(bracket.start("org"))
        if known or _ORG.fullmatch(name):
            draft.bind(known or name, "NAME (ORG)", is_sure=bool(known) or _is_sure(name))
        return
    of = _NAME_OF.match(rest, end, last)
    if of:
        _bind_at(text, of.end(), last, "NAME of ORG", draft, is_former=False)
        return
    leads = _LEADS.match(rest, end, last)
    if leads:
        _read_verb(text, leads, last, draft)
        return
    apposition = _APPOSITION.match(rest, end, last)
    if apposition:
        if apposition["age"]:
            draft.age = apposition["age"]
        _read_of(text, apposition.end(), last, draft)
        joins = _JOINS.match(rest, apposition.end(), last)
        if joins:
            _bind_at(text, joins.end(), last, "NAME joins ORG", draft, is_former=False, is_new=True)


def _read_verb(text: Text, leads: re.Match[str], last: int, draft: Draft) -> None:
    verb = leads["verb"]
    if verb in ("represents", "played") or (verb in ("plays", "works") and not leads["how"]):
        return
    if verb in ("teaches", "taught"):
        draft.title("teacher")
    former = verb in ("left", "ran", "headed", "worked", "taught", "chaired", "coached", "owned")
    _bind_at(
        text, leads.end(), last, "NAME leads ORG", draft, is_former=former, is_new=verb in ("joins", "rejoined")
    )


def _bind_at(
    text: Text, at: int, last: int, form: str, draft: Draft, *, is_former: bool, is_new: bool = False
) -> str:
    match = _AFTER_PREPOSITION.match(text.text, at, last)
    if match is None:
        return ""
    known = text.known_at(match.start("org"))
    name = known or match["org"]
    draft.bind(name, form, is_sure=bool(known) or _is_sure(name), is_former=is_former, is_new=is_new)
    return name


def _read_of(text: Text, at: int, last: int, draft: Draft) -> None:
    """[the former] chief executive of Fernwick; Fernwick's chief executive; a lawyer for Fernwick."""
    phrase = _Phrase()
    for _ in range(_LONGEST_PHRASE):
        known = "" if phrase.roles else text.known_at(at)
        if known and at + len(known) <= last:
            phrase.possessor = known
            at = _AFTER_POSSESSOR.match(text.text, at + len(known)).end()  # type: ignore[union-attr]
            continue
        match = _WORD.match(text.text, at, last)
        if match is None:
            break
        low = match[0].lower().rstrip(".")
        if low in _PREPOSITIONS and phrase.roles:
            _bind_role(text, match.end() + 1, last, low, phrase, draft)
            return
        if not phrase.takes(match[0], low):
            break
        at = match.end()
        if text.text[at : at + 1] != " ":
            break
        at += 1
    phrase.give_titles(draft)
    if phrase.possessor and phrase.roles:
        sure = phrase.possessor in text.known or _is_sure(phrase.possessor)
        draft.bind(phrase.possessor, "NAME, ORG's TITLE", is_sure=sure, is_former=phrase.is_former)


@dataclass(slots=True)
class _Phrase:
    """A phrase that says what somebody is: an organisation's name before titles, and the titles."""

    roles: list[str] = field(default_factory=list)
    possessor: str = ""
    is_former: bool = False

    def takes(self, word: str, low: str) -> bool:
        """Add a word; False when it belongs to the phrase no longer."""
        if low in _FORMER:
            self.is_former = True
        elif low in _ROLES or low.startswith(("ex-", "co-")) or (self.roles and low in _QUALIFIERS):
            self.roles.append(word)
        elif low == "and" and self.roles:
            self.roles.append("and")
        elif self.roles:
            return False
        elif word[:1].isupper() and low not in DEMONYMS | _ARTICLES | _QUALIFIERS:
            self.possessor = " ".join(filter(None, (self.possessor, _POSSESSIVE.sub("", word))))
        else:
            return low in _ARTICLES | _QUALIFIERS | DEMONYMS or word.islower()
        return True

    def give_titles(self, draft: Draft) -> None:
        """The titles, each by itself."""
        for title in re.split(r"(?:^| )and(?: |$)", " ".join(self.roles)):
            if title:
                draft.title(title)

    def has(self, roles: frozenset[str]) -> bool:
        """Whether one of these is among the titles."""
        return any(role.lower() in roles for role in self.roles)


def _bind_role(text: Text, at: int, last: int, how: str, phrase: _Phrase, draft: Draft) -> None:
    phrase.give_titles(draft)
    if how == "in":
        return
    if how == "for" and phrase.has(_FOR_OTHERS):
        match = _AFTER_PREPOSITION.match(text.text, at, last)
        if match:
            draft.beside(text.known_at(match.start("org")) or match["org"])
        return
    _bind_at(text, at, last, "NAME, TITLE of ORG", draft, is_former=phrase.is_former)
