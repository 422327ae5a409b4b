"""What a server knows, and what a view is given of one request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from pipeline.outlets import OutletRegistry
from scrape.config.settings import Settings
from scrape.web.render import render
from scrape.web.safety.access import Access
from scrape.web.texts import Texts, texts_in, tongue_of
from storage.archive import ArchivePlace
from storage.database.engine import Database

__all__ = ["Site", "Visit", "number_in"]


_MOST_DIGITS = 18  # of the number of a row


def number_in(text: str) -> int | None:
    """The number of a row that a parameter or field holds, None where it holds none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else None


@dataclass(frozen=True, slots=True)
class Site:
    """One server. `sources` are those of the configuration, by kind and address; `lang` is for all, else what a
    browser asks for; `sql_open` says whether statements may be typed; `now` is the clock."""

    settings: Settings
    database: Database
    access: Access
    outlets: OutletRegistry
    sources: frozenset[tuple[str, str]]
    archive: ArchivePlace | None
    now: Callable[[], datetime]
    lang: str | None = None
    read_only: bool = False
    sql_open: bool = True


@dataclass(frozen=True, slots=True)
class Visit:
    """One request, as views see it: `user` is who signed in."""

    site: Site
    request: Request
    texts: Texts
    user: str | None
    session: str

    @classmethod
    def of(cls, request: Request) -> Visit:
        """What a request brings."""
        site: Site = request.app.state.site
        lang = site.lang or tongue_of(request.headers.get("accept-language", ""))
        state = request.scope.get("state", {})
        return cls(site, request, texts_in(lang), state.get("user"), state.get("session", ""))

    @property
    def asked(self) -> Mapping[str, str]:
        """The parameters of the address; of one given twice, the last."""
        return self.request.query_params

    def every(self, name: str) -> list[str]:
        """All values of a parameter of the address that say something."""
        return [value.strip() for value in self.request.query_params.getlist(name) if value.strip()]

    def number(self, name: str = "key") -> int:
        """A number in the path. Raises HTTPException (404) for one that no row can have."""
        number = int(self.request.path_params[name])
        if number >= 1 << 63:
            raise HTTPException(404)
        return number

    @property
    def may_write(self) -> bool:
        """Whether anything can be changed here."""
        return not (self.site.read_only or self.site.database.is_read_only)

    def read(self) -> AbstractContextManager[Any]:
        """A connection for reading. Raises StorageError as `Database.read` does."""
        return self.site.database.read()

    def page(self, template: str, status: int = 200, **values: Any) -> Response:
        """A page of ours, from a template and what it shows."""
        return HTMLResponse(
            render(
                template,
                t=self.texts,
                lang=self.texts.lang,
                site=self.site,
                user=self.user if self.site.access.is_closed else None,
                form_token=self.site.access.form_token(self.session),
                me=self.user,
                may_write=not (self.site.read_only or self.site.database.is_read_only),
                now=self.site.now(),
                path=self.request.url.path,
                **values,
            ),
            status,
        )

    def missing(self) -> HTTPException:
        """The answer when what the address names is not there, to be raised."""
        return HTTPException(404)

    def go(self, address: str) -> Response:
        """Send the browser to another page of ours, to be read with GET."""
        return RedirectResponse(address, 303)
