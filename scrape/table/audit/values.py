"""Findings: what is wrong with rows of a table, and how that is known."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from scrape.table.written import WrittenRow

__all__ = ["Finding", "FindingKind"]


class FindingKind(StrEnum):
    """What can be wrong; the order is that of a report."""

    UNREADABLE = "unreadable"  # a row, or its month
    OUTLET = "outlet"  # label and address name different outlets
    SPELLING = "spelling"  # one outlet under several names
    MONTH = "month"
    DEAD_LINK = "dead-link"
    TWICE = "twice"  # one story in two rows
    ORDER = "order"
    NOT_NAMED = "not-named"  # the article does not name the person
    SOMEBODY_ELSE = "somebody-else"  # it names another of that name


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: the `rows` it is about, what is `written`, what is `known` and the `source` of that,
    and what to do about it."""

    kind: FindingKind
    rows: tuple[WrittenRow, ...]
    written: str
    known: str
    source: str
    advice: str = ""
