"""What every format is read into: tables of rows of cells."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Cell", "Grid", "GridRow"]


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell says without its markup, and of its first link the address as written and the words."""

    text: str
    url: str = ""
    link: str = ""

    @property
    def headline(self) -> str:
        """The words of a link that the cell begins with: notes behind it are none; else all it says."""
        return self.link if self.link and self.text.startswith(self.link) else self.text


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row, the number of its line or row in the file, and in Markdown the line itself."""

    number: int
    cells: tuple[Cell, ...]
    line: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of a file. `has_header` is None where the format does not say whether the first row is one;
    `place` is what its numbers count (``line``, ``row``, ``sheet 'A' row``)."""

    rows: tuple[GridRow, ...]
    place: str = "line"
    has_header: bool | None = None
