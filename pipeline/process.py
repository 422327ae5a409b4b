"""The one path from a page to its outcome: decode, scan for names, extract, date, language, mentions, verdicts.

Pure: no clock, no files, no network. Inline, worker process, replay, re-processing and tests all call the same
function. A page that nobody on the watchlist can be on is not extracted: reading names off the raw page costs a
hundredth of understanding it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from pipeline.dates import PressDate
from pipeline.errors import Undecodable
from pipeline.extract import Extract, PageReader, document_kind, extract_plain, says_gone
from pipeline.identity import PastDecisions, colleagues_of, judge
from pipeline.items import (
    Article,
    CoverageStatus,
    DateSource,
    Entity,
    Evidence,
    HeadlineSource,
    Link,
    Mention,
    Outcome,
    Outlet,
    OutletRole,
    Page,
    Reason,
    TextSource,
    Verdict,
    Watchlist,
)
from pipeline.language.detect import detect
from pipeline.markup.encoding import decode
from pipeline.mentions import Matcher
from pipeline.names import is_guess, with_company_names
from pipeline.outlets import OutletRegistry, Provenance, Published
from pipeline.stories import sketch
from pipeline.urls import believable_canonical, canonical_url, original_url

__all__ = ["Reader"]

_PLAIN = "text/plain"
_TELLS_NOTHING = frozenset({Reason.NO_NAME, Reason.NO_TEXT})
_MARKUP = ("html", "xml")


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads pages for a watchlist; built once, used for any number of pages."""

    entities: dict[str, Entity]
    matcher: Matcher
    outlets: OutletRegistry
    decisions: Mapping[str, PastDecisions]

    @classmethod
    def of(
        cls, watchlist: Watchlist, outlets: Iterable[Outlet], decisions: Mapping[str, PastDecisions] | None = None
    ) -> Reader:
        """Build the matcher of `watchlist`; of two outlets that claim a domain the first one counts.

        `decisions` are what persons decided before, by entity.
        """
        known = decisions or {}
        tracked = tuple(known.get(entity.id, PastDecisions()).complete(entity) for entity in watchlist.entities)
        tracked = with_company_names(tracked)
        entities = {entity.id: entity for entity in tracked}
        return cls(entities, Matcher(Watchlist(tracked)), OutletRegistry(outlets), known)

    def process(self, page: Page, offered: Link | None = None, *, extract_all: bool = False) -> Outcome:
        """What `page` is, and who of the watchlist is in it.

        `offered` is the link that led here, whose headline and time stand in where the page has none. With
        `extract_all` the page is understood even when no name is on it.
        """
        content_type = page.header("content-type")
        if _is_a_file(content_type):
            return Outcome(page.url, Reason.NOT_AN_ARTICLE, f"a file of type {content_type}")
        try:
            decoded = decode(page.body, content_type)
        except Undecodable as error:
            return Outcome(page.url, Reason.UNDECODABLE, str(error))
        if document := document_kind(decoded.text):
            return Outcome(page.url, Reason.NOT_AN_ARTICLE, f"it is {document}")
        named = self.matcher.names_in(decoded.utf8)
        if not named and (title := says_gone(decoded.text)):
            return Outcome(page.url, Reason.GONE, f"the page says so: {title}")
        if named or extract_all:
            return self._understand(page, decoded.text, offered, named=named)
        return self._or_offer(Outcome(page.url, Reason.NO_NAME), offered)

    def extract(self, page: Page, offered: Link | None = None) -> Extract:
        """What `page` says of its article, with every date on it. Raises Undecodable."""
        text = decode(page.body, page.header("content-type")).text
        return _reader_of(page, text, self.outlets.of_url(page.url_answered), offered)(both=False)

    def _or_offer(self, outcome: Outcome, offered: Link | None) -> Outcome:
        """`outcome`, or what the headline with which the page was offered says, if that names somebody: a page on
        which nobody is found (a shell for scripts, a wall that asks for consent) does not say that the article is
        about somebody else."""
        if offered is None or not offered.headline or not self.matcher.names_in(offered.headline, markup=False):
            return outcome
        return self.judge_offer(offered, outcome)

    def judge_offer(self, offered: Link, failure: Outcome) -> Outcome:
        """What can be said of an article whose page could not be had (`failure` says why).

        When the headline with which it was offered names somebody, the article is kept for review under that
        headline; its page takes over when it can be read.
        """
        headline = offered.headline or ""
        language = detect(headline)
        mentions = self.matcher.find(headline, "", language)
        if not mentions:
            return failure
        home = offered.outlet_url or offered.url  # a search may link to an address of its own
        published = self.outlets.published(
            home, Provenance(tuple(filter(None, [offered.outlet_name]))), publisher=offered.outlet_name
        )
        outlet = self._zone_giver(home, published)
        source = offered.source.name or offered.source.kind
        article = Article(
            url=offered.url,
            canonical_url=canonical_url(offered.url),
            urls=tuple(dict.fromkeys((offered.url, *offered.other_urls))),
            outlet=published.name,
            outlet_role=published.role,
            at_portal=published.at_portal,
            headline=headline,
            text="",
            language=language,
            published_at=_in_zone_of(outlet, offered.published_at, has_time=offered.has_time),
            has_time=offered.has_time,
            date_source=DateSource.FEED if offered.published_at is not None else None,
            headline_source=HeadlineSource.FEED,
            text_source=TextSource.OFFER,
        )
        why = Evidence(
            TextSource.OFFER, f"only the headline is known, from {source}: the page was {failure.reason.value}"
        )
        mentions, verdicts = _without_guesses(mentions, self._verdicts(article, mentions))
        if not verdicts:
            return failure
        verdicts = tuple(_for_review(verdict, why) for verdict in verdicts)
        return replace(failure, article=article, mentions=mentions, verdicts=verdicts)

    def _understand(self, page: Page, text: str, offered: Link | None, *, named: bool) -> Outcome:
        """Read a page once, and, where somebody is found on it, again with the second reader of its text."""
        read = _reader_of(page, text, self.outlets.of_url(page.url_answered), offered)
        extracted = read(both=False)
        outcome = self._judged(page, extracted, offered, named=named)
        if outcome.reason is Reason.COVERED and (second := read(both=True)) != extracted:
            outcome = self._judged(page, second, offered, named=named)
        if outcome.reason is not Reason.COVERED or outcome.article is None:
            return outcome
        article = outcome.article
        keys = sketch(article.headline, article.text, article.language)  # for the stories: only of what is stored
        return replace(outcome, article=replace(article, text_digest=keys.text_digest, sketch=keys.hashes))

    def _judged(self, page: Page, extracted: Extract, offered: Link | None, *, named: bool) -> Outcome:
        article = self._article(page, extracted, offered)
        mentions = self.matcher.find(article.headline, article.text, article.language)
        mentions, verdicts = _without_guesses(mentions, self._verdicts(article, mentions))
        reason, detail = _reason(extracted, article, verdicts, named=named)
        if reason is Reason.COVERED:
            return Outcome(page.url, reason, detail, article, mentions, verdicts)
        outcome = Outcome(page.url, reason, detail, article)
        if reason in _TELLS_NOTHING or (reason is Reason.NOT_AN_ARTICLE and not extracted.is_list):
            return self._or_offer(outcome, offered)
        return outcome

    def _article(self, page: Page, extracted: Extract, offered: Link | None) -> Article:
        believed = believable_canonical(page.url_answered, extracted.canonical)
        url = believed or original_url(page.url_answered)
        others = () if offered is None else offered.other_urls
        canonical = canonical_url(url)
        headline, headline_source = extracted.headline or "", extracted.headline_source
        if not headline and offered is not None and offered.headline:
            headline, headline_source = offered.headline, HeadlineSource.FEED
        published, has_time, source = extracted.published_at, extracted.has_time, extracted.date_source
        if (
            published is None and offered is not None and offered.published_at is not None
        ):  # a plain text has no date
            published, has_time, source = offered.published_at, offered.has_time, DateSource.FEED
        beside = [line for line in (extracted.standfirst, *extracted.captions) if line]
        if beside and self.matcher.names_in("\n".join(beside), markup=False):
            beside = [line for line in beside if self.matcher.names_in(line, markup=False)]
        else:
            beside = []
        above = extracted.standfirst in beside  # what names nobody stays out
        text = "\n".join(filter(None, (*beside[:above], extracted.text, *beside[above:])))
        language = detect(f"{headline}\n{text}")
        outlet = self.outlets.published(
            url,
            extracted.witnesses,
            publisher=extracted.publisher,
            site_name=extracted.site_name,
            section=extracted.section,
        )
        published = _in_zone_of(self._zone_giver(url, outlet), published, has_time=has_time)
        return Article(
            url=url,
            canonical_url=canonical,
            urls=tuple(dict.fromkeys((url, page.url, page.url_answered, *others))),
            outlet=outlet.name,
            outlet_role=outlet.role,
            at_portal=outlet.at_portal,
            credited=self.outlets.credited(extracted.dateline, extracted.credited),
            headline=headline,
            text=text,
            language=language,
            authors=extracted.authors,
            published_at=published,
            has_time=has_time,
            date_source=source,
            headline_source=headline_source,
            text_source=extracted.text_source,
            section=extracted.section,
        )

    def _zone_giver(self, url: str, published: Published) -> Outlet | None:
        """On whose clock an article at `url` was published: the paper's, also at a portal."""
        paper = self.outlets.of_name(published.name) if published.at_portal else None
        return self.outlets.of_url(url) if paper is None or paper.time_zone is None else paper

    def _verdicts(self, article: Article, mentions: tuple[Mention, ...]) -> tuple[Verdict, ...]:
        by_entity: dict[str, list[Mention]] = {}
        for mention in mentions:
            by_entity.setdefault(mention.entity_id, []).append(mention)
        places = {key: {(mention.place, mention.span) for mention in own} for key, own in by_entity.items()}

        def judged(key: str, colleagues: tuple[str, ...] = ()) -> Verdict:
            return judge(
                self.entities[key],
                article.headline,
                article.text,
                tuple(by_entity[key]),
                others=tuple(entity_id for entity_id in by_entity if not places[entity_id] & places[key]),
                colleagues=colleagues,
                published_on=article.published_at.date() if article.published_at else None,
                section=article.section,
                outlet=article.outlet,
                decisions=self.decisions.get(key),
                namesakes=tuple(
                    self.entities[entity_id]
                    for entity_id in by_entity
                    if entity_id != key and places[entity_id] & places[key]
                ),
            )

        verdicts = {key: judged(key) for key in by_entity}
        certain = [key for key, verdict in verdicts.items() if verdict.status is CoverageStatus.CONFIRMED]
        for key, verdict in verdicts.items():
            colleagues = colleagues_of(self.entities[key], [self.entities[other] for other in certain])
            if verdict.status is CoverageStatus.REVIEW and colleagues:
                verdicts[key] = judged(key, colleagues)
        return tuple(verdicts.values())


def _in_zone_of(outlet: Outlet | None, when: datetime | None, *, has_time: bool) -> datetime | None:
    """The same instant on the outlet's clock: its day is the article's day. A mere day is no instant."""
    if when is None or not has_time or outlet is None or outlet.time_zone is None:
        return when
    return when.astimezone(ZoneInfo(outlet.time_zone))


def _without_guesses(
    mentions: tuple[Mention, ...], verdicts: tuple[Verdict, ...]
) -> tuple[tuple[Mention, ...], tuple[Verdict, ...]]:
    """Leave out those of whom there is but a spelling nobody wrote down, and no reason to look at it."""
    named = {mention.entity_id for mention in mentions if not is_guess(mention.evidence)}
    kept = {
        verdict.entity_id
        for verdict in verdicts
        if verdict.entity_id in named or verdict.status is not CoverageStatus.REJECTED
    }
    return (
        tuple(mention for mention in mentions if mention.entity_id in kept),
        tuple(verdict for verdict in verdicts if verdict.entity_id in kept),
    )


def _for_review(verdict: Verdict, why: Evidence) -> Verdict:
    status = CoverageStatus.REVIEW if verdict.status is CoverageStatus.CONFIRMED else verdict.status
    return replace(verdict, status=status, evidence=(why, *verdict.evidence))


def _is_a_file(content_type: str | None) -> bool:
    kind = (content_type or "").split(";", 1)[0].strip().lower()
    if not kind or kind == _PLAIN or any(word in kind for word in _MARKUP):
        return False
    return kind.split("/", 1)[0] in {"image", "audio", "video", "font"} or kind in {
        "application/pdf",
        "application/zip",
        "application/msword",
        "application/vnd.ms-excel",
    }


class _Read(Protocol):
    def __call__(self, *, both: bool) -> Extract: ...


def _reader_of(page: Page, text: str, outlet: Outlet | None, offered: Link | None) -> _Read:
    if (page.header("content-type") or "").lower().startswith(_PLAIN):
        return lambda *, both: extract_plain(text)  # noqa: ARG005 - nothing else reads a plain text
    zone = ZoneInfo(outlet.time_zone) if outlet is not None and outlet.time_zone is not None else None
    when = None if offered is None else offered.published_at
    names = () if outlet is None else tuple(filter(None, (outlet.name, outlet.name_en, *outlet.aliases)))
    return PageReader(
        text,
        page.url_answered,
        zone=zone,
        outlet_names=names,
        now=page.fetched_at,
        carries_others=outlet is not None and outlet.role is OutletRole.PORTAL,
        offered=None if when is None or offered is None else PressDate(when, offered.has_time),
    ).read


def _reason(
    extracted: Extract, article: Article, verdicts: tuple[Verdict, ...], *, named: bool
) -> tuple[Reason, str]:
    if not named and not verdicts:
        return Reason.NO_NAME, "" if extracted.is_article else f"no article: {'; '.join(extracted.why)}"
    if not extracted.is_article:
        return Reason.NOT_AN_ARTICLE, "; ".join(extracted.why)
    if verdicts:
        return Reason.COVERED, ""
    if not article.text:
        return Reason.NO_TEXT, "a name is on the page, but no article text was extracted"
    return Reason.NAME_OUTSIDE_BODY, "a name is on the page, but not in headline or text"
