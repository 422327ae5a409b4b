"""One run, from its plan to its report."""

from scheduler.run.lifecycle import Kept, Plan, RunReport, reprocess, run
from scheduler.run.tally import Progress

__all__ = ["Kept", "Plan", "Progress", "RunReport", "reprocess", "run"]
