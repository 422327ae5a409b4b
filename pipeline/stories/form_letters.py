"""Articles poured into a form: weather, horoscopes, captions, notices, tables, and texts too short to judge.

Two such articles are alike because of the form, not because they tell one story.
"""

from __future__ import annotations

import re

__all__ = ["is_template"]

_HEADLINE = re.compile(
    r"""
      날씨|운세|띠별|별자리|로또|당첨\s?번호|포토|화보|사진\s?한\s?장|
      (?:\[|【|<|〈|^)\s*(?:인사|부고|부음|동정|알림|게시판|사고|社告|표|운세|날씨|오늘의\s?\S+|시황|환율|그래픽|만평|편성표)\s*(?:\]|】|>|〉|\s*[-:·])|
      horoscope|weather\s(?:forecast|today|tomorrow)|forecast:|lottery|winning\snumbers|obituar(?:y|ies)|death\snotices|
      in\spictures|photos?\sof\sthe\s(?:day|week)|crossword|tv\sguide|box\sscore
    """,
    re.VERBOSE | re.IGNORECASE,
)
_WEATHER = re.compile(
    r"기온|기상청|강수|미세먼지|건조(?:주의보|특보)|일교차|영하|구름|눈\s?소식|빗방울|비가|기압골|고기압"
)
_ENOUGH_WEATHER = 4
# A forecast tells of what will be, sentence by sentence.
_WILL_BE = re.compile(r"겠(?:습니다|다|고|으며|으나|지만|는데)")
_FORETOLD = 3
_WEATHER_FORETOLD = 2


def is_template(headline: str, text: str) -> bool:
    """Whether likeness to another article would say nothing."""
    if _HEADLINE.search(headline):
        return True
    opening = text[:600]
    weather = len(set(_WEATHER.findall(opening)))
    foretold = len(_WILL_BE.findall(opening)) >= _FORETOLD
    return weather >= (_WEATHER_FORETOLD if foretold else _ENOUGH_WEATHER)
