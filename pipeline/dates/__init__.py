"""Dates and times as the press writes them."""

from pipeline.dates.parse import PressDate, Role, find_dates, is_imprint, parse_date

__all__ = ["PressDate", "Role", "find_dates", "is_imprint", "parse_date"]
