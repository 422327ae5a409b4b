"""Which outlet published what stands at an address.

The longest known domain that fits on label boundaries counts: ``biz.chosun.com`` is another brand than
``chosun.com``. On a portal the outlet's number in the address counts, for a portal is not the press.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from pipeline.items import Outlet, OutletRole
from pipeline.urls import canonical_url, host_of, site_of

__all__ = ["OutletRegistry"]

_NAVER = re.compile(r"https://n\.news\.naver\.com/article/(\d{3})/")
_LONGEST_NAME = 60  # characters; what is longer is a slogan


class OutletRegistry:
    """Outlets by domain, by number and by name; of two that claim the same, the first one counts."""

    def __init__(self, outlets: Iterable[Outlet]) -> None:
        self._by_domain: dict[str, Outlet] = {}
        self._by_number: dict[str, Outlet] = {}
        self._by_name: dict[str, Outlet] = {}
        for outlet in outlets:
            for domain in outlet.domains:
                self._by_domain.setdefault(domain.lower().removeprefix("www."), outlet)
            if outlet.naver_oid is not None:
                self._by_number.setdefault(outlet.naver_oid, outlet)
            for name in filter(None, (outlet.name, outlet.name_en, *outlet.aliases)):
                self._by_name.setdefault(_fold(name), outlet)

    def of_url(self, url: str) -> Outlet | None:
        """The outlet that published what stands at `url`, as far as the address tells."""
        if number := _NAVER.match(canonical_url(url)):
            return self._by_number.get(number.group(1))
        labels = host_of(url).split(".")
        for start in range(len(labels) - 1):
            outlet = self._by_domain.get(".".join(labels[start:]))
            if outlet is not None:
                return outlet
        return None

    def of_name(self, name: str) -> Outlet | None:
        """The outlet of that name, in either language; spaces and capitals do not matter."""
        return self._by_name.get(_fold(name))

    def role_of(self, name: str) -> OutletRole:
        """What the outlet of that name is to an announcement; one that is not known is of the press."""
        known = self.of_name(name)
        return OutletRole.PRESS if known is None else known.role

    def outlet_name(
        self, url: str, *, publisher: str | None = None, site_name: str | None = None, provider: str | None = None
    ) -> str:
        """How to call the outlet of `url`: as the registry says, else as the page says of itself (the publisher of
        its JSON-LD, og:site_name), else by its domain. A name the registry knows is given in its spelling. On a
        portal it is the outlet that the page names as its `provider`, or as its publisher, if any."""
        known = self.of_url(url)
        is_portal = known is not None and known.role is OutletRole.PORTAL
        if known is not None and not known.weak and not is_portal:
            return known.name
        for declared in (provider, publisher) if is_portal else (publisher, site_name):
            text = " ".join((declared or "").split())
            if text and len(text) <= _LONGEST_NAME and not text.lower().startswith(("http:", "https:")):
                named = self.of_name(text)
                if is_portal and named is known:
                    continue  # it calls itself the publisher
                return text if named is None else named.name
        if known is not None:
            return known.name
        return site_of(host_of(url)) or url


def _fold(name: str) -> str:
    return re.sub(r"[\s._·-]+", "", unicodedata.normalize("NFKC", name).casefold())
