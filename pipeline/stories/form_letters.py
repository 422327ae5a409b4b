"""Articles poured into a form: weather, horoscopes, captions, notices, tables, and texts too short to judge.

Two such articles are alike because of the form, not because they tell one story.
"""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["filled_places", "is_caption", "is_caption_line", "is_template"]

_HEADLINE = re.compile(
    r"""
      날씨|운세|띠별|별자리|로또|당첨\s?번호|
      (?:\[|【|<|〈|^)\s*(?:인사|부고|부음|동정|알림|게시판|사고|社告|표|운세|날씨|오늘의\s?\S+|시황|환율|그래픽|만평|편성표)\s*(?:\]|】|>|〉|\s*[-:·])|
      horoscope|weather\s(?:forecast|today|tomorrow)|forecast:|lottery|winning\snumbers|obituar(?:y|ies)|death\snotices|
      crossword|tv\sguide|box\sscore
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


_PICTURES = re.compile(r"포토|화보|사진\s?한\s?장|in\spictures|photos?\sof\sthe\s(?:day|week)", re.IGNORECASE)
_FEW_WORDS = 200  # letters: what stands below pictures
_SHORT = {True: 200, False: 300}  # letters of a caption, dense or not
_SENTENCE_END = re.compile(r"다(?=[.\s]|$)")
_CAPTION_SENTENCES = 2
_IS_DOING = re.compile(r"고 있다[.\s]*(?:\S{0,12})$")
_CAPTION_LINE = re.compile(
    r"^\s*(?:[▲△◀▶▼]|\W{0,2}사진\W)|(?:사진\s?[=:/]|[=/(]\s?\S{2,12}\s?(?:제공|캡처|기자)\)?[.\s]*$)|고 있다[.\s]*$"
    r"|\b(?:(?:file\s)?photo(?:graph)?(?:\sby|:|/)|getty\simages|reuters/|courtesy\sof)",
    re.IGNORECASE,
)
_LONGEST_CAPTION_LINE = 200


def is_template(headline: str, text: str, size: int) -> bool:
    """Whether likeness to another article would say little. `size` is the text's length in letters."""
    if _HEADLINE.search(headline) or (size < _FEW_WORDS and _PICTURES.search(headline)):
        return True
    opening = text[:600]
    weather = len(set(_WEATHER.findall(opening)))
    foretold = len(_WILL_BE.findall(opening)) >= _FORETOLD
    return weather >= (_WEATHER_FORETOLD if foretold else _ENOUGH_WEATHER)


def is_caption(text: str, size: int, *, dense: bool) -> bool:
    """Whether a whole text is what stands below a picture: short, of what somebody is doing."""
    few = len(_SENTENCE_END.findall(text)) <= _CAPTION_SENTENCES
    return size < _SHORT[dense] and few and bool(_IS_DOING.search(text))


def is_caption_line(line: str) -> bool:
    """Whether a paragraph is the caption of a picture."""
    return len(line) <= _LONGEST_CAPTION_LINE and bool(_CAPTION_LINE.search(line))


# --- forms that are filled in: the same text around other digits


def filled_places(first: str, second: str, reach: int) -> tuple[int, int]:
    """In how many places the common text of two bodies goes on around other digits, and around any digits.

    `reach` is how many letters must agree on each side of a number.
    """
    places, other_places = _places(first, reach), _places(second, reach)
    common = places.keys() & other_places.keys()
    differing = sum(places[place] != other_places[place] for place in common)
    return differing, len(common)


@lru_cache(maxsize=512)  # a text is compared with many
def _places(body: str, reach: int) -> dict[str, str]:
    """The numbers of a text by the letters around them, in which numbers are all alike."""
    pieces = _DIGITS.split(body)
    numbers = _DIGITS.findall(body)
    masked = "#".join(pieces)
    places: dict[str, str] = {}
    at = -1
    for piece, number in zip(pieces, numbers, strict=False):
        at += len(piece) + 1
        around = masked[max(0, at - reach) : at + reach + 1]
        if at >= reach and len(around) == 2 * reach + 1:
            places.setdefault(around, number)
    return places


_DIGITS = re.compile(r"\d+")
