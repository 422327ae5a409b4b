"""In which language a text is.

Korean and English, which is nearly all the press we watch, are told by their letters and their small words: short
texts give a statistical detector too little. The rest is left to langdetect, in a detector of our own with a fixed
seed, so that a text has one answer whatever was asked before and in whichever thread.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from functools import cache

from langdetect.detector import Detector
from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory
from langdetect.lang_detect_exception import LangDetectException
from langdetect.utils.lang_profile import LangProfile
from langdetect.utils.ngram import NGram

__all__ = ["detect"]

_MAX_TEXT = 4_000  # characters
_HANGUL = re.compile(r"[가-힣ㄱ-ㆎᄀ-ᇿ]+")
_KANA = re.compile(r"[ぁ-ゖァ-ヺ]+")
_HAN = re.compile(r"[一-鿿㐀-䶿]+")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]+")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S{1,400}|[\w.+-]{1,64}@[\w.-]{1,100}")
_WORD = re.compile(r"[^\W\d_]{1,20}")
_SMALL_WORDS = (
    "the and to with for that from said was were by at has have had will would this which who it its be been are "
    "as after over amid his her their they he she not but of on"
)
_ENGLISH = frozenset(_SMALL_WORDS.split())
_KOREAN_SHARE, _KANA_SHARE = 0.2, 0.1
_LATIN_PER_SYLLABLE = 3  # a syllable of Hangul says as much as three Latin letters
_SHORT = 60  # Latin letters up to which a text is taken for English
_FEW_WORDS, _ENGLISH_SHARE = 6, 0.18
_TOLD = 1_000  # characters that langdetect is shown: more change no answer, and cost as much again
_LOADING = threading.Lock()


def detect(text: str) -> str:
    """The ISO 639-1 code of the language of `text`, judged on its first 4,000 characters, or "und".

    Korean when a fifth of what is written is Hangul, a syllable counted as three Latin letters.
    """
    sample = text[:_MAX_TEXT]
    if "@" in sample or "://" in sample or "www." in sample:
        sample = _ADDRESS.sub(" ", sample)
    latin = _count(_LATIN, sample)
    hangul, kana, han = (0 if sample.isascii() else _count(script, sample) for script in (_HANGUL, _KANA, _HAN))
    written = hangul + kana + han + latin / _LATIN_PER_SYLLABLE
    if hangul and hangul >= written * _KOREAN_SHARE:
        return "ko"
    east_asian = kana + han
    if east_asian and east_asian >= written / 2:
        return "ja" if kana >= east_asian * _KANA_SHARE else "zh"
    words = _WORD.findall(sample)
    if latin * 2 > sum(map(len, words)):
        return "en" if latin < _SHORT or _reads_english(words) else _statistical(sample)
    return _statistical(sample)


def _count(script: re.Pattern[str], sample: str) -> int:
    """How many letters of a script are in a text."""
    return sum(map(len, script.findall(sample)))


def _reads_english(words: Sequence[str]) -> bool:
    """Whether the small words of English are as frequent as English needs them."""
    small = sum(word.lower() in _ENGLISH for word in words)
    return len(words) >= _FEW_WORDS and small >= len(words) * _ENGLISH_SHARE


def _statistical(sample: str) -> str:
    with _LOADING:
        factory = _factory()
    detector = factory.create()
    detector.append(sample[:_TOLD])
    try:
        language = str(detector.detect())
    except LangDetectException:  # no letters in it
        return "und"
    return "und" if language == detector.UNKNOWN_LANG else language.partition("-")[0]


class _SparseDetector(Detector):  # type: ignore[misc]
    """Knows of each n-gram the languages that have it, with their probabilities, one after the other."""

    def _update_lang_prob(self, prob: list[float], word: str, alpha: float) -> None:
        weight = alpha / self.BASE_FREQ
        told = self.word_lang_prob_map[word]
        changed = [(at, prob[at] * (weight + of)) for at, of in zip(told[::2], told[1::2], strict=True)]
        prob[:] = [one * weight for one in prob]
        for at, one in changed:
            prob[at] = one


class _SparseFactory(DetectorFactory):  # type: ignore[misc]
    """The profiles of langdetect without their zeros: an n-gram is of two languages on average, of 55."""

    def add_profile(self, profile: LangProfile, index: int, langsize: int) -> None:
        del langsize
        self.langlist.append(profile.name)
        for word, count in profile.freq.items():
            told = self.word_lang_prob_map.get(word, ())
            of = (index, count / profile.n_words[len(word) - 1]) if len(word) <= NGram.N_GRAM else ()
            self.word_lang_prob_map[word] = (*told, *of)

    def _create_detector(self) -> Detector:
        return _SparseDetector(self)


@cache
def _factory() -> _SparseFactory:
    """The profiles of langdetect, read once when first needed (half a second)."""
    factory = _SparseFactory()
    factory.set_seed(0)
    factory.load_profile(PROFILES_DIRECTORY)
    return factory
