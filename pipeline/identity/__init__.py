"""Is it the person or company that is tracked?"""

from pipeline.identity.bound import MOVES
from pipeline.identity.past_decisions import PastDecisions
from pipeline.identity.verdict import judge

__all__ = ["MOVES", "PastDecisions", "judge"]
