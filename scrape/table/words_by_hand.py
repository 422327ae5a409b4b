"""What a person says of an article by hand: headline, outlet, date."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from pipeline.errors import UsageError
from pipeline.items import OutletRole
from pipeline.outlets import OutletRegistry
from scrape.output.export import one_line, shown
from scrape.table.labels import NamedOutlet, outlets_in

__all__ = ["WordsByHand", "words_by_hand"]

_DAY = re.compile(r"(?P<year>\d{4})[-./](?P<month>\d{1,2})(?:[-./](?P<day>\d{1,2}))?[./]?")
_FIRST_YEAR = 1900
_LONGEST = {"headline": 500, "outlet": 100}  # characters


@dataclass(frozen=True, slots=True)
class WordsByHand:
    """What was given; the date is ``2024-08-07``, or ``2024-08``. `label` is what was given as outlet, `role`
    what it is to an announcement."""

    headline: str | None = None
    outlet: str | None = None
    date: str | None = None
    label: str | None = None
    role: OutletRole = OutletRole.PRESS

    @property
    def month(self) -> str | None:
        """The month of the date, as a table has it: ``2024.08``."""
        return None if self.date is None else self.date[: len("2024-08")].replace("-", ".")

    def __bool__(self) -> bool:
        return any((self.headline, self.outlet, self.date))


def words_by_hand(
    headline: str | None, outlet: str | None, day: str | None, registry: OutletRegistry, today: date
) -> WordsByHand:
    """The options `--headline`, `--outlet` and `--date`, cleaned and checked. The outlet is the first that is
    named, in the spelling of the registry, or a new outlet of the press. Raises UsageError."""
    label = None if outlet is None else _line("outlet", outlet)
    named = None if label is None else next(iter(outlets_in(label, registry)), NamedOutlet(label, None))
    known = None if named is None else named.outlet
    return WordsByHand(
        headline=None if headline is None else _line("headline", headline),
        outlet=None if named is None else named.name if known is None else known.name,
        date=None if day is None else _date(day, today),
        label=label,
        role=OutletRole.PRESS if known is None else known.role,
    )


def _line(option: str, text: str) -> str:
    line = one_line(text)
    if not any(character.isalnum() for character in line):
        what = f"{line!r} has no letter and no digit" if line else "it is empty"
        raise UsageError(f"--{option} needs words: {what}")
    if len(line) > _LONGEST[option]:
        raise UsageError(f"--{option} has {len(line):,} characters; at most {_LONGEST[option]} are kept")
    return line


def _date(text: str, today: date) -> str:
    parts = _DAY.fullmatch(text.strip())
    try:
        day = None if parts is None else date(*(int(parts[name] or 1) for name in ("year", "month", "day")))
    except ValueError:  # no such month, no such day
        day = None
    if parts is None or day is None:
        raise UsageError(f"--date {shown(text)!r}: expected a day such as 2024-08-07, or a month: 2024-08")
    if day.year < _FIRST_YEAR or day > today + timedelta(days=1):  # where it is tomorrow already
        raise UsageError(f"--date {shown(text)}: it is {'in the future' if day > today else 'too long ago'}")
    return day.isoformat() if parts["day"] else f"{day:%Y-%m}"
