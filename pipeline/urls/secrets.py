"""Secrets in text that is shown: passwords before a host, and keys among the parameters of an address."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import unquote, urlsplit, urlunsplit

__all__ = ["secrets_of", "without_secrets", "without_userinfo"]

HIDDEN = "***"
# A name alone before a host is a secret on the web (a token), and none before a database.
_USERINFO = re.compile(r"\b(https?://|[a-z][a-z0-9+.-]{0,30}://[^\s/?#\"'<>@:]*:)[^\s/?#\"'<>]*@", re.IGNORECASE)
_KEY = re.compile(
    r"([?&;](?:[a-z0-9]+[_.-])*(?:(?:api|access|auth|service|client|user|private|secret|app|subscription)?_?-?key"
    r"|[a-z]*token|[a-z]*secret|[a-z]*pass(?:word|wd|phrase)?|pwd|auth(?:orization)?|sig(?:nature)?|credentials?)=)"
    r"([^&;#\s\"'<>()\\]*[^&;#\s\"'<>()\\:,.])",
    re.IGNORECASE,
)
_SHORTEST = 4  # characters; a shorter word is not hidden wherever it stands


def without_secrets(text: str, known: Iterable[str] = ()) -> str:
    """`text` with ``***`` for what stands before the host of an address, for the values of parameters that are
    called as keys are, and for the secrets in `known`."""
    for secret in known:
        if len(secret) >= _SHORTEST:
            text = text.replace(secret, HIDDEN)
    if "@" in text:
        text = _USERINFO.sub(rf"\1{HIDDEN}@", text)
    return _KEY.sub(rf"\1{HIDDEN}", text) if "=" in text else text


def secrets_of(url: str) -> tuple[str, ...]:
    """What of `url` is secret: its password and the values of its keys, as written and decoded."""
    secrets = [value for _, value in _KEY.findall(url)]
    userinfo, at, _ = urlsplit(url).netloc.rpartition("@")
    if at:
        secrets += [userinfo, userinfo.partition(":")[2]]
    return tuple(dict.fromkeys(spelling for value in secrets for spelling in (value, unquote(value)) if spelling))


def without_userinfo(url: str) -> str:
    """`url` without what stands before its host."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2])) if "@" in parts.netloc else url
