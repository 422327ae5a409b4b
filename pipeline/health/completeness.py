"""How many articles we miss, estimated from how the channels overlap (capture and recapture).

A channel (a search, the feeds, the sitemaps …) is one occasion of capture. The estimate is the bias-corrected Chao2
lower bound (Chao 1987; its variance and interval as in Colwell et al. 2012, Journal of Plant Ecology 5): from how
many articles one channel alone found and how many two did follows how many none did. Channels that tend to find the
same articles hide what all of them miss: read it as "at least".
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

__all__ = ["ChannelShare", "Estimate", "channel_shares", "estimate"]

_FEWEST_ARTICLES = 5
_NORMAL_95 = 1.959964


@dataclass(frozen=True, slots=True)
class Estimate:
    """Articles found, and how many there are in all by estimate, with its 95 % interval.

    `total`, `low` and `high` are None when there is too little data; `why` then says what is wanting.
    """

    found: int
    total: float | None = None
    low: float | None = None
    high: float | None = None
    why: str = ""

    @property
    def missing(self) -> float | None:
        """How many articles are missed, by estimate."""
        return None if self.total is None else self.total - self.found


@dataclass(frozen=True, slots=True)
class ChannelShare:
    """What one channel contributes. `found_of_others` of `others` articles that other channels found it found too:
    an estimate of its share of all articles; `alone` are those that only it found."""

    channel: str
    found: int
    alone: int
    found_of_others: int
    others: int


def estimate(sightings: Sequence[Collection[str]], channels: int) -> Estimate:
    """How many articles there are in all. `sightings` has for each article found the channels that offered it;
    `channels` is how many channels were asked."""
    found = len(sightings)
    if channels < 2:
        return Estimate(found, why="one channel alone: nothing to compare it with")
    if found < _FEWEST_ARTICLES:
        return Estimate(found, why=f"fewer than {_FEWEST_ARTICLES} articles")
    seen_by = Counter(len(set(channels)) for channels in sightings)
    once, twice = seen_by[1], seen_by[2]
    if once == found:
        return Estimate(found, why="no article was found by two channels")
    share = (channels - 1) / channels
    unseen = share * once * (once - 1) / (2 * (twice + 1))
    if unseen == 0:
        return Estimate(found, float(found), float(found), float(found))
    variance = (
        unseen
        + share**2 * once * (2 * once - 1) ** 2 / (4 * (twice + 1) ** 2)
        + share**2 * once**2 * twice * (once - 1) ** 2 / (4 * (twice + 1) ** 4)
    )
    spread = math.exp(_NORMAL_95 * math.sqrt(math.log(1 + variance / unseen**2)))
    return Estimate(found, found + unseen, found + unseen / spread, found + unseen * spread)


def channel_shares(sightings: Mapping[int, Collection[str]]) -> tuple[ChannelShare, ...]:
    """What each channel found of the articles (by key), the one that found most first."""
    channels = sorted({channel for channels in sightings.values() for channel in channels})
    shares = []
    for channel in channels:
        own = {key for key, channels in sightings.items() if channel in channels}
        others = {key for key, channels in sightings.items() if set(channels) - {channel}}
        shares.append(ChannelShare(channel, len(own), len(own - others), len(own & others), len(others)))
    return tuple(sorted(shares, key=lambda share: (-share.found, share.channel)))
