"""The words of the pages, in Korean and English: `texts.toml` has both beside each other. What the program says
of an article is stored in English; `sayings.toml` has it in Korean."""

from __future__ import annotations

import re
import string
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

__all__ = ["TONGUES", "Texts", "texts_in", "tongue_of"]

TONGUES = ("ko", "en")


@dataclass(frozen=True, slots=True)
class Texts:
    """The words of one language, by key (``nav.coverage``)."""

    lang: str
    words: Mapping[str, str]

    def __call__(self, key: str, **values: object) -> str:
        """The words for `key`, with `values` in their places. ``one|several`` is chosen by ``n``; numbers are
        written with commas. Raises KeyError for a key that is not there."""
        words = self.words[key]
        if "|" in words:
            one, several = words.split("|", 1)
            words = one if values.get("n") == 1 else several
        shown = {name: f"{value:,}" if isinstance(value, int) else value for name, value in values.items()}
        return words.format(**shown) if shown else words

    def called(self, part: str, name: str) -> str:
        """How `name` is called, one of a part (``evidence.``); as it is where we have no word for it."""
        return self.words.get(part + name, name)

    def said(self, kind: str, detail: str) -> str:
        """What a reason of a kind says of its article; in the words of the program where we have no others."""
        if self.lang != "ko":
            return detail
        for pattern, words in _sayings().get(kind, ()):
            if found := pattern.fullmatch(detail):
                return words.format(
                    **{name: self.said(_kind_of(name), one) for name, one in found.groupdict().items()}
                )
        return self.called(f"{kind}.", detail)


def _kind_of(place: str) -> str:
    return place.rstrip(string.digits).replace("_", " ")


@cache
def _sayings() -> Mapping[str, Sequence[tuple[re.Pattern[str], str]]]:
    """By kind: what the words of the program look like, the places in them named, and how that is said."""
    stored = tomllib.loads(files("scrape.web").joinpath("sayings.toml").read_text("utf-8"))
    return {kind: [(_pattern(told), said) for told, said in table.items()] for kind, table in stored.items()}


def _pattern(told: str) -> re.Pattern[str]:
    parts = [
        re.escape(text) + (f"(?P<{place}>.+?)" if place else "")
        for text, place, _, _ in string.Formatter().parse(told)
    ]
    return re.compile("".join(parts), re.DOTALL)


@cache
def texts_in(lang: str) -> Texts:
    """The words of ``ko`` or ``en``."""
    stored = tomllib.loads(files("scrape.web").joinpath("texts.toml").read_text("utf-8"))
    words = {f"{part}.{key}": said[lang] for part, table in stored.items() for key, said in table.items()}
    return Texts(lang, MappingProxyType(words))


def tongue_of(accepted: str) -> str:
    """The language of ours that ``Accept-Language`` (RFC 9110) asks for; English where it asks for none."""
    best, chosen = 0.0, "en"
    for choice in accepted.split(","):
        tag, _, rest = choice.strip().partition(";")
        weight = _weight(rest)
        lang = tag.split("-", 1)[0].strip().lower()
        if lang in TONGUES and weight > best:
            best, chosen = weight, lang
    return chosen


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
