"""Is a source or an outlet as productive as usual, and how many articles are missed?"""

from pipeline.health.completeness import ChannelShare, Estimate, channel_shares, estimate
from pipeline.health.habits import is_silent, usual_gap, yield_of
from pipeline.health.hours import after_fixed_hour
from pipeline.health.layout import FIELDS, FieldCounts, LayoutAlarm, layout_alarms

__all__ = [
    "FIELDS",
    "ChannelShare",
    "Estimate",
    "FieldCounts",
    "LayoutAlarm",
    "after_fixed_hour",
    "channel_shares",
    "estimate",
    "is_silent",
    "layout_alarms",
    "usual_gap",
    "yield_of",
]
