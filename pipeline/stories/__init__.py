"""Is an article a copy, a rewrite or another story?"""

from pipeline.stories.across_languages import anchors, are_related
from pipeline.stories.decision import (
    COPY_WINDOW,
    StoryCandidate,
    StoryInput,
    best_link,
    decision_of,
    links_of,
    time_between,
)
from pipeline.stories.fingerprint import sketch, text_digest
from pipeline.stories.likeness import Likeness

__all__ = [
    "COPY_WINDOW",
    "Likeness",
    "StoryCandidate",
    "StoryInput",
    "anchors",
    "are_related",
    "best_link",
    "decision_of",
    "links_of",
    "sketch",
    "text_digest",
    "time_between",
]
