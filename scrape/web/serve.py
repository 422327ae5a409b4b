"""Serving the pages until Ctrl-C."""

from __future__ import annotations

import errno
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import uvicorn

from pipeline.errors import UsageError
from scrape.web.app import make_app
from scrape.web.safety.guard import Doors
from scrape.web.site import Site

__all__ = ["bind", "serve_pages"]

_GRACE_SECONDS = 3


def bind(host: str, port: int) -> socket.socket:
    """A socket that listens there. Raises UsageError when it cannot be had."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
    except OSError as error:
        raise UsageError(f"--host {host}: no address of this machine ({error.strerror})") from error
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen()
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRINUSE:
            raise UsageError(f"port {port} of {host} is taken; choose another: scrape web --port N") from error
        raise UsageError(f"--host {host} --port {port}: cannot listen there ({error.strerror})") from error
    return listening


def serve_pages(site: Site, doors: Doors, listening: socket.socket, ready: Callable[[str], None]) -> None:
    """Serve until the process is told to end (Ctrl-C, SIGTERM); `ready` is told the address."""
    host, port = listening.getsockname()[:2]
    ready(f"http://{f'[{host}]' if ':' in host else host}:{port}/")
    server = server_of(site, doors)
    before = signal.signal(signal.SIGTERM, _interrupt)  # uvicorn ends well, then raises the signal again
    try:
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listening])
    finally:
        signal.signal(signal.SIGTERM, before)


def server_of(site: Site, doors: Doors) -> uvicorn.Server:
    """A server that is not running yet."""
    config = uvicorn.Config(
        make_app(site, doors),
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        ws="none",
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    return uvicorn.Server(config)


def _interrupt(*_: Any) -> None:
    raise KeyboardInterrupt
