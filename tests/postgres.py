"""A real PostgreSQL for the tests, started by themselves.

In this order: the server named by $SCRAPE_TEST_POSTGRES, one made from the PostgreSQL programs of this machine,
one made from the `pgserver` wheel. It speaks over a socket in a folder of its own and ends with the tests.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["MISSING", "Unavailable", "server"]

MISSING = "no PostgreSQL here: install it (Debian: apt-get install postgresql) or set SCRAPE_TEST_POSTGRES to a URL"


class Unavailable(Exception):
    """There are neither programs of PostgreSQL on this machine nor a wheel of them for this Python."""


@contextmanager
def server() -> Iterator[str]:
    """The URL of a server's maintenance database, in which databases can be created. Raises Unavailable."""
    given = os.environ.get("SCRAPE_TEST_POSTGRES")
    if given:
        yield given
        return
    programs = _programs()
    if programs is not None:
        with _own_cluster(programs) as url:
            yield url
        return
    if importlib.util.find_spec("pgserver") is None:
        raise Unavailable(MISSING)
    with _from_wheel() as url:
        yield url


def _programs() -> Path | None:
    """The folder of PostgreSQL's programs, the newest of several; a client alone has no `postgres` there."""
    initdb = shutil.which("initdb")
    folders = [Path(initdb).resolve().parent] if initdb else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True)
    return next((folder for folder in folders if all((folder / name).exists() for name in _NEEDED)), None)


_PATIENTLY = ("-w", "-t", "300")
_OPTIONS = """
listen_addresses = ''
unix_socket_directories = '{sockets}'
fsync = off
full_page_writes = off
"""
_NEEDED = ("initdb", "pg_ctl", "postgres")


def _version(folder: Path) -> float:
    try:
        return float(folder.parent.name)
    except ValueError:
        return 0.0


@contextmanager
def _own_cluster(programs: Path) -> Iterator[str]:
    # The server refuses to run as root.
    user = "nobody" if os.geteuid() == 0 else None
    # A socket's path must be short, which a test's own folder often is not.
    base = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    data = base / "data"
    try:
        if user is not None:
            os.chown(base, pwd.getpwnam(user).pw_uid, -1)
        _call(
            user,
            programs / "initdb",
            "-D",
            data,
            "-U",
            "tester",
            "-A",
            "trust",
            "--locale=C.UTF-8",
            "-E",
            "UTF8",
            "--no-sync",
        )
        with (data / "postgresql.conf").open("a", encoding="utf-8") as options:
            options.write(_OPTIONS.format(sockets=base))
        _call(user, programs / "pg_ctl", *_PATIENTLY, "-D", data, "-l", base / "log", "start")
        try:
            yield f"postgresql://tester@/postgres?host={base}"
        finally:
            _call(user, programs / "pg_ctl", *_PATIENTLY, "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(base, ignore_errors=True)


def _call(user: str | None, *command: str | Path) -> None:
    done = subprocess.run(
        command, user=user, cwd="/", capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {done.stdout}{done.stderr}")


@contextmanager
def _from_wheel() -> Iterator[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a session without a runtime folder
        import pgserver

    folder = tempfile.mkdtemp(prefix="pg-", dir="/tmp")
    database = pgserver.get_server(folder, cleanup_mode="delete")
    try:
        yield database.get_uri()
    finally:
        database.cleanup()
