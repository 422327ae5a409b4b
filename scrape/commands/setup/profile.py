"""`scrape profile`: a home page or a CV becomes an entry for the watchlist, to be read over before it is used."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from pipeline.errors import PageError, Undecodable, UsageError
from pipeline.items import Page
from pipeline.markup.encoding import decode
from pipeline.profiles import CvLine, Dated, Proposal, propose
from pipeline.urls import is_fetchable
from scheduler.fetch import fetch
from scheduler.processes import run_on_reactor
from scrape.config.settings import Settings
from scrape.plan.crawl import crawl_settings, database_of_others

__all__ = ["show_profile"]

_QUOTED = 60  # characters of a line that are shown beside what was read from it


def show_profile(settings: Settings, target: str, name: str | None) -> None:
    """Print the entry that the page at `target`, an address or a file, suggests. Raises PageError, UsageError."""
    page = _page(settings, target)
    try:
        text = decode(page.body, page.header("content-type")).text
    except Undecodable as error:
        raise PageError(f"{target}: {error}; save it as UTF-8 text") from error
    proposal = propose(text, name)
    if not (proposal.names or proposal.account or proposal.affiliations):
        raise PageError(f"{target}: neither a name nor an affiliation could be read from it; give --name NAME")
    print("\n".join(_toml(target, proposal)))
    if not proposal.names:
        print("the page does not name its person: replace the name, or give --name NAME", file=sys.stderr)


def _page(settings: Settings, target: str) -> Page:
    file = Path(target)
    if target.lower().startswith(("http://", "https://")):
        if not is_fetchable(target):
            raise UsageError(f"{target!r} is not an address that can be fetched")
        crawl = crawl_settings(settings)
        with database_of_others(settings) as others:
            return run_on_reactor(lambda stop: fetch(target, crawl, lookup=None, stop=stop, database=others))
    if not file.is_file():
        raise UsageError(f"{target!r} is neither an http(s) address nor a file")
    return Page(target, target, 200, (("Content-Type", "text/plain"),), file.read_bytes(), datetime.now(UTC))


def _toml(target: str, proposal: Proposal) -> Iterable[str]:
    yield f"# Read from {target}. Check every line; delete what is wrong, add how the press writes the names."
    yield "[[person]]"
    if proposal.names:
        first, *aliases = proposal.names
        yield f"name = {_text(first.value)}  {_origin(first.line)}"
    else:
        aliases = []
        why = f"spelled by the user name {proposal.account}" if proposal.spelled else "a user name"
        yield f"name = {_text(proposal.spelled or proposal.account)}  # {why}: write the person's name here"
    if aliases:
        yield from _list("aliases", [(_text(alias.value), alias.line) for alias in aliases])
    else:
        yield "aliases = []  # the name in the other script: the page does not say it"
    if proposal.affiliations:
        yield from _list("affiliations", [(_affiliation(place), place.line) for place in proposal.affiliations])
    if proposal.titles:
        yield from _list("titles", [(_text(title.value), title.line) for title in proposal.titles])
    if proposal.topics:
        yield from _list("topics", [(_text(topic.value), topic.line) for topic in proposal.topics])
    if proposal.coauthors:
        yield "# often named beside this person; track them too if they matter:"
        yield "#   " + ", ".join(f"{name} ({count})" for name, count in proposal.coauthors)


def _list(key: str, values: list[tuple[str, CvLine]]) -> Iterable[str]:
    yield f"{key} = ["
    for value, line in values:
        yield f"    {value},  {_origin(line)}"
    yield "]"


def _affiliation(place: Dated) -> str:
    named = {"since": place.since, "until": place.until}
    years = [f"{key} = {year}" for key, year in named.items() if year is not None]
    return "{" + ", ".join([f"name = {_text(place.name)}", *years]) + "}" if years else _text(place.name)


def _origin(line: CvLine) -> str:
    shown = line.text if len(line.text) <= _QUOTED else f"{line.text[: _QUOTED - 1]}…"
    return f"# line {line.number}: {shown}" if line.number else f"# {shown}"


def _text(value: str) -> str:
    """A TOML basic string; control characters were read as blanks."""
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
