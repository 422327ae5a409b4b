"""Links that could not be fetched, and why."""

from __future__ import annotations

from typing import NamedTuple

from scrapy.exceptions import DownloadCancelledError, IgnoreRequest
from scrapy.http import Response

from pipeline.items import Reason
from spiders.failures import in_words
from spiders.politeness.bounds import Pause
from spiders.politeness.hosts import Unready
from spiders.politeness.manners import Denied
from spiders.safety.redirects import OffTheWeb

__all__ = ["Miss", "miss_of", "refusal"]

_MEANINGS = {407: " (the proxy asks for a user name and password)"}


class Miss(NamedTuple):
    """Why a link could not be fetched; `wait` is the pause in seconds that the host asked for. `forbidden` says
    that it leads where nobody may be led: to a private address, or to something other than the web."""

    reason: Reason
    detail: str
    wait: float = 0.0
    forbidden: bool = False


def refusal(response: Response, reason: Reason, said: str = "") -> Miss:
    """A miss for an answer that is a refusal, with the pause that came with it."""
    pause: Pause | None = response.meta.get("pause")
    cut = f": {pause}" if pause is not None and pause.asked else ""
    said = said or _MEANINGS.get(response.status, "")
    return Miss(reason, f"HTTP {response.status}{said}{cut}", 0.0 if pause is None else pause.seconds)


def miss_of(error: BaseException | None) -> Miss:
    """The miss that an error of a request is."""
    if isinstance(error, Denied):
        return Miss(Reason.DENIED, str(error))
    if isinstance(error, OffTheWeb):
        return Miss(Reason.FAILED, str(error), forbidden=True)
    if isinstance(error, Unready):
        return Miss(Reason.BLOCKED if error.blocked else Reason.FAILED, str(error), error.seconds)
    if isinstance(error, IgnoreRequest):
        if "DOWNLOAD_MAXSIZE" in str(error):
            return Miss(Reason.TOO_LARGE, "larger than allowed when decompressed")
        if "redirect" in str(error):
            return Miss(Reason.FAILED, "too many redirects")
    return Miss(Reason.TOO_LARGE if isinstance(error, DownloadCancelledError) else Reason.FAILED, in_words(error))
