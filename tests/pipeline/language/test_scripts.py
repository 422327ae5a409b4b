"""Folding: many spellings of the same characters become one, and every span finds its way back."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language.scripts import (
    Script,
    comparable,
    ends_in_consonant,
    fold,
    has_hangul,
    lower,
    script_of,
    spell,
    without_invisible,
)

ODD = "ab가각한 서연\u00a0\u200b\u00ad’‘'-\u2010Ｐｋ\u0301\u0303eéᄇ\u1161\u11ab\u11a8\u1160큐\u3000\n\ufeff😀İ"


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("한\u200b서연", "한서연"),
        (unicodedata.normalize("NFD", "한서연"), "한서연"),
        ("Ｓｅｏｙｅｏｎ　Ｈａｎ", "Seoyeon Han"),
        ("Seo\u2010yeon\u00a0Han’s", "Seo-yeon Han's"),
        ("Re\u0301mi", "Rémi"),
        ("Soft\u00adware", "Software"),
        ("q\u0303", "q\u0303"),
        ("ᄏᄏᄏ", "ᄏᄏᄏ"),
    ],
)
def test_folding(written: str, plain: str) -> None:
    assert fold(written).text == plain


@given(st.text(alphabet=ODD, max_size=14))
def test_a_folded_span_slices_to_what_it_stands_for(text: str) -> None:
    folded = fold(text)
    for start in range(len(folded.text)):
        for end in range(start + 1, len(folded.text) + 1):
            inside = folded.text[start:end]
            if any(map(unicodedata.combining, inside[:1] + folded.text[end : end + 1])):
                continue  # nobody's name starts or ends inside an accented letter
            first, last = folded.original(start, end)
            assert 0 <= first < last <= len(text)
            assert fold(text[first:last]).text == inside
            assert folded.folded(first) == start


@given(st.text(max_size=40))
def test_lower_case_keeps_positions(text: str) -> None:
    assert len(lower(text)) == len(text)


def test_scripts_of_names() -> None:
    assert script_of("한서연") is Script.HANGUL
    assert script_of("Seo-yeon 2") is Script.LATIN
    assert script_of("SK하늘") is Script.MIXED


def test_final_consonants() -> None:
    assert ends_in_consonant("한서연") is True
    assert ends_in_consonant("한서우") is False
    assert ends_in_consonant("Han") is None


def test_one_spelling() -> None:
    assert spell("  한빛\u3000 전자\n") == "한빛 전자"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("“하늘”의 ‘별’ — 상", "\"하늘\"의 '별' - 상"),
        ("Ｈａｎｂｉｔ  Unveils\u00a0It", "hanbit unveils it"),
        ("a\u200bb\ufeff 가", "ab 가"),
        ("don`t", "don't"),
    ],
)
def test_texts_that_differ_by_typography_alone_compare_equal(one: str, other: str) -> None:
    assert comparable(one) == comparable(other)


def test_what_shows_nothing_goes_and_what_shapes_others_stays() -> None:
    assert without_invisible("가\u00ad나\u200b\x07다\u200e\ufeff\x9f") == "가나다"
    family = "👩\u200d👧 ❤\ufe0f\n\t\x85"
    assert without_invisible(family) == family


def test_hangul_anywhere() -> None:
    assert has_hangul("SK하늘")
    assert not has_hangul("SK ㄱ 漢")
