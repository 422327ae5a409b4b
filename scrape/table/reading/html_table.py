"""Tables of a page of HTML."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from lxml.html import HtmlElement

from pipeline.errors import Undecodable, UsageError
from pipeline.markup.encoding import decode
from pipeline.markup.html import parse
from scrape.table.reading.cells import Cell, Grid, GridRow
from scrape.table.reading.text_file import bytes_of

__all__ = ["html_grids"]

_SILENT = {"script", "style", "template", "noscript"}
_BREAKS = {"br", "p", "div", "li", "summary"}


def html_grids(path: Path) -> Iterator[Grid]:
    """The tables of a page that hold no other table; their rows are numbered from 1, through the whole page.
    Raises UsageError when it is no text."""
    try:
        root = parse(decode(bytes_of(path)).text)
    except Undecodable as error:
        raise UsageError(f"{path} is no page of HTML: {error}") from error
    number = 0
    for table in root.iter("table") if root is not None else ():
        if any(inner is not table for inner in table.iter("table")):
            continue
        rows = []
        for row in table.iter("tr"):
            number += 1
            cells = [cell for cell in row if cell.tag in {"td", "th"}]
            if cells and not _is_divider(cells):
                rows.append(GridRow(number, tuple(map(_cell, cells))))
        first = next(table.iter("tr"), None)
        has_header = first is not None and all(cell.tag == "th" for cell in first)
        yield Grid(tuple(rows), "row", True if has_header else None)


def _is_divider(cells: Sequence[HtmlElement]) -> bool:
    """Whether a row is one heading over several columns: a year, a month."""
    return len(cells) == 1 and cells[0].tag == "th" and cells[0].get("colspan", "1") != "1"


def _cell(cell: HtmlElement) -> Cell:
    link = next((anchor for anchor in cell.iter("a") if (anchor.get("href") or "").strip()), None)
    if link is None:
        return Cell(_words(cell))
    return Cell(_words(cell), str(link.get("href")).strip(), _words(link))


def _words(element: HtmlElement) -> str:
    """What is shown of an element: of one that unfolds, what is shown before."""
    pieces: list[str] = []
    _collect(element, pieces)
    return " ".join("".join(pieces).split())


def _collect(top: HtmlElement, pieces: list[str]) -> None:
    """Without recursion: markup of strangers may be nested as deep as they like."""
    work: list[HtmlElement | str] = [top]
    while work:
        item = work.pop()
        if isinstance(item, str):
            pieces.append(item)
            continue
        shown = list(item) if item.tag not in _SILENT else []
        if item.tag == "details":
            shown = [child for child in shown if child.tag == "summary"]
        later: list[HtmlElement | str] = [item.text or "" if item.tag not in _SILENT | {"details"} else ""]
        for child in shown:
            gap = " " if child.tag in _BREAKS else ""
            later += [gap, child, gap, child.tail or "" if item.tag != "details" else ""]
        work += reversed(later)
