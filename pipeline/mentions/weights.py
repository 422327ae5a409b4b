"""How sure we are that a candidate is the name: every reason with its weight, in natural logarithms of odds.

Three opinions are kept apart: the form itself (is it long, Korean, an ordinary word?), the characters around it
(`pipeline.names.boundaries` and the words next to it) and, for Korean, morphology. Where they disagree the sum
stays near or below zero, and the mention goes to review.
"""

from __future__ import annotations

import re

from pipeline.items import EntityKind
from pipeline.language.korean_names import is_given_name, is_korean_name
from pipeline.language.lexicon import (
    COMPANY_KINDS,
    COMPANY_ROLES,
    HONORIFICS,
    KINSHIP,
    KOREAN_COMPANY_FORMS,
    SPACED_HEADS,
    TITLES,
)
from pipeline.language.morphology import Analysis, Morpheme, SentenceReading, is_never_a_name, is_ordinary_word
from pipeline.language.scripts import Script, has_hangul, is_hangul, is_latin
from pipeline.mentions.candidates import NameCandidate
from pipeline.names import Edge, EdgeKind, particle_of

__all__ = ["wants_morphology", "weigh_form", "weigh_morphology", "weigh_neighbours"]

_WORD_AFTER = re.compile(r"(?:\([^()]{1,30}\))? ?([가-힣A-Za-z]{1,40})")
_WORD_BEFORE = re.compile(r"([가-힣A-Za-z]+)[ '\"‘“]{1,2}$")
_QUOTED = re.compile("''|\"\"|“”|<>|《》|〈〉|「」|\\[\\]")
_COMPOUND = ("NNP", "NNG", "SL", "SN", "XSN", "XPN")
_CALLED = TITLES | HONORIFICS | KINSHIP


def weigh_form(candidate: NameCandidate) -> None:
    """What the form and its edges say by themselves."""
    text = candidate.form.text
    candidate.says("name", f"{text}, {candidate.form.origin}", _prior(candidate))
    if candidate.form.needs_context:
        candidate.says("ordinary word", f"{text} is an ordinary word or very short", -2.5)
    for edge, side in ((candidate.left, "before"), (candidate.right, "after")):
        _weigh_edge(candidate, edge, side)


def _prior(candidate: NameCandidate) -> float:
    text, person = candidate.form.text, candidate.kind is EntityKind.PERSON
    if candidate.form.script is Script.HANGUL:
        if " " in text or len(text) >= 5:
            return 3.0
        if person:
            korean = is_korean_name(text)
            return 2.0 if korean and len(text) >= 3 else 0.5 if len(text) <= 2 else 1.5
        return 1.0 if len(text) <= 2 else 2.0
    if " " in text:
        return 3.5
    return 1.0 if person and len(text) <= 3 else 2.5


def _weigh_edge(candidate: NameCandidate, edge: Edge, side: str) -> None:
    if edge.kind is EdgeKind.GLUED:
        candidate.says("boundary", f"{edge.word} is written onto it {side}", _glue_weight(candidate, edge, side))
    elif edge.kind is EdgeKind.TITLE:
        candidate.says("title", edge.word, _title_weight(candidate, edge.word))
    elif edge.kind is EdgeKind.SUFFIX and edge.word == "장":
        candidate.says("head", f"{candidate.form.text}장 names its head", -2.5)
    elif edge.kind is EdgeKind.PARTICLE:
        candidate.says("particle", edge.word, 0.5 if edge.agrees else -1.5)


def _glue_weight(candidate: NameCandidate, edge: Edge, side: str) -> float:
    touching = candidate.form.text[-1] if side == "after" else candidate.form.text[0]
    if is_latin(touching) and not has_hangul(edge.word):
        return -8.0  # inside a Latin word or an address
    korean = candidate.kind is EntityKind.PERSON and is_korean_name(candidate.form.text)
    return -3.5 if korean and side == "after" and is_hangul(edge.word[:1] or "-") else -4.5


def _title_weight(candidate: NameCandidate, title: str) -> float:
    """A title makes a person of a word; organisations have people of every title."""
    if candidate.kind is EntityKind.COMPANY:
        return 3.0 if title in KOREAN_COMPANY_FORMS else 0.0
    if title in ("씨", "님"):
        return 3.5
    whole = candidate.left.fits and len(candidate.form.text) >= 3 and is_korean_name(candidate.form.text)
    return 3.0 if whole else 2.0


def weigh_neighbours(candidate: NameCandidate, text: str) -> None:
    """What the words next to it say: titles, legal forms, the head of a longer name."""
    if _QUOTED.match(text[candidate.start - 1 : candidate.start] + text[candidate.end : candidate.end + 1]):
        candidate.says("quotation marks", "set apart by itself", 0.7)
    before, after = _words_around(candidate, text)
    if candidate.kind is EntityKind.COMPANY:
        if text[max(0, candidate.start - 8) : candidate.start].rstrip().endswith(KOREAN_COMPANY_FORMS) or text[
            candidate.end :
        ].startswith(("㈜", "(주)")):
            candidate.says("legal form", "주식회사", 3.0)
        if _first_word(after, SPACED_HEADS) or _ends_in(after, SPACED_HEADS, least=2):
            candidate.says("longer name", after, -4.5)
        elif _first_word(after, COMPANY_ROLES):
            candidate.says("company word", after, 1.0)
        if before.endswith(COMPANY_KINDS):
            candidate.says("company word", before, 2.5)
        return
    title = _first_word(after, _CALLED) or _ends_in(after, _CALLED, least=3)
    if title:
        candidate.says("title", title, _title_weight(candidate, title))
    if before in TITLES and candidate.form.script is not Script.LATIN:
        candidate.says("title", before, 2.2)


def _words_around(candidate: NameCandidate, text: str) -> tuple[str, str]:
    before = _WORD_BEFORE.search(text, max(0, candidate.start - 20), candidate.start)
    after = _WORD_AFTER.match(text, candidate.end) if candidate.right.kind is EdgeKind.CLEAN else None
    return before[1] if before else "", after[1] if after else ""


def _first_word(word: str, words: frozenset[str]) -> str:
    """The one of `words` that this word is, by itself or with a particle; else nothing."""
    for length in range(len(word), 0, -1):
        if word[:length] in words:
            fits = length == len(word) or particle_of(word[length:], word[:length]) is not None
            return word[:length] if fits else ""
    return ""


def _ends_in(word: str, heads: frozenset[str], *, least: int) -> str:
    """The one of `heads` that ends a longer word and has `least` syllables: 집행위원장, 공과대학장은, 기자협회."""
    endings = (word[at:] for at in range(1, len(word) - least + 1))
    return next((head for ending in endings if len(head := _first_word(ending, heads)) >= least), "")


def wants_morphology(candidate: NameCandidate) -> bool:
    """Whether morphology has something to say: Hangul, and short enough to be an ordinary word."""
    return has_hangul(candidate.form.text)


def weigh_morphology(candidate: NameCandidate, analysis: Analysis, offset: int) -> None:
    """What the free reading of the sentence says; `offset` is where the sentence begins."""
    reading = analysis.read(candidate.start - offset, candidate.end - offset)
    if not reading.morphemes:
        return
    shown = " ".join(f"{part.form}/{part.tag}" for part in reading.morphemes)
    candidate.says("morphology", shown, _morphology_weight(candidate, reading, offset))
    if candidate.kind is EntityKind.PERSON:
        _weigh_nesting(candidate, reading, analysis)


def _morphology_weight(candidate: NameCandidate, reading: SentenceReading, offset: int) -> float:
    loss = min(max(reading.loss, -2.0), 12.0)
    first = reading.morphemes[0]
    form = candidate.form
    spaced = form.derived and form.needs_context and form.text.count(" ") == 1
    if spaced and (first.tag in ("MM", "MAG", "MAJ", "NP") or not reading.fits):
        titled = len(form.text) == 4 and any(evidence.kind == "title" for evidence in candidate.evidence)
        return -3.0 if titled else -7.0  # 이 중원 싸움, 이 본부장: two words; 이 서린 양: perhaps a name
    if not reading.fits:
        return _weight_across(candidate, reading, offset, loss)
    if first.tag == "IC" and candidate.right.kind is EdgeKind.PARTICLE:
        return 0.5  # 하하와: an exclamation has no particle
    if len(reading.morphemes) == 1:
        return _weight_of_word(candidate, reading)
    if _is_full_name(candidate, reading):
        return 0.0
    if candidate.kind is EntityKind.COMPANY and _is_compound_word(candidate, reading):
        return -2.5
    if _is_inflected_noun(reading) or is_ordinary_word(form.text) or _is_spaced_out(candidate, reading):
        return -3.0 if loss < 8 else -6.0
    if len(form.text) >= 4 and all(part.tag in _COMPOUND for part in reading.morphemes):
        return 1.0
    return 1.0 - 0.45 * loss


def _weight_across(candidate: NameCandidate, reading: SentenceReading, offset: int, loss: float) -> float:
    """A word of the dictionary reaches over the edge of the name; or a word the analyser made up does."""
    first, last = reading.morphemes[0], reading.morphemes[-1]
    reaches = first if first.start < candidate.start - offset else last
    if candidate.right.fits and candidate.left.fits:
        whole = candidate.right.kind is EdgeKind.SUFFIX and len(reaches.form) == len(
            candidate.form.text + candidate.right.word
        )
        if not reaches.known:
            return max(-0.5 - 0.35 * max(loss, 0.0), -0.4 if whole else -1.5)
        if whole and candidate.right.word == "장":
            return -1.0
    return (-2.5 if reaches.known else -0.5) - 0.35 * max(loss, 0.0)


def _weight_of_word(candidate: NameCandidate, reading: SentenceReading) -> float:
    """The analyser reads one word: a proper noun, one it does not know, or an ordinary word."""
    first, text = reading.morphemes[0], candidate.form.text
    if first.tag == "NNP" or not first.known:
        if is_ordinary_word(text):
            return -2.5 if is_never_a_name(text) else 0.5
        return -1.5 if _is_attribute(candidate, reading) else 2.0
    if _is_body(text) and candidate.kind is EntityKind.COMPANY:
        return 0.5
    return -6.0 if reading.loss >= 8 else -3.0 if first.tag == "NNG" else -4.0


def _is_body(word: str) -> bool:
    """Whether a word is the short name of a committee: 비대위, 방통위."""
    return len(word) >= 3 and word.endswith("위")


def _is_full_name(candidate: NameCandidate, reading: SentenceReading) -> bool:
    """A full Korean name that the analyser cuts into pieces, where a particle or a title follows: 강태홍의.

    Pieces of one syllable each are no words. Another noun with a last syllable that cannot be its particle, because
    a particle follows, is none either: 조준도는. A name cut short (정윤 + 희) needs nothing behind it.
    """
    text = candidate.form.text
    whole = candidate.kind is EntityKind.PERSON and len(text) >= 3 and " " not in text and is_korean_name(text)
    followed = (candidate.right.kind is EdgeKind.PARTICLE and candidate.right.agrees) or any(
        evidence.kind == "title" for evidence in candidate.evidence
    )
    pieces = reading.morphemes
    if not (whole and candidate.left.fits):
        return False
    if len(pieces) == 2 and pieces[0].tag == "NNP" and len(pieces[1].form) == 1 and pieces[1].tag[0] in "NM":
        return True
    if not followed:
        return False
    if len(pieces) > 1 and not is_hangul(pieces[-1].form[-1]):
        return True  # 온건후 + ㄴ: spoken Korean shortens a particle so, but never before another one
    short = all(len(part.form) == 1 for part in pieces) and not any(part.tag[0] in "JEV" for part in pieces)
    return short or (len(pieces) == 2 and all(part.tag[0] == "N" for part in pieces) and len(pieces[1].form) == 1)


def _is_compound_word(candidate: NameCandidate, reading: SentenceReading) -> bool:
    """한빛 (한 + 빛), and 온새미로 where its last syllable is the particle of the sentence."""
    first, last = reading.morphemes[0], reading.morphemes[-1]
    if first.tag == "MM" and last.tag == "NNG" and len(reading.morphemes) == 2:
        return True
    return last.tag[0] == "J" and candidate.right.kind is EdgeKind.CLEAN


def _is_attribute(candidate: NameCandidate, reading: SentenceReading) -> bool:
    """A word of two syllables directly before an ordinary noun, as people's names do not stand: 해수 온도."""
    after = reading.after
    bare = candidate.right.kind is EdgeKind.CLEAN and not any(item.kind == "title" for item in candidate.evidence)
    text = candidate.form.text
    short = candidate.kind is EntityKind.PERSON and is_given_name(text)
    if not (bare and short and after is not None and after.start == reading.morphemes[-1].end + 1):
        return False
    return reading.morphemes[0].known and after.tag == "NNG" and after.known


def _is_inflected_noun(reading: SentenceReading) -> bool:
    """An ordinary noun with a particle, copula or verb ending: 영화+인, 국민+이."""
    first, last = reading.morphemes[0], reading.morphemes[-1]
    noun = first.known and first.tag == "NNG" and len(first.form) >= 2
    return noun and (last.tag[0] in "JE" or last.tag in ("VCP", "XSV", "XSA"))


def _is_spaced_out(candidate: NameCandidate, reading: SentenceReading) -> bool:
    """Two ordinary words that only look like a name written apart: 한 마디."""
    apart = (
        candidate.form.derived
        and candidate.form.text.count(" ") == 1
        and is_korean_name(candidate.form.text.replace(" ", ""))
    )
    return apart and all(part.known and part.tag != "NNP" for part in reading.morphemes)


def _weigh_nesting(candidate: NameCandidate, reading: SentenceReading, analysis: Analysis) -> None:
    """A foreign given name or surname beside one other name is part of a longer name (제임스 딘).

    Among several names that nothing parts it stands in a list.
    """
    name = candidate.form.text
    if " " in name or is_korean_name(name) or candidate.right.kind is not EdgeKind.CLEAN:
        return
    after, before = reading.after, reading.before
    if after is not None and after.tag != "NNP" and len(after.form) >= 2:
        return  # a word that the analyser does not know
    if after is not None and len(after.form) >= 3 and is_korean_name(after.form):
        return  # the next of a list
    if after is None or not _is_name(after) or after.start > reading.morphemes[-1].end + 1:
        return
    if before is not None and _is_name(before) and before.end >= reading.morphemes[0].start - 1:
        return
    if _names_in_a_row(analysis, after) > 1:
        return
    candidate.says("longer name", f"{name} {after.form}", -4.0)


def _names_in_a_row(analysis: Analysis, first: Morpheme) -> int:
    """How many words that begin with a name stand from `first` on, with nothing but spaces between them."""
    words, end = 0, first.start - 1
    for part in analysis.morphemes:
        if part.start < first.start:
            continue
        if part.start == end + 1:
            if not _is_name(part):
                break
            words += 1
        elif part.start != end or part.tag[0] != "N":
            break
        end = part.end
    return words


def _is_name(part: Morpheme) -> bool:
    return part.tag == "NNP" or (part.tag == "NNG" and not part.known)
