"""What follows from how a link ended."""

from __future__ import annotations

from pipeline.items import Reason

__all__ = ["LEADS_NOWHERE", "RETRIED"]

RETRIED = frozenset({Reason.FAILED, Reason.BLOCKED, Reason.DENIED, Reason.GONE})  # it is tried again
LEADS_NOWHERE = frozenset({Reason.GONE, Reason.DENIED})  # a link that ends so keeps no headline for review
