"""A real server of the pages on loopback, and a client that says whatever a test wants."""

from __future__ import annotations

import html
import http.client
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, urlencode

from pipeline.outlets import OutletRegistry
from scrape.config.settings import Settings
from scrape.web.safety.access import Access
from scrape.web.safety.guard import Doors
from scrape.web.serve import bind, server_of
from scrape.web.site import Site
from storage.database.engine import Database
from tests.waiting import until

__all__ = ["NOW", "Pages", "Reply", "serving"]

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Reply:
    """What was answered."""

    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def links(self) -> list[str]:
        """Where it leads."""
        return [html.unescape(link) for link in re.findall(r'<a [^>]*?href="([^"]*)"', self.text)]

    @property
    def form_token(self) -> str:
        """The token in its first form."""
        match = re.search(r'name="token" value="(\w+)"', self.text)
        assert match is not None, self.text
        return match[1]


@dataclass(slots=True)
class Pages:
    """A server that is up, and a browser's memory of it: its cookies."""

    port: int
    site: Site
    cookie: str = ""
    language: str = "en"
    said: dict[str, str] = field(default_factory=dict)

    @property
    def root(self) -> str:
        """The address of the server."""
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str, **headers: str) -> Reply:
        """Ask for a page; ``Host`` and any other header may be given (``sec_fetch_site="…"``)."""
        return self._ask("GET", path, b"", headers)

    def post(self, path: str, form: Mapping[str, str], **headers: str) -> Reply:
        """Send a form as a page of ours does, unless `headers` say otherwise."""
        own = {"origin": self.root, "content_type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, urlencode(form).encode(), own | headers)

    def _ask(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        given = {"Accept-Language": self.language} | {name.replace("_", "-"): one for name, one in headers.items()}
        if self.cookie:
            given.setdefault("Cookie", self.cookie)
        connection.request(method, quote(path, safe="/?&=%:;,+~"), body or None, given)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        found = {name.lower(): value for name, value in answer.getheaders()}
        if "set-cookie" in found:
            self.cookie = found["set-cookie"].split(";", 1)[0]
        return Reply(answer.status, found, content.decode("utf-8", "replace"))


@contextmanager
def serving(
    database: Database,
    *,
    settings: Settings | None = None,
    tokens: Mapping[str, str] | None = None,
    archive: Path | None = None,
    read_only: bool = False,
    sql_open: bool = True,
    sources: frozenset[tuple[str, str]] = frozenset(),
    hosts: tuple[str, ...] = (),
) -> Iterator[Pages]:
    """Serve the pages of a database while the context lasts; it is nine o'clock on 20 November 2026 (UTC)."""
    site = Site(
        settings=settings or Settings(),
        database=database,
        access=Access(tokens or {}, "owner"),
        outlets=OutletRegistry(()),
        sources=sources,
        archive=archive,
        now=lambda: NOW,
        read_only=read_only,
        sql_open=sql_open,
    )
    with bind("127.0.0.1", 0) as listening:
        server = server_of(site, Doors.at("127.0.0.1", hosts))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        until(lambda: server.started)
        try:
            yield Pages(listening.getsockname()[1], site)
        finally:
            server.should_exit = True
            thread.join()
