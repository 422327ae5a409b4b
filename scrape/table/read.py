"""Reading a table that somebody keeps by hand: Markdown, CSV, Excel or HTML, told by the file's ending."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from pipeline.dates import month_of
from pipeline.errors import UsageError
from scrape.output.export import one_line
from scrape.table.reading.cells import Cell, Grid, GridRow
from scrape.table.reading.columns import ROLES, Columns, columns_of, parse_columns
from scrape.table.reading.delimited import delimited_grid
from scrape.table.reading.html_table import html_grids
from scrape.table.reading.markdown import markdown_grids
from scrape.table.reading.sheet import sheet_grids
from scrape.table.reading.text_file import text_of
from scrape.table.written import NO_LINK, WrittenRow, WrittenTable

__all__ = ["read_table", "written_row"]

_LONG = 1_000  # characters of a headline
_SHOWN = 60
_UNSAFE = {"\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069"}

_READERS: dict[str, Callable[[Path], Iterable[Grid]]] = {
    ".md": lambda path: markdown_grids(text_of(path).split("\n")),
    ".csv": lambda path: (delimited_grid(path, text_of(path)),),
    ".xlsx": sheet_grids,
    ".html": html_grids,
}
_ALIASES = {".markdown": ".md", ".tsv": ".csv", ".txt": ".csv", ".xlsm": ".xlsx", ".htm": ".html"}


def read_table(path: Path, columns: str | None = None) -> WrittenTable:
    """The rows of the table of coverage in a file, in its order. `columns` says which column is what
    (``month=1,headline=2,outlet=3,url=4``) where header and cells do not tell.

    Of several tables those are read whose columns are told best; a row that stands in two sheets alike is read
    once. A row that is odd is read and named in `problems`. Raises UsageError when no table can be read.
    """
    given = None if columns is None else parse_columns(columns)
    ending = path.suffix.lower()
    reader = _READERS.get(_ALIASES.get(ending, ending))
    if reader is None and not path.is_dir():
        raise UsageError(f"{path}: expected a file that ends in {', '.join(_READERS)}")
    grids = [grid for grid in (reader or _READERS[".md"])(path) if grid.rows]
    return _table_of(str(path), grids, given)


def _table_of(name: str, grids: Iterable[Grid], given: Mapping[str, int] | None = None) -> WrittenTable:
    """The rows of those of `grids` that are tables of coverage. Raises UsageError, which names the file `name`."""
    tables = list(grids)
    if not tables:
        raise UsageError(f"{name}: there is no table in it")
    known = [(grid, found) for grid in tables if (found := columns_of(grid, given)) is not None]
    if not known:
        header = ", ".join(one_line(cell.text)[:20] or "(empty)" for cell in tables[0].rows[0].cells[:8])
        raise UsageError(
            f"{name}: its columns cannot be told ({header}); say them: --columns month=1,headline=2,outlet=3,url=4"
        )
    best = max(found.told for _, found in known)
    chosen = [(grid, found) for grid, found in known if found.told == best]
    rows: list[WrittenRow] = []
    problems: list[str] = []
    places: dict[tuple[str, str, str, str], str] = {}
    for grid, found in chosen:
        for row, odd in _rows(name, grid, found):
            words = (row.month, row.headline, row.url, row.label)
            if places.setdefault(words, grid.place) != grid.place:
                continue
            rows.append(row)
            if odd:
                problems.append(f"{grid.place} {row.number}: {'; '.join(odd)}")
    if not rows:
        raise UsageError(f"{name}: its table has a header and no rows")
    return WrittenTable(tuple(rows), tuple(problems))


def _rows(name: str, grid: Grid, found: Columns) -> Iterator[tuple[WrittenRow, list[str]]]:
    """The rows below the header, and what is odd of each. Raises UsageError when no row has a given column."""
    body = [row for row in grid.rows[found.header + 1 :] if any(cell.text or cell.url for cell in row.cells)]
    widths = [len(row.cells) for row in grid.rows]
    for role, place in found.places.items():
        if place >= max(widths):
            raise UsageError(f"{name}: --columns {role}={place + 1}: its table has {max(widths)} columns")
    for row in body:
        yield written_row(row, found.places, len(grid.rows[0].cells) if grid.has_header else None)


def written_row(row: GridRow, places: Mapping[str, int], width: int | None) -> tuple[WrittenRow, list[str]]:
    """What a row says whose columns are these, and what is odd of it; `width` is how many cells it should have."""
    cells = {role: _cell_at(row, places.get(role)) for role in ROLES}
    month, headline = one_line(cells["month"].text), one_line(cells["headline"].headline)
    url, odd = _address(row, cells)
    if width is not None and len(row.cells) != width:
        odd.append(f"it has {len(row.cells)} cells, the header {width}")
    if "month" in places and month_of(month) is None:
        odd.append(f"{_quoted(month)} is no month such as 2024.08" if month else "it has no month")
    if not headline:
        odd.append("it has no headline")
    if len(headline) > _LONG:
        odd.append(f"its headline has {len(headline):,} characters")
    line = row.line
    if any(unicodedata.category(character) == "Cc" or character in _UNSAFE for character in line.replace("\t", "")):
        odd.append("it holds control characters, which are left out")
        line = ""
    return WrittenRow(month, headline, url, one_line(cells["outlet"].text), row.number, line), odd


def _cell_at(row: GridRow, place: int | None) -> Cell:
    return row.cells[place] if place is not None and place < len(row.cells) else Cell("")


def _address(row: GridRow, cells: Mapping[str, Cell]) -> tuple[str, list[str]]:
    """The address of a row, from its own column, from the headline, or from any cell; and what is odd of it."""
    own = cells["url"]
    written = next((url for url in (own.url or own.text, cells["headline"].url) if url), "")
    written = one_line(written or next((cell.url for cell in row.cells if cell.url), ""))
    if not written:
        return "", [NO_LINK]
    if not written.lower().startswith(("http://", "https://")):
        return "", [f"the address {_quoted(written)} is not one of http or https, and is left out"]
    return written, []


def _quoted(text: str) -> str:
    return f"{text[:_SHOWN]}…" if len(text) > _SHOWN else repr(text)
