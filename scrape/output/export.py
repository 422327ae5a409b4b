"""What the cells of the coverage table say, and what others wrote as it may stand in an output. Pure."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Any
from urllib.parse import quote

from pipeline.items import Coverage
from pipeline.urls import without_secrets

__all__ = [
    "announced_cell",
    "elsewhere_cells",
    "escaped",
    "gone_cell",
    "json_text",
    "markdown_text",
    "month_cell",
    "neutral",
    "one_line",
    "press_cell",
    "safe_address",
    "shown",
    "spreadsheet_text",
    "without_markup",
]

_MARKDOWN_SPECIAL = re.compile(r"([\\`*_\[\]|~$])")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_NO_XML = "\ufffe\uffff"  # no document of XML may hold them
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")  # wide ones are read as narrow
_INVISIBLE = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def one_line(text: str) -> str:
    """`text` on one line, without control and formatting characters (terminal escapes, bidi overrides)."""
    if text.isprintable():  # of blanks only the common one is
        return " ".join(text.split())
    return " ".join(neutral("".join(" " if c.isspace() else c for c in text)).split())


def neutral(text: str) -> str:
    """`text` without control and formatting characters, line ends among them; what is blank stays as it is."""
    if text.isprintable():  # the usual case, and much faster
        return text
    return "".join(one for one in text if unicodedata.category(one) not in _INVISIBLE and one not in _NO_XML)


def spreadsheet_text(text: str) -> str:
    """`text` as a cell of CSV: behind an apostrophe where a spreadsheet would compute it."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def shown(text: str) -> str:
    """What others wrote, as it may stand in a message: one line, no secrets."""
    return without_secrets(one_line(text))


def json_text(value: Any) -> str:
    """JSON to be read by people too: characters that nobody sees are written as escapes."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return "\n".join(map(escaped, text.split("\n")))


def escaped(text: str) -> str:
    """`text` with JSON's escapes for characters that nobody sees: nothing is lost, and it is one line."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_escape(c) if unicodedata.category(c) in _INVISIBLE else c for c in text)


def _escape(character: str) -> str:
    return "\\u007f" if character == "\x7f" else json.dumps(character)[1:-1]


def month_cell(row: Coverage) -> str:
    """``2024.08``, or nothing when no date is known."""
    return (row.month or "").replace("-", ".")


def press_cell(row: Coverage, lang: str | None = None) -> str:
    """``서울경제 외 3개 언론사``, in English ``Hankyoreh and 3 others``: in `lang`, else as the article is.
    What somebody wrote by hand stands as it is."""
    others = len(row.other_outlets)
    if row.label or not others:
        return row.label or row.outlet
    if (lang or row.language) == "ko":
        return f"{row.outlet} 외 {others}개 언론사"
    return f"{row.outlet} and {others} other{'s' if others > 1 else ''}"


def announced_cell(row: Coverage, lang: str | None = None) -> str:
    """``발표: 뉴스와이어``, in English ``announced by PR Newswire``; empty when nobody but the press has it."""
    sources = ", ".join(row.announced_by)
    word = "발표: " if (lang or row.language) == "ko" else "announced by "
    return f"{word}{sources}" if sources else ""


def elsewhere_cells(row: Coverage) -> list[str]:
    """``also in English: HEADLINE (OUTLET)``, ``한국어: …``: a line for each story that may be the same news."""
    words = {"en": "also in English", "ko": "한국어"}
    return [
        f"{words.get(other.language, f'also in {other.language}')}: {other.headline} ({other.outlet})"
        for other in row.elsewhere
    ]


def gone_cell(row: Coverage, lang: str | None = None) -> str:
    """Since when the page is gone, in `lang`, else the language of the article; empty while it is there."""
    if row.gone_at is None:
        return ""
    day = f"{row.gone_at:%Y-%m-%d}"
    return f"{day} 이후 삭제됨" if (lang or row.language) == "ko" else f"taken down, {day}"


def markdown_text(text: str) -> str:
    """`text` on one line, without markup or the end of a cell."""
    return without_markup(one_line(text))


def without_markup(text: str) -> str:
    """`text` of one line with what Markdown would obey escaped."""
    marked = _MARKDOWN_SPECIAL.sub(r"\\\1", _ENTITY.sub("&amp;", text))
    return marked.replace("<", "&lt;").replace(">", "&gt;")


def safe_address(url: str) -> str:
    """An address of the web without a character that ends it or is not seen; empty for any other."""
    if not url.lower().startswith(("http://", "https://")):
        return ""
    return quote(one_line(url), safe="!#$%&*+,-./:;=?@_~")
