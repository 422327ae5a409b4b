"""The time zone of an outlet that nobody told us: from its country's domain, its language, the script it writes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, tzinfo
from itertools import islice
from zoneinfo import ZoneInfo

from pipeline.language.scripts import is_hangul

__all__ = ["COUNTRY_ZONES", "home_zone", "midnight"]

# Countries with one zone and a press that writes English; their domains are used at home alone.
COUNTRY_ZONES = {
    "uk": "Europe/London", "ie": "Europe/Dublin", "jp": "Asia/Tokyo", "hk": "Asia/Hong_Kong",
    "sg": "Asia/Singapore", "in": "Asia/Kolkata", "pk": "Asia/Karachi", "ph": "Asia/Manila",
    "my": "Asia/Kuala_Lumpur", "nz": "Pacific/Auckland", "za": "Africa/Johannesburg", "ng": "Africa/Lagos",
    "ke": "Africa/Nairobi",
}  # fmt: skip
# What feeds and sitemaps may tell besides; of pages, too many declare en-GB by default.
_COUNTRIES = COUNTRY_ZONES | {
    "kr": "Asia/Seoul", "gb": "Europe/London", "tw": "Asia/Taipei", "ae": "Asia/Dubai", "il": "Asia/Jerusalem",
}  # fmt: skip
_KOREA = _COUNTRIES["kr"]
_SAMPLE = 50  # texts that are looked at


def home_zone(host: str, language: str, shown: Iterable[str]) -> tzinfo:
    """The zone of times that name none in what `host` serves; UTC where nothing tells.

    `language` is the tag that the document declares (ko, en-GB), `shown` are headlines in it. The domain is
    believed first; what is written in Hangul is Korean whatever it declares, for systems declare English unasked.
    """
    domain = host.rsplit(".", 1)[-1].lower()
    if domain in _COUNTRIES:
        return ZoneInfo(_COUNTRIES[domain])
    letters = [char for text in islice(shown, _SAMPLE) for char in text if char.isalpha()]
    tag = language.strip().replace("_", "-").lower().split("-")
    if sum(map(is_hangul, letters)) * 2 > len(letters) or tag[0] == "ko":
        return ZoneInfo(_KOREA)
    return ZoneInfo(_COUNTRIES[tag[-1]]) if len(tag) > 1 and tag[-1] in _COUNTRIES else UTC


def midnight(day: date, host: str, language: str, headline: str) -> datetime:
    """When a day begins for who published `headline` at `host`."""
    return datetime.combine(day, time(), home_zone(host, language, [headline]))
