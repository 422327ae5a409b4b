"""Korean names in Latin letters."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.language.korean_names import is_korean_name, split_hangul_name
from pipeline.language.romanize import (
    given_splits,
    is_common_name,
    reads_as,
    reads_korean,
    suggest,
)

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"


@pytest.mark.parametrize(
    ("latin", "hangul"),
    [
        ("Seoyeon Han", "한서연"),
        ("Han Seo-yeon", "한서연"),
        ("HAN SEO YUN", "한서연"),
        ("Hahn, Suh-youn", "한서연"),
        ("Joonho Lee", "이준호"),
        ("Rhee Jun-ho", "이준호"),
        ("Namgoong Min-jae", "남궁민재"),
    ],
)
def test_a_spelling_reads_as_its_name(latin: str, hangul: str) -> None:
    assert reads_as(latin, hangul)


@pytest.mark.parametrize(
    ("latin", "hangul"),
    [("Seoyeon Park", "한서연"), ("Minho Han", "한서연"), ("Brian Han", "한서연"), ("Han", "한서연")],
)
def test_other_names_do_not(latin: str, hangul: str) -> None:
    assert not reads_as(latin, hangul)


def test_surname_and_given_name() -> None:
    assert split_hangul_name("한서연") == ("한", "서연")
    assert split_hangul_name("남궁민재") == ("남궁", "민재")
    assert split_hangul_name("한빛전자공업") is None


def test_foreign_names_in_hangul_are_not_korean() -> None:
    assert is_korean_name("한서연")
    assert not is_korean_name("제니퍼")  # 제 is a surname, 니퍼 no given name
    assert not is_korean_name("셀레스트")


@pytest.mark.parametrize("name", ["정태년", "박이돌", "김용녀", "리종욱", "견태환", "권나라", "황보명훈", "한별"])
def test_rare_syllables_and_surnames_make_korean_names(name: str) -> None:
    assert is_korean_name(name)


@pytest.mark.parametrize("name", ["오바마", "마이클", "사무엘", "나카타", "이사벨", "하워드", "마르코", "다니엘"])
def test_a_surname_alone_makes_no_korean_name(name: str) -> None:
    assert not is_korean_name(name)


def test_a_joined_given_name_is_cut_where_its_syllables_meet() -> None:
    assert given_splits("Seoyeon", "서연") == (("Seo", "yeon"),)
    assert ("Seo", "yeon") in given_splits("Seoyeon")
    assert given_splits("Frederick") == ()


def test_latin_names_that_read_korean() -> None:
    assert reads_korean("Han Seo-yeon")
    assert reads_korean("Minjae Kim")
    assert not reads_korean("Oliver Bennett")


def test_suggestions_are_few_and_read_as_the_name() -> None:
    found = suggest("한서연")
    assert 2 <= len(found) <= 8
    assert all(reads_as(one, "한서연") for one in found)
    assert suggest("셀레스트") == ()


def test_common_names() -> None:
    assert is_common_name("김지훈")
    assert not is_common_name("김봄찬")


@pytest.mark.shared
def test_spellings_that_real_people_use() -> None:
    """Those that follow the sound of the name; names people chose themselves cannot."""
    if not SHARED.is_dir():
        pytest.skip("no data beside the checkout")
    pairs = json.loads((SHARED / "romanization.json").read_text(encoding="utf-8"))
    assert all(reads_as(pair["roman"], pair["hangul"]) for pair in pairs if pair["generated"])
