"""The values an article is made of on its way through the house.

    Source -> Link -> Page -> Outcome(Article, Mentions, Verdicts) -> Coverage

All are frozen and picklable, so that they can cross into a worker process and back. Rows of the database are
turned into these values and back by `storage`; nothing here knows of SQL, HTTP or files.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

__all__ = [
    "BY_HAND",
    "Affiliation",
    "ArchiveRef",
    "Article",
    "Coverage",
    "CoverageStatus",
    "DateSource",
    "Elsewhere",
    "Entity",
    "EntityKind",
    "Evidence",
    "HandRow",
    "HeadlineSource",
    "Hop",
    "Link",
    "Mention",
    "Outcome",
    "Outlet",
    "OutletRole",
    "Page",
    "Place",
    "Reason",
    "Source",
    "Span",
    "StoryRole",
    "TextSource",
    "Verdict",
    "Watchlist",
]


class EntityKind(StrEnum):
    """What stands on the watchlist."""

    PERSON = "person"
    COMPANY = "company"


class Reason(StrEnum):
    """How a link ended. The list is closed: the counts of a run add up to the links it saw."""

    COVERED = "covered"  # somebody on the watchlist is in the article: stored
    KNOWN = "known"  # this article was judged before, under this or another URL
    NO_NAME = "no-name"  # no tracked name anywhere on the page
    NAME_OUTSIDE_BODY = "name-outside-body"  # only in menus, related news, bylines or inside longer names
    NO_TEXT = "no-text"  # a name is on the page, but no article text could be read
    NOT_AN_ARTICLE = "not-an-article"  # a front page, a list, a file
    UNDECODABLE = "undecodable"  # bytes that are no text
    TOO_LARGE = "too-large"  # beyond the size limit
    DENIED = "denied"  # robots.txt says no
    BLOCKED = "blocked"  # the site refused us: 401, 403, 429, 451
    GONE = "gone"  # 404, 410
    FAILED = "failed"  # no answer, a server error, or not in the archive that is replayed


class Place(StrEnum):
    """Where in an article a mention stands."""

    HEADLINE = "headline"
    LEAD = "lead"
    BODY = "body"


class CoverageStatus(StrEnum):
    """What we believe of an entity's link to an article."""

    CONFIRMED = "confirmed"
    REVIEW = "review"
    REJECTED = "rejected"


class DateSource(StrEnum):
    """Where a publication time was read, most trusted first."""

    JSON_LD = "json-ld"
    META = "meta"
    VISIBLE = "visible"  # a date line on the page: 입력 2024.08.07. 오후 3:15
    TIME_TAG = "time-tag"
    PAYLOAD = "payload"  # script data of a client-rendered page
    HTMLDATE = "htmldate"
    FEED = "feed"  # what the feed or sitemap that offered the link said
    URL = "url"
    CHANGE = "change"  # of its last change: the page tells no other


class HeadlineSource(StrEnum):
    """Where a headline was read."""

    NONE = ""
    H1 = "h1"  # the heading that readers see
    JSON_LD = "json-ld"
    OG = "og"  # Open Graph
    TWITTER = "twitter"  # a Twitter card
    META = "meta"
    TITLE = "title"
    FIRST_LINE = "first line"  # of a plain text
    FEED = "feed"  # what the feed or sitemap that offered the link said


class TextSource(StrEnum):
    """Where the text of an article was read."""

    NONE = ""
    PAGE = "page"  # the lines of the page
    PAYLOAD = "payload"  # script data of a client-rendered page
    JSON_LD = "json-ld"
    TRAFILATURA = "trafilatura"
    PLAIN_TEXT = "plain text"  # the page is a text file
    OFFER = "offer"  # nowhere: only what a source said of the article is known


@dataclass(frozen=True, slots=True)
class Affiliation:
    """An organisation a person belongs to, with the time there where it is known, both ends inclusive.

    A time is a year, or ``2026-03`` or ``2026-03-14`` where it is known better.
    """

    name: str
    since: int | str | None = None
    until: int | str | None = None


@dataclass(frozen=True, slots=True)
class Entity:
    """A person or company on the watchlist.

    `id` is stable and unique (``person:박찬준``); `ad_hoc` marks a name that was asked for on the command
    line and stands on no watchlist. `spells` says of aliases and titles when they were in force, where that is
    known: an alias of before a renaming.
    """

    id: str
    kind: EntityKind
    name: str
    aliases: tuple[str, ...] = ()
    affiliations: tuple[Affiliation, ...] = ()
    titles: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    spells: tuple[Affiliation, ...] = ()
    ad_hoc: bool = False


@dataclass(frozen=True, slots=True)
class Watchlist:
    """Everybody who is tracked, in the order the user wrote them."""

    entities: tuple[Entity, ...] = ()


class OutletRole(StrEnum):
    """What an outlet is to an announcement. Those that are no press neither lead a story that the press is in, nor
    count among its outlets."""

    PRESS = "press"
    WIRE = "wire"  # publishes releases for whoever pays
    NEWSROOM = "newsroom"  # where a company publishes its own
    PORTAL = "portal"  # carries the articles of others


@dataclass(frozen=True, slots=True)
class Outlet:
    """A press brand. `domains` are matched as label-bounded suffixes of a host name, the longest first; `sections`
    as a domain with the beginning of a path (``example.org/press/``), before domains.

    `time_zone` is an IANA name; `naver_oid` the three-digit office id of Naver News. What is known of a `weak`
    outlet rests on one witness: its name gives way to the one a page declares.
    """

    name: str
    domains: tuple[str, ...] = ()
    name_en: str | None = None
    aliases: tuple[str, ...] = ()
    language: str | None = None
    time_zone: str | None = None
    naver_oid: str | None = None
    feeds: tuple[str, ...] = ()
    weak: bool = False
    role: OutletRole = OutletRole.PRESS
    sections: tuple[str, ...] = ()


BY_HAND = "hand"  # the kind of a source that is never asked: a person names its links


@dataclass(frozen=True, slots=True)
class Source:
    """One address we look at for links. `kind` names the module of `spiders` that reads it, or is `BY_HAND`."""

    kind: str
    url: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A URL that a source offered, with what the source said about it.

    `has_time` is False when only the day of publication was said; `other_urls` are further addresses of the same
    page, such as the one a feed counts its readers with; `outlet_url` is the home page of the outlet.
    """

    url: str
    source: Source
    headline: str | None = None
    published_at: datetime | None = None
    has_time: bool = False
    outlet_name: str | None = None
    outlet_url: str | None = None
    other_urls: tuple[str, ...] = ()


class Hop(NamedTuple):
    """One redirect on the way to a page."""

    url: str
    status: int
    location: str


@dataclass(frozen=True, slots=True)
class ArchiveRef:
    """Where a fetched page stands in the archive: file name, offset and length in bytes."""

    file: str
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Page:
    """A fetched response: the URL asked for, the URL that answered, and the bytes as served.

    Content encodings such as gzip are undone in `body`.
    """

    url: str
    url_answered: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    fetched_at: datetime
    hops: tuple[Hop, ...] = ()

    def header(self, name: str) -> str | None:
        """The first header of this name, whatever its case."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


@dataclass(frozen=True, slots=True)
class Article:
    """What a page says, once understood.

    `url` is the address to show and to open; `canonical_url` is its identity, equal for all its spellings.
    `urls` holds every URL under which it was seen, as they were: asked for, answered, declared by the page.
    `text` is the body alone, one paragraph a line, NFC; spans of mentions count its code points.
    `published_at` is aware, in the outlet's time zone, or None when no honest date was found; `month` is then
    None too (``2024-08``). `has_time` is False when only the day is known (the clock then reads 00:00).
    `headline_source`, `text_source` and `date_source` say where a field came from. `text_digest` is equal for
    the same text with other spacing and boilerplate; `sketch` are the keys by which articles that may be alike are
    looked up. Only an article that covers somebody has either. `at_portal`: the address is a portal's, not the
    outlet's own; `credited` is the outlet whose text the article says it carries (``(서울=누리통신)``), or empty.
    """

    url: str
    canonical_url: str
    urls: tuple[str, ...]
    outlet: str
    headline: str
    text: str
    language: str
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None
    has_time: bool = False
    date_source: DateSource | None = None
    headline_source: HeadlineSource = HeadlineSource.NONE
    text_source: TextSource = TextSource.NONE
    section: str | None = None
    text_digest: str = ""
    sketch: tuple[int, ...] = ()
    outlet_role: OutletRole = OutletRole.PRESS
    at_portal: bool = False
    credited: str = ""

    @property
    def month(self) -> str | None:
        """The outlet's local month of publication, ``YYYY-MM``."""
        return self.published_at.strftime("%Y-%m") if self.published_at else None


class Span(NamedTuple):
    """Code-point offsets, end exclusive."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason to believe or doubt, in words for a person to read.

    `weight` is positive for, negative against; its unit is the natural logarithm of odds.
    """

    kind: str
    detail: str
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where an entity stands in an article.

    `span` counts code points of the headline when `place` is HEADLINE, else of the text; `form` is exactly
    that slice. `confidence` is in [0, 1]: how sure we are that these characters name the entity's name at
    all (who of that name it is, the Verdict says).
    """

    entity_id: str
    place: Place
    span: Span
    form: str
    confidence: float
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What we believe of one entity in one article, why, and how prominently it stands there.

    `share` is the part of the text's sentences that name it, from 0 to 1; `quoted` says whether it speaks in
    quotation marks.
    """

    entity_id: str
    status: CoverageStatus
    confidence: float
    evidence: tuple[Evidence, ...]
    mention_count: int
    in_headline: bool
    snippet: str
    in_lead: bool = False
    share: float = 0.0
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """The one end of a page: a reason, what it was judged on, and the article if there is one."""

    url: str
    reason: Reason
    detail: str = ""
    article: Article | None = None
    mentions: tuple[Mention, ...] = ()
    verdicts: tuple[Verdict, ...] = ()


class StoryRole(StrEnum):
    """What an article is in its story."""

    NEW = "new"  # the first, or alike none of the others
    COPY = "copy"  # the text of another one
    REWRITE = "rewrite"  # the same announcement in other words


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The leading article of a story in another language that may tell of the same announcement: a hint."""

    language: str
    outlet: str
    headline: str
    url: str


@dataclass(frozen=True, slots=True)
class HandRow:
    """A row of a table that somebody keeps by hand about an entity, in the words it was written in.

    `label` names the outlets (``서울경제 외 다수 언론사``); `month` is as written (``2024.08``); `url` is empty
    for a row without a link. `written` is the line of a Markdown table, else empty. `reason` is how its page ended
    (empty until that is known), `detail` in words; `article_id` is there when the page is a stored article.
    """

    id: int
    entity_id: str
    key: str
    position: int
    month: str
    headline: str
    label: str
    url: str
    written: str = ""
    outlet: str | None = None
    article_id: int | None = None
    reason: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Coverage:
    """One row of the table the user wants: an entity in an article, or in a story when copies are folded.

    The fields are the columns of `media_coverage` (docs/database.md) and, of the story's other articles, each once
    and without `outlet`: `other_outlets` of the press, and in `announced_by` the wires and newsrooms.
    `elsewhere` is filled where a listing is shown or exported. A row of a table kept by hand has `label`, its
    outlets as they are written there, and in a Markdown table `written`, its line; where its page is no article of
    ours, `article_id` and `story_id` are 0, and `id` is that of its HandRow with a minus.
    """

    id: int
    entity_id: str
    entity_kind: EntityKind
    entity_name: str
    month: str | None
    published_at: datetime | None
    published_on: date | None
    headline: str
    url: str
    outlet: str
    language: str
    mention_count: int
    in_headline: bool
    snippet: str
    confidence: float
    status: CoverageStatus
    evidence: tuple[Evidence, ...]
    story_id: int
    article_id: int
    first_seen_at: datetime
    decided_by: str | None = None
    decided_at: datetime | None = None
    in_lead: bool = False
    share: float = 0.0
    quoted: bool = False
    outlet_role: str = OutletRole.PRESS.value
    credited: str = ""
    precedence: str = ""
    gone_at: datetime | None = None
    other_outlets: tuple[str, ...] = ()
    announced_by: tuple[str, ...] = ()
    elsewhere: tuple[Elsewhere, ...] = ()
    label: str = ""
    written: str = ""
