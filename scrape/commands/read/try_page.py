"""`scrape try`: what is made of one page."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.extract import Claim
from pipeline.items import Article, Mention, Outcome, Page, Verdict
from pipeline.process import Reader
from pipeline.urls import is_fetchable
from scheduler.fetch import fetch
from scheduler.processes import run_on_reactor
from scrape.config.settings import Settings
from scrape.output.evidence import evidence_lines
from scrape.output.export import neutral, one_line
from scrape.plan.crawl import crawl_settings, database_of_others
from scrape.plan.outlets import known_outlets
from scrape.plan.replay import replayed

__all__ = ["try_page"]

_TEXT_SHOWN = 200  # characters


def try_page(settings: Settings, target: str, replay: Sequence[str]) -> None:
    """Print what the pipeline makes of a page, an archived page or a file. Raises PageError, UsageError."""
    page = _page(settings, target, replay)
    reader = Reader.of(settings.watchlist(), known_outlets(settings))
    outcome = reader.process(page, None, extract_all=True)
    witnesses = () if outcome.article is None else reader.extract(page).date_witnesses
    print("\n".join(map(neutral, _outcome_lines(page, outcome, witnesses))))


def _page(settings: Settings, target: str, replay: Sequence[str]) -> Page:
    if target.lower().startswith(("http://", "https://")):
        if not is_fetchable(target):
            raise UsageError(f"{target!r} is not an address that can be fetched")
        index = replayed(replay)
        lookup = None if index is None else index.find
        crawl = crawl_settings(settings, is_used=lookup is None)
        if lookup is not None:
            return run_on_reactor(lambda stop: fetch(target, crawl, lookup=lookup, stop=stop, database=None))
        with database_of_others(settings) as others:
            return run_on_reactor(lambda stop: fetch(target, crawl, lookup=None, stop=stop, database=others))
    file = Path(target)
    if not file.is_file():
        raise UsageError(f"{target!r} is neither an http(s) address nor a file")
    kind = mimetypes.guess_type(file.name)[0] or "text/html"
    address = file.resolve().as_uri()
    return Page(address, address, 200, (("Content-Type", kind),), file.read_bytes(), datetime.now(UTC))


def _outcome_lines(page: Page, outcome: Outcome, witnesses: Sequence[tuple[Claim, int]]) -> Iterable[str]:
    yield f"asked        {page.url}"
    if page.url_answered != page.url:
        yield f"answered     {page.url_answered}"
    yield f"outcome      {outcome.reason.value}{f' ({outcome.detail})' if outcome.detail else ''}"
    if outcome.article is not None:
        yield from _article_lines(outcome.article, witnesses)
    for verdict in outcome.verdicts:
        yield from _verdict_lines(verdict)
        yield from _mention_lines(outcome, verdict)
    if not outcome.verdicts:
        yield "mentions     nobody on the watchlist"


def _article_lines(article: Article, witnesses: Sequence[tuple[Claim, int]]) -> Iterable[str]:
    published = "unknown"
    if article.published_at is not None:
        published = f"{_time(article.published_at, has_time=article.has_time)}, month {article.month}"
    yield f"canonical    {article.canonical_url}"
    yield f"outlet       {one_line(article.outlet)}"
    yield f"headline     {one_line(article.headline)}  [{article.headline_source}]"
    yield f"byline       {one_line(', '.join(article.authors)) or 'unknown'}"
    where = article.date_source.value if article.date_source else "no reliable date found"
    yield f"published    {published}  [{where}]"
    for claimed, weight in witnesses:
        told = _time(claimed.when, has_time=claimed.date.has_time)
        role = f", {claimed.role}" if claimed.role else ""
        yield f"  weighs {weight}   {told}  [{claimed.source.value}{role}]"
    yield f"language     {article.language}"
    if article.section:
        yield f"section      {one_line(article.section)}"
    yield f"text         {len(article.text)} characters  [{article.text_source}]"
    yield f"             {_shortened(article.text)}"


def _time(when: datetime, *, has_time: bool) -> str:
    return when.strftime("%Y-%m-%d %H:%M %z" if has_time else "%Y-%m-%d")


def _verdict_lines(verdict: Verdict) -> Iterable[str]:
    yield f"{verdict.entity_id}: {verdict.status.value}, confidence {verdict.confidence:.2f}"
    yield f"  snippet    {one_line(verdict.snippet)}"
    yield from evidence_lines(verdict.evidence)


def _mention_lines(outcome: Outcome, verdict: Verdict) -> Iterable[str]:
    for mention in outcome.mentions:
        if mention.entity_id == verdict.entity_id:
            yield f"  mention    {_place(mention)} {mention.form!r}, confidence {mention.confidence:.2f}"
            yield from evidence_lines(mention.evidence, indent="    ")


def _place(mention: Mention) -> str:
    return f"{mention.place.value} {mention.span.start}-{mention.span.end}"


def _shortened(text: str) -> str:
    line = one_line(text)
    return line if len(line) <= _TEXT_SHOWN else f"{line[: _TEXT_SHOWN - 1]}…"
