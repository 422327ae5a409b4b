"""`scrape coverage`: the media-coverage table, or with `--completeness` an estimate of what is missing from it."""

from __future__ import annotations

import codecs
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.health import ChannelShare, Estimate, channel_shares, estimate
from pipeline.items import Coverage
from scrape.config.settings import Settings
from scrape.formats.plain import as_csv, as_json, as_markdown
from scrape.output.clock import on_its_clock
from scrape.output.console import complain, print_coverage, print_rows
from scrape.output.export import json_text, one_line
from scrape.output.files import form_of, print_export, written_file
from scrape.plan.people import refuse_unknown
from scrape.plan.selection import Selection, select
from scrape.table.listing import listed_rows
from storage.coverage.channels import Sighting, find_sightings
from storage.coverage.search import with_words
from storage.database.open import existing_database
from storage.watchlist import known_ids

__all__ = ["CoverageRequest", "show_completeness", "show_coverage"]

_TOP_OUTLETS = 10


@dataclass(frozen=True, slots=True)
class CoverageRequest:
    """The options of `scrape coverage`, as given."""

    selection: Selection = Selection()  # noqa: RUF009 - it is frozen
    form: str | None = None
    output: Path | None = None


@dataclass(frozen=True, slots=True)
class _Month:
    entity: str
    month: str
    estimate: Estimate


@dataclass(frozen=True, slots=True)
class _OutletCount:
    """Articles of an outlet, and how many of them one channel alone found: what that channel misses, we miss."""

    outlet: str
    found: int
    one_channel_alone: int


def show_coverage(settings: Settings, request: CoverageRequest) -> None:
    """Print the table that was asked for. Raises UsageError, StorageError."""
    form = form_of(request.form, request.output)
    chosen, wanted = select(settings, request.selection)
    with existing_database(settings.database) as database, database.read() as connection:
        refuse_unknown(chosen, known_ids(connection))
        selection = request.selection
        wanted, may_be_more = with_words(connection, wanted)
        rows = list(
            listed_rows(
                connection, wanted, settings.prefer_outlets, selection.limit, every_article=selection.every_article
            )
        )
    if may_be_more:
        complain("more articles may hold the words than the newest, which are listed; narrow it with --since")
    if form == "table" and request.output is None:
        if rows:
            print_coverage(rows)
        else:
            print("no stored coverage matches", file=sys.stderr)
        return
    text = _FORMATS[form](_on_their_clocks(settings, rows))
    if request.output is None:
        print_export([text], marked=form == "csv")
        return
    with written_file(request.output) as file:
        file.write((codecs.BOM_UTF8 if form == "csv" else b"") + text.encode("utf-8", "replace"))


def _on_their_clocks(settings: Settings, rows: Sequence[Coverage]) -> Sequence[Coverage]:
    from pipeline.outlets import OutletRegistry  # noqa: PLC0415 - a table on the screen shows no times
    from scrape.plan.outlets import known_outlets  # noqa: PLC0415

    registry = OutletRegistry(known_outlets(settings))
    return [on_its_clock(row, registry) for row in rows]


def _table_text(rows: Sequence[Coverage]) -> str:
    lines = [
        f"{row.month or '':7}  {one_line(row.headline)}  ({one_line(row.label or row.outlet)})  {one_line(row.url)}"
        for row in rows
    ]
    return "".join(f"{line}\n" for line in lines)


_FORMATS: dict[str, Callable[[Sequence[Coverage]], str]] = {
    "table": _table_text,
    "markdown": as_markdown,
    "csv": as_csv,
    "json": as_json,
}


def show_completeness(settings: Settings, request: CoverageRequest) -> None:
    """Print how many articles are missing from each entity's months, by estimate. Raises UsageError,
    StorageError."""
    if request.form not in {None, "table", "json"} or request.output is not None:
        raise UsageError(
            "--completeness is printed as a table, or as JSON with --format json; it cannot be combined with "
            "--output or another format"
        )
    chosen, wanted = select(settings, request.selection)
    if wanted.words is not None:
        raise UsageError("--completeness is estimated of all that a source offers; leave --words out")
    with existing_database(settings.database) as database, database.read() as connection:
        refuse_unknown(chosen, known_ids(connection))
        sightings = find_sightings(connection, wanted)
    if not sightings:
        print("no stored coverage matches: nothing to estimate from", file=sys.stderr)
        return
    months = _months(sightings)
    shares = channel_shares({number: sighting.channels for number, sighting in enumerate(sightings)})
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
    months: list[_Month] = []
    for (_, name), group in groupby(sightings, key=lambda sighting: (sighting.entity_id, sighting.entity_name)):
        own = list(group)
        before = len(months)
        channels = len({channel for sighting in own for channel in sighting.channels})
        for month, part in groupby(own, key=lambda sighting: sighting.month):
            months.append(_Month(name, month, _estimate(part, channels)))
        if len(months) - before > 1:
            months.append(_Month(name, "all", _estimate(own, channels)))
    return months


def _estimate(sightings: Iterable[Sighting], channels: int) -> Estimate:
    return estimate([sighting.channels for sighting in sightings if sighting.channels], channels)


def _outlets(sightings: Sequence[Sighting]) -> list[_OutletCount]:
    counts = Counter(sighting.outlet for sighting in sightings)
    alone = Counter(sighting.outlet for sighting in sightings if len(sighting.channels) == 1)
    ranked = sorted(counts, key=lambda outlet: (-alone[outlet], outlet))
    return [_OutletCount(outlet, counts[outlet], alone[outlet]) for outlet in ranked[:_TOP_OUTLETS]]


def _print_months(months: Sequence[_Month]) -> None:
    rows = []
    for month in months:
        guess = month.estimate
        if guess.total is None:
            rows.append((month.entity, month.month, str(guess.found), "", "", f"too little data: {guess.why}"))
            continue
        interval = f"{guess.low:.0f} to {guess.high:.0f}"
        missing = f"at least {guess.missing:.0f}" if guess.missing else "none, as far as the channels show"
        rows.append((month.entity, month.month, str(guess.found), f"{guess.total:.0f}", interval, missing))
    print_rows(("Who", "Month", "Found", "Total", "95 %", "Missing"), rows)


def _print_shares(shares: Sequence[ChannelShare]) -> None:
    rows = [
        (
            share.channel,
            str(share.found),
            str(share.alone),
            f"{share.found_of_others} of {share.others}" if share.others else "nothing to compare with",
        )
        for share in shares
    ]
    print_rows(("Channel", "Found", "Found by it alone", "Of what the others found"), rows)


def _print_outlets(outlets: Sequence[_OutletCount]) -> None:
    rows = [(count.outlet, str(count.found), str(count.one_channel_alone)) for count in outlets]
    print_rows(("Outlet", "Found", "Found by one channel alone"), rows)


def _as_json(
    months: Sequence[_Month], shares: Sequence[ChannelShare], outlets: Sequence[_OutletCount]
) -> dict[str, object]:
    return {
        "months": [_month_as_json(month) for month in months],
        "channels": [asdict(share) for share in shares],
        "outlets": [asdict(count) for count in outlets],
    }


def _month_as_json(month: _Month) -> dict[str, object]:
    head = {"entity": month.entity, "month": month.month}
    return head | asdict(month.estimate) | {"missing": month.estimate.missing}
