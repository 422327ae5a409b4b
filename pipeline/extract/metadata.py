"""What a page declares about its article: headline, authors, times, addresses, outlet, section.

Cheap next to the text, and needs none of it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, tzinfo

from pipeline.dates import PressDate
from pipeline.extract.byline.choose import find_authors
from pipeline.extract.date.choose import modification_date, publication_date
from pipeline.extract.date.shown import Claim
from pipeline.extract.headline import choose_headline, declared_titles, headings_of
from pipeline.items import DateSource, HeadlineSource
from pipeline.language.scripts import comparable
from pipeline.markup.declared import Survey, headline_position
from pipeline.markup.html import resolve

__all__ = ["Metadata", "read_metadata"]

_MAX_NAME = 8  # characters; a longer name of a site that is the title of the page is none


@dataclass(frozen=True, slots=True)
class Metadata:
    """Fields of an article as its page declares or shows them; empty or None where it is silent."""

    headline: str = ""
    headline_source: HeadlineSource = HeadlineSource.NONE
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None
    has_time: bool = False
    date_source: DateSource | None = None
    date_witnesses: tuple[tuple[Claim, int], ...] = ()
    modified_at: datetime | None = None
    canonical: str | None = None
    site_name: str = ""
    publisher: str = ""
    section: str | None = None
    language_declared: str | None = None


def read_metadata(
    page: Survey,
    *,
    zone: tzinfo | None = None,
    outlet_names: Collection[str] = (),
    now: datetime | None = None,
    offered: PressDate | None = None,
) -> Metadata:
    """Read the metadata of a surveyed page; `offered` is when it was published, as who led here says."""
    linked = page.linked
    site_name = page.meta(
        "og:site_name", "application-name", "al:android:app_name", "apple-mobile-web-app-title", "publisher"
    )
    headings = headings_of(page)
    own = {
        comparable(heading.text)
        for heading in headings
        if len(heading.text) > _MAX_NAME and heading.level == 1 and heading.text == page.meta("og:title")
    }
    names = [
        name
        for name in (page.meta("og:site_name"), page.meta("application-name"), *linked.site_names, *outlet_names)
        if name and comparable(name) not in own
    ]
    headline = choose_headline(headings, declared_titles(page), names, page.host)
    position = headline_position(page, headline.text)
    authors = find_authors(page, position, names)
    published = publication_date(page, headline.text, position, zone=zone, now=now, offered=offered)
    return Metadata(
        headline=headline.text,
        headline_source=headline.source,
        authors=authors,
        published_at=published.when if published else None,
        has_time=bool(published and published.has_time),
        date_source=published.source if published else None,
        date_witnesses=published.witnesses if published else (),
        modified_at=modification_date(page, zone=zone, now=now),
        canonical=resolve(page.url, page.links.get("canonical")) or resolve(page.url, page.meta("og:url")),
        site_name=site_name,
        publisher=linked.publisher,
        section=page.meta("article:section") or linked.section or None,
        language_declared=page.language,
    )
