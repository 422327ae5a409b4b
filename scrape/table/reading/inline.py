"""The markup inside a cell of a Markdown table: what it says, and where it links (CommonMark, GitHub's tables).

One pass, with a stack for brackets: a hostile cell takes no longer than an honest one.
"""

from __future__ import annotations

import html
import re

from scrape.table.reading.cells import Cell

__all__ = ["read_cell"]

_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
# Where a link goes: <…>, or no blanks and parentheses in pairs; a title may follow, and attributes of kramdown.
_PARENTHESES = r"[^\s()<\\]*+(?:(?:\\.|<|\((?:\\.|[^\s()\\])*+\))[^\s()<\\]*+)*+"
_TARGET = re.compile(
    rf"""\(\s*+(?:<(?P<pointed>(?:\\.|[^<>\\])*+)>|(?P<plain>{_PARENTHESES}))"""
    r"""(?:\s++(?:"(?:\\.|[^"\\])*+"|'(?:\\.|[^'\\])*+'|\((?:\\.|[^()\\])*+\)))?\s*+\)(?:\{:?[^{}]*+\})?"""
)
_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_ANCHOR = re.compile(
    r"""<a\s[^<>]*?href\s*=\s*(?:"([^"<>]*)"|'([^'<>]*)'|([^\s"'<>]+))[^<>]*>(.*?)</a\s*>""", re.IGNORECASE
)
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9]*(?:\s[^<>]*)?/?>")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_BARE = re.compile(r"(?<!\]\()https?://[^\s<>|()]+(?:\([^\s()]*\)[^\s<>|()]*)*", re.IGNORECASE)
_KEPT, _LINK = "\ue000", "\ue001"  # stand for a character that is none of the markup, and for the words of a link
_LONGEST = 4_000  # characters of a cell whose emphasis is looked for
_STRONG = re.compile(r"(\*\*|__|~~)(?=\S)(?P<words>.+?)(?<=\S)\1")
_STAR = re.compile(r"(?<!\*)\*(?=[^\s*])(?P<words>[^*]+?)(?<=[^\s*])\*(?!\*)")
_LOW = re.compile(r"(?<![\w_])_(?=[^\s_])(?P<words>[^_]+?)(?<=[^\s_])_(?![\w_])")


def _entities_read(text: str) -> str:
    """`text` with its entities read; in Markdown all end with a semicolon: ``&copy=1`` is none."""
    return _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)


def read_cell(source: str) -> Cell:
    """What a cell of a table says; its pipes are no longer escaped."""
    found = _link(source) or _anchor(source)
    if found is None:
        return Cell(_plain(source), _address(source))
    start, end, words, url = found
    link = _plain(words)
    around = _plain(f"{source[:start].replace(_LINK, '')}{_LINK}{source[end:].replace(_LINK, '')}")
    return Cell(_one_blank(around.replace(_LINK, link)), url, link)


def _link(source: str) -> tuple[int, int, str, str] | None:
    """The first ``[words](address)``: where it begins and ends, its words and its address."""
    opened: list[int] = []
    at, codes = 0, {match.start(): match.end() for match in _CODE.finditer(source)}
    while at < len(source):
        character = source[at]
        if character == "\\":
            at += 2
            continue
        if at in codes:
            at = codes[at]
            continue
        if character == "[":
            opened.append(at)
        elif character == "]" and opened:
            start = opened.pop()
            target = _TARGET.match(source, at + 1) if source.startswith("(", at + 1) else None
            is_picture = source.startswith("!", start - 1) if start else False
            if target is not None and not is_picture:
                url = target["pointed"] if target["pointed"] is not None else target["plain"]
                return start, target.end(), source[start + 1 : at], _entities_read(_ESCAPED.sub(r"\1", url)).strip()
        at += 1
    return None


def _anchor(source: str) -> tuple[int, int, str, str] | None:
    match = _ANCHOR.search(source)
    if match is None:
        return None
    url = next(part for part in match.groups()[:3] if part is not None)
    return match.start(), match.end(), match[4], _entities_read(url).strip()


def _address(source: str) -> str:
    """An address that stands in the cell as it is."""
    match = _BARE.search(source)
    return _entities_read(_ESCAPED.sub(r"\1", match[0])) if match is not None else ""


def _plain(source: str) -> str:
    """`source` without its markup; backquotes stay, for headlines quote with them."""
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(match[1])
        return _KEPT

    text = _ESCAPED.sub(keep, source.replace(_KEPT, ""))
    text = _TAG.sub(lambda tag: " " if tag[0].lower().startswith(("<br", "<p")) else "", text)
    if len(text) <= _LONGEST:
        for pattern in (_STRONG, _STAR, _LOW):
            text = pattern.sub(r"\g<words>", text)
    characters = iter(kept)
    text = "".join(next(characters, "") if c == _KEPT else c for c in _entities_read(text))
    return _one_blank(text)


def _one_blank(text: str) -> str:
    return " ".join(text.split())
