"""Times as the outlet's own clock shows them, with its zone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, tzinfo
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pipeline.items import Coverage

if TYPE_CHECKING:  # a table on the screen needs no outlets
    from pipeline.outlets import OutletRegistry

__all__ = ["on_its_clock", "zone_by"]

_OF_LANGUAGES = {"ko": "Asia/Seoul"}


def on_its_clock(row: Coverage, outlets: OutletRegistry) -> Coverage:
    """`row` with the time of publication in the zone of its outlet: the same instant.

    The zone of an outlet that is not known follows its language, if the day then is the one that the page gave.
    """
    if row.published_at is None:
        return row
    for name in _zones(outlets, row.outlet, row.url, row.language):
        local = row.published_at.astimezone(ZoneInfo(name))
        if local.date() == row.published_on:
            return replace(row, published_at=local)
    return replace(row, published_at=row.published_at.astimezone(UTC))


def zone_by(outlets: OutletRegistry) -> Callable[[str, str, str], tzinfo]:
    """The zone of an outlet by its name, an address and the language of an article there."""

    def zone_of(name: str, url: str, language: str) -> tzinfo:
        return next((ZoneInfo(zone) for zone in _zones(outlets, name, url, language)), UTC)

    return zone_of


def _zones(outlets: OutletRegistry, name: str, url: str, language: str) -> Iterator[str]:
    known = (outlets.of_name(name), outlets.of_url(url))  # of a portal's copy, that of the paper
    names = (*(outlet.time_zone for outlet in known if outlet is not None), _OF_LANGUAGES.get(language))
    return filter(None, names)
