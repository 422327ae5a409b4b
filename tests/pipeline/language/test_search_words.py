"""What is a hit: the one definition, for both databases, for highlighting and for the words that an index has."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import UsageError
from pipeline.language.search_words import Needed, WordQuery, search_words

SAID = "삼성전자, AI 반도체 C++ 3.5% 성장… 韓 은행과 한국은행의 법칙수 있는 GPT4모델 ㅋㅋ 🙂 Café"


@pytest.mark.parametrize(
    ("query", "is_hit"),
    [
        ("삼성", True), ("성전", True), ("삼성 전자", True), ('"삼성 전자"', False), ("삼성전자", True),
        ("ai", True), ("ＡＩ", True), ("a", False), ("gpt4", True), ("gpt", False), ("모델", True),
        ("c++", True), ("c", True), ("3.5%", True), ("3.5", True), ("5", True), ("4.5%", False),
        ('"수 있는"', True), ('"있는 gpt4모델"', True), ('"AI  반도체"', True), ('"AI C++"', False),
        ("은행 -한국은행", False), ("은행 -기업은행", True), ("=은행", True), ("=전자", False), ("=자", False),
        ("없다 OR 은행", True), ("(없다 OR 은행) -삼성", False), ("은행 -(삼성 없다)", True),
        ("은행 AND 삼성", True),
        ("ㅋㅋ", True), ("ㅋ", True), ("🙂", True), ("café", True), ("CAFE\u0301", True), ("cafe", False),
        (unicodedata.normalize("NFD", "반도체"), True), ("“AI 반도체”", True), ("수", True), ("韓", True),
        ("%_*", False), ("near", False), ("은행 - 삼성", True), ("삼성\x00전자", True),
    ],
)  # fmt: skip
def test_the_text_decides(query: str, *, is_hit: bool) -> None:
    assert WordQuery.parse(query).holds("", SAID) is is_hit
    assert WordQuery.parse(query).holds(SAID, "") is is_hit


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", "nothing to search for"),
        (" \x00 ", "nothing to search for"),
        ('""', "nothing to search for"),
        ("-삼성", "nothing is searched for but what is left out"),
        ('-"삼성 전자" -은행', "nothing is searched for but what is left out"),
        ("은행 OR -삼성", "nothing is searched for but what is left out"),
        ('"삼성', 'a quotation mark (") is not closed'),
        ('%_*():^"AND NEAR', 'a quotation mark (") is not closed'),
        ("(삼성", "brackets do not match"),
        ("삼성)", "brackets do not match"),
        ("가" * 5000, "a search of 5,000 characters; at most 500"),
        (" ".join(f"w{number}" for number in range(21)), "more than 20 words"),
    ],
)
def test_what_cannot_be_searched_for_is_said_in_a_line(query: str, said: str) -> None:
    with pytest.raises(UsageError) as refused:
        WordQuery.parse(query)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_words_are_pairs_of_syllables_and_whole_runs_of_others() -> None:
    assert search_words("삼성전자 AI4 수, c++ GPT모델") == {"삼성", "성전", "전자", "ai4", "수", "c", "gpt", "모델"}
    assert search_words("x" * 9000) == {"x" * 64}


def test_a_syllable_at_an_end_is_not_asked_of_the_index() -> None:
    assert WordQuery.parse("수").needed() == Needed()
    assert WordQuery.parse('"할 수 있는"').needed().words == {"수", "있는"}
    assert WordQuery.parse('"수 있는 것"').needed().words == {"있는"}
    assert WordQuery.parse("은행 -한국은행").needed().words == {"은행"}
    assert not WordQuery.parse("은행 OR 수").needed()
    either = (Needed(frozenset({"은행"})), Needed(frozenset({"ai"})))
    assert WordQuery.parse("은행 OR ai").needed().choices == (either,)


def test_what_is_found_is_marked_where_it_stands() -> None:
    text = f"앞말 {unicodedata.normalize('NFD', '반도체')}와 ﬁnance ＡＩ, 삼성전자"
    query = WordQuery.parse("반도체 finance ai 성전 전자 -없다")
    marked = [text[span.start : span.end] for span in query.spans(text)]
    assert [unicodedata.normalize("NFKC", part) for part in marked] == ["반도체", "finance", "AI", "성전자"]


def test_the_other_spelling_is_proposed() -> None:
    assert WordQuery.parse('"삼성 전자" 은행').other_spelling() == "삼성전자 은행"
    assert WordQuery.parse('삼성 "AI chips"').other_spelling() is None


WORDS = st.text(st.sampled_from("가나다라 ab1+.ÉßﬁＡㅋ漢\u1112\u1161"), max_size=30)


@given(text=WORDS, start=st.integers(0, 29), length=st.integers(1, 8))
def test_whatever_is_a_hit_has_all_that_the_index_is_asked_for(text: str, start: int, length: int) -> None:
    part = text[start : start + length].strip()
    for written in (f'"{part}"', part):
        try:
            query = WordQuery.parse(written)
        except UsageError:
            continue
        if query.holds("", text):
            assert query.needed().words <= search_words(text)
            assert query.spans(text)


@given(
    said=st.lists(
        st.sampled_from(["온결", "연구소", "ＡＩ", "Ai", " ", "\n", "ﾀ", "ᄋ", "ᅩ", "ㄴ", "İ", "ß", "3", "."])
    ),
    decomposed=st.booleans(),
    written=st.sampled_from(['"온결 연구소"', "온결", "오", "=온결", "ai", '"온결 ai"', "오ai", '"결 연"', "ㄴ"]),
)
def test_a_text_holds_what_stands_in_it(said: list[str], written: str, *, decomposed: bool) -> None:
    """Where it stands is looked for without regard to case; whether it is there, only where case matters."""
    text = unicodedata.normalize("NFD", "".join(said)) if decomposed else "".join(said)
    query = WordQuery.parse(written)
    assert query.holds(text) == bool(query.spans(text))
