"""When something is due. Pure: the clock comes in as an argument."""

from __future__ import annotations

from datetime import datetime, timedelta

from pipeline.items import Reason

__all__ = ["retry_at"]

# First wait and longest wait before a link that could not be fetched is tried again; doubled each time.
_WAITS = {
    Reason.FAILED: (timedelta(minutes=10), timedelta(days=1)),
    Reason.BLOCKED: (timedelta(hours=1), timedelta(days=2)),
    Reason.DENIED: (timedelta(days=1), timedelta(days=7)),
    Reason.GONE: (timedelta(hours=6), timedelta(days=7)),
}


def retry_at(reason: Reason, attempts: int, now: datetime, asked_wait: timedelta = timedelta()) -> datetime | None:
    """When a link that ended for `reason`, after `attempts` attempts (1 or more), is worth another one: never
    before `asked_wait`, for which the host wants to be left alone.

    None when the reason is a judgement, not a failure: it will not change by asking again.
    """
    if reason not in _WAITS:
        return None
    first, longest = _WAITS[reason]
    doubled: timedelta = first * 2 ** min(attempts - 1, 20)
    return now + max(asked_wait, min(doubled, longest))
