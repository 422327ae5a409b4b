"""The name scan: can anybody on the watchlist be on this page at all? Answered on the markup, before extraction."""

from __future__ import annotations

from pipeline.mentions import Matcher

__all__ = ["may_name"]


def may_name(matcher: Matcher, markup: str) -> bool:
    """Whether a tracked name stands anywhere in `markup` (decoded HTML). True may be wrong, False never is."""
    return matcher.names_in(markup)
