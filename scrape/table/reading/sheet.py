"""Tables of an Excel workbook (ECMA-376), row by row: a large one takes time, not memory."""

from __future__ import annotations

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

import openpyxl
from lxml import etree

from pipeline.errors import UsageError
from scrape.table.reading.cells import Cell, Grid, GridRow
from scrape.table.reading.text_file import bytes_of

__all__ = ["sheet_grids"]

_MOST_UNPACKED = 512 * 2**20  # bytes
_MOST_ROWS = 200_000
_MOST_CELLS = 100  # of a row; those beyond are no part of a table that a person reads
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_LINK_FORMULA = re.compile(r'\s*HYPERLINK\(\s*"((?:[^"]|"")*)"(?:\s*[,;]\s*"((?:[^"]|"")*)")?', re.IGNORECASE)


class _Target(NamedTuple):
    """Where a cell links to; the words of a formula that was not computed yet."""

    url: str
    words: str = ""


_NOWHERE = _Target("")


def sheet_grids(path: Path) -> Iterator[Grid]:
    """The tables of a workbook, one for each sheet that is shown. Raises UsageError when it is no workbook, or too
    large."""
    bytes_of(path)
    try:
        with zipfile.ZipFile(path) as package:
            _refuse_bomb(path, package)
            links = _links_by_sheet(package)
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", module="openpyxl")  # of bars and filters that it does not know
            grids = list(_grids(path, links))
    except UsageError:
        raise
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        zlib.error,
        etree.LxmlError,
        OSError,
        EOFError,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        IndexError,
        NotImplementedError,
        RuntimeError,
        SyntaxError,
    ) as error:  # what openpyxl raises of files that are damaged
        raise UsageError(
            f"{path} is no Excel workbook (.xlsx), or a damaged one: save it again, or as CSV"
        ) from error
    yield from grids


def _refuse_bomb(path: Path, package: zipfile.ZipFile) -> None:
    if sum(entry.file_size for entry in package.infolist()) > _MOST_UNPACKED:
        raise UsageError(f"{path}: unpacked more than {_MOST_UNPACKED // 2**20} MB, no table that a person keeps")


def _grids(path: Path, links: dict[str, dict[str, _Target]]) -> Iterator[Grid]:
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                continue
            sheet.reset_dimensions()  # what a sheet says of its size need not be true
            targets = links.get(sheet.title, {})
            rows: list[GridRow] = []
            for number, values in enumerate(sheet.iter_rows(values_only=True), 1):
                if len(rows) > _MOST_ROWS:
                    raise UsageError(f"{path}: more than {_MOST_ROWS:,} rows, no table that a person keeps")
                cells = tuple(
                    _cell(value, targets.get(f"{_letters(column)}{number}", _NOWHERE))
                    for column, value in enumerate(values[:_MOST_CELLS], 1)
                )
                if any(cell.text for cell in cells):
                    rows.append(GridRow(number, cells))
            yield Grid(tuple(rows), f"sheet {sheet.title!r} row")
    finally:
        book.close()


def _cell(value: Any, target: _Target) -> Cell:
    text = _text(value) or target.words
    url = target.url or (text if text.lower().startswith(("http://", "https://")) else "")
    return Cell(text, url, text if target.url else "")


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and 1900 < value < 2100:
        return f"{value:.2f}"  # 2024.10 that a spreadsheet took for a number
    return " ".join(str(value).split())


def _letters(column: int) -> str:
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _links_by_sheet(package: zipfile.ZipFile) -> dict[str, dict[str, _Target]]:
    """The addresses that cells link to, by sheet and cell."""
    parts = _targets(package, "xl/workbook.xml")
    workbook = _tree(package.read("xl/workbook.xml"))
    links = {}
    for sheet in workbook.iter(f"{_MAIN}sheet"):
        part = parts.get(sheet.get(f"{_OFFICE}id", ""), "")
        if part in package.namelist():
            links[sheet.get("name", "")] = _links(package, part)
    return links


def _links(package: zipfile.ZipFile, part: str) -> dict[str, _Target]:
    targets = _targets(package, part)
    links: dict[str, _Target] = {}
    with package.open(part) as sheet:
        for _, element in etree.iterparse(sheet, events=("end",), resolve_entities=False, no_network=True):
            if element.tag == f"{_MAIN}hyperlink":
                first = element.get("ref", "").partition(":")[0]
                links[first] = _Target(targets.get(element.get(f"{_OFFICE}id", ""), ""))
            elif element.tag == f"{_MAIN}f" and (match := _LINK_FORMULA.match(element.text or "")) is not None:
                url, words = ((part or "").replace('""', '"') for part in match.groups())
                links[element.getparent().get("r", "")] = _Target(url, " ".join(words.split()))
            elif element.tag == f"{_MAIN}row":
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
    return links


def _targets(package: zipfile.ZipFile, part: str) -> dict[str, str]:
    """What the relations of a part lead to, by their ids: another part, or an address."""
    place = PurePosixPath(part)
    name = str(place.parent / "_rels" / f"{place.name}.rels")
    if name not in package.namelist():
        return {}
    targets = {}
    for relation in _tree(package.read(name)):
        target = relation.get("Target", "")
        if relation.get("TargetMode") != "External":
            target = target.removeprefix("/") if target.startswith("/") else str(place.parent / target)
        targets[relation.get("Id", "")] = target
    return targets


def _tree(content: bytes) -> Any:
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
