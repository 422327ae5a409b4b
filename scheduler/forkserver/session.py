"""Imported first by the process that worker processes are forked from: a session of its own.

Ctrl-C, and a stop that goes to all processes of a group (`timeout` sends such), are for the parent alone, which has
the workers finish what they have in hand. Until here they were held back; from here SIGTERM ends a worker again.
"""

from __future__ import annotations

import os
import signal

__all__: list[str] = []

os.setsid()
signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
