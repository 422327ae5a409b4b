"""The check before every connection: names are resolved here, and those of private addresses are refused.

One check in the resolver covers articles, sources, robots.txt and every redirect alike, because the address that is
checked is the address that is connected to: Twisted connects to what this resolver returns and uses no other.
A name with any private record is refused entirely, so that it cannot be public at the first look-up and private at
the second (DNS rebinding).
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Collection, Sequence
from typing import Any

from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IAddress, IHostnameResolver, IHostResolution
from zope.interface import implementer

__all__ = ["Guard", "is_public", "is_written_private"]

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")  # RFC 4291: nothing else is handed out on the internet


def is_public(address: str) -> bool:
    """Whether an IP address in text form is one of the public internet (RFC 6890 and its registries).

    Addresses that contain an IPv4 address (mapped, 6to4, Teredo, NAT64) are judged by that address.
    """
    ip = ipaddress.ip_address(address.split("%", 1)[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if ip not in _GLOBAL_UNICAST:
            return False
    return ip.is_global and not ip.is_multicast


def is_written_private(host: str) -> bool:
    """Whether `host` is a private address written in any form that systems accept, or means this machine."""
    if host.rstrip(".") == "localhost" or host.rstrip(".").endswith(".localhost"):
        return True
    try:
        records = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    except (OSError, UnicodeError):
        return False
    return not all(is_public(str(where[0])) for *_, where in records)


@implementer(IHostResolution)
class _Resolution:
    """A look-up in progress."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.task: asyncio.Task[None] | None = None

    def cancel(self) -> None:
        """Cancel the look-up."""
        if self.task is not None:
            self.task.cancel()


@implementer(IHostnameResolver)
class Guard:
    """Resolves host names for the reactor. With `allow_private` every address is allowed (for tests and the demo);
    the hosts in `trusted` (a configured proxy) may always be private. `refused` remembers the hosts that were
    refused, with the reason; several crawls at once share it, because one resolver serves them all."""

    def __init__(
        self, *, allow_private: bool, trusted: Collection[str] = (), refused: dict[str, str] | None = None
    ) -> None:
        self._allow_private = allow_private
        self._trusted = frozenset(trusted)
        self.refused: dict[str, str] = {} if refused is None else refused

    def forbids(self, host: str) -> bool:
        """Whether `host` is written as a private address, and those may not be contacted."""
        return not self._allow_private and host not in self._trusted and is_written_private(host)

    def resolveHostName(  # noqa: N802 - Twisted's name
        self,
        resolutionReceiver: Any,  # noqa: N803 - type checkers do not know zope interfaces
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> Any:
        """Resolve `hostName` and give its addresses to the receiver, or none when it is refused."""
        del transportSemantics
        resolution = _Resolution(hostName)
        resolutionReceiver.resolutionBegan(resolution)
        work = self._resolve(resolutionReceiver, hostName, portNumber, addressTypes)
        resolution.task = asyncio.get_running_loop().create_task(work)
        return resolution

    async def _resolve(self, receiver: Any, host: str, port: int, kinds: Sequence[type[IAddress]] | None) -> None:
        try:
            records = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            records = []
        pairs = list(dict.fromkeys((family, str(where[0])) for family, _, _, _, where in records))
        if self._may_contact(host, [address for _, address in pairs]):
            for family, text in pairs:
                made = (IPv6Address if family == socket.AF_INET6 else IPv4Address)("TCP", text, port)
                if kinds is None or isinstance(made, tuple(kinds)):
                    receiver.addressResolved(made)
        receiver.resolutionComplete()

    def _may_contact(self, host: str, addresses: Collection[str]) -> bool:
        if self._allow_private or host in self._trusted:
            return True
        private = next((address for address in addresses if not is_public(address)), None)
        if private is None:
            self.refused.pop(host.lower(), None)
            return True
        self.refused[host.lower()] = f"{host} leads to the private address {private}"
        return False
