"""What a page declares about its article: headline, authors, times, addresses, outlet, section.

Cheap next to the text, and needs none of it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, tzinfo

from pipeline.extract.byline.choose import find_authors
from pipeline.extract.date.choose import modification_date, publication_date
from pipeline.extract.headline import choose_headline
from pipeline.items import DateSource, HeadlineSource
from pipeline.language.scripts import comparable
from pipeline.markup.declared import Survey, headline_position, is_aside, shown_text
from pipeline.markup.html import fragment_text, resolve

__all__ = ["Metadata", "read_metadata"]

_MAX_TITLE = 500  # characters
_MAX_NAME = 8  # characters; a longer name of a site that is the title of the page is none
_MAX_H1S = 12
_MAX_SUBHEADS = 20


@dataclass(frozen=True, slots=True)
class Metadata:
    """Fields of an article as its page declares or shows them; empty or None where it is silent."""

    headline: str = ""
    headline_source: HeadlineSource = HeadlineSource.NONE
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None
    has_time: bool = False
    date_source: DateSource | None = None
    modified_at: datetime | None = None
    canonical: str | None = None
    site_name: str = ""
    publisher: str = ""
    provider: str = ""
    section: str | None = None
    language_declared: str | None = None


def read_metadata(
    page: Survey, *, zone: tzinfo | None = None, outlet_names: Collection[str] = (), now: datetime | None = None
) -> Metadata:
    """Read the metadata of a surveyed page."""
    linked = page.linked
    site_name = page.meta(
        "og:site_name", "application-name", "al:android:app_name", "apple-mobile-web-app-title", "publisher"
    )
    own = {
        comparable(title) for title in _h1s(page)[:1] if len(title) > _MAX_NAME and title == page.meta("og:title")
    }
    names = [
        name
        for name in (page.meta("og:site_name"), page.meta("application-name"), *linked.site_names, *outlet_names)
        if name and comparable(name) not in own
    ]
    headline = choose_headline(_h1s(page), _declared_titles(page), names, page.host, _subheads(page))
    position = headline_position(page, headline.text)
    authors = find_authors(page, position, names)
    published = publication_date(page, headline.text, position, zone=zone, now=now)
    return Metadata(
        headline=headline.text,
        headline_source=headline.source,
        authors=authors,
        published_at=published.when if published else None,
        has_time=bool(published and published.has_time),
        date_source=published.source if published else None,
        modified_at=modification_date(page, zone=zone, now=now),
        canonical=resolve(page.url, page.links.get("canonical")) or resolve(page.url, page.meta("og:url")),
        site_name=site_name,
        publisher=linked.publisher,
        provider=linked.provider or page.meta("og:article:author") or "",
        section=page.meta("article:section") or linked.section or None,
        language_declared=page.language,
    )


def _h1s(page: Survey) -> list[str]:
    shown = [page.elements[index] for index in page.tree.at.get("h1", [])[:_MAX_H1S]]
    return [
        text for element in shown if not is_aside(element) and (text := fragment_text(shown_text(element, 1000)))
    ]


def _subhead_indices(page: Survey) -> list[int]:
    return sorted(page.tree.at.get("h2", [])[:_MAX_SUBHEADS] + page.tree.at.get("h3", [])[:_MAX_SUBHEADS])


def _subheads(page: Survey) -> list[str]:
    return [text for index in _subhead_indices(page) if (text := shown_text(page.elements[index], 500))]


def _declared_titles(page: Survey) -> list[tuple[HeadlineSource, str]]:
    titles = (
        (HeadlineSource.JSON_LD, page.linked.headline),
        (HeadlineSource.OG, page.meta("og:title")),
        (HeadlineSource.TWITTER, page.meta("twitter:title")),
        (HeadlineSource.META, page.meta("headline", "dc.title", "title", "parsely-title", "sailthru.title")),
        (HeadlineSource.TITLE, page.title),
    )
    return [(source, text[:_MAX_TITLE]) for source, text in titles if text]
