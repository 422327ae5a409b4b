"""Who holds a lease: a process, known by its machine, its number, and something that no later process has."""

from __future__ import annotations

import os
import secrets
import socket

__all__ = ["is_dead", "this_process"]


def this_process() -> str:
    """A name for this process that no other has; another one each time."""
    return f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(3)}"


def is_dead(owner: str) -> bool:
    """Whether the process of that name ran on this machine, and is gone."""
    host, number, _ = owner.rsplit("-", 2)
    if os.name != "posix" or host != socket.gethostname():
        return False
    if int(number) == os.getpid():  # it had the number that is ours now, as the only process of a container has
        return True
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except PermissionError:  # somebody else's
        pass
    return False
