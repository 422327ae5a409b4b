"""Buckets on loopback, and what makes programs here find them: moto's server answers as S3 does, another one as
Google's storage."""

from __future__ import annotations

import itertools
import logging
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

__all__ = ["SECRET", "Bucket", "Server", "forget_connections", "open_google", "open_server"]

SECRET = "loopback/secret+key"
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Bucket:
    """A bucket by its address."""

    address: str

    def names(self, folder: str = "archive") -> list[str]:
        """The names of the files in a folder of it."""
        found = _system().find(f"{self.address}/{folder}")
        return sorted(str(one).rsplit("/", 1)[-1] for one in found)


@dataclass(frozen=True)
class Server:
    """Where S3 is, for who has this environment."""

    environment: Mapping[str, str] = field(default_factory=dict)

    def bucket(self) -> Bucket:
        """A new bucket; the environment must be set."""
        bucket = Bucket(f"s3://press-{next(_numbers)}")
        _system().mkdir(bucket.address)
        return bucket


@contextmanager
def open_server() -> Iterator[Server]:
    """A server without buckets."""
    from moto.server import ThreadedMotoServer  # few tests need it, and it takes a second

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    _, port = server.get_host_and_port()
    try:
        yield Server(
            {
                "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
                "AWS_ACCESS_KEY_ID": "AKIDLOOPBACK",
                "AWS_SECRET_ACCESS_KEY": SECRET,
                "AWS_DEFAULT_REGION": "us-east-1",
                "AWS_MAX_ATTEMPTS": "1",
            }
        )
    finally:
        server.stop()


@contextmanager
def open_google(name: str) -> Iterator[Mapping[str, str]]:
    """The environment of who finds a server with the bucket gs://NAME."""
    from gcp_storage_emulator.server import create_server

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = create_server("127.0.0.1", port, in_memory=True, default_bucket=name)
    server.start()
    try:
        yield {
            "STORAGE_EMULATOR_HOST": f"http://127.0.0.1:{port}",
            "GOOGLE_CLOUD_PROJECT": "press",
            "GCSFS_EXPERIMENTAL_ZB_HNS_SUPPORT": "false",  # nobody asks Google what kind of bucket it is
        }
    finally:
        server.stop()


def forget_connections() -> None:
    """Have the environment read again."""
    import fsspec

    fsspec.get_filesystem_class("s3").clear_instance_cache()


def _system() -> Any:
    import fsspec

    system = fsspec.filesystem("s3")
    system.invalidate_cache()
    return system
