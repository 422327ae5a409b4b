"""Stories in memory: the lookup that storage does in SQL, for benchmarks and tests. It grows as articles arrive."""

from __future__ import annotations

from collections import defaultdict

from pipeline.stories import (
    COPY_WINDOW,
    JOINING,
    Likeness,
    Member,
    StoryCandidate,
    StoryInput,
    StoryLink,
    link_between,
    links_of,
    same_article,
    sketch,
    stories_of,
    text_digest,
    time_between,
)

__all__ = ["StoryIndex"]


class StoryIndex:
    """Articles with their lookup keys and links; ids count up from 1. `last_links` are those of the newest."""

    def __init__(self) -> None:
        self._articles: list[StoryInput] = []
        self._members: list[Member] = []
        self._holders: defaultdict[int, list[int]] = defaultdict(list)
        self._links: list[StoryLink] = []
        self._stories: dict[int, int] | None = None
        self.last_links: list[tuple[StoryCandidate, Likeness]] = []

    def add(self, article: StoryInput) -> int:
        """Keep `article`; gives its id, or that of the stored article that it is another version of."""
        found = sketch(article.headline, article.text, article.language)
        self.last_links = links_of(article, self.candidates(article, found.hashes))
        key = len(self._articles) + 1
        same = same_article(article, self.last_links)
        self._articles.append(article)
        self._members.append(Member(key, text_digest(article.text), min(article.addresses)))
        self._links += [
            link_between(key, candidate.article_id, likeness) for candidate, likeness in self.last_links
        ]
        for held in found.hashes:
            self._holders[held].append(key)
        self._stories = None
        return key if same is None else same[0].article_id

    def story_of(self, article_id: int) -> int:
        """The story an article belongs to: the lowest id in it."""
        if self._stories is None:
            self._stories = {
                key: min(story) for bundle in self.bundles() for story in self._cut(bundle) for key in story
            }
        return self._stories[article_id]

    def bundles(self) -> list[list[int]]:
        """The articles that hang together by links."""
        bundle_of = {member.article_id: [member.article_id] for member in self._members}
        for link in self._links:
            one, two = bundle_of[link.article_id], bundle_of[link.other_id]
            if link.kind in JOINING and one is not two:
                one += two
                bundle_of |= dict.fromkeys(two, one)
        return list({id(bundle): bundle for bundle in bundle_of.values()}.values())

    def _cut(self, bundle: list[int]) -> tuple[tuple[int, ...], ...]:
        inside = set(bundle)
        links = [link for link in self._links if link.article_id in inside] if len(bundle) > 1 else []
        return stories_of([self._members[key - 1] for key in bundle], links)

    def candidates(self, article: StoryInput, keys: tuple[int, ...]) -> list[StoryCandidate]:
        """Articles kept that share a key with `article` and were published near it."""
        holders = {holder for key in keys for holder in self._holders.get(key, ())}
        return [
            StoryCandidate(holder, stored)
            for holder in sorted(holders)
            if (apart := time_between(article, stored := self._articles[holder - 1])) is None
            or apart <= COPY_WINDOW
        ]
