"""`scrape` with a signal at a chosen moment: python -m tests.scheduler.run.interrupting SIGNAL MOMENT ARGUMENT…

MOMENT is what the log of Scrapy says then, `import NAME` (that module is being imported), or `workers` (the process
that they are forked from is loading). The signal goes to the whole group of processes, as a terminal sends Ctrl-C
and `timeout` SIGTERM.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from pathlib import Path

SIGNAL = sys.argv[1]
LOADING = 0.5  # seconds into two or three


def press() -> None:
    os.killpg(0, signal.Signals[SIGNAL])


class OnRecord(logging.Handler):
    def __init__(self, words: str) -> None:
        super().__init__()
        self._words = words

    def emit(self, record: logging.LogRecord) -> None:
        if self._words in record.getMessage():
            self._words = "\0"
            press()


class OnImport(MetaPathFinder):
    def __init__(self, module: str) -> None:
        self._module = module

    def find_spec(self, name: str, path: Sequence[str] | None, target: object = None) -> None:
        if name == self._module:
            press()


def on_workers() -> None:
    children = Path(f"/proc/{os.getpid()}/task")
    while True:
        for pid in " ".join(file.read_text() for file in children.glob("*/children")).split():
            if b"forkserver" in Path(f"/proc/{pid}/cmdline").read_bytes():
                time.sleep(LOADING)
                press()
                return
        time.sleep(0.01)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell has what it starts with & ignore it
    moment, sys.argv = sys.argv[2], ["scrape", *sys.argv[3:]]
    if moment == "workers":
        threading.Thread(target=on_workers, daemon=True).start()
    elif moment.startswith("import "):
        sys.meta_path.insert(0, OnImport(moment.removeprefix("import ")))
    else:
        logging.getLogger("scrapy").addHandler(OnRecord(moment))
    from scrape.main import main

    main()
