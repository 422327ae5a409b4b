"""A real PostgreSQL for the tests, started by themselves.

In this order: the server named by $SCRAPE_TEST_POSTGRES, one made from the PostgreSQL programs of this machine,
one made from the `pgserver` wheel. It speaks over a socket in a folder of its own and ends with the tests.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["server"]


@contextmanager
def server() -> Iterator[str]:
    """The URL of a server's maintenance database, in which databases can be created."""
    given = os.environ.get("SCRAPE_TEST_POSTGRES")
    if given:
        yield given
        return
    programs = _programs()
    if programs is not None:
        with _own_cluster(programs) as url:
            yield url
        return
    with _from_wheel() as url:
        yield url


def _programs() -> Path | None:
    found = shutil.which("initdb")
    candidates = [Path(found).resolve().parent] if found else []
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in candidates if (folder / "initdb").exists()), None)


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
        options = f"-c listen_addresses='' -c unix_socket_directories={base} -c fsync=off -c full_page_writes=off"
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
        _call(user, programs / "pg_ctl", "-D", data, "-w", "-l", base / "log", "-o", options, "start")
        try:
            yield f"postgresql://tester@/postgres?host={base}"
        finally:
            _call(user, programs / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
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
    import pgserver

    folder = tempfile.mkdtemp(prefix="pg-", dir="/tmp")
    database = pgserver.get_server(folder, cleanup_mode="delete")  # type: ignore[attr-defined]
    try:
        yield database.get_uri()
    finally:
        database.cleanup()
