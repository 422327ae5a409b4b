"""The table as people keep it in files: Markdown, CSV, JSON and JSON Lines."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from typing import Any

from pipeline.items import Coverage
from scrape.formats.columns import COLUMNS, STORED_COLUMNS, TABLE_COLUMNS, column_text, heading, plain_value
from scrape.formats.options import ExportOptions, Rows
from scrape.output.export import (
    escaped,
    gone_cell,
    json_text,
    markdown_text,
    month_cell,
    press_cell,
    safe_address,
    spreadsheet_text,
)

__all__ = [
    "as_csv",
    "as_json",
    "as_markdown",
    "csv_table",
    "json_lines",
    "json_list",
    "markdown_line",
    "markdown_table",
]

_CELL_END = re.compile(r"(?<!\\)\|")
_HOME_PAGE = ("month", "headline", "press")
_HEADINGS = {None: "Year | Headline | Press", "en": "Year | Headline | Press", "ko": "연월 | 제목 | 언론사"}


def as_markdown(rows: Sequence[Coverage]) -> str:
    """The table of a home page, in the order of `rows` (CommonMark with GitHub's tables)."""
    return "".join(markdown_table(lambda: rows, ExportOptions()))


def as_csv(rows: Sequence[Coverage]) -> str:
    """Every column but `evidence`, with a header, of `elsewhere` the addresses; CRLF line ends (RFC 4180)."""
    return "".join(csv_table(lambda: rows, ExportOptions(columns=TABLE_COLUMNS)))


def as_json(rows: Sequence[Coverage]) -> str:
    """A list of objects: the columns of `media_coverage`, `entity`, `other_outlets`, `announced_by` and
    `elsewhere`."""
    return "".join(_json_list(rows, STORED_COLUMNS, None, with_entity=True))


def markdown_table(rows: Rows, options: ExportOptions) -> Iterator[str]:
    """A table of Markdown, by default that of a home page.

    It then has no column for the entity, so an article or story that is there for several has one line. What
    somebody wrote by hand stands as it was written.
    """
    columns = options.columns or _HOME_PAGE
    if columns == _HOME_PAGE:
        yield f"{_HEADINGS[options.lang]}\n:-----:|-------|-------\n"
    else:
        yield f"| {' | '.join(heading(name, options.lang or 'en') for name in columns)} |\n"
        yield f"|{' --- |' * len(columns)}\n"
    seen = _Seen()
    for row in rows():
        line = markdown_line(row, options)
        if seen.is_new(row, line):
            yield f"{line}\n"


def markdown_line(row: Coverage, options: ExportOptions) -> str:
    """A row of `markdown_table`, without its line end."""
    columns = options.columns or _HOME_PAGE
    if columns == _HOME_PAGE:
        if row.written and _is_of_home_page(row.written):
            return row.written
        return " | ".join(
            (month_cell(row), _markdown_link(row, options.lang), markdown_text(press_cell(row, options.lang)))
        )
    return f"| {' | '.join(_markdown_cell(row, name, options.lang) for name in columns)} |"


class _Seen:
    """Which lines there are: that two people have one article is no reason for two lines, but somebody may have
    written one twice."""

    def __init__(self) -> None:
        self._whose: dict[bytes, str] = {}

    def is_new(self, row: Coverage, line: str) -> bool:
        key = blake2b(line.encode("utf-8", "replace"), digest_size=12).digest()
        is_first = key not in self._whose
        whose = self._whose.setdefault(key, row.entity_id)
        return is_first or (bool(row.written) and whose == row.entity_id)


def _is_of_home_page(line: str) -> bool:
    """Whether a line has the cells of our table; of another shape it would not stand under our header."""
    cells = [cell.strip() for cell in _CELL_END.split(line.strip())]
    if len(cells) > 1 and not cells[0]:
        del cells[0]
    if len(cells) > 1 and not cells[-1]:
        del cells[-1]
    return len(cells) == 3 and "](" not in cells[0] and "](" not in cells[2]


def _markdown_cell(row: Coverage, name: str, lang: str | None) -> str:
    if name == "headline":
        return _markdown_link(row, lang)
    if name == "month":
        return month_cell(row)
    if name == "url":
        address = safe_address(row.url)
        return f"<{address}>" if address else ""
    return markdown_text(column_text(row, name, lang))


def _markdown_link(row: Coverage, lang: str | None) -> str:
    link = f"[{markdown_text(row.headline)}]({safe_address(row.url)})"
    return f"~~{link}~~ ({gone_cell(row, lang)})" if row.gone_at is not None else link


def csv_table(rows: Rows, options: ExportOptions) -> Iterator[str]:
    """Comma-separated values with a header (RFC 4180). A cell that a spreadsheet would compute is preceded by an
    apostrophe."""
    columns = options.columns or (*TABLE_COLUMNS, "press")
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([heading(name, options.lang) for name in columns])
    for row in rows():
        writer.writerow([spreadsheet_text(column_text(row, name, options.lang)) for name in columns])
        yield out.getvalue()
        out.seek(0)
        out.truncate()
    yield out.getvalue()


def json_list(rows: Rows, options: ExportOptions) -> Iterator[str]:
    """A list of objects, one for each row."""
    columns = options.columns or COLUMNS
    return _json_list(rows(), columns, options.lang, with_entity=not options.columns)


def json_lines(rows: Rows, options: ExportOptions) -> Iterator[str]:
    """The objects of `json_list`, each on a line of its own (JSON Lines)."""
    columns = options.columns or COLUMNS
    for row in rows():
        value = _json_object(row, columns, options.lang, with_entity=not options.columns)
        yield f"{escaped(json.dumps(value, ensure_ascii=False))}\n"


def _json_list(
    rows: Iterable[Coverage], columns: Sequence[str], lang: str | None, *, with_entity: bool
) -> Iterator[str]:
    before = "[\n"
    for row in rows:
        text = json_text(_json_object(row, columns, lang, with_entity=with_entity))
        yield before + "\n".join(f"  {line}" for line in text.split("\n"))
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def _json_object(row: Coverage, columns: Sequence[str], lang: str | None, *, with_entity: bool) -> dict[str, Any]:
    values = {name: plain_value(row, name, lang) for name in columns}
    entity = {"entity": {"kind": row.entity_kind.value, "name": row.entity_name}} if with_entity else {}
    return values | entity
