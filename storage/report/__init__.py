"""What a month brought: counts, stories, first appearances, quotes, what is gone or corrected."""

from storage.report.month import MonthScope, months_until, read_month
from storage.report.values import (
    Correction,
    Counts,
    FirstArticle,
    Gone,
    MonthCounts,
    MonthReport,
    OutletCount,
    Quote,
    ShareOf,
    Told,
    TopStory,
)

__all__ = [
    "Correction",
    "Counts",
    "FirstArticle",
    "Gone",
    "MonthCounts",
    "MonthReport",
    "MonthScope",
    "OutletCount",
    "Quote",
    "ShareOf",
    "Told",
    "TopStory",
    "months_until",
    "read_month",
]
