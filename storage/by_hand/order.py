"""The order of a table kept by hand: which way it goes, and where rows of another file stand in it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

__all__ = ["is_oldest_first", "one_order"]


def one_order(known: Sequence[str], written: Sequence[str], months: Mapping[str, str]) -> list[str]:
    """The keys of both lists, each once: those of the file, `written`, in its order, and of those that were `known`
    before each after what it stood after.

    What each list alone has between two rows that both have is put together by `months` (``2024-08``, or empty):
    the newest first, or the oldest when the file is so.
    """
    oldest_first = is_oldest_first(months.get(key) for key in written)
    followers = _followers(known, set(written))
    order: list[str] = []
    run: list[str] = []
    before = followers[None]
    for key in written:
        if key not in followers:
            run.append(key)
            continue
        order += [*_by_month(before, run, months, oldest_first=oldest_first), key]
        before, run = followers[key], []
    return [*order, *_by_month(before, run, months, oldest_first=oldest_first)]


def _followers(known: Sequence[str], common: set[str]) -> dict[str | None, list[str]]:
    """After each known key that the file has (None: before all), the known ones that it has not."""
    followers: dict[str | None, list[str]] = {None: []}
    last: str | None = None
    for key in known:
        if key in common:
            last = key
            followers[last] = []
        else:
            followers[last].append(key)
    return followers


def is_oldest_first(*tables: Iterable[str | None]) -> bool:
    """Whether tables go from old to new, by the months (``YYYY-MM``) of rows that follow each other."""
    steps = (step for months in tables for step in pairwise(filter(None, months)))
    return sum((before < after) - (before > after) for before, after in steps) > 0


def _by_month(
    one: Sequence[str], other: Sequence[str], months: Mapping[str, str], *, oldest_first: bool
) -> Iterator[str]:
    """Two lists as one, each in its own order; of two rows of one month, that of `one` first."""
    place = 0
    for key in other:
        month = months.get(key, "")
        while place < len(one):
            its = months.get(one[place], "")
            if month and its and (its > month if oldest_first else its < month):
                break
            yield one[place]
            place += 1
        yield key
    yield from one[place:]
