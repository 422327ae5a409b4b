"""Which proxy a request goes through."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit
from urllib.request import proxy_bypass_environment  # type: ignore[attr-defined]

__all__ = ["Proxies"]


@dataclass(frozen=True, slots=True)
class Proxies:
    """The addresses of the proxies for http and https, None where requests go straight; `direct` lists the
    hosts and domains that are reached without one, as the environment variable NO_PROXY does."""

    http: str | None = None
    https: str | None = None
    direct: str = ""

    def __bool__(self) -> bool:
        """Whether anything goes through a proxy."""
        return bool(self.http or self.https)

    def of(self, url: str) -> str | None:
        """The proxy for a request of `url`."""
        parts = urlsplit(url)
        if self.direct and proxy_bypass_environment(parts.netloc.rpartition("@")[2], {"no": self.direct}):
            return None
        return self.https if parts.scheme.lower() == "https" else self.http

    def hosts(self) -> frozenset[str]:
        """The host names of the proxies."""
        return frozenset((urlsplit(proxy).hostname or "").lower() for proxy in self.addresses())

    def addresses(self) -> tuple[str, ...]:
        """The proxies, each once."""
        return tuple(dict.fromkeys(proxy for proxy in (self.https, self.http) if proxy))
