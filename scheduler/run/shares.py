"""How much of one host a run takes: at one page a second, a feed of thirty thousand items would hold it for hours.

The newest links come first. The rest wait in the ledger for later runs, which give half of a host's share to those
that waited, so that they never keep out what is new.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Protocol, TypeVar

from pipeline.urls import host_of
from pipeline.urls.google_news import is_opaque

__all__ = ["Shares"]

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class _Dated(Protocol):
    @property
    def url(self) -> str: ...

    @property
    def published_at(self) -> datetime | None: ...


L = TypeVar("L", bound=_Dated)


class Shares:
    """The links of each host that one run has taken, at most `most`; None sets no bound."""

    def __init__(self, most: int | None) -> None:
        self.most = most
        self._taken: Counter[str] = Counter()

    def take(self, links: Sequence[L], *, late: bool = False) -> list[L]:
        """Those of `links` that are fetched in this run, the newest first where they are too many, in their order;
        of links that are `late` half a share."""
        if self.most is None:
            return list(links)
        bound = max(1, self.most // 2) if late else self.most
        newest = sorted(range(len(links)), key=lambda at: links[at].published_at or _LONG_AGO, reverse=True)
        chosen = set()
        for at in newest:
            host = host_of(links[at].url)
            if is_opaque(links[at].url):  # it costs the host no page: matched, or resolved with others
                chosen.add(at)
            elif self._taken[host] < bound:
                self._taken[host] += 1
                chosen.add(at)
        return [link for at, link in enumerate(links) if at in chosen]
