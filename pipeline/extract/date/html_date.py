"""htmldate, asked where nothing else tells the day; what it caches are pure functions of their arguments."""

from __future__ import annotations

import copy
from datetime import datetime, tzinfo

import htmldate
from lxml.html import HtmlElement

from pipeline.dates import PressDate, parse_date
from pipeline.markup.html import LIBRARY_FAILURES

__all__ = ["ask_htmldate"]

_FAR = "2100-01-01"  # without a limit htmldate would look at the clock


def ask_htmldate(root: HtmlElement, url: str, zone: tzinfo, now: datetime | None) -> PressDate | None:
    """The publication day as htmldate sees it, at midnight in `zone`; None when it finds none or fails."""
    try:
        twin = copy.deepcopy(root)
        for script in list(twin.iter("script")):  # cookies expire in them, and servers tell their time
            if "ld+json" not in script.get("type", ""):
                script.text = None
        day = htmldate.find_date(
            twin,
            extensive_search=False,
            original_date=True,
            outputformat="%Y-%m-%d",
            url=url or "about:blank",
            min_date="1990-01-01",
            max_date=now.strftime("%Y-%m-%d") if now else _FAR,
        )
    except LIBRARY_FAILURES:
        return None
    parsed = parse_date(day, zone, now=now) if day else None
    if parsed is None or (parsed.when.month, parsed.when.day) == (1, 1):
        return None  # of a date it could not read, htmldate gives the first day of the year
    return PressDate(parsed.when, has_time=False)
