"""A table as it stands in a file: its rows in the words of who wrote it, and where each stands."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["NO_LINK", "WrittenRow", "WrittenTable"]

NO_LINK = "it has no link"  # in `problems`: such a row is whole, of a paper or a broadcast


@dataclass(frozen=True, slots=True)
class WrittenRow:
    """A row as it is written: `month` (``2024.08``, or whatever stands there), `headline` without markup, `url`
    (empty without a link), `label` (the outlets, ``서울경제 외 다수 언론사``).

    `number` is the line of the file, or the row of the sheet, from 1; `line` is the line of a Markdown table,
    without its line end, and empty in other formats.
    """

    month: str
    headline: str
    url: str
    label: str
    number: int
    line: str = ""


@dataclass(frozen=True, slots=True)
class WrittenTable:
    """The rows of a file in their order; in `problems` a line for each row that cannot be read: where and why."""

    rows: tuple[WrittenRow, ...]
    problems: tuple[str, ...] = ()
