"""What is stored of an article before it is saved: looked up and compared before its writer's turn, and looked up
once more in it, when only what came since is compared.

A writer that shares the turn has the keys of all that could be the same as its articles: their addresses, their
headlines, the keys of their texts. Whoever has none of them neither finds these articles nor is found by them. And
it has the keys of the bundles whose articles it links or changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import sqlalchemy as sa

from pipeline.items import Article, Outcome, TextSource
from pipeline.stories import Likeness, StoryCandidate, StoryInput, links_of, text_digest
from pipeline.urls import canonical_url
from storage.articles.headline_only import Namesake, namesakes
from storage.by_hand.rows import without_article
from storage.database.locks import (
    SharedTurnError,
    await_keys,
    await_shared_turn,
    await_turn,
    key_of,
    try_keys,
)
from storage.database.statements import insert_into
from storage.schema.tables import article, article_url, outlet
from storage.stories.index import Comparison, compare_stored
from storage.stories.relate import relatives, relatives_of

__all__ = ["FoundStored", "Prepared", "goes_before", "look_up", "prepare"]

_MOST_KEYS = 2000  # a server has room for some 6,000 locks
_TRIES = 4
_NOTHING_ALIKE = Comparison(None, ())
_AT_ADDRESSES = (  # built once, as it is run for every article
    sa.select(article)
    .join(article_url, article_url.c.article_id == article.c.id)
    .where(article_url.c.canonical_url.in_(sa.bindparam("addresses", expanding=True)))
    .order_by(article.c.text_source == TextSource.OFFER, article.c.id)
    .limit(1)
)


class FoundStored(NamedTuple):
    """What is stored of an article: the row that any of its addresses leads to, the articles that have its
    headline, and what it is to those that share keys with it."""

    stored: sa.Row[Any] | None
    namesakes: tuple[Namesake, ...] = ()
    compared: Comparison = _NOTHING_ALIKE

    @property
    def articles(self) -> set[int | None]:
        """Those of them that the article may be."""
        key = None if self.stored is None else self.stored.id
        return {key, self.compared.same, *(namesake.id for namesake in self.namesakes)}

    @property
    def bundles(self) -> set[int]:
        """The bundles of all these."""
        own = set() if self.stored is None else {self.stored.bundle_id or self.stored.id}
        return {*own, *(namesake.bundle for namesake in self.namesakes), *self.compared.bundles}


@dataclass(slots=True)
class Prepared:
    """What was found of outcomes before their turn: how alike articles are (`known`), and which stored ones in
    another language tell of the same (`relatives`, of those that were looked at, `passed_over`).

    `keys` are those to have in the turn for each of the outcomes, `left` the outcomes of which others have some, by
    their places; `held` are the keys that the transaction has, None when it has the whole turn;
    `own` are the articles that it made itself, which nobody else knows. `by_hand` are the addresses at which rows
    of tables kept by hand wait for an article.
    """

    outcomes: Sequence[Outcome]
    known: dict[StoryInput, dict[StoryInput, Likeness]] = field(default_factory=dict)
    relatives: dict[str, list[int]] = field(default_factory=dict)
    passed_over: dict[str, set[int]] = field(default_factory=dict)
    keys: list[set[int]] = field(default_factory=list)
    left: set[int] = field(default_factory=set)
    held: set[int] | None = None
    own: set[int] = field(default_factory=set)
    by_hand: set[str] = field(default_factory=set)

    @property
    def articles(self) -> Iterator[Article]:
        """What is to be stored."""
        return (one.article for one in self.outcomes if one.verdicts and one.article is not None)

    def take_turn(self, connection: sa.Connection, *, alone: bool) -> None:
        """Wait for the turn: the whole of it, or no more than these outcomes need. Where there are several, no key
        is waited for: outcomes of which others have some are `left` for another transaction, so that nobody waits
        for articles that wait."""
        self._wait_for_turn(connection, alone=alone)
        self.by_hand = without_article(
            connection, {canonical_url(url) for read in self.articles for url in read.urls}
        )

    def _wait_for_turn(self, connection: sa.Connection, *, alone: bool) -> None:
        keys = set().union(*self.keys)
        if alone or len(keys) > _MOST_KEYS:
            await_turn(connection)
            return
        await_shared_turn(connection)
        _enter_outlets(connection, {read.outlet: read.outlet_role.value for read in self.articles})
        if len(self.keys) == 1:
            await_keys(connection, keys)
            self.held = keys
        else:
            self.held = try_keys(connection, keys)
            self.left = {place for place, needed in enumerate(self.keys) if not needed <= self.held}

    def look_up(
        self, connection: sa.Connection, outcome: Outcome, read: Article | None, *, same_page: bool
    ) -> FoundStored:
        """What is stored of one of the outcomes now, in the turn. Raises SharedTurnError when that belongs to
        bundles that another writer has."""
        known = None if read is None else self.known.get(StoryInput.of(read))
        for _ in range(_TRIES):
            found = look_up(connection, outcome.url, read, same_page=same_page, known=known)
            if self.held is None:
                return found
            missing = {key_of("bundle", bundle) for bundle in found.bundles - self.own} - self.held
            if not missing:
                return found
            self.held |= try_keys(connection, missing)  # what they lead to may have changed until we had them
            if not missing <= self.held:
                break
        raise SharedTurnError

    def newer_relatives(self, connection: sa.Connection, keys: Sequence[int | None]) -> dict[int, list[int]]:
        """The relatives that came since of those outcomes that are stored as `keys`."""
        found: dict[int, list[int]] = {}
        for outcome, key in zip(self.outcomes, keys, strict=True):
            read = outcome.article
            if key is not None and read is not None:
                passed_over = self.passed_over.get(read.canonical_url)
                if passed_over is not None:
                    found[key] = relatives_of(connection, key, read, passed_over)
        return found


def prepare(connection: sa.Connection, outcomes: Sequence[Outcome], *, same_page: bool) -> Prepared:
    """Look up and compare what is to be stored, before its turn."""
    prepared = Prepared(outcomes)
    before: list[tuple[Article, StoryInput]] = []
    for outcome in outcomes:
        read = outcome.article if outcome.verdicts else None
        prepared.keys.append(set())
        if read is None:
            continue
        mine = StoryInput.of(read)
        known = prepared.known.setdefault(mine, {})
        found = look_up(connection, outcome.url, read, same_page=same_page, known=known)
        shared = [other for article, other in before if not set(article.sketch).isdisjoint(read.sketch)]
        links_of(mine, [StoryCandidate(0, other) for other in shared], known)
        before.append((read, mine))
        prepared.keys[-1] |= {*read.sketch, key_of("headline", text_digest(read.headline))}
        prepared.keys[-1] |= {key_of("address", address) for address in _addresses(outcome.url, read)}
        prepared.keys[-1] |= {key_of("bundle", bundle) for bundle in found.bundles}
        if read.text_source != TextSource.OFFER:
            passed_over = prepared.passed_over.setdefault(read.canonical_url, set())
            entity_ids = [verdict.entity_id for verdict in outcome.verdicts]
            prepared.relatives[read.canonical_url] = relatives(connection, read, entity_ids, passed_over)
    return prepared


def look_up(
    connection: sa.Connection,
    url: str,
    read: Article | None,
    *,
    same_page: bool,
    known: dict[StoryInput, Likeness] | None = None,
) -> FoundStored:
    """What is stored of what stands at `url` and was read as `read`. An article whose page says what it said is not
    compared, unless the same page is judged again."""
    stored = _stored(connection, url, read)
    if read is None:
        return FoundStored(stored)
    has_page = stored is not None and stored.text_source != TextSource.OFFER
    if stored is not None and has_page:
        is_placed = _is_placed_again(stored, read, same_page=same_page)
        compared = compare_stored(connection, read, known) if is_placed else _NOTHING_ALIKE
        return FoundStored(stored, compared=compared)
    alike = namesakes(connection, read)
    if read.text_source == TextSource.OFFER:
        return FoundStored(stored, alike)
    compared = compare_stored(connection, read, known)
    return FoundStored(stored, alike, compared)


def goes_before(read: Article, stored: sa.Row[Any]) -> bool:
    """Whether the page just read stands for an article that is stored from another address: one that answers goes
    before one that is gone, the outlet's own page before a portal's, and of two portals always the same one."""
    if stored.gone_at is not None:
        return True
    return bool(stored.at_portal) and (not read.at_portal or read.canonical_url < stored.canonical_url)


def _is_placed_again(stored: sa.Row[Any], read: Article, *, same_page: bool) -> bool:
    if read.text_source == TextSource.OFFER:
        return False
    is_another = stored.canonical_url != read.canonical_url
    is_changed = (stored.text, stored.headline) != (read.text, read.headline)
    return same_page or is_another or is_changed


def _addresses(url: str, read: Article | None) -> set[str]:
    if read is None:
        return {canonical_url(url)}
    return {canonical_url(url), read.canonical_url, *(canonical_url(url) for url in read.urls)}


def _stored(connection: sa.Connection, url: str, read: Article | None) -> sa.Row[Any] | None:
    """The stored article that any of the addresses leads to; should there be several, the oldest whose page was
    read."""
    return connection.execute(_AT_ADDRESSES, {"addresses": sorted(_addresses(url, read))}).first()


def _enter_outlets(connection: sa.Connection, roles: dict[str, str]) -> None:
    """Enter outlets that are new, in one order: two writers that enter the same ones do not wait in a circle."""
    known = set(connection.execute(sa.select(outlet.c.name).where(outlet.c.name.in_(roles))).scalars())
    for name in sorted(roles.keys() - known):
        statement = insert_into(connection, outlet).values(name=name, role=roles[name])
        connection.execute(statement.on_conflict_do_nothing(index_elements=["name"]))
