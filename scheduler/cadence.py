"""When something is due. Pure: the clock comes in as an argument."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeline.health import after_fixed_hour
from pipeline.items import Reason

__all__ = [
    "CLOCK_SKEW",
    "EAGER_FAILURES",
    "FULL_READ_EVERY",
    "LinkTimetable",
    "Pace",
    "interval",
    "is_rested",
    "next_look",
    "retry_at",
    "revisit_at",
    "source_retry_at",
]

# First wait and longest wait before a link that could not be fetched is tried again; doubled each time.
_WAITS = {
    Reason.FAILED: (timedelta(minutes=10), timedelta(days=1)),
    Reason.BLOCKED: (timedelta(hours=1), timedelta(days=2)),
    Reason.DENIED: (timedelta(days=1), timedelta(days=7)),
    Reason.GONE: (timedelta(hours=6), timedelta(days=7)),
}


def retry_at(reason: Reason, attempts: int, now: datetime, asked_wait: timedelta = timedelta()) -> datetime | None:
    """When to try a link again that ended for `reason` after `attempts` attempts (1 or more): not before the wait
    that the host asked for, `asked_wait`.

    None when the reason is a judgement, not a failure: another attempt would not change it.
    """
    if reason not in _WAITS:
        return None
    first, longest = _WAITS[reason]
    doubled: timedelta = first * 2 ** min(attempts - 1, 20)
    return now + max(asked_wait, min(doubled, longest))


# How long after it was stored an article is visited again: most corrections come soon.
_REVISITS = (timedelta(hours=1), timedelta(hours=6), timedelta(days=1), timedelta(days=7))


def revisit_at(covered_at: datetime, published_at: datetime | None, now: datetime) -> datetime | None:
    """When to visit an article again that was stored at `covered_at`; None after the last visit, or when it was so
    old by then that no correction is expected. Visits that were missed are not made up for."""
    if published_at is not None and covered_at - published_at > _REVISITS[-1]:
        return None
    return next((covered_at + after for after in _REVISITS if covered_at + after > now), None)


@dataclass(frozen=True, slots=True)
class LinkTimetable:
    """When a link is fetched again, as seen at `now` (implements `storage.ledger.outcomes.Timetable`)."""

    now: datetime
    asked_wait: timedelta = timedelta()

    def retry_at(self, reason: Reason, attempts: int) -> datetime | None:
        """See the function of that name."""
        return retry_at(reason, attempts, self.now, self.asked_wait)

    def revisit_at(self, covered_at: datetime, published_at: datetime | None) -> datetime | None:
        """See the function of that name."""
        return revisit_at(covered_at, published_at, self.now)


# A source is read whole at least this often, whatever its server says of changes: some ETags lie.
FULL_READ_EVERY = timedelta(hours=24)

# How many times in a row a source may fail before it is left alone even when somebody waits for the result.
EAGER_FAILURES = 3
# Every source is asked at least every 30 days, whatever its server says: many that are called gone come back.
# A day less, because rounds can be late.
_LONGEST_WAIT = timedelta(days=29)
_SOURCE_WAITS = (timedelta(minutes=10), timedelta(days=1))
_GONE_WAITS = (timedelta(days=1), _LONGEST_WAIT)


def source_retry_at(
    failures: int,
    now: datetime,
    *,
    gone: bool,
    asked_wait: timedelta = timedelta(),
    usual: timedelta | None = None,
) -> datetime:
    """When a source that failed `failures` times in a row (1 or more) is asked again.

    `gone` says that its server calls it gone for good, `asked_wait` is the wait that the server asked for; `usual`
    is the interval of a source that works: one with a short interval is tried again sooner. The wait is always
    shorter than 30 days.
    """
    first, longest = _GONE_WAITS if gone else _SOURCE_WAITS
    if usual is not None and not gone:
        first = min(first, usual)
    doubled: timedelta = first * 2 ** min(failures - 1, 20)
    return now + min(max(asked_wait, min(doubled, longest)), _LONGEST_WAIT)


def is_rested(retry_at: datetime | None, failed_at: datetime | None, now: datetime) -> bool:
    """Whether a source may be asked again that failed at `failed_at` and was to be left alone until `retry_at`. A
    failure in the future shows that the clock was put back since; how long ago it was is then unknown."""
    if retry_at is None or retry_at <= now:
        return True
    return failed_at is not None and failed_at > now + CLOCK_SKEW


# How far the clocks of several machines may differ; what is more is taken for a clock that was put back.
CLOCK_SKEW = timedelta(minutes=10)

_PER_ITEM = 0.5  # intervals between two articles


@dataclass(frozen=True, slots=True)
class Pace:
    """How often sources are asked: between `floor` and `ceiling`; `first` until something is known of a source."""

    floor: timedelta = timedelta(minutes=5)
    ceiling: timedelta = timedelta(hours=24)
    first: timedelta = timedelta(minutes=30)


def interval(pace: Pace, items_a_day: float | None, *, jitter: float) -> timedelta:
    """How long to wait before asking a source again that publishes `items_a_day` (None: not known yet).

    It is asked twice as often as it publishes, so that most items are seen within half their usual gap. `jitter` in
    [-1, 1] changes the wait by up to a tenth, so that sources do not all fall due at the same time.
    """
    if items_a_day is None:
        wait = pace.first
    elif items_a_day * (pace.ceiling / timedelta(days=1)) <= _PER_ITEM:
        wait = pace.ceiling
    else:
        wait = timedelta(days=1) * _PER_ITEM / items_a_day
    bounded = min(max(wait, pace.floor), pace.ceiling)
    return min(bounded * (1 + 0.1 * max(-1.0, min(1.0, jitter))), _LONGEST_WAIT)


def next_look(pace: Pace, wait: timedelta, published: Sequence[datetime], now: datetime) -> datetime:
    """When to ask a source again whose interval is `wait`: then, or before that just after an hour at which it
    usually publishes, judged by the times of what it published."""
    after = after_fixed_hour(published, now) if wait > pace.floor else None
    return now + wait if after is None else min(now + wait, max(after, now + pace.floor))
