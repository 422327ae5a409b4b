"""`scrape coverage --completeness`: how much of the coverage we may still miss."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import groupby

from pipeline.errors import UsageError
from pipeline.health import ChannelShare, Estimate, channel_shares, estimate
from scrape.commands.show import CoverageRequest, open_existing, wanted_rows
from scrape.config.settings import Settings
from scrape.output.console import print_rows
from scrape.output.export import json_text
from storage.coverage.channels import Sighting, find_sightings

__all__ = ["show_completeness"]

_TOP_OUTLETS = 10


@dataclass(frozen=True, slots=True)
class _Month:
    entity: str
    month: str
    estimate: Estimate


def show_completeness(settings: Settings, request: CoverageRequest) -> None:
    """Print how many articles each entity's months still miss by estimate. Raises UsageError, StorageError."""
    if request.form not in {"table", "json"} or request.output is not None:
        raise UsageError("--completeness prints a table or, with --format json, JSON, to standard output")
    database = open_existing(settings)
    try:
        with database.read() as connection:
            sightings = find_sightings(connection, wanted_rows(settings, request))
    finally:
        database.close()
    if not sightings:
        print("no coverage stored that fits: nothing to estimate from", file=sys.stderr)
        return
    months = _months(sightings)
    shares = channel_shares(dict(enumerate(one.channels for one in sightings)))
    outlets = _outlets(sightings)
    if request.form == "json":
        print(json_text(_as_json(months, shares, outlets)))
        return
    _print_months(months)
    print()
    _print_shares(shares)
    print()
    _print_outlets(outlets)


def _months(sightings: Sequence[Sighting]) -> list[_Month]:
    found = []
    for (_, name), own in groupby(sightings, key=lambda one: (one.entity_id, one.entity_name)):
        rows = list(own)
        channels = len({channel for one in rows for channel in one.channels})
        for month, part in groupby(rows, key=lambda one: one.month):
            found.append(_Month(name, month, estimate([one.channels for one in part if one.channels], channels)))
        if len(found) > 1:
            found.append(_Month(name, "all", estimate([one.channels for one in rows if one.channels], channels)))
    return found


def _outlets(sightings: Sequence[Sighting]) -> list[tuple[str, int, int]]:
    """Outlets with how many of their articles were found, and how many by one channel alone: where one channel is
    all we have, what it misses is missed."""
    found = Counter(one.outlet for one in sightings)
    alone = Counter(one.outlet for one in sightings if len(one.channels) == 1)
    ranked = sorted(found, key=lambda outlet: (-alone[outlet], outlet))
    return [(outlet, found[outlet], alone[outlet]) for outlet in ranked[:_TOP_OUTLETS]]


def _print_months(months: Sequence[_Month]) -> None:
    rows = []
    for one in months:
        told = one.estimate
        if told.total is None:
            rows.append((one.entity, one.month, str(told.found), "", "", f"too little data: {told.why}"))
            continue
        interval = f"{told.low:.0f} to {told.high:.0f}"
        missing = "none that the channels hint at" if not told.missing else f"at least {told.missing:.0f}"
        rows.append((one.entity, one.month, str(told.found), f"{told.total:.0f}", interval, missing))
    print_rows(("Who", "Month", "Found", "In all", "95 %", "Missing"), rows)


def _print_shares(shares: Sequence[ChannelShare]) -> None:
    rows = [
        (
            one.channel,
            str(one.found),
            str(one.alone),
            f"{one.found_of_others} of {one.others}" if one.others else "nothing to compare with",
        )
        for one in shares
    ]
    print_rows(("Channel", "Found", "It alone", "Of what others found"), rows)


def _print_outlets(outlets: Sequence[tuple[str, int, int]]) -> None:
    rows = [(outlet, str(found), str(alone)) for outlet, found, alone in outlets]
    print_rows(("Outlet", "Found", "By one channel alone"), rows)


def _as_json(
    months: Sequence[_Month], shares: Sequence[ChannelShare], outlets: Sequence[tuple[str, int, int]]
) -> dict[str, object]:
    return {
        "months": [
            {"entity": one.entity, "month": one.month, **asdict(one.estimate), "missing": one.estimate.missing}
            for one in months
        ],
        "channels": [asdict(one) for one in shares],
        "outlets": [dict(zip(("outlet", "found", "one_channel_alone"), one, strict=True)) for one in outlets],
    }
