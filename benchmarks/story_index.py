"""Stories in memory: the lookup that storage does in SQL, for benchmarks and tests. It grows as articles arrive."""

from __future__ import annotations

from collections import defaultdict

from pipeline.items import Decision
from pipeline.stories import (
    COPY_WINDOW,
    Likeness,
    StoryCandidate,
    StoryInput,
    decision_of,
    links_of,
    sketch,
    time_between,
)

__all__ = ["StoryIndex"]


class StoryIndex:
    """Articles with their lookup keys and stories; ids count up from 1. `last_links` are those of the newest."""

    def __init__(self) -> None:
        self._articles: list[StoryInput] = []
        self._stories: list[int] = []
        self._holders: defaultdict[int, list[int]] = defaultdict(list)
        self._members: dict[int, list[int]] = {}
        self.forwarded: dict[int, int] = {}
        self.last_links: list[tuple[StoryCandidate, Likeness]] = []

    def add(self, article: StoryInput) -> Decision:
        """Decide on `article` and keep it; its id is the number of articles added so far, itself included."""
        keys = sketch(article.headline, article.text, article.language).hashes
        self.last_links = links_of(article, self.candidates(article, keys))
        decision = decision_of(self.last_links)
        self._articles.append(article)
        key = len(self._articles)
        story = key if decision.story_id is None else decision.story_id
        self._stories.append(story)
        self._members.setdefault(story, []).append(key)
        for held in keys:
            self._holders[held].append(key)
        for joined in decision.merged:
            self.forwarded[joined] = story
            for member in self._members.pop(joined):
                self._stories[member - 1] = story
                self._members[story].append(member)
        return decision

    def story_of(self, article_id: int) -> int:
        """The story an article belongs to now."""
        return self._stories[article_id - 1]

    def candidates(self, article: StoryInput, keys: tuple[int, ...]) -> list[StoryCandidate]:
        """Articles kept that share a key with `article` and were published near it."""
        found = {one for key in keys for one in self._holders.get(key, ())}
        return [
            StoryCandidate(one, self._stories[one - 1], stored)
            for one in sorted(found)
            if (apart := time_between(article, stored := self._articles[one - 1])) is None or apart <= COPY_WINDOW
        ]
