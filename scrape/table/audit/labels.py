"""Labels against addresses, and against each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.items import Outlet, OutletRole
from pipeline.outlets import OutletRegistry, name_key
from pipeline.urls import host_of, site_of
from scrape.table.audit.facts import RowFacts
from scrape.table.audit.values import Finding, FindingKind
from scrape.table.labels import NamedOutlet, outlets_in
from scrape.table.written import WrittenRow

__all__ = ["label_findings", "spelling_findings"]


def label_findings(facts: Sequence[RowFacts], outlets: OutletRegistry) -> Iterator[Finding]:
    """Rows whose label names other outlets than the one whose article stands at the address, all of them known."""
    for fact in facts:
        own, source = _published_by(fact, outlets)
        named = outlets_in(fact.row.label, outlets)
        if own is None or not named or any(_may_be(name, own, fact) for name in named):
            continue
        yield Finding(
            FindingKind.OUTLET,
            (fact.row,),
            written=fact.row.label.strip(),
            known=own.name,
            source=source,
            advice=f"name {own.name}, or link to the article of {named[0].name}",
        )


def _published_by(fact: RowFacts, outlets: OutletRegistry) -> tuple[Outlet | None, str]:
    """The paper that published what stands at the address, when it is beyond doubt, and how that is known."""
    own = outlets.of_url(fact.row.url) if fact.row.url else None
    source = f"the address, {_site(fact.row.url)}"
    if own is not None and own.role is OutletRole.PORTAL and fact.page is not None and fact.page.at_portal:
        own, source = outlets.of_name(fact.page.outlet), f"the page at {_site(fact.row.url)}"
    is_sure = own is not None and own.role is OutletRole.PRESS and not own.weak
    return (own, source) if is_sure else (None, "")


def _may_be(name: NamedOutlet, own: Outlet, fact: RowFacts) -> bool:
    """Whether a name in the label may mean the outlet of the address: its own, one that nobody knows for sure, one
    that stands in the address itself, or the paper whose text the article carries."""
    if name.outlet is None or name.outlet.weak or name.outlet.name == own.name:
        return True
    credited = "" if fact.page is None else fact.page.credited
    return _stands_in_address(name.name, fact.row.url) or name_key(credited) == name_key(name.outlet.name)


def _stands_in_address(name: str, url: str) -> bool:
    """Whether `name` is what the site is called in its address: AI TIMES in aitimes.kr."""
    return name_key(name) == site_of(host_of(url)).split(".")[0]


def _site(url: str) -> str:
    """The host of an address with what of its path tells the paper."""
    address = url.split("://", 1)[-1].split("?", 1)[0]
    pieces = address.split("/")
    return "/".join(pieces[:3]) if pieces[0].endswith("naver.com") else pieces[0]


class _Use(NamedTuple):
    """A name as a row writes it; `is_foreign` when it is the name of another outlet."""

    row: WrittenRow
    name: str
    is_foreign: bool


def spelling_findings(facts: Sequence[RowFacts], outlets: OutletRegistry) -> Iterator[Finding]:
    """Outlets that stand under several names, or one name spelled in several ways. A name with more words, such as
    that of a section, is no other spelling of the outlet's own."""
    groups: dict[str, list[_Use]] = {}
    for fact in facts:
        for name in outlets_in(fact.row.label, outlets):
            key, is_foreign = _meant(name, fact.row, outlets)
            groups.setdefault(key, []).append(_Use(fact.row, name.name, is_foreign))
    for key, uses in groups.items():
        outlet = outlets.of_name(key)
        alike = [use for use in uses if outlet is None or not _has_more_words(use.name, outlet)]
        if len({use.name for use in alike}) > 1:
            yield _spelling(outlet, alike)


def _meant(name: NamedOutlet, row: WrittenRow, outlets: OutletRegistry) -> tuple[str, bool]:
    """By what a name is compared: the outlet that it means, else its letters. Whether it is another's name."""
    own = outlets.of_url(row.url) if row.url else None
    sure = own is not None and not own.weak
    if name.outlet is not None and own is not None and sure and own.name != name.outlet.name:
        if _stands_in_address(name.name, row.url):
            return own.name, True
    elif name.outlet is None and own is not None and sure and _stands_in_address(name.name, row.url):
        return own.name, False
    return (name_key(name.name) if name.outlet is None else name.outlet.name), False


def _has_more_words(name: str, outlet: Outlet) -> bool:
    words = name.split()
    own = {name_key(text) for text in (outlet.name, outlet.name_en) if text}
    return any(name_key("".join(words[:count])) in own for count in range(1, len(words)))


def _spelling(outlet: Outlet | None, uses: Sequence[_Use]) -> Finding:
    counts = Counter(use.name for use in uses)
    foreign = {use.name for use in uses if use.is_foreign}
    own = () if outlet is None else tuple(filter(None, (outlet.name, outlet.name_en)))
    keys = set(map(name_key, own))
    best = max(counts, key=lambda name: (name not in foreign, counts[name], name in own, name_key(name) in keys))
    written = "; ".join(
        f"{name} ({_lines([use.row for use in uses if use.name == name])})" for name, _ in counts.most_common()
    )
    if outlet is None:
        known, source = best, "the same letters"
    else:
        known, source = outlet.name, "listed as one outlet: scrape outlets"
    if foreign:
        source += "".join(f"; {name} is the name of another outlet" for name in sorted(foreign))
    odd = tuple(dict.fromkeys(use.row for use in uses if use.name != best))
    return Finding(FindingKind.SPELLING, odd, written, known, source, f"write {best} everywhere")


def _lines(rows: Sequence[WrittenRow]) -> str:
    return f"line{'s' if len(rows) > 1 else ''} {', '.join(str(row.number) for row in rows)}"
