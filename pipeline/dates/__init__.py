"""Dates and times as the press writes them."""

from pipeline.dates.addresses import day_in_address
from pipeline.dates.months import month_of
from pipeline.dates.parse import PressDate, Role, find_dates, is_imprint, parse_date
from pipeline.dates.zones import COUNTRY_ZONES, home_zone, midnight

__all__ = [
    "COUNTRY_ZONES",
    "PressDate",
    "Role",
    "day_in_address",
    "find_dates",
    "home_zone",
    "is_imprint",
    "midnight",
    "month_of",
    "parse_date",
]
