"""trafilatura and htmldate, asked where our own reading is unsure.

Both keep caches at module level; what they cache are pure functions of their arguments. trafilatura's own memory
of documents seen (its `deduplicate`) stays off: it would delete the copies of a story we look for.
"""

from __future__ import annotations

import copy
import re
from datetime import datetime, tzinfo

import htmldate
import trafilatura
from lxml import etree
from lxml.html import HtmlElement

from pipeline.dates import PressDate, parse_date
from pipeline.markup.html import squeeze

__all__ = ["ask_htmldate", "ask_trafilatura"]

_FAR = "2100-01-01"  # without a limit htmldate would look at the clock
_LIST_MARK = re.compile(r"^[-*•]\s+|^#{1,6}\s+")
_MAX_ELEMENTS = 60_000
_FAILURES = (
    ValueError,
    TypeError,
    AttributeError,
    KeyError,
    IndexError,
    AssertionError,
    RecursionError,
    etree.LxmlError,
)


def ask_trafilatura(root: HtmlElement) -> tuple[str, ...]:
    """The article's lines as trafilatura sees them; none when it finds none or fails. The tree stays as it was."""
    if sum(1 for _ in root.iter()) > _MAX_ELEMENTS:
        return ()
    try:
        document = trafilatura.bare_extraction(
            copy.deepcopy(root),
            fast=False,
            favor_precision=True,
            include_comments=False,
            include_tables=True,
            deduplicate=False,
            with_metadata=False,
        )
    except _FAILURES:
        return ()
    text = getattr(document, "text", None) or ""
    lines = (squeeze(_LIST_MARK.sub("", line)) for line in text.splitlines())
    return tuple(line for line in lines if line)


def ask_htmldate(root: HtmlElement, url: str, zone: tzinfo, now: datetime | None) -> PressDate | None:
    """The publication day as htmldate sees it, at midnight in `zone`; None when it finds none or fails."""
    try:
        found = htmldate.find_date(
            root,
            extensive_search=False,
            original_date=True,
            outputformat="%Y-%m-%d",
            url=url or "about:blank",
            min_date="1990-01-01",
            max_date=now.strftime("%Y-%m-%d") if now else _FAR,
        )
    except _FAILURES:
        return None
    parsed = parse_date(found, zone, now=now) if found else None
    if parsed is None or (parsed.when.month, parsed.when.day) == (1, 1):
        return None  # of a date it could not read, htmldate gives the first day of the year
    return PressDate(parsed.when, has_time=False)
