"""The order of a table that is kept by hand, when its file is read again or another one is added. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

__all__ = ["one_order"]


def one_order(known: Sequence[str], written: Sequence[str], months: Mapping[str, str]) -> list[str]:
    """The keys of both lists, each once: those of the file, `written`, in its order, and of those that were `known`
    before each after what it stood after.

    What each list alone has between two rows that both have is put together by `months` (``2024-08``, or empty):
    the newest first, or the oldest when the file is so.
    """
    oldest_first = _is_oldest_first([months.get(key, "") for key in written])
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


def _is_oldest_first(months: Sequence[str]) -> bool:
    told = [month for month in months if month]
    rises = sum(before < after for before, after in pairwise(told))
    return rises > sum(before > after for before, after in pairwise(told))


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
