"""Is it the person or company that is tracked?"""

from pipeline.identity.past_decisions import PastDecisions
from pipeline.identity.verdict import judge

__all__ = ["PastDecisions", "judge"]
