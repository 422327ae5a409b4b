"""One run, from its plan to its report."""

from scheduler.run.lifecycle import RunReport, reprocess, run
from scheduler.run.plan import Kept, Plan
from scheduler.run.tally import Progress

__all__ = ["Kept", "Plan", "Progress", "RunReport", "reprocess", "run"]
