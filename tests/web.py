"""A small web of real HTTP servers on loopback: scripted answers, and a record of who asked for what and when.

Hosts are addresses of 127.0.0.0/8, so that a crawler takes them for different hosts and connects to each itself.
An answer may be hostile: raw bytes, a body without an end, a length that lies.
"""

from __future__ import annotations

import socket
import struct
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise

__all__ = ["NOTED_LATE", "TICK", "Answer", "Asked", "Host", "Web", "endless", "keeps", "open_web"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a host says. `body` may be given piece by piece, and without an end; with `delay` the host first thinks
    for so many seconds, with `held` until that is set; `raw` is sent as it is, without a status line or headers of
    ours."""

    status: int = 200
    body: bytes | Callable[[], Iterable[bytes]] = b""
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "text/html; charset=utf-8"),)
    delay: float = 0.0
    raw: bool = False
    held: threading.Event | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as the host saw it: when it came and when it began to be answered, in seconds of the monotonic
    clock."""

    path: str
    headers: dict[str, str]
    began: float
    answered: float
    body: bytes = b""


_TCP_INFO = struct.Struct("52xI")  # tcpi_last_data_recv, in milliseconds
TICK = 0.01  # seconds; the kernel counts that time in ticks of its own, of 1 to 10 ms

Route = Answer | Callable[[int], Answer]


NOTED_LATE = 0.1  # seconds by which a request may be sent late on a busy machine, so that the next gap is shorter


def keeps(asked: Iterable[Asked], delay: float) -> bool:
    """Whether requests came with `delay` seconds between each two, and over all of them no faster than that."""
    times = sorted(one.began for one in asked)
    apart = all(after - before > delay - NOTED_LATE for before, after in pairwise(times))
    return apart and times[-1] - times[0] > delay * (len(times) - 1) - NOTED_LATE


@dataclass(slots=True)
class Host:
    """One server. `routes` answer paths: always alike, or by a function of how often the path was asked before.

    A path without a query answers for those with one that have no route of their own. An answer with an ETag is not
    sent again to who has it.
    """

    url: str
    routes: dict[str, Route] = field(default_factory=dict)
    log: list[Asked] = field(default_factory=list)
    _counts: dict[str, int] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def at(self, path: str, answer: Route) -> str:
        """Answer `path` from now on; gives its URL."""
        self.routes[path] = answer
        return self.url + path

    def asked(self, path: str | None = None) -> list[Asked]:
        """The requests for `path`, or all but those for robots.txt, in the order of their arrival."""
        wanted = [one for one in self.log if one.path == path or (path is None and one.path != "/robots.txt")]
        return sorted(wanted, key=lambda one: one.began)

    def began(self, path: str) -> int:
        """How often `path` was asked for, answered or not yet."""
        return self._counts.get(path, 0)

    def answer(self, path: str) -> Answer:
        """What `path` answers now."""
        with self._lock:
            before = self._counts.get(path, 0)
            self._counts[path] = before + 1
        route = self.routes.get(path) or self.routes.get(path.split("?", 1)[0], Answer(404))
        return route if isinstance(route, Answer) else route(before)


def endless(piece: bytes, pause: float = 0.0) -> Callable[[], Iterator[bytes]]:
    """A body without an end."""

    def pieces() -> Iterator[bytes]:
        while True:
            yield piece
            time.sleep(pause)

    return pieces


class Web:
    """Hosts by the last numbers of their address; each is started when it is first named."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._hosts: dict[int, Host] = {}

    def host(self, number: int = 1) -> Host:
        """The host at 127.0.0.`number`; from 256 on, at 127.0.1.0 and so on."""
        if number not in self._hosts:
            self._hosts[number] = self._stack.enter_context(_serve(f"127.0.{number >> 8}.{number & 255}"))
        return self._hosts[number]


@contextmanager
def open_web() -> Iterator[Web]:
    """A web without hosts; they end with the context."""
    with ExitStack() as stack:
        yield Web(stack)


@contextmanager
def _serve(address: str) -> Iterator[Host]:
    server = _Server((address, 0), _Handler)
    server.host = Host(f"http://{address}:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server.host
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    host: Host

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        super().__init__(address, handler)
        self.over = threading.Event()

    def handle_error(self, request: object, client_address: object) -> None:
        """The other side may go whenever it likes; anything else is a fault of ours."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


def _since_it_came(connection: socket.socket) -> float:
    """Seconds since the last bytes came, at least: a busy machine starts this thread late. 0 where unknown."""
    if sys.platform != "linux":
        return 0.0
    info = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _TCP_INFO.size)
    return max(0.0, float(_TCP_INFO.unpack(info)[0]) / 1000 - TICK)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        began = time.monotonic() - _since_it_came(self.connection)
        answer = self.server.host.answer(self.path)
        self.server.over.wait(answer.delay)
        if answer.held is not None:
            answer.held.wait()
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(headers.get("content-length", 0)))
        self.server.host.log.append(Asked(self.path, headers, began, time.monotonic(), body))
        if ("ETag", headers.get("if-none-match")) in answer.headers:
            answer = Answer(304, headers=answer.headers)
        with suppress(OSError):  # the other side has gone, as it may
            self._send(answer)

    do_POST = do_GET  # noqa: N815 - the name is the base's

    def _send(self, answer: Answer) -> None:
        if not answer.raw:
            self.send_response(answer.status)
            for name, value in answer.headers:
                self.send_header(name, value)
            if isinstance(answer.body, bytes) and not any(n.lower() == "content-length" for n, _ in answer.headers):
                self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
        self.close_connection = answer.raw or not isinstance(answer.body, bytes)
        for piece in (answer.body,) if isinstance(answer.body, bytes) else answer.body():
            self.wfile.write(piece)
            if self.server.over.is_set():
                return

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the signature is the base's
        del format, args
