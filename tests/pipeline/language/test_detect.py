"""Telling languages."""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory

from pipeline.language.detect import detect

TEXTS = {
    "가람연구소, 새 배터리 기술 공개": "ko",
    "[단독] Garam Labs 대표 한도윤 “AI 반도체로 간다”": "ko",
    "Garam Labs unveils battery": "en",
    "K-pop star Han Do-yun (한도윤) to open the show, the agency said on Monday in a short statement": "en",
    "The institute said on Tuesday that it will open a second laboratory for the study of sea ice.": "en",
    "研究所は火曜日、海氷を調べる二つ目の研究室を開くと発表した。": "ja",
    "研究所周二宣布将开设第二个研究海冰的实验室。": "zh",
    "Das Institut teilte am Dienstag mit, dass es ein zweites Labor für das Meereis eröffnet.": "de",
    "Институт сообщил во вторник, что откроет вторую лабораторию для изучения морского льда.": "ru",
    "": "und",
    "2024.08.07 15:15 / 123-456": "und",
    "https://www.example.com/a/b?c=d press@example.com": "und",
}


@pytest.mark.parametrize(("text", "language"), TEXTS.items())
def test_languages(text: str, language: str) -> None:
    assert detect(text) == language


@pytest.fixture(scope="module")
def langdetect() -> DetectorFactory:
    factory = DetectorFactory()
    factory.set_seed(0)
    factory.load_profile(PROFILES_DIRECTORY)
    return factory


@given(st.lists(st.text("абвгдежзиклмнопрстуіїєљњђαβγδεικλμνοπρςابتجدرسفقكלהויםกขคงจน", min_size=3), min_size=5))
def test_other_alphabets_are_judged_as_langdetect_does(langdetect: DetectorFactory, words: list[str]) -> None:
    """What it knows of languages is kept without its zeros."""
    detector = langdetect.create()
    detector.append(" ".join(words))
    language = str(detector.detect())
    assert detect(" ".join(words)) == ("und" if language == "unknown" else language.partition("-")[0])


def test_answers_do_not_depend_on_order_or_thread() -> None:
    alone = {text: detect(text) for text in TEXTS}
    with ThreadPoolExecutor(4) as threads:
        for order in itertools.islice(itertools.permutations(TEXTS), 0, 60, 7):
            assert list(threads.map(detect, order)) == [alone[text] for text in order]


def test_a_long_text_is_judged_on_its_beginning() -> None:
    assert detect("새 소식이 나왔다. " * 1_000 + "and now in English " * 100_000) == "ko"


@given(st.text(max_size=300))
def test_any_text_has_a_code(text: str) -> None:
    code = detect(text)
    assert code == "und" or (len(code) == 2 and code.isalpha())
