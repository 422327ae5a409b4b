"""What every request passes before anything else, and what every answer carries."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from scrape.output.export import one_line
from scrape.web.safety.access import COOKIE, Access, is_loopback

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["FOR_PROGRAMS", "Doors", "Gate"]

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self'; "
        "frame-src 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # with "no-referrer" a browser hides who sends a form
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}
_READING = {"GET", "HEAD"}
_OPEN = ("/login", "/static/")  # what is seen before signing in
FOR_PROGRAMS = ("/api/", "/status.json")  # what is answered there is JSON, and nobody is asked to sign in
_FEED = ".atom"


@dataclass(frozen=True, slots=True)
class Doors:
    """The names by which we may be called: `names` besides those of loopback, or `any_address` of this machine.

    A name of somebody else's that leads here (DNS rebinding) is never an address in digits.
    """

    names: frozenset[str]
    any_address: bool = False

    @classmethod
    def at(cls, host: str, more: tuple[str, ...] = ()) -> Doors:
        """Those of a server that listens at `host`."""
        everywhere = host in {"0.0.0.0", "::"}  # noqa: S104 - asked, not bound
        return cls(frozenset(name.lower() for name in (host, *more)), everywhere)

    def lead_here(self, host: str) -> bool:
        """Whether a ``Host`` header (with or without a port) is a name of ours."""
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        return name in self.names or is_loopback(name) or (self.any_address and _is_address(name))


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


class Gate:
    """Around the whole application: names, origins and sign-in are checked here, and headers set."""

    def __init__(self, app: ASGIApp, doors: Doors, access: Access) -> None:
        """Gate `app`."""
        self._app = app
        self._doors = doors
        self._access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or let it in."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":

            async def send_with_headers(message: Message) -> None:
                if message["type"] == "http.response.start":
                    headers = MutableHeaders(scope=message)
                    for name, value in _HEADERS.items():
                        headers.setdefault(name, value)
                await send(message)

            answer = self._refusal(scope) or self._app
            await answer(scope, receive, send_with_headers)

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if not self._doors.lead_here(host):
            name = one_line(host)[:100]
            line = f'{name!r} is no name of this server; in scrape.toml: [web] hosts = ["…"]\n'
            return PlainTextResponse(line, status_code=421)
        if scope["method"] not in _READING and not _is_own(headers, host):
            return PlainTextResponse("this was sent by another page; nothing was changed\n", status_code=403)
        return self._sign_in(scope, headers)

    def _sign_in(self, scope: Scope, headers: Headers) -> Response | None:
        path: str = scope["path"]
        key = cookie_parser(headers.get("cookie", "")).get(COOKIE, "")
        user = self._access.user(key, headers.get("authorization", ""))
        scope["state"] = {**scope.get("state", {}), "user": user, "session": key}
        if user is not None or path == _OPEN[0] or path.startswith(_OPEN[1]):
            return None
        if "authorization" in headers or path.startswith(FOR_PROGRAMS) or path.endswith(_FEED):
            said = "this token is not known" if "authorization" in headers else "send Authorization: Bearer TOKEN"
            # Readers of feeds ask for a name and a password.
            scheme = 'Basic realm="press-scrape", charset="UTF-8"' if path.endswith(_FEED) else "Bearer"
            return PlainTextResponse(f"{said}\n", 401, {"WWW-Authenticate": scheme})
        query = scope["query_string"].decode("latin-1")
        wanted = f"{path}?{query}" if query else path
        return RedirectResponse(f"/login?next={quote(wanted, safe='')}", status_code=303)


def _is_own(headers: Headers, host: str) -> bool:
    """Whether a page of ours sent the request: as the browser says, else by its origin."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc.lower() == host.lower()
