"""The columns an export may have: those of `media_coverage`, and of the story's other articles. Pure."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from enum import Enum
from types import MappingProxyType
from typing import Any

from pipeline.errors import UsageError
from pipeline.items import Coverage
from scrape.output.export import one_line, press_cell

__all__ = ["COLUMNS", "STORED_COLUMNS", "TABLE_COLUMNS", "column_names", "column_text", "heading", "plain_value"]

_INTERNAL = {"precedence", "label", "written"}
STORED_COLUMNS = tuple(field.name for field in fields(Coverage) if field.name not in _INTERNAL)
"""Those of `scrape coverage --format json`, without `entity`."""
TABLE_COLUMNS = tuple(name for name in STORED_COLUMNS if name != "evidence")
"""Those of `scrape coverage --format csv`: of `elsewhere` the addresses."""
COLUMNS = (*STORED_COLUMNS, "press")
"""All: `press` holds the outlets as the table shows them, in the words of whoever keeps it by hand."""
_KOREAN: Mapping[str, str] = MappingProxyType(
    {
        "month": "연월",
        "published_at": "게재 시각",
        "published_on": "게재일",
        "headline": "제목",
        "url": "주소",
        "outlet": "매체",
        "press": "언론사",
        "entity_name": "이름",
        "entity_kind": "종류",
        "language": "언어",
        "snippet": "발췌",
        "status": "상태",
        "confidence": "확신도",
        "other_outlets": "다른 매체",
        "announced_by": "발표",
        "elsewhere": "다른 언어",
        "mention_count": "언급 수",
        "in_headline": "제목에 나옴",
        "in_lead": "첫 문단에 나옴",
        "share": "비중",
        "quoted": "발언 인용",
        "evidence": "근거",
        "story_id": "묶음",
        "article_id": "기사",
        "first_seen_at": "처음 본 시각",
        "gone_at": "삭제 시각",
    }
)


def column_names(text: str) -> tuple[str, ...]:
    """What `--columns month,headline` names, in that order. Raises UsageError."""
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    for name in names:
        if name not in COLUMNS:
            near = difflib.get_close_matches(name, COLUMNS, n=1, cutoff=0.5)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(COLUMNS)}"
            raise UsageError(f"--columns: there is no column {one_line(name)!r}; {hint}")
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None or not names:
        raise UsageError(f"--columns {text!r}: {f'{twice} stands there twice' if twice else 'it names no column'}")
    return names


def heading(name: str, lang: str | None) -> str:
    """What stands above a column: its name for programs, else words in `lang`."""
    if lang is None:
        return name
    return _KOREAN.get(name, name) if lang == "ko" else name.replace("_", " ").capitalize()


def plain_value(row: Coverage, name: str, lang: str | None = None) -> Any:
    """The value of a column in what JSON has."""
    if name == "press":
        return press_cell(row, lang)
    return _plain(getattr(row, name))


def column_text(row: Coverage, name: str, lang: str | None = None) -> str:
    """The value of a column as one line of text."""
    plain = plain_value(row, name, lang)
    if plain is None:
        return ""
    if isinstance(plain, bool):
        return "true" if plain else "false"
    if isinstance(plain, list):
        plain = "; ".join(map(_item, plain))
    return one_line(str(plain))


def _item(item: Any) -> str:
    """One of several: a source by its name, a story elsewhere by its address, evidence by what it says."""
    return str(item["url"] if "url" in item else item["detail"]) if isinstance(item, dict) else str(item)


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
