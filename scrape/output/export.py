"""The coverage table in the formats people use: Markdown, CSV, JSON. Pure.

Headlines are data written by strangers. Nothing in them may become markup, a spreadsheet formula, a terminal
command or a second row.
"""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from enum import Enum
from typing import Any
from urllib.parse import quote

from pipeline.items import Coverage
from pipeline.urls import without_secrets

__all__ = [
    "announced_cell",
    "as_csv",
    "as_json",
    "as_json_lines",
    "as_markdown",
    "elsewhere_cells",
    "escaped",
    "gone_cell",
    "json_text",
    "month_cell",
    "neutral",
    "one_line",
    "press_cell",
    "shown",
]

_MARKDOWN_SPECIAL = re.compile(r"([\\`*_\[\]|~$])")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")  # wide ones are read as narrow
_INVISIBLE = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_COLUMNS = tuple(field.name for field in fields(Coverage) if field.name not in {"precedence", "label", "written"})
_CSV_COLUMNS = tuple(name for name in _COLUMNS if name != "evidence")


def one_line(text: str) -> str:
    """`text` on one line, without control and formatting characters (terminal escapes, bidi overrides)."""
    if text.isprintable():  # of blanks only the common one is
        return " ".join(text.split())
    return " ".join(neutral("".join(" " if c.isspace() else c for c in text)).split())


def neutral(text: str) -> str:
    """`text` without control and formatting characters, line ends among them; what is blank stays as it is."""
    if text.isprintable():  # the usual case, and much faster
        return text
    return "".join(character for character in text if unicodedata.category(character) not in _INVISIBLE)


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


def press_cell(row: Coverage) -> str:
    """``서울경제 외 3개 언론사``, in English ``Hankyoreh and 3 others``."""
    others = len(row.other_outlets)
    if not others:
        return row.outlet
    if row.language == "ko":
        return f"{row.outlet} 외 {others}개 언론사"
    return f"{row.outlet} and {others} other{'s' if others > 1 else ''}"


def announced_cell(row: Coverage) -> str:
    """``발표: 뉴스와이어``, in English ``announced by PR Newswire``; empty when nobody but the press has it."""
    sources = ", ".join(row.announced_by)
    word = "발표: " if row.language == "ko" else "announced by "
    return f"{word}{sources}" if sources else ""


def elsewhere_cells(row: Coverage) -> list[str]:
    """``also in English: HEADLINE (OUTLET)``, ``한국어: …``: a line for each story that may be the same news."""
    words = {"en": "also in English", "ko": "한국어"}
    return [
        f"{words.get(other.language, f'also in {other.language}')}: {other.headline} ({other.outlet})"
        for other in row.elsewhere
    ]


def gone_cell(row: Coverage) -> str:
    """Since when the page is gone, in the language of the article; empty while it is there."""
    if row.gone_at is None:
        return ""
    day = f"{row.gone_at:%Y-%m-%d}"
    return f"{day} 이후 삭제됨" if row.language == "ko" else f"taken down, {day}"


def as_markdown(rows: Sequence[Coverage]) -> str:
    """The table of a home page, in the order of `rows` (CommonMark with GitHub's tables).

    It has no column for the entity, so an article or story that is there for several has one line.
    """
    lines = ["Year | Headline | Press", ":-----:|-------|-------"]
    lines += dict.fromkeys(
        f"{month_cell(row)} | {_markdown_link(row)} | {_markdown(press_cell(row))}" for row in rows
    )
    return "\n".join(lines) + "\n"


def _markdown_link(row: Coverage) -> str:
    link = f"[{_markdown(row.headline)}]({_markdown_url(row.url)})"
    return f"~~{link}~~ ({gone_cell(row)})" if row.gone_at is not None else link


def _markdown(text: str) -> str:
    escaped = _MARKDOWN_SPECIAL.sub(r"\\\1", _ENTITY.sub("&amp;", one_line(text)))
    return escaped.replace("<", "&lt;").replace(">", "&gt;")


def _markdown_url(url: str) -> str:
    if not url.lower().startswith(("http://", "https://")):
        return ""
    return quote(one_line(url), safe="!#$%&*+,-./:;=?@_~")


def as_csv(rows: Sequence[Coverage]) -> str:
    """Every column but `evidence`, with a header, of `elsewhere` the addresses; CRLF line ends (RFC 4180). A
    cell that a spreadsheet would compute is preceded by an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_CSV_COLUMNS)
    for row in rows:
        writer.writerow([_csv_cell(getattr(row, name)) for name in _CSV_COLUMNS])
    return out.getvalue()


def _csv_cell(value: Any) -> str:
    plain = _plain(value)
    if plain is None:
        return ""
    if isinstance(plain, bool):
        return "true" if plain else "false"
    if isinstance(plain, list):
        plain = "; ".join(item["url"] if isinstance(item, dict) else item for item in plain)
    text = one_line(str(plain))
    return f"'{text}" if text.startswith(_FORMULA) else text


def as_json(rows: Sequence[Coverage]) -> str:
    """A list of objects: the columns of `media_coverage`, `entity`, `other_outlets`, `announced_by` and
    `elsewhere`."""
    return json_text([_json_row(row) for row in rows]) + "\n"


def as_json_lines(rows: Sequence[Coverage]) -> str:
    """The objects of `as_json`, each on a line of its own (JSON Lines)."""
    return "".join(f"{escaped(json.dumps(_json_row(row), ensure_ascii=False))}\n" for row in rows)


def _json_row(row: Coverage) -> dict[str, Any]:
    values = {name: _plain(getattr(row, name)) for name in _COLUMNS}
    return values | {"entity": {"kind": row.entity_kind.value, "name": row.entity_name}}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if hasattr(value, "__dataclass_fields__"):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return value
