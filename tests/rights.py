"""Acting as a user to whom files can be closed: to root, as whom tests may run, none is."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["without_rights"]

_NOBODY = 65534


@contextmanager
def without_rights() -> Iterator[None]:
    """Without the rights of root, if this is root."""
    if os.geteuid():
        yield
        return
    gc.collect()  # locks of worker processes that are gone could not be removed then
    os.seteuid(_NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)
