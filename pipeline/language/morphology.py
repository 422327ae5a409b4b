"""What Korean morphology makes of a span of a sentence: a name, an ordinary word, or no word at all.

The one module that touches Kiwi (https://github.com/bab2min/Kiwi). The analyser is loaded when it is first
asked, once per process: about a second and 255 MB. It is never taught the names we look for: its free reading of
the sentence is the second opinion, and so no name can change how another is read.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from pipeline.errors import ScrapeError
from pipeline.language.loanwords import LOANWORDS

if TYPE_CHECKING:  # most processes never need it
    from kiwipiepy import Kiwi

__all__ = [
    "AnalyserNeeded",
    "Analysis",
    "Morpheme",
    "SentenceReading",
    "analyse",
    "is_never_a_name",
    "is_ordinary_word",
    "load_by",
    "sentences",
]

_IN_LAWS = frozenset("부친 모친 장인 장모 빙부 빙모 시부 시모 조부 조모 부인 남편".split())
_MAX_LENGTH = 300
"""Longest stretch given to the analyser, in code points; longer sentences are cut at spaces."""

_SENTENCE_END = re.compile(r"(?<=[.!?…。])[\"'”’)\]]*\s+|\n+")
_SURROGATE = re.compile("[\ud800-\udfff]")


class AnalyserNeeded(ScrapeError):
    """Korean is to be analysed in a process that does not load the analyser for itself."""


_loaded_by: Callable[[], None] | None = None


def load_by(request: Callable[[], None] | None) -> None:
    """Have this process call `request` and raise AnalyserNeeded where it would load the analyser."""
    global _loaded_by  # noqa: PLW0603 - of the process, as the analyser is
    _loaded_by = request


class Morpheme(NamedTuple):
    """A morpheme: its tag in the Sejong tag set, its span in the sentence, whether the dictionary has it."""

    form: str
    tag: str
    start: int
    end: int
    known: bool


@dataclass(frozen=True, slots=True)
class SentenceReading:
    """The free reading of a span.

    `fits`: morphemes begin where it begins and end where it ends. `loss`: how much less likely (natural logarithm)
    the sentence becomes when the span is read as one proper noun; about 0 when it is read so anyway.
    """

    morphemes: tuple[Morpheme, ...]
    fits: bool
    loss: float
    before: Morpheme | None
    after: Morpheme | None


class Analysis:
    """The free reading of one sentence, and what it costs to read parts of it as names."""

    __slots__ = ("_losses", "_score", "morphemes", "sentence")

    def __init__(self, sentence: str) -> None:
        self.sentence = _SURROGATE.sub("?", sentence)
        self._losses: dict[tuple[int, int], float] = {}
        tokens, self._score = _kiwi().analyze(self.sentence, top_n=1)[0]
        self.morphemes = tuple(
            Morpheme(token.form, token.tag, token.start, token.start + token.len, not token.oov) for token in tokens
        )

    def read(self, start: int, end: int) -> SentenceReading:
        """The reading of the span from `start` to `end`, code points of the sentence."""
        inside = tuple(morpheme for morpheme in self.morphemes if morpheme.start < end and morpheme.end > start)
        fits = bool(inside) and inside[0].start == start and inside[-1].end == end
        before = next((morpheme for morpheme in reversed(self.morphemes) if morpheme.end <= start), None)
        after = next((morpheme for morpheme in self.morphemes if morpheme.start >= end), None)
        settled = fits and len(inside) == 1 and inside[0].tag == "NNP"
        return SentenceReading(inside, fits, 0.0 if settled else self._loss(start, end), before, after)

    def _loss(self, start: int, end: int) -> float:
        if (start, end) not in self._losses:
            forced = _kiwi().analyze(self.sentence, top_n=1, pretokenized=[(start, end, "NNP")])
            self._losses[start, end] = float(self._score - forced[0][1])
        return self._losses[start, end]


@lru_cache(maxsize=512)
def analyse(sentence: str) -> Analysis:
    """Analyse a sentence of at most a few hundred code points.

    The sentences of the last articles are kept: whoever finds the names, reads how they are presented, and reads
    the article again with a second reader of its text, asks for the same ones.
    """
    return Analysis(sentence)


def sentences(text: str) -> list[tuple[int, int]]:
    """The spans of `text` that are analysed as one: sentences, cut at spaces where they are too long."""
    spans = []
    start = 0
    for match in _SENTENCE_END.finditer(text):
        spans += _pieces(text, start, match.start())
        start = match.end()
    return spans + _pieces(text, start, len(text))


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    pieces = []
    while end - start > _MAX_LENGTH:
        space = text.rfind(" ", start + _MAX_LENGTH // 2, start + _MAX_LENGTH)
        cut = space if space > 0 else start + _MAX_LENGTH
        pieces.append((start, cut))
        start = cut
    if start < end:
        pieces.append((start, end))
    return pieces


@lru_cache(maxsize=1)
def _kiwi() -> Kiwi:
    """One analyser, without threads of its own: it must survive a fork, and give one answer every time."""
    if _loaded_by is not None:
        _loaded_by()
        raise AnalyserNeeded("the analyser of Korean is not loaded")
    from kiwipiepy import Kiwi  # noqa: PLC0415 - 7 MB more

    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore", DeprecationWarning
        )  # it warns that 0 once meant all cores; 0 is what we want
        return Kiwi(num_workers=0, load_multi_dict=False)


def is_never_a_name(word: str) -> bool:
    """Whether a word that dictionaries may have as a name is an ordinary one: 듀오, 장인상 (a death)."""
    return word in LOANWORDS or (len(word) == 3 and word.endswith("상") and word[:2] in _IN_LAWS)


@lru_cache(maxsize=8192)
def is_ordinary_word(word: str) -> bool:
    """Whether a word is one that everybody uses, standing by itself: 다음, 승리, 영화인 (영화+이다).

    True when the lone word reads most likely as a common word of the dictionary, as a noun with a suffix, particle
    or copula (정상+화, 국민+이), or as a short verb form.
    """
    if is_never_a_name(word):
        return True
    tokens, _ = _kiwi().analyze(_SURROGATE.sub("?", word), top_n=1)[0]
    if any(token.oov for token in tokens):
        return False
    first, last = tokens[0], tokens[-1]
    if len(tokens) == 1:
        return first.tag not in ("NNP", "SL", "SN")
    if first.tag == "NNG" and first.len >= 2:
        return bool(tokens[1].tag[0] == "J" or tokens[1].tag in ("VCP", "XSN"))
    return bool(len(word) <= 2 and first.tag[0] == "V" and last.tag[0] == "E")
