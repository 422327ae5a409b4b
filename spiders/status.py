"""What the HTTP status of an answer says of a page."""

from __future__ import annotations

from pipeline.items import Reason

__all__ = ["reason_of_status"]


def reason_of_status(status: int) -> Reason | None:
    """Why a page with this HTTP status is no article; None when it may be one."""
    if 200 <= status < 300:
        return None
    if status in {401, 402, 403, 407, 429, 451}:
        return Reason.BLOCKED
    if status in {404, 410}:
        return Reason.GONE
    return Reason.FAILED
