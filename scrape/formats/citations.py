"""References for papers and CVs: BibTeX and CSL-JSON (citationstyles.org, schema 1.0).

A newspaper stands as the author, literally: who wrote is not always known. Each article is one reference, whoever
it covers; its key is made of the year and its address, so it stays.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from hashlib import blake2b
from typing import Any

from pipeline.items import Coverage, OutletRole
from scrape.formats.options import ExportOptions, Rows
from scrape.formats.tex import latex_text
from scrape.output.export import escaped, one_line, safe_address

__all__ = ["bibtex", "csl_json"]

_YEAR = re.compile(r"\d{4}")
_DATE = re.compile(r"(\d{4})[-.](\d{1,2})")
_LANGUAGES = {"ko": "korean", "en": "english"}


def bibtex(rows: Rows, options: ExportOptions) -> Iterator[str]:
    """An entry for each article: `@article` of a newspaper, `@online` of what is published elsewhere."""
    del options
    for key, row in _references(rows):
        fields = {
            "title": f"{{{latex_text(row.headline)}}}",
            "author": f"{{{latex_text(_outlet(row))}}}",
            "journal" if _is_press(row) else "organization": f"{{{latex_text(_outlet(row))}}}",
            **_dated(row),
            "url": safe_address(row.url).replace("{", "%7B").replace("}", "%7D"),
            "language": _LANGUAGES.get(row.language, ""),
        }
        lines = [f"  {name} = {{{value}}},\n" for name, value in fields.items() if value not in {"", "{}"}]
        yield f"@{'article' if _is_press(row) else 'online'}{{{key},\n{''.join(lines)}}}\n\n"


def _dated(row: Coverage) -> dict[str, str]:
    return {name: str(part) for name, part in zip(("year", "month", "day"), _date_parts(row), strict=False)}


def csl_json(rows: Rows, options: ExportOptions) -> Iterator[str]:
    """A list with an `article-newspaper` for each article."""
    del options
    before = "[\n"
    for key, row in _references(rows):
        item: dict[str, Any] = {"id": key, "type": "article-newspaper", "title": one_line(row.headline)}
        if _outlet(row):
            item |= {"author": [{"literal": _outlet(row)}], "container-title": _outlet(row)}
        if parts := _date_parts(row):
            item["issued"] = {"date-parts": [parts]}
        if address := safe_address(row.url):
            item["URL"] = address
        if row.language in _LANGUAGES:
            item["language"] = row.language
        yield f"{before}  {escaped(json.dumps(item, ensure_ascii=False))}"
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def _references(rows: Rows) -> Iterator[tuple[str, Coverage]]:
    """Each article once, with its key."""
    seen: set[str] = set()
    for row in rows():
        key = _key(row)
        if key not in seen:
            seen.add(key)
            yield key, row


def _key(row: Coverage) -> str:
    what = row.url or "\n".join((row.month or "", row.headline, row.label))
    digest = blake2b(what.encode("utf-8", "replace"), digest_size=6).hexdigest()
    year = _YEAR.match(row.month or "")
    return f"press{year[0] if year else ''}-{digest}"


def _date_parts(row: Coverage) -> list[int]:
    """Year, month and day, as far as they are known; the month is the one the table shows."""
    written = _DATE.match(row.month or "")
    if written is None or not 1 <= int(written[2]) <= 12:
        year = _YEAR.match(row.month or "")
        return [int(year[0])] if year else []
    parts = [int(written[1]), int(written[2])]
    day = row.published_on
    return [*parts, day.day] if day is not None and [day.year, day.month] == parts else parts


def _outlet(row: Coverage) -> str:
    return one_line(row.outlet or row.label)


def _is_press(row: Coverage) -> bool:
    return row.outlet_role == OutletRole.PRESS
