"""The counts of a run while it goes on, and its progress for whoever watches it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from pipeline.errors import ArchiveError, StorageError
from pipeline.items import Outcome, Reason, Source

__all__ = ["Progress", "SourceFailure", "Tally"]


@dataclass(frozen=True, slots=True)
class SourceFailure:
    """A source that could not be read, and why."""

    source: Source
    why: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run has come; `oldest` is how far back the sources that go back in time have come."""

    sources_done: int
    sources: int
    links: int
    ended: int
    covered: int
    mentions: int
    oldest: datetime | None = None


@dataclass(slots=True)
class Tally:
    """The counts of a run while it goes on. At its end `links` is the sum of `outcomes`."""

    outcomes: Counter[Reason] = field(default_factory=Counter)
    links: int = 0
    mentions: int = 0
    oldest: datetime | None = None
    sources_read: int = 0
    sources_unchanged: int = 0
    failures: list[SourceFailure] = field(default_factory=list)
    warnings: list[tuple[Source, str]] = field(default_factory=list)
    new: list[tuple[str, int]] = field(default_factory=list)
    revisited: int = 0
    corrected: int = 0
    problems: list[str] = field(default_factory=list)
    broken: StorageError | ArchiveError | None = None

    def count(self, outcome: Outcome) -> None:
        """Count how one link ended."""
        self.outcomes[outcome.reason] += 1
        self.mentions += len(outcome.mentions)

    def reach_back(self, times: Iterable[datetime | None]) -> None:
        """Note how far back the links of a source go."""
        self.oldest = min(filter(None, (*times, self.oldest)), default=None)

    def progress(self, sources: int) -> Progress:
        """How far the run has come; it has `sources` sources."""
        return Progress(
            sources_done=self.sources_read + len(self.failures),
            sources=sources,
            links=self.links,
            ended=self.outcomes.total(),
            covered=self.outcomes[Reason.COVERED],
            mentions=self.mentions,
            oldest=self.oldest,
        )
