"""Saving an article: with its URLs, mentions, story and coverage, whole or not at all.

Everything happens in the caller's transaction. Candidates are looked up, the decision is made and the rows are
written in one go; the unique key on the canonical URL is the last word.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from pipeline.items import Article, Outcome, StoryRole, TextSource
from pipeline.urls import canonical_url
from storage.articles.coverage import save_coverage
from storage.articles.found import FoundStored, Prepared, goes_before, look_up
from storage.articles.headline_only import (
    absorb,
    lay_aside,
    remove_article,
    take_back,
    take_place,
)
from storage.by_hand.rows import note_article
from storage.by_hand.values import values_of
from storage.coverage.precedence import rename_outlet
from storage.coverage.word_index import enter_words
from storage.database.locks import await_turn
from storage.database.statements import insert_all, insert_into
from storage.ledger.reasons import LEADS_NOWHERE
from storage.schema.tables import (
    article,
    article_url,
    article_version,
    ledger,
    media_coverage,
    mention,
    outlet,
)
from storage.stories.bundles import new_story
from storage.stories.index import Comparison, index_article, place, place_again, story_for
from storage.stories.relate import relate, relatives_of

__all__ = ["Judgement", "Saved", "add_address", "article_at", "save"]

# Statements that run for every article are built once: to build one costs more than to run it.
_NEW = sa.insert(article).returning(article.c.id)
_OUTLET = sa.select(outlet.c.id, outlet.c.role).where(outlet.c.name == sa.bindparam("outlet"))


class Judgement(NamedTuple):
    """What a page was judged for: the entities that were looked for, and the key of their set of names.

    `same_page` says that bytes were judged again that were judged before: then a row that the outcome no longer
    supports was a mistake and is taken back. A page that changed or vanished takes nothing back. `is_past` says
    that the page was seen at the time that is given, and not now: what was seen later stays. `fetched_at` is when
    the page was fetched, where there is one: it may be judged long after that, and again.
    """

    entity_ids: Collection[str]
    name_set_id: int
    same_page: bool = False
    is_past: bool = False
    fetched_at: datetime | None = None


class Saved(NamedTuple):
    """What was stored: the article, and the (entity, article) pairs that are new.
    `corrected` says that it reads otherwise than before; the earlier version is kept."""

    article_id: int
    new: tuple[tuple[str, int], ...]
    corrected: bool = False


def save(
    connection: sa.Connection, outcome: Outcome, judged: Judgement, now: datetime, prepared: Prepared | None = None
) -> Saved | None:
    """Store what a page turned out to be; None when there is nothing to keep. It was `prepared` for the turn that
    the transaction has; without that, the whole turn is waited for. Raises SharedTurnError."""
    saved = _save(connection, outcome, judged, now, prepared)
    if saved is not None and outcome.article is not None:
        addresses = {canonical_url(url) for url in outcome.article.urls}
        if prepared is None or not addresses.isdisjoint(prepared.by_hand):
            note_article(connection, saved.article_id, addresses)
    return saved


def _save(
    connection: sa.Connection, outcome: Outcome, judged: Judgement, now: datetime, prepared: Prepared | None
) -> Saved | None:
    read = outcome.article if outcome.verdicts else None
    if read is None and not judged.same_page:
        if outcome.reason in LEADS_NOWHERE:
            take_back(connection, canonical_url(outcome.url))
        return None
    if prepared is None:
        await_turn(connection)
        found = look_up(connection, outcome.url, read, same_page=judged.same_page)
    else:
        found = prepared.look_up(connection, outcome, read, same_page=judged.same_page)
    stored = found.stored
    if read is None:
        if stored is not None:
            _withdraw(connection, stored.id, judged.entity_ids)
        return None
    if read.text_source == TextSource.OFFER:
        saved = _save_offer(connection, found, outcome, read, judged, now)
    elif stored is not None and stored.text_source != TextSource.OFFER:
        saved = _save_again(connection, stored, found.compared, outcome, read, judged, now)
    elif found.compared.same is not None:
        saved = _save_same(connection, found, outcome, read, judged, now)
    else:
        saved = _save_new(connection, found, outcome, read, judged, now)
        others = (
            relatives_of(connection, saved.article_id, read, set())
            if prepared is None
            else prepared.relatives.get(read.canonical_url, ())
        )
        relate(connection, saved.article_id, others)
    if prepared is not None and saved.article_id not in found.articles:
        prepared.own.add(saved.article_id)
    return saved


def _save_same(
    connection: sa.Connection, found: FoundStored, outcome: Outcome, read: Article, judged: Judgement, now: datetime
) -> Saved:
    """Bring the stored article that this one is up to date, and let it stand for the mere headline that was
    stored at its address."""
    same = connection.execute(sa.select(article).where(article.c.id == found.compared.same)).one()
    if found.stored is not None:  # its address may become that of the article
        lay_aside(connection, found.stored.id)
    saved = _save_again(connection, same, found.compared, outcome, read, judged, now)
    if found.stored is not None:
        take_place(connection, found.stored.id, same.id)
    return saved


def _save_again(
    connection: sa.Connection,
    stored: sa.Row[Any],
    compared: Comparison,
    outcome: Outcome,
    read: Article,
    judged: Judgement,
    now: datetime,
) -> Saved:
    """Bring a stored article up to date with what its page says now."""
    _add_urls(connection, stored.id, read.urls, now)
    is_another = stored.canonical_url != read.canonical_url
    if is_another and not goes_before(read, stored):
        return Saved(stored.id, ())  # another address of an article we have: its own page is what counts
    if judged.is_past and now < stored.fetched_at and not is_another:
        return Saved(stored.id, _note_earlier(connection, stored, outcome, read, now))
    is_changed = (stored.text, stored.headline) != (read.text, read.headline)
    corrected = is_changed and not is_another and not judged.same_page
    if corrected:
        _keep_version(connection, stored, now)
    _update(connection, stored, read, judged, now)
    new = save_coverage(connection, stored.id, outcome, read, now)
    if is_another or corrected or judged.same_page:
        place_again(connection, stored.id, compared, now)
    if judged.same_page:
        named = {verdict.entity_id for verdict in outcome.verdicts}
        _withdraw(connection, stored.id, set(judged.entity_ids) - named)
    return Saved(stored.id, new, corrected)


def _note_earlier(
    connection: sa.Connection, stored: sa.Row[Any], outcome: Outcome, read: Article, now: datetime
) -> tuple[tuple[str, int], ...]:
    """Take from a page that was seen before the one that is stored whom it names besides; the new pairs. The
    article says what it said last."""
    about = sa.select(media_coverage.c.entity_id).where(media_coverage.c.article_id == stored.id)
    known = set(connection.execute(about).scalars())
    besides = tuple(verdict for verdict in outcome.verdicts if verdict.entity_id not in known)
    if not besides:
        return ()
    return save_coverage(connection, stored.id, replace(outcome, mentions=(), verdicts=besides), read, now)


def _save_new(
    connection: sa.Connection,
    found: FoundStored,
    outcome: Outcome,
    read: Article,
    judged: Judgement,
    now: datetime,
) -> Saved:
    """Store an article that we do not have, or of which we have but the headline."""
    placeholder, compared = found.stored, found.compared
    if placeholder is None:
        key = _insert(connection, read, story_for(connection, compared, now), judged, now)
    else:
        key = _fill(connection, placeholder, read, judged, now)
    place(connection, key, compared, now)
    _add_urls(connection, key, read.urls, now)
    save_coverage(connection, key, outcome, read, now, is_new=placeholder is None)
    absorb(connection, key, found.namesakes)
    return Saved(key, tuple((verdict.entity_id, key) for verdict in outcome.verdicts))


def _save_offer(
    connection: sa.Connection,
    found: FoundStored,
    outcome: Outcome,
    read: Article,
    judged: Judgement,
    now: datetime,
) -> Saved:
    """Keep an article of which only the headline is known, unless its page is known already."""
    same = found.stored if found.stored is not None else next(iter(found.namesakes), None)
    if same is not None:
        _add_urls(connection, same.id, read.urls, now)
        return Saved(same.id, ())
    key = _insert(connection, read, new_story(connection, now), judged, now)
    _add_urls(connection, key, read.urls, now)
    return Saved(key, save_coverage(connection, key, outcome, read, now, is_new=True))


# --- the article


def _fill(
    connection: sa.Connection, placeholder: sa.Row[Any], read: Article, judged: Judgement, now: datetime
) -> int:
    """Put an article in the place of its headline, which was all we had."""
    connection.execute(sa.delete(mention).where(mention.c.article_id == placeholder.id))
    values = _article_values(connection, read, judged, now)
    connection.execute(sa.update(article).where(article.c.id == placeholder.id).values(values))
    index_article(connection, placeholder.id, read)
    enter_words(connection, placeholder.id, read.headline, read.text)
    return int(placeholder.id)


def _insert(connection: sa.Connection, read: Article, story_id: int, judged: Judgement, now: datetime) -> int:
    values = _article_values(connection, read, judged, now) | {
        "story_id": story_id,
        "story_role": StoryRole.NEW.value,
        "story_score": 1.0,
        "first_seen_at": now,
    }
    key = int(connection.execute(_NEW, values).scalar_one())
    index_article(connection, key, read, is_new=True)
    enter_words(connection, key, read.headline, read.text)
    return key


def _keep_version(connection: sa.Connection, stored: sa.Row[Any], now: datetime) -> None:
    """Keep what a stored article said until now."""
    visit = connection.execute(
        sa.select(ledger.c.archive_file, ledger.c.archive_offset, ledger.c.archive_length)
        .where(ledger.c.article_id == stored.id)
        .order_by(ledger.c.url != stored.canonical_url, ledger.c.id)
    ).first()
    values = {
        "article_id": stored.id,
        "fetched_at": stored.fetched_at,
        "replaced_at": now,
        "headline": stored.headline,
        "text": stored.text,
        "text_digest": stored.text_digest,
    }
    connection.execute(sa.insert(article_version).values(values | (visit._asdict() if visit else {})))


def _update(
    connection: sa.Connection, stored: sa.Row[Any], read: Article, judged: Judgement, now: datetime
) -> None:
    """Bring a stored article up to date, and drop the mentions that are about to be written again."""
    stale = mention.c.article_id == stored.id
    if stored.text == read.text and stored.headline == read.headline:
        stale &= mention.c.entity_id.in_(judged.entity_ids)
    else:
        enter_words(connection, stored.id, read.headline, read.text)
    connection.execute(sa.delete(mention).where(stale))
    values = _article_values(connection, read, judged, now)
    if not judged.same_page:
        values["gone_at"] = None  # its page answers
    connection.execute(sa.update(article).where(article.c.id == stored.id).values(values))
    index_article(connection, stored.id, read)


def _article_values(connection: sa.Connection, read: Article, judged: Judgement, now: datetime) -> dict[str, Any]:
    return {
        "url": read.url,
        "canonical_url": read.canonical_url,
        "outlet_id": _outlet_id(connection, read),
        "headline": read.headline,
        "headline_source": read.headline_source,
        "byline": ", ".join(read.authors) or None,
        "text": read.text,
        "text_source": read.text_source,
        "text_digest": read.text_digest,
        "language": read.language,
        "section": read.section,
        "published_at": read.published_at,
        "published_on": read.published_at.date() if read.published_at else None,
        "has_time": read.has_time,
        "date_source": read.date_source.value if read.date_source else None,
        "at_portal": read.at_portal,
        "name_set_id": judged.name_set_id,
        "fetched_at": judged.fetched_at or now,
    }


def _outlet_id(connection: sa.Connection, read: Article) -> int:
    named = {"outlet": read.outlet}
    row = connection.execute(_OUTLET, named).one_or_none()
    if row is None:
        new = insert_into(connection, outlet).on_conflict_do_nothing(index_elements=["name"])
        connection.execute(new, {"name": read.outlet, "role": read.outlet_role.value})
        return int(connection.execute(_OUTLET, named).one().id)
    if row.role != read.outlet_role:
        await_turn(connection)  # it is others' rows that are named anew
        role = read.outlet_role.value
        connection.execute(sa.update(outlet).where(outlet.c.id == row.id).values(role=role))
        rename_outlet(connection, media_coverage.c.outlet == read.outlet, read.outlet, role)
    return int(row.id)


def article_at(connection: sa.Connection, canonical: str) -> int | None:
    """The article stored under an address, by its canonical form."""
    wanted = article_url.c.canonical_url == canonical
    return connection.execute(sa.select(article_url.c.article_id).where(wanted).limit(1)).scalar()


def add_address(connection: sa.Connection, key: int, url: str, now: datetime) -> None:
    """Note another address of a stored article."""
    _add_urls(connection, key, [url], now)


def _add_urls(connection: sa.Connection, key: int, urls: Collection[str], now: datetime) -> None:
    rows = [
        {"url": url, "canonical_url": canonical_url(url), "article_id": key, "first_seen_at": now}
        for url in dict.fromkeys(urls)
    ]
    insert_all(
        connection, insert_into(connection, article_url).on_conflict_do_nothing(index_elements=["url"]), rows
    )


def _withdraw(connection: sa.Connection, key: int, entity_ids: Collection[str]) -> None:
    """Take back undecided rows about these entities, and the article with its story when nothing is left: unless a
    person set something of it, for no run undoes that."""
    column = media_coverage.c
    is_withdrawn = column.entity_id.in_(entity_ids) & column.decided_by.is_(None)
    left = sa.select(column.id).where(column.article_id == key, ~is_withdrawn).limit(1)
    is_left = connection.execute(left).first() is not None
    if not is_left and values_of(connection, key):
        return
    connection.execute(sa.delete(media_coverage).where(column.article_id == key, is_withdrawn))
    connection.execute(sa.delete(mention).where(mention.c.article_id == key, mention.c.entity_id.in_(entity_ids)))
    if not is_left:
        remove_article(connection, key)
