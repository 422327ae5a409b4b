"""Times as the outlet's own clock shows them, with its zone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pipeline.items import Coverage

if TYPE_CHECKING:  # a table on the screen needs no outlets
    from pipeline.outlets import OutletRegistry

__all__ = ["on_its_clock"]

_OF_LANGUAGES = {"ko": "Asia/Seoul"}


def on_its_clock(row: Coverage, outlets: OutletRegistry) -> Coverage:
    """`row` with the time of publication in the zone of its outlet: the same instant.

    The zone of an outlet that is not known follows its language, if the day then is the one that the page gave.
    """
    if row.published_at is None:
        return row
    known = (outlets.of_name(row.outlet), outlets.of_url(row.url))  # of a portal's copy, that of the paper
    names = (*(outlet.time_zone for outlet in known if outlet is not None), _OF_LANGUAGES.get(row.language))
    for name in filter(None, names):
        local = row.published_at.astimezone(ZoneInfo(name))
        if local.date() == row.published_on:
            return replace(row, published_at=local)
    return replace(row, published_at=row.published_at.astimezone(UTC))
