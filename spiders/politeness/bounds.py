"""What a stranger's numbers may ask of us. Each one that slows or stops requests is read and bounded here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from math import isnan

__all__ = ["MAX_CRAWL_DELAY", "MAX_PAUSE", "Pause", "crawl_delay", "pause_asked"]

MAX_CRAWL_DELAY = 300.0  # seconds; a longer delay counts as a mistake and is cut to this
MAX_PAUSE = 24 * 3600.0  # seconds; nobody's answer silences a host for longer
# No server asks for ten years: a number of seconds as large as this is a point in time, as in `X-RateLimit-Reset`.
_SURELY_EPOCH = 10 * 366 * 86400
_SURELY_MILLISECONDS = 10**11  # the year 5138, read as seconds
_DIGITS = 15  # more are no time of any kind


@dataclass(frozen=True, slots=True)
class Pause:
    """A pause that a host asked for: it is kept for `seconds`, which are fewer than it asked for when `asked` says
    so in words."""

    seconds: float
    asked: str = ""

    def __str__(self) -> str:
        if not self.asked:
            return f"the host asked to wait {self.seconds:.0f} s"
        return f"the host asked to wait {self.asked}, is left alone for {self.seconds / 3600:.0f} h"


def pause_asked(value: str, now: datetime) -> Pause | None:
    """The pause that a Retry-After header asks for: seconds, or a date (RFC 9110, 10.2.3), or, against the RFC, the
    seconds or milliseconds of Unix time.

    None when it says nothing of use: it cannot be read, or means a moment that is over.
    """
    text = value.strip()
    if text.isascii() and text.isdigit():
        number = int(text[:_DIGITS])
        if number < _SURELY_EPOCH:
            return _bounded(float(number), f"{number} s")
        moment = number / 1000 if number >= _SURELY_MILLISECONDS else number
        left = moment - now.timestamp()
    else:
        try:
            at = parsedate_to_datetime(text)
            left = ((at if at.tzinfo else at.replace(tzinfo=UTC)) - now) / timedelta(seconds=1)
        except (ValueError, OverflowError):
            return None
    return _bounded(left, f"until {text}") if left > 0 else None


def _bounded(seconds: float, asked: str) -> Pause:
    return Pause(seconds) if seconds <= MAX_PAUSE else Pause(MAX_PAUSE, asked)


def crawl_delay(seconds: float | None) -> float | None:
    """The Crawl-delay of a robots.txt in seconds, bounded; None when there is none, or it is no length of time."""
    if seconds is None or isnan(seconds) or seconds < 0:
        return None
    return min(float(seconds), MAX_CRAWL_DELAY)
