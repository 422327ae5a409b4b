"""The lines of a home page or CV as a reader sees them: Markdown, HTML or plain text, without markup."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from pipeline.markup.html import BLOCK_TAG

__all__ = ["CvLine", "Found", "cv_lines"]

_UNSEEN = re.compile(r"<(script|style|head|nav)\b.*?</\1\s*>|<!--.*?-->", re.IGNORECASE | re.DOTALL)
_HTML_HEADING = re.compile(r"<h([1-6])\b[^<>]*>(.*?)</h\1\s*>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_LINK = re.compile(r"\[([^\[\]]*)\]\([^()]*(?:\([^()]*\)[^()]*)*\)")
_HEADING = re.compile(r"^(#{1,6})\s+(.*)$")
_BULLET = re.compile(r"^\s*(?:[-*+•·▪◦]|\d{1,2}[.)])\s+")


@dataclass(frozen=True, slots=True)
class CvLine:
    """A line as a reader sees it, under which headings it stands, and its number in the file, from 1."""

    number: int
    section: str
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """Something that was read, and from which line."""

    value: str
    line: CvLine


def cv_lines(text: str) -> tuple[CvLine, ...]:
    """The lines of a page in Markdown, HTML or plain text, without markup."""
    marked = _UNSEEN.sub(lambda match: "\n" * match[0].count("\n"), text)
    marked = _HTML_HEADING.sub(lambda match: f"\n{'#' * int(match[1])} {_TAG.sub('', match[2]).strip()}\n", marked)
    lines: list[CvLine] = []
    headings: dict[int, str] = {}
    for number, raw in enumerate(marked.split("\n"), start=1):
        for piece in BLOCK_TAG.split(raw):
            heading = _HEADING.match(piece.strip())
            shown = _shown(heading[2] if heading else piece)
            if not shown:
                continue
            if heading:
                level = len(heading[1])
                headings = {known: title for known, title in headings.items() if known < level} | {level: shown}
            section = " / ".join(headings[depth] for depth in sorted(headings))
            lines.append(CvLine(number, section, shown))
    return tuple(lines)


def _shown(piece: str) -> str:
    text = _LINK.sub(r"\1", _IMAGE.sub("", _TAG.sub("", piece)))
    text = re.sub(r"[*_`]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}", "", html.unescape(text))
    return " ".join(_BULLET.sub("", text).split())
