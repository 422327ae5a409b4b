"""How prominently an article names somebody."""

from __future__ import annotations

import pytest

from pipeline.identity.prominence import Prominence, prominence
from pipeline.items import Entity, EntityKind, Watchlist
from pipeline.mentions import Matcher

HAN = Entity("person:한서연", EntityKind.PERSON, "한서연", ("Seoyeon Han",))


def measured(headline: str, text: str) -> Prominence:
    return prominence(headline, text, Matcher(Watchlist((HAN,))).find(headline, text, "ko"))


def test_places_count_and_share() -> None:
    found = measured("한서연의 하루", "날이 맑았다. 한서연은 걸었다.\n바람이 불었다. 한서연이 웃었다.")
    assert (found.count, found.in_headline, found.in_lead) == (3, True, True)
    assert found.share == 0.5


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("한서연 대표는 “이제 시작입니다”라고 말했다.", True),
        ("“이제 시작입니다.” 한서연 대표가 말했다.", False),
        ('"We have only begun," said Seoyeon Han.', True),
        ("이도현은 “한서연을 존경합니다”라고 말했다.", False),
        ("한서연은 걸었다.", False),
    ],
)
def test_who_is_quoted(text: str, quoted: bool) -> None:
    assert measured("", text).quoted is quoted


def test_the_snippet_prefers_a_quote_to_a_scrap() -> None:
    text = (
        "한서연.\n오래 기다린 행사였다.\n한서연 대표는 “로봇은 이제 시작입니다”라고 말했다.\n행사는 저녁에 끝났다."
    )
    assert measured("", text).snippet == "한서연 대표는 “로봇은 이제 시작입니다”라고 말했다."


def test_a_headline_stands_in_for_a_text_without_the_name() -> None:
    assert measured("한서연의 하루", "날이 맑았다.").snippet == "한서연의 하루"


def test_a_long_sentence_is_cut_around_the_name() -> None:
    text = "길고 긴 이야기가 " * 40 + "한서연에게 닿았고 " + "또 이어지는 말들이 " * 40 + "끝났다."
    snippet = measured("", text).snippet
    assert "한서연" in snippet
    assert len(snippet) < 260
    assert snippet.startswith("…")
    assert snippet.endswith("…")
