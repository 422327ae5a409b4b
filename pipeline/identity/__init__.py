"""Is it the person or company that is tracked?"""

from pipeline.identity.bearers import (
    BOUND_AFFILIATION,
    KNOWN_NAMESAKE,
    MOVES,
    RENAMES,
    Bearer,
    BearerKind,
    KnownBearer,
    bearer_of,
    rests_on,
)
from pipeline.identity.past_decisions import PastDecisions
from pipeline.identity.prominence import quoted_sentences
from pipeline.identity.verdict import colleagues_of, judge

__all__ = [
    "BOUND_AFFILIATION",
    "KNOWN_NAMESAKE",
    "MOVES",
    "RENAMES",
    "Bearer",
    "BearerKind",
    "KnownBearer",
    "PastDecisions",
    "bearer_of",
    "colleagues_of",
    "judge",
    "quoted_sentences",
    "rests_on",
]
