"""The name scan: can anybody on the watchlist be on this page at all? Answered on the markup, before extraction.

What the full path could find must be found here too, so the page is also read as extraction would read it: without
tags (a name may be set in bold by halves), with character references and JavaScript's escapes resolved (script data
of client-rendered pages).
"""

from __future__ import annotations

import html
import re

from pipeline.mentions import Matcher

__all__ = ["may_name"]

_TAG = re.compile(r"<[^<>]*>")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")


def may_name(matcher: Matcher, markup: str) -> bool:
    """Whether a tracked name stands anywhere in `markup` (decoded HTML). True may be wrong, False never is."""
    if matcher.names_in(markup):
        return True
    plain = _TAG.sub("", markup)
    if "\\u" in plain:
        plain = _ESCAPE.sub(lambda escape: chr(int(escape.group(1), 16)), plain)
    if "&" in plain:
        plain = html.unescape(plain)
    return matcher.names_in(plain)
