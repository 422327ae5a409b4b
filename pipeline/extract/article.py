"""From the decoded HTML of a page to its article: headline, byline, text, time, and whether it is an article.

The page is parsed once; everything looks at the same tree. Two readers read its text, ours and trafilatura; script
data and JSON-LD are asked when the page shows little. Never raises, whatever the markup; keeps nothing from one
page to the next.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from functools import cached_property

from pipeline.dates import PressDate
from pipeline.extract.byline.names import clean_authors, is_whole_name, read_byline
from pipeline.extract.date.choose import guess_zone
from pipeline.extract.date.html_date import ask_htmldate
from pipeline.extract.date.shown import Claim, claim
from pipeline.extract.metadata import Metadata, read_metadata
from pipeline.extract.page_kind import judge_page
from pipeline.extract.provenance import find_credits, find_provenance, find_providers
from pipeline.extract.text.body import Body, TextReader
from pipeline.extract.text.furniture import is_credit, is_furniture, trim_paragraph
from pipeline.extract.text.script_data import Payload, lines_of_markup, read_payload
from pipeline.items import DateSource, HeadlineSource, TextSource
from pipeline.markup.declared import Survey, survey
from pipeline.markup.html import parse
from pipeline.markup.lines import weight
from pipeline.outlets import Provenance

__all__ = ["Extract", "PageReader", "extract"]

_LITTLE = 1000  # weight of text under which other places are looked at
_BETTER = 1.5  # how much more another place must hold
_NONE = Provenance()
_EDGE = 3  # lines at either end that may carry a byline


@dataclass(frozen=True, slots=True)
class Extract:
    """What one page says of its article; empty or None where it says nothing.

    `text` holds a paragraph a line, NFC, without headline, bylines, captions, copyright and related news;
    `standfirst` is the line under the headline when it stands apart from the text, `captions` what is written
    under its pictures.
    `published_at` is aware; when `has_time` is False only its day is known. `canonical` is what the page declares
    (rel=canonical, else og:url), made absolute, not canonicalised. `is_article` is judged on `why`; what is
    none may show that it `is_list`, a list of other pages. `dateline` is the agency in its dateline, `credited`
    what else may name one whose text it carries; `witnesses` tell who published it.
    The sources say where a field was read, `date_witnesses` what each date on the page weighs.
    """

    text: str = ""
    text_source: TextSource = TextSource.NONE
    standfirst: str = ""
    captions: tuple[str, ...] = ()
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
    witnesses: Provenance = _NONE
    dateline: str = ""
    credited: tuple[str, ...] = ()
    section: str | None = None
    language_declared: str | None = None
    is_article: bool = False
    is_list: bool = False
    why: tuple[str, ...] = ()


def extract(
    html: str,
    url: str,
    *,
    zone: tzinfo | None = None,
    outlet_names: Collection[str] = (),
    now: datetime | None = None,
    offered: PressDate | None = None,
) -> Extract:
    """Read one page; arguments as for `PageReader`."""
    return PageReader(html, url, zone=zone, outlet_names=outlet_names, now=now, offered=offered).read()


class PageReader:
    """A page that is parsed once and read once or twice: quickly, and with a second reader's opinion of the text.

    `html` is decoded; `url` is where the page answered. `zone` is the outlet's time zone: with it, times are given
    in it; without it, in that of the country that host or language name, else in UTC, and a time that names
    its zone keeps it. `outlet_names` are names of the outlet, which are no part of a headline and no author. With
    `now`, dates in the future are refused and relative ones ("3시간 전") understood. With `carries_others` it is
    asked who else published the article. `offered` is when it was published as the feed or sitemap that led here
    says, a witness among others.
    """

    def __init__(
        self,
        html: str,
        url: str,
        *,
        zone: tzinfo | None = None,
        outlet_names: Collection[str] = (),
        now: datetime | None = None,
        carries_others: bool = False,
        offered: PressDate | None = None,
    ) -> None:
        self._carries_others = carries_others
        self._zone = zone
        self._outlet_names = outlet_names
        self._now = now
        self._offered = offered
        self._last: tuple[Body, Extract] | None = None
        root = parse(html)
        self._page = None if root is None else survey(root, url)

    @cached_property
    def _metadata(self) -> Metadata:
        assert self._page is not None
        return read_metadata(
            self._page, zone=self._zone, outlet_names=self._outlet_names, now=self._now, offered=self._offered
        )

    @cached_property
    def _text(self) -> TextReader:
        assert self._page is not None
        return TextReader(self._page.tree, self._metadata.headline, self._page.host)

    def read(self, *, both: bool = True) -> Extract:
        """What the page says; with `both`, trafilatura is heard on its text, else only where ours is doubtful."""
        if self._page is None:
            return Extract(why=("no markup",))
        body = self._text.read(both=both)
        if self._last is None or self._last[0] != body:  # most often both readers keep the same lines
            self._last = body, self._extract(self._page, body)
        return self._last[1]

    def _extract(self, page: Survey, body: Body) -> Extract:
        meta = self._metadata
        lines, source, payload = _text(page, body, meta.headline)
        is_shown = source is TextSource.PAGE
        dateline, credited = find_credits(page, lines, body.furniture)
        text, bylines = _polish(lines if is_shown else [line for line in lines if not _is_scrap(line)])
        outlets = (*self._outlet_names, meta.site_name or "", meta.publisher or "")
        meta = _complete(meta, page, payload, [*bylines, *body.furniture], outlets, self._zone, self._now)
        if self._carries_others:
            witnesses = find_provenance(page, [*bylines, *body.furniture], meta.authors, (dateline, *credited))
        else:
            witnesses = Provenance(declared=find_providers(page))
        kind = judge_page(page, meta, text, body)
        return Extract(
            text=text,
            text_source=source if text else TextSource.NONE,
            standfirst=body.standfirst if is_shown else "",
            captions=body.captions if is_shown else (),
            headline=meta.headline,
            headline_source=meta.headline_source,
            authors=meta.authors,
            published_at=meta.published_at,
            has_time=meta.has_time,
            date_source=meta.date_source,
            date_witnesses=meta.date_witnesses,
            modified_at=meta.modified_at,
            canonical=meta.canonical,
            site_name=meta.site_name,
            publisher=meta.publisher,
            witnesses=witnesses,
            dateline=dateline,
            credited=credited,
            section=meta.section,
            language_declared=meta.language_declared,
            is_article=kind.is_article,
            is_list=kind.is_list,
            why=kind.why,
        )


def _text(page: Survey, body: Body, headline: str) -> tuple[Sequence[str], TextSource, Payload | None]:
    """The article's lines, where they are from, and the script data consulted."""
    lines: Sequence[str] = body.lines
    amount, source = _amount(lines), TextSource.TRAFILATURA if body.is_second else TextSource.PAGE
    payload = None
    if amount < _LITTLE:
        payload = read_payload(page.scripts, headline) if page.scripts else None
        if payload is not None and payload.weight > amount * _BETTER:
            lines, amount, source = payload.lines, payload.weight, TextSource.PAYLOAD
        if page.linked.body:
            linked = lines_of_markup(page.linked.body, headline)
            if _amount(linked) > amount * _BETTER:
                lines, amount, source = linked, _amount(linked), TextSource.JSON_LD
    return lines, source, payload


def _amount(lines: Sequence[str]) -> int:
    return sum(map(weight, lines))


def _polish(lines: Sequence[str]) -> tuple[str, list[str]]:
    """The text, NFC, and the bylines that were cut off its paragraphs."""
    kept: list[str] = []
    cut: list[str] = []
    last = len(lines) - _EDGE
    for index, line in enumerate(lines):
        trimmed = trim_paragraph(line) if index < _EDGE or index >= last else line
        if trimmed != line:
            cut.append(line.replace(trimmed, " … ") if trimmed else line)
        if trimmed:
            kept.append(trimmed)
    return unicodedata.normalize("NFC", "\n".join(kept)), cut


def _is_scrap(line: str) -> bool:
    return is_furniture(line) or is_credit(line)


def _complete(
    meta: Metadata,
    page: Survey,
    payload: Payload | None,
    bylines: Sequence[str],
    outlets: Collection[str],
    zone: tzinfo | None,
    now: datetime | None,
) -> Metadata:
    """Metadata that only the text or the script data beside it gives: a byline, a date."""
    if not clean_authors(meta.authors, outlets):
        shown = next((names for line in bylines if (names := read_byline(line, outlets))), ())
        rendered = tuple(filter(is_whole_name, clean_authors(payload.authors, outlets))) if payload else ()
        meta = replace(meta, authors=shown or rendered or meta.authors)
    if meta.published_at is None or meta.date_source is DateSource.URL:
        home = zone or guess_zone(page)
        beside = claim(payload.published, home, now, DateSource.PAYLOAD) if payload and payload.published else None
        if beside:
            when = beside.when.astimezone(home) if home is not None and beside.date.has_time else beside.when
            meta = replace(meta, published_at=when, has_time=beside.date.has_time, date_source=DateSource.PAYLOAD)
        elif meta.published_at is None and (claimed := ask_htmldate(page.tree.root, page.url, home or UTC, now)):
            meta = replace(meta, published_at=claimed.when, has_time=False, date_source=DateSource.HTMLDATE)
    return meta
