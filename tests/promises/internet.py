"""An internet of our own: names and public addresses that lead to servers on loopback, and an intranet.

The program runs as it does in the world, with private addresses refused: what is replaced is the system's resolver
and the last step of a connection. Every private address leads to the intranet, so that a crawler that contacts one
is seen there. No name is ever asked of a real resolver, and nothing outside loopback is contacted.

As a program (``python -m tests.promises.internet MAP COMMAND…``) it runs `scrape` in the internet that the JSON
file MAP describes.
"""

from __future__ import annotations

import ipaddress
import itertools
import json
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit

from twisted.internet.posixbase import PosixReactorBase

from tests.web import Host

__all__ = ["PRIVATE", "Internet", "connected"]

PRIVATE = (
    "127.0.0.1",
    "127.8.8.8",
    "10.1.2.3",
    "172.16.0.9",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "[::1]",
    "[::ffff:10.0.0.1]",
    "[fd00::1]",
    "[fe80::1]",
    "[64:ff9b::a9fe:a9fe]",
    "2130706433",
    "0x7f000001",
    "127.1",
)
_PUBLIC = (str(ipaddress.ip_address("198.41.1.1") + number) for number in itertools.count())


@dataclass(slots=True)
class Internet:
    """Where names lead (`names`: the answers of successive look-ups, in turn) and where servers are (`servers`: by
    public address). A name may begin with ``*.``. `dialled` are the addresses connected to."""

    names: dict[str, list[list[str]]] = field(default_factory=lambda: {"localhost": [["127.0.0.1", "::1"]]})
    servers: dict[str, tuple[str, int]] = field(default_factory=dict)
    intranet: tuple[str, int] | None = None
    dialled: list[str] = field(default_factory=list)
    _asked: dict[str, int] = field(default_factory=dict)

    def place(self, name: str, host: Host, *, address: str | None = None) -> str:
        """Let `name` lead to `host`; gives the URL of its root."""
        where = address or next(_PUBLIC)
        self.names[name] = [[where]]
        self.servers[where] = _endpoint(host)
        return f"http://{name}"

    def keep_private(self, host: Host) -> None:
        """Let every address that is not public lead to `host`."""
        self.intranet = _endpoint(host)

    def as_json(self) -> str:
        """What `of_json` reads."""
        return json.dumps({"names": self.names, "servers": self.servers, "intranet": self.intranet})

    @classmethod
    def of_json(cls, text: str) -> Internet:
        """The internet another process described."""
        read = json.loads(text)
        servers = {address: (where, port) for address, (where, port) in read["servers"].items()}
        return cls(read["names"], servers, tuple(read["intranet"]) if read["intranet"] else None)

    def addresses(self, name: str) -> list[str]:
        """What the next look-up of `name` answers."""
        answers = self.names.get(name) or self.names.get("*." + name.partition(".")[2])
        if answers is None:
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        before = self._asked.get(name, 0)
        self._asked[name] = before + 1
        return answers[before % len(answers)]

    def endpoint(self, address: str) -> tuple[str, int] | None:
        """The server on loopback that stands for an address."""
        bare = ipaddress.ip_address(address.split("%", 1)[0])
        return self.servers.get(str(bare)) or (None if bare.is_global and bare.version == 4 else self.intranet)


def _endpoint(host: Host) -> tuple[str, int]:
    parts = urlsplit(host.url)
    assert parts.hostname is not None
    assert parts.port is not None
    return parts.hostname, parts.port


@contextmanager
def connected(net: Internet) -> Iterator[Internet]:
    """Make `net` the internet of this process."""
    resolve, dial = socket.getaddrinfo, PosixReactorBase.connectTCP
    with socket.socket() as closed:  # bound, never listening: whoever connects is refused
        closed.bind(("127.0.0.1", 0))
        nowhere = closed.getsockname()

        def getaddrinfo(host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
            name = host.decode() if isinstance(host, bytes) else host
            try:
                return resolve(name.strip("[]"), port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
            except socket.gaierror:
                found = net.addresses(name.lower().rstrip("."))
            return [one for address in found for one in resolve(address, port, type=socket.SOCK_STREAM)]

        def connect(reactor: Any, host: str, port: int, factory: Any, *args: Any, **kwargs: Any) -> Any:
            net.dialled.append(host)
            where, number = net.endpoint(host) or nowhere
            return dial(reactor, where, number, factory, *args, **kwargs)

        def gethostbyname(host: str) -> str:
            return str(getaddrinfo(host, 0)[0][4][0])

        with (
            patch.object(socket, "getaddrinfo", getaddrinfo),
            patch.object(socket, "gethostbyname", gethostbyname),
            patch.object(PosixReactorBase, "connectTCP", connect),
        ):
            yield net


def main(file: Path, command: Sequence[str]) -> None:
    """Run `scrape` with `command` in the internet of `file`."""
    from scrape.cli import main as scrape

    sys.argv = ["scrape", *command]
    with connected(Internet.of_json(file.read_text(encoding="utf-8"))):
        scrape()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
