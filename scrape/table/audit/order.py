"""Rows that stand out of order, by the table's own direction."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from pipeline.dates import month_of
from scrape.table.audit.values import Finding, FindingKind
from scrape.table.merge import longest_rising
from scrape.table.written import WrittenRow

__all__ = ["order_findings"]

_MOST = 1 / 3  # of the rows; a table with more of them out of place keeps another order than that of time


def order_findings(rows: Sequence[WrittenRow], passed_over: Collection[WrittenRow] = ()) -> Iterator[Finding]:
    """The fewest rows that, moved, leave the months in order: newest first, unless the table is nearer to the
    opposite. Rows without a month, and those `passed_over`, may stand anywhere."""
    dated = [
        (row, int(month.replace("-", "")))
        for row in rows
        if row not in passed_over and (month := month_of(row.month)) is not None
    ]
    down = longest_rising([-months for _, months in dated])
    up = longest_rising([months for _, months in dated])
    kept, direction = (down, "newest first") if len(down) >= len(up) else (up, "oldest first")
    if len(dated) - len(kept) > _MOST * len(dated):
        return
    stays = set(kept)
    for at, (row, months) in enumerate(dated):
        if at not in stays:
            beside = _neighbour(dated, kept, at, months, descending=kept is down)
            yield Finding(
                FindingKind.ORDER,
                (row,),
                written=f"{row.month}, {beside}",
                known=direction,
                source="the order of the other rows",
                advice="move the row",
            )


def _neighbour(
    dated: Sequence[tuple[WrittenRow, int]], kept: Sequence[int], at: int, months: int, *, descending: bool
) -> str:
    """A row that stays, and stands on the wrong side of the row at `at`, in words."""
    for other in kept:
        is_later = dated[other][1] > months if descending else dated[other][1] < months
        is_earlier = dated[other][1] < months if descending else dated[other][1] > months
        if (other > at and is_later) or (other < at and is_earlier):
            row, side = dated[other][0], "above" if other > at else "below"
            return f"{side} {row.month} (line {row.number})"
    return "out of place"
