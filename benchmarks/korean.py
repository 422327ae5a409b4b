"""Pages of real structure whose text is Korean, for there are next to no Korean ones in what is measured with.

The words of a page that somebody reads, in its text, in the attributes and in the strings of scripts that hold
headlines and such, are replaced one for one by those of real Korean articles, in their order. Watched names stay
(in Hangul where the watchlist has such a form), so a page that is about somebody still is. No chance is in it: the
same pages come of the same data.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import cycle
from pathlib import Path

from benchmarks.json_lines import read_rows
from pipeline.errors import Undecodable
from pipeline.items import Entity, Page
from pipeline.markup.encoding import decode
from scrape.config.settings import load_settings

__all__ = ["in_cp949", "in_korean", "with_korean_half"]

_TAG_OR_SCRIPT = re.compile(
    r"(<!--.*?-->|<(?:script|style)\b.*?</(?:script|style)\s*>|<[^<>]*>)", re.DOTALL | re.IGNORECASE
)
_STRING = re.compile(
    r"(?P<key>\"(?:headline|description|articleBody|title|caption|text)\"\s*:\s*\")(?P<read>(?:[^\"\\]|\\.)*)"
)
_ATTRIBUTE = re.compile(r"(?P<key>\b(?:alt|title|placeholder)=\")(?P<read>[^\"]*)", re.IGNORECASE)
_META = re.compile(r"(?P<key>\bcontent=\")(?P<read>[^\"]*)", re.IGNORECASE)
_IS_READ = re.compile(r"<meta\b[^<>]*(?:title|description)", re.IGNORECASE)
_LATIN_WORD = r"&#?\w+;|\\.|https?://\S+|(?P<word>[A-Za-z][A-Za-z'’-]*)"
_SENTENCE = re.compile(
    r"(?:(?<=다\. )|(?<=\n))[가-힣][^.\n<>&\"\\@©ⓒ▶☞]*다\."
)  # no copyright, no call to subscribe
_CHARSET = re.compile(r"(charset\s*=\s*[\"']?)[\w-]+", re.IGNORECASE)


class _Translator:
    """Puts Korean in the place of what a page says; `entities` are those whose names stay."""

    def __init__(self, folder: Path, entities: Sequence[Entity]) -> None:
        names = [(name, _in_hangul(entity)) for entity in entities for name in (entity.name, *entity.aliases)]
        self._names = dict(sorted(names, key=lambda name: -len(name[0])))
        self._wanted = re.compile(rf"(?P<name>{'|'.join(map(re.escape, self._names))})|{_LATIN_WORD}")
        self._words = cycle(self._prose(folder))

    def _prose(self, folder: Path) -> list[str]:
        """The words of sentences of real Korean articles, without the names, of which many are two words."""
        rows = read_rows(folder / "dedup-dev" / "docs.jsonl")
        names = re.compile("|".join(map(re.escape, self._names)))
        texts = (names.sub(" ", row["text"]) for row in rows if row["lang"] == "ko")
        return [word for text in texts for sentence in _SENTENCE.findall(text) for word in sentence.split()]

    def korean(self, page: Page) -> Page:
        """The page in Korean, in UTF-8; as it is, if it cannot be read."""
        try:
            text = decode(page.body, page.header("content-type")).text
        except Undecodable:
            return page
        text = _CHARSET.sub(r"\g<1>utf-8", "".join(self._pieces(text)))
        return _served(page, text.encode("utf-8", "replace"), "utf-8")

    def _pieces(self, text: str) -> Iterator[str]:
        for number, piece in enumerate(_TAG_OR_SCRIPT.split(text)):
            if number % 2 == 0:
                yield self._said(piece)
            elif piece[:7].lower() == "<script":
                yield _STRING.sub(self._in_quotes, piece)
            else:
                attribute = _META if _IS_READ.match(piece) else _ATTRIBUTE
                yield attribute.sub(self._in_quotes, piece)

    def _in_quotes(self, match: re.Match[str]) -> str:
        return match["key"] + self._said(match["read"])

    def _said(self, text: str) -> str:
        return self._wanted.sub(self._word, text)

    def _word(self, match: re.Match[str]) -> str:
        if match["name"]:
            return self._names[match["name"]] or match["name"]
        return next(self._words) if match["word"] else match[0]


def in_korean(folder: Path, pages: Sequence[Page]) -> list[Page]:
    """The pages in Korean, in UTF-8. A page that cannot be read stays as it is."""
    translator = _Translator(folder, load_settings(folder / "watchlist-dev.toml", {}).watchlist().entities)
    return [translator.korean(page) for page in pages]


def in_cp949(page: Page) -> Page:
    """A page in UTF-8 as an old Korean outlet would send it; what CP949 has no letter for becomes a reference."""
    text = _CHARSET.sub(r"\g<1>euc-kr", page.body.decode("utf-8", "replace"))
    return _served(page, text.encode("cp949", "xmlcharrefreplace"), "euc-kr")


def with_korean_half(folder: Path, pages: Sequence[Page]) -> list[Page]:
    """Every other page in Korean, a third of these in CP949."""
    made = list(pages)
    made[1::2] = in_korean(folder, pages[1::2])
    made[5::6] = map(in_cp949, made[5::6])
    return made


def _in_hangul(entity: Entity) -> str | None:
    names = (entity.name, *entity.aliases)
    return next((name for name in names if re.search("[가-힣]", name)), None)


def _served(page: Page, body: bytes, charset: str) -> Page:
    headers = [header for header in page.headers if header[0].lower() != "content-type"]
    return replace(page, body=body, headers=(("content-type", f"text/html; charset={charset}"), *headers))
