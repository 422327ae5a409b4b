"""Which column of a table holds the month, the headline, the outlet and the address.

What the cells hold is believed first: a column of months, a column of addresses. The words of the header tell the
others, and which of several columns is meant.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.dates import month_of
from pipeline.errors import UsageError
from scrape.table.reading.cells import Cell, Grid, GridRow

__all__ = ["ROLES", "Columns", "columns_of", "parse_columns"]

ROLES = ("month", "headline", "outlet", "url")
# Words of headers in Korean and English, the preferred ones first.
_WORDS = {
    "month": ("month", "연월", "월", "date", "날짜", "일자", "보도일", "게재일", "day", "year", "연도", "년도"),
    "headline": ("headline", "헤드라인", "title", "제목", "기사", "article", "news", "뉴스"),
    "outlet": ("press", "언론사", "outlet", "언론", "매체", "media", "publisher", "newspaper", "source", "출처"),
    "url": ("url", "주소", "link", "링크", "address"),
}
_ASKED = "--columns month=1,headline=2,outlet=3,url=4"
_SEARCHED = 20  # rows above a header, at most: a title, a day
_SAMPLE = 200
_MOST = 0.8
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each role stands, from 0, and which row of the table is the header (-1: there is none).

    `told` is how many roles the header names.
    """

    places: Mapping[str, int]
    header: int
    told: int


def parse_columns(text: str) -> dict[str, int]:
    """What ``month=1,headline=2,outlet=3,url=4`` says, with columns from 0. Raises UsageError."""
    places: dict[str, int] = {}
    for part in text.split(","):
        role, _, number = (piece.strip() for piece in part.partition("="))
        if role not in ROLES or role in places or not re.fullmatch(r"[1-9]\d?", number, re.ASCII):
            raise UsageError(
                f"--columns {text!r}: expected {', '.join(ROLES)}, each once, with the number of its column, as in "
                f"{_ASKED}"
            )
        places[role] = int(number) - 1
    if "headline" not in places:
        raise UsageError(f"--columns {text!r}: which column holds the headline? as in {_ASKED}")
    return places


def columns_of(grid: Grid, given: Mapping[str, int] | None = None) -> Columns | None:
    """The columns of a table, those `given` or those it shows; None when it has no column of headlines."""
    header = _header(grid)
    body = grid.rows[header + 1 :]
    if given is not None:
        return Columns(dict(given), header, 0)
    names = [_tokens(cell.text) for cell in grid.rows[header].cells] if header >= 0 else []
    places = _places(names, body)
    if places is None:
        return None
    told = sum(_rank(names[place], role) is not None for role, place in places.items() if place < len(names))
    return Columns(places, header, told)


def _header(grid: Grid) -> int:
    if grid.has_header:
        return 0
    for number, row in enumerate(grid.rows[:_SEARCHED]):
        named = {role for cell in row.cells for role in ROLES if _rank(_tokens(cell.text), role) is not None}
        if len(named) > 1 and not _is_body(row):
            return number
    return 0 if grid.rows and len(grid.rows) > 1 and _is_odd_one(grid) else -1


def _is_body(row: GridRow) -> bool:
    return any(cell.url or month_of(cell.text) for cell in row.cells)


def _is_odd_one(grid: Grid) -> bool:
    """Whether the first row alone holds neither a month nor an address."""
    return not _is_body(grid.rows[0]) and all(map(_is_body, grid.rows[1:_SEARCHED]))


def _tokens(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text).casefold()))


def _rank(tokens: Sequence[str], role: str) -> int | None:
    """How well a header names a role, 0 best; None when it does not. Of several words the last one counts."""
    words = _WORDS[role]
    if len(tokens) == 1 and tokens[0] in words:
        return words.index(tokens[0])
    last = tokens[-1].removesuffix("명") if tokens else ""
    for place, word in enumerate(words):
        if last in {word, f"{word}s"} or (not word.isascii() and len(word) > 1 and last.endswith(word)):
            return len(words) + place
    return None


def _places(names: Sequence[Sequence[str]], body: Sequence[GridRow]) -> dict[str, int] | None:
    width = max([len(names), *(len(row.cells) for row in body[:_SAMPLE])], default=0)
    columns = [
        [row.cells[at] if at < len(row.cells) else Cell("") for row in body[:_SAMPLE]] for at in range(width)
    ]
    free = set(range(width))
    places: dict[str, int] = {}

    def place(role: str, holds: Callable[[int], bool]) -> None:
        """The best named of the free columns that hold what the role is, else the first; else the best named."""
        fitting = [at for at in sorted(free) if holds(at)]
        named = [at for at in sorted(free) if at < len(names) and _rank(names[at], role) is not None]
        both = [at for at in named if at in fitting]
        choices = both or (fitting if role in {"month", "url"} else []) or named or fitting
        if choices:
            places[role] = min(choices, key=lambda at: _order(names, at, role))
            free.discard(places[role])

    place(
        "url",
        lambda at: _share(columns[at], lambda cell: bool(cell.url) and cell.text[:4].lower() == "http") > _HALF,
    )
    place("month", lambda at: _share(columns[at], lambda cell: month_of(cell.text) is not None) >= _MOST)
    place("headline", lambda at: at == _most_like_headlines(columns, free))
    place("outlet", lambda at: free == {at})
    return places if "headline" in places and ("month" in places or "url" in places or _links(columns)) else None


def _order(names: Sequence[Sequence[str]], at: int, role: str) -> tuple[int, int]:
    rank = _rank(names[at], role) if at < len(names) else None
    return (len(_WORDS[role]) * 2 if rank is None else rank, at)


def _share(cells: Sequence[Cell], holds: Callable[[Cell], bool]) -> float:
    filled = [cell for cell in cells if cell.text]
    return sum(map(holds, filled)) / len(filled) if filled else 0.0


def _links(columns: Sequence[Sequence[Cell]]) -> bool:
    return any(_share(cells, lambda cell: bool(cell.url)) > _HALF for cells in columns)


def _most_like_headlines(columns: Sequence[Sequence[Cell]], free: set[int]) -> int:
    """The column with the most words, those of links before others."""

    def weight(at: int) -> tuple[bool, float]:
        cells = columns[at]
        length = sum(min(len(cell.text), 500) for cell in cells) / max(len(cells), 1)
        return _share(cells, lambda cell: bool(cell.link)) > _HALF and length > 0, length

    return max(sorted(free), key=weight, default=-1)
