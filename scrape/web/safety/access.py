"""Who may look, and under which name: tokens, sessions in memory, and the tokens that forms carry."""

from __future__ import annotations

import base64
import hashlib
import hmac
import ipaddress
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from pipeline.errors import ConfigError, UsageError

__all__ = ["COOKIE", "Access", "Session", "is_loopback", "read_tokens", "refuse_open_door"]

COOKIE = "press_scrape"
SHORTEST_TOKEN = 20  # characters
_TEAM = "team"  # the name of those who sign in with SCRAPE_WEB_TOKEN
_MOST_SESSIONS = 1000
_SESSION_SECONDS = 14 * 86400  # since it was last used


class Session(NamedTuple):
    """Somebody who signed in; `used_at` is a second of the monotonic clock."""

    name: str
    used_at: float


def is_loopback(host: str) -> bool:
    """Whether an address or name of this machine is reached from this machine alone."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def read_tokens(environment: Mapping[str, str]) -> dict[str, str]:
    """Names by token: of ``SCRAPE_WEB_TOKENS`` (``name:token,name:token``) and ``SCRAPE_WEB_TOKEN``.

    Raises ConfigError for one that is too short, and for what is no pair; tokens are never shown.
    """
    named: dict[str, str] = {}
    if whole := environment.get("SCRAPE_WEB_TOKEN", "").strip():
        named[whole] = _TEAM
    for number, pair in enumerate(environment.get("SCRAPE_WEB_TOKENS", "").split(","), start=1):
        if not pair.strip():
            continue
        name, colon, token = (part.strip() for part in pair.partition(":"))
        if not (name and colon and token):
            raise ConfigError(f"$SCRAPE_WEB_TOKENS: pair {number}: expected name:token,name:token")
        if token in named:
            raise ConfigError(f"$SCRAPE_WEB_TOKENS: pair {number}: another name has the same token")
        named[token] = name
    for token, name in named.items():
        if len(token) < SHORTEST_TOKEN:
            variable = "$SCRAPE_WEB_TOKEN" if name == _TEAM else f"$SCRAPE_WEB_TOKENS: the token of {name}"
            raise ConfigError(f"{variable} has {len(token)} characters; expected at least {SHORTEST_TOKEN}")
    return named


def refuse_open_door(host: str, tokens: Mapping[str, str]) -> None:
    """Raise UsageError when anybody on the network could look."""
    if not is_loopback(host) and not tokens:
        raise UsageError(
            f"--host {host} lets others look: set SCRAPE_WEB_TOKEN to at least {SHORTEST_TOKEN} characters, "
            "or SCRAPE_WEB_TOKENS to name:token,name:token"
        )


@dataclass(slots=True)
class Access:
    """The tokens in force and who signed in with them. Without tokens everybody who reaches us is `owner`."""

    tokens: Mapping[str, str]
    owner: str
    sessions: dict[str, Session] = field(default_factory=dict)
    _secret: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    @property
    def is_closed(self) -> bool:
        """Whether one has to sign in."""
        return bool(self.tokens)

    def is_shared(self, name: str | None) -> bool:
        """Whether several people go by this name: those who sign in with one token."""
        return self.is_closed and name == _TEAM

    def name_of(self, token: str) -> str | None:
        """Under which name a token signs in; None when it is none of ours."""
        given = _digest(token)
        found = None
        for known, name in self.tokens.items():  # all of them: the time taken tells nothing
            if hmac.compare_digest(_digest(known), given):
                found = name
        return found

    def open_session(self, name: str) -> str:
        """The id of a new session; the one that was unused for longest goes when there are too many."""
        while len(self.sessions) >= _MOST_SESSIONS:
            del self.sessions[min(self.sessions, key=lambda key: self.sessions[key].used_at)]
        key = secrets.token_urlsafe(32)
        self.sessions[key] = Session(name, time.monotonic())
        return key

    def close_session(self, key: str) -> None:
        """Forget a session."""
        self.sessions.pop(key, None)

    def user(self, key: str, authorization: str = "") -> str | None:
        """The name of whom a session, or an ``Authorization`` header of a program, belongs to: ``Bearer TOKEN``, or
        ``Basic`` (RFC 7617) with the token as password, whatever the name."""
        if not self.is_closed:
            return self.owner
        token = _token_of(authorization)
        if token is not None:
            return self.name_of(token)
        session, now = self.sessions.get(key), time.monotonic()
        if session is None or now - session.used_at > _SESSION_SECONDS:
            self.close_session(key)
            return None
        self.sessions[key] = session._replace(used_at=now)
        return session.name

    def form_token(self, key: str) -> str:
        """What a form of this session carries, so that no other page can send it."""
        return hmac.new(self._secret, key.encode(), hashlib.sha256).hexdigest()

    def fits(self, key: str, token: str) -> bool:
        """Whether a form carries the token of its session."""
        return hmac.compare_digest(self.form_token(key), token if token.isascii() else "")


def _token_of(authorization: str) -> str | None:
    scheme, _, given = authorization.partition(" ")
    match scheme.lower():
        case "bearer":
            return given.strip()
        case "basic":
            try:
                return base64.b64decode(given.strip(), validate=True).decode().partition(":")[2]
            except ValueError:
                return ""
    return None


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()
