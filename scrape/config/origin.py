"""Where a configuration was read, and when: of several readings of one file the latest is how it is now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

__all__ = ["Origin", "TakenLists"]


@dataclass(frozen=True, slots=True)
class TakenLists:
    """The versions of the watchlist and of the sources that were taken from the database, by their digests."""

    watchlist: str
    sources: str | None


@dataclass(frozen=True, slots=True)
class Origin:
    """The file of a configuration, None when there is none, and when it was read; `taken` says which lists came
    from the database instead."""

    file: Path | None
    read_at: datetime
    taken: TakenLists | None = None
