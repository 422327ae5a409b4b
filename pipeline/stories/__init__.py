"""Is an article a copy, a rewrite or another story?"""

from pipeline.stories.across_languages import anchors, are_related
from pipeline.stories.bundle import JOINING, Member, StoryLink, link_between, stories_of
from pipeline.stories.decision import (
    COPY_WINDOW,
    StoryCandidate,
    StoryInput,
    links_of,
    same_article,
    time_between,
)
from pipeline.stories.fingerprint import sketch, text_digest
from pipeline.stories.likeness import Likeness, LinkKind

__all__ = [
    "COPY_WINDOW",
    "JOINING",
    "Likeness",
    "LinkKind",
    "Member",
    "StoryCandidate",
    "StoryInput",
    "StoryLink",
    "anchors",
    "are_related",
    "link_between",
    "links_of",
    "same_article",
    "sketch",
    "stories_of",
    "text_digest",
    "time_between",
]
