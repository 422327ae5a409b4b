"""Who holds a lease: a process, known by its machine, its number, and a random part that no later one has."""

from __future__ import annotations

import os
import secrets
import socket

__all__ = ["is_dead", "this_process"]


def this_process() -> str:
    """A name that only this process has; a new one at each call."""
    return f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(3)}"


def is_dead(owner: str) -> bool:
    """Whether the process of that name ran on this machine, and is gone."""
    host, number, _ = owner.rsplit("-", 2)
    if os.name != "posix" or host != socket.gethostname():
        return False
    if int(number) == os.getpid():  # its number is ours now, as happens in a container with one process
        return True
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except PermissionError:  # somebody else's
        pass
    return False
