"""Which outlet published what stands at an address, and what it is to an announcement.

The longest known domain that fits on label boundaries counts: ``biz.chosun.com`` is another brand than
``chosun.com``; below it, a section that has an entry of its own. What a portal carries is the article of the paper
that its page names; on Naver the paper's number stands in the address.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.items import Outlet, OutletRole
from pipeline.urls import canonical_url, host_of, original_url, site_of

__all__ = ["OutletRegistry", "Provenance", "Published", "name_key"]

_NAVER = re.compile(r"https://n\.news\.naver\.com/article/(\d{3})/")
_LONGEST_NAME = 60  # characters; what is longer is a slogan
_BETWEEN_NAMES = re.compile(r"\s(?:[|·\-–—:]|on|via)\s|\|")  # as in "… on MSN"
_AROUND_NAME = re.compile(
    r"^(?:출처|제공|source|from|via|by)\s*[:=]?\s+|^(?:㈜|\(주\)|주식회사)\s*|\s*(?:㈜|\(주\)|제공)$", re.IGNORECASE
)
_COMPANY = re.compile(r"\b(?:corp|corporation|inc|llc|ltd|co)\.?$|주식회사|㈜|\(주\)", re.IGNORECASE)
_REPORTER = re.compile(r"기자|특파원|[@/]|\breporter\b", re.IGNORECASE)
# Folders, labels of hosts and names of sections under which somebody publishes announcements.
_RELEASES = re.compile(r"(?:press|news)[-_]?(?:release|room)s?|newsrooms?|보도자료", re.IGNORECASE)
_NEWSROOM_NAME = re.compile(r"(?:뉴스룸|프레스룸|news ?room|press ?room|press center)$", re.IGNORECASE)
_RELEASE_SECTION = re.compile(r"보도\s?자료|(?:press|news) releases?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Provenance:
    """What a page says of who published its article, as given; each with the most trustworthy first.

    `declared`: the provider in its head and JSON-LD. `links`: addresses of the original. `shown`: the provider
    beside the article. `rights`: who holds the copyright. `near`: what else stands in bylines, whole and in pieces.
    `homes`: front pages that are linked beside the article. `authors` are persons, as far as is known.
    """

    declared: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    rights: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    homes: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Published:
    """Who published an article: the outlet's name, what it is to an announcement, and whether the article stands at
    the address of a portal instead of the outlet's own."""

    name: str
    role: OutletRole
    at_portal: bool = False


class OutletRegistry:
    """Outlets by domain, by number and by name; of two that claim the same, the first one counts."""

    def __init__(self, outlets: Iterable[Outlet]) -> None:
        self._by_domain: dict[str, Outlet] = {}
        self._by_section: dict[str, Outlet] = {}
        self._by_number: dict[str, Outlet] = {}
        self._by_name: dict[str, Outlet] = {}
        for outlet in outlets:
            for domain in outlet.domains:
                self._by_domain.setdefault(domain.lower().removeprefix("www."), outlet)
            for section in outlet.sections:
                self._by_section.setdefault(section.removeprefix("www."), outlet)
            if outlet.naver_oid is not None:
                self._by_number.setdefault(outlet.naver_oid, outlet)
            for name in filter(None, (outlet.name, outlet.name_en, *outlet.aliases)):
                self._by_name.setdefault(name_key(name), outlet)

    def of_url(self, url: str) -> Outlet | None:
        """The outlet that published what stands at `url`, as far as the address tells; of a cached copy, that of
        the original."""
        if number := _NAVER.match(canonical_url(url)):
            known = self._by_number.get(number.group(1))
            if known is not None:
                return known
        return self._at(original_url(url))

    def of_name(self, name: str) -> Outlet | None:
        """The outlet of that name, in either language; spaces and capitals do not matter."""
        return self._by_name.get(name_key(name))

    def published(
        self,
        url: str,
        witnesses: Provenance | None = None,
        *,
        publisher: str | None = None,
        site_name: str | None = None,
        section: str | None = None,
    ) -> Published:
        """Who published what stands at `url`: as the registry says, else as the page says of itself (the publisher
        of its JSON-LD, og:site_name), else its domain. A name the registry knows is given in its spelling.

        At a portal, and where a page names a known outlet as its provider, that outlet; a portal's own name stands
        where no other is told. A section of releases is a wire of its own, and so is a site that the registry does
        not know and that calls itself a newsroom.
        """
        witnesses = witnesses or Provenance()
        known, host = self.of_url(url), self._at(original_url(url))
        at_portal = host is not None and host.role is OutletRole.PORTAL
        if known is not None and (known is not host or not (known.weak or at_portal)):
            return _in_section(Published(known.name, known.role, at_portal), url, section)
        if at_portal and host is not None:
            name = self._carried(witnesses, publisher, site_name, host)
            return (
                Published(host.name, host.role, at_portal=True)
                if name is None
                else self._named(name, at_portal=True)
            )
        if known is None and (provider := self._provider(witnesses, publisher, site_name)):
            return Published(provider.name, provider.role, at_portal=True)
        for text in (publisher, site_name):
            if name := _as_name(text):
                return _in_section(self._named(name), url, section, is_known=known is not None)
        name = site_of(host_of(original_url(url))) or url if known is None else known.name
        return _in_section(self._named(name), url, section, is_known=known is not None)

    def credited(self, dateline: str, others: Iterable[str]) -> str:
        """The outlet whose text an article says it carries, in the registry's spelling where it knows it: that of
        its dateline, else the first of `others` that is a known outlet of the press; empty when there is none."""
        for name in (dateline, *others):
            outlet = self.of_name(name) if name else None
            if outlet is not None and outlet.role is OutletRole.PRESS:
                return outlet.name
        return _as_name(dateline)

    def _at(self, url: str) -> Outlet | None:
        address = url.split("://", 1)[-1]
        labels = host_of(url).split(".")
        path = address[address.find("/") :] if "/" in address else ""
        for start in range(len(labels) - 1):
            domain = ".".join(labels[start:])
            if self._by_section:
                whole = domain + path
                fitting = [section for section in self._by_section if whole.startswith(section)]
                if fitting:
                    return self._by_section[max(fitting, key=len)]
            outlet = self._by_domain.get(domain)
            if outlet is not None:
                return outlet
        return None

    def _named(self, name: str, *, at_portal: bool = False) -> Published:
        outlet = self.of_name(name)
        if outlet is None:
            role = OutletRole.NEWSROOM if _NEWSROOM_NAME.search(name) else OutletRole.PRESS
            return Published(name, role, at_portal)
        return Published(outlet.name, outlet.role, at_portal or outlet.role is OutletRole.PORTAL)

    def _carried(
        self, said: Provenance, publisher: str | None, site_name: str | None, portal: Outlet
    ) -> str | None:
        """Whose article a portal carries: the first witness that names an outlet we know, else one that names
        another than the portal."""
        declared = (*said.declared, *filter(None, [publisher]))
        linked = (outlet.name for link in said.links if (outlet := self.of_url(link)))
        named = (*declared, *linked, *said.shown, *said.rights, *said.near, site_name or "")
        for name in self._names(named):
            outlet = self.of_name(name)
            if outlet is not None and outlet.role is not OutletRole.PORTAL:
                return outlet.name
        homes = [outlet for home in said.homes if (outlet := self.of_url(home)) is not None and not outlet.weak]
        if len({outlet.name for outlet in homes}) == 1 and homes[0].role is not OutletRole.PORTAL:
            return homes[0].name
        shown = dict.fromkeys(self._others(said.shown, portal))
        rights = (name for name in self._others(said.rights, portal) if not _COMPANY.search(name))
        candidates = (*self._others(declared, portal), *(shown if len(shown) == 1 else ()), *rights)
        return next((name for name in candidates if name not in said.authors), None)

    def _others(self, given: Iterable[str], portal: Outlet) -> list[str]:
        """The names among `given` of outlets that we do not know, and that are not the portal itself."""
        own = [name_key(name) for name in (portal.name, portal.name_en, *portal.aliases) if name]
        names = (name for name in self._names(given) if not _BETWEEN_NAMES.search(name))
        return [
            name
            for name in names
            if self.of_name(name) is None
            and not any(mine in name_key(name) or name_key(name) in mine for mine in own)
        ]

    def _provider(self, witnesses: Provenance, publisher: str | None, site_name: str | None) -> Outlet | None:
        """The outlet that a page of an unknown site names as another one, which provided its article."""
        own = {name_key(name) for name in (publisher, site_name) if name}
        for name in self._names(witnesses.declared):
            outlet = self.of_name(name)
            if outlet is not None and outlet.role is not OutletRole.PORTAL and name_key(name) not in own:
                return outlet
        return None

    def _names(self, given: Iterable[str]) -> Iterator[str]:
        """What of `given` may be the name of an outlet, whole and without what stands beside it."""
        for text in given:
            if name := _as_name(text):
                yield name
                yield from filter(None, map(_as_name, _BETWEEN_NAMES.split(name)))


def _as_name(text: str | None) -> str:
    """`text` as the name of an outlet; empty when it is none."""
    name = _AROUND_NAME.sub("", " ".join((text or "").split())).strip()
    is_name = name and len(name) <= _LONGEST_NAME and not name.lower().startswith(("http:", "https:"))
    return name if is_name and not _REPORTER.search(name) else ""


def _in_section(published: Published, url: str, section: str | None, *, is_known: bool = True) -> Published:
    """`published`, or its section of releases when the article stands there."""
    if published.role is not OutletRole.PRESS:
        return published
    folders = original_url(url).split("?", 1)[0].split("/")[3:-1]
    is_release = bool(section and _RELEASE_SECTION.fullmatch(section.strip()))
    if is_known:
        if is_release or any(map(_RELEASES.fullmatch, folders)):
            name = f"{published.name} {'press releases' if published.name.isascii() else '보도자료'}"
            return Published(name, OutletRole.WIRE, published.at_portal)
        return published
    if is_release or any(map(_RELEASES.fullmatch, [*folders, *host_of(url).split(".")[:-1]])):
        # Under a name of its own: what an outlet is depends on its name alone, not on which page came last.
        name = f"{published.name} {'newsroom' if published.name.isascii() else '뉴스룸'}"
        return Published(name, OutletRole.NEWSROOM, published.at_portal)
    return published


def name_key(name: str) -> str:
    """What is equal for the spellings of one outlet's name: blanks, points, capitals and width do not count."""
    return re.sub(r"[\s._·-]+", "", unicodedata.normalize("NFKC", name).casefold())
