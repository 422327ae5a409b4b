"""Files that list sources: CSV with columns for address, kind and name, and OPML."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from pipeline.errors import FeedError, Undecodable, UsageError
from pipeline.feeds import read_outlines
from pipeline.items import Source
from pipeline.markup.encoding import decode
from pipeline.urls import is_fetchable
from scrape.config.values import open_url
from spiders.sources.names import ADDRESS_KINDS, FEED

__all__ = ["SourceFile", "read_source_file"]

_MOST_BYTES = 200_000_000
_COLUMNS = {
    **dict.fromkeys(("url", "address", "xmlurl"), "url"),
    **dict.fromkeys(("kind", "type"), "kind"),
    **dict.fromkeys(("name", "title", "text"), "name"),
}
_BLANK = b"\xef\xbb\xbf \t\r\n"  # before the first element
_NAME = 200  # characters


class SourceFile(NamedTuple):
    """The sources of a file, each once, and what is wrong with other lines of it, in words."""

    sources: list[Source]
    problems: list[str]


class _Row(NamedTuple):
    line: int
    url: str
    kind: str
    name: str


def read_source_file(path: Path) -> SourceFile:
    """What a CSV or OPML file lists. A CSV may have a heading with `url`, `kind` and `name`; without one these are
    its columns, of which only the first is needed. Raises UsageError when the file cannot be read at all."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise UsageError(f"{path}: larger than {_MOST_BYTES // 1_000_000} MB; split it")
        body = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror})") from error
    is_opml = path.suffix.lower() in {".opml", ".xml"} or body[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(
        b"<"
    )
    try:
        if is_opml:
            rows: Iterable[_Row] = [_Row(one.line, one.url, FEED, one.title) for one in read_outlines(body)]
        else:
            rows = _table(path, decode(body, "text/csv").text)
    except FeedError as error:
        raise UsageError(f"{path}: {error}") from error
    except Undecodable as error:
        raise UsageError(f"{path}: this is no text; save it as UTF-8") from error
    return _checked(path, rows)


def _table(path: Path, text: str) -> Iterator[_Row]:
    text = text.removeprefix("\ufeff")
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count))
    places = {"url": 0, "kind": 1, "name": 2}
    line = 0
    try:
        for cells in reader:
            before, line = line + 1, reader.line_num
            if before == 1 and (named := _heading(cells)):
                places = named
            elif any(cell.strip() for cell in cells):
                found = {column: " ".join(cells[at].split()) for column, at in places.items() if at < len(cells)}
                yield _Row(before, found.get("url", ""), found.get("kind", ""), found.get("name", ""))
    except csv.Error as error:
        raise UsageError(f"{path}: line {reader.line_num}: not CSV ({error})") from error


def _heading(cells: list[str]) -> dict[str, int]:
    """Where the columns are, by their heading; {} when the line is none."""
    words = [cell.strip().lower() for cell in cells]
    places = {_COLUMNS[word]: at for at, word in reversed(list(enumerate(words))) if word in _COLUMNS}
    return places if "url" in places else {}


def _checked(path: Path, rows: Iterable[_Row]) -> SourceFile:
    sources: dict[tuple[str, str], Source] = {}
    lines: dict[tuple[str, str], int] = {}
    problems: list[str] = []
    for row in rows:
        kind = row.kind.lower() or FEED
        try:
            url = _address(row.url, kind)
        except ValueError as error:
            problems.append(f"{path}: line {row.line}: {error}; left out ({row.url[:100]!r})")
            continue
        if (kind, url) in sources:
            problems.append(
                f"{path}: line {row.line}: the same source as in line {lines[kind, url]} ({url[:100]!r})"
            )
            continue
        lines[kind, url] = row.line
        sources[kind, url] = Source(kind, url, row.name[:_NAME])
    return SourceFile(list(sources.values()), problems)


def _address(url: str, kind: str) -> str:
    """The address of a source that can be asked. Raises ValueError with what was expected."""
    url = open_url(url)
    if not is_fetchable(url):
        raise ValueError("nothing can be fetched at such an address")
    if kind not in ADDRESS_KINDS:
        raise ValueError(f"the kind is {kind[:40]!r}; expected one of {', '.join(ADDRESS_KINDS)}")
    return url
