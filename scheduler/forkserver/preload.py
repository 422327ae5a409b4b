"""Imported by the process that worker processes are forked from, and by nothing else: what they have in common.

The profiles of languages take 25 MB, jusText's words 33, the other packages 80: forked workers share them, and
start at once. The analyser of Korean, 255 MB, is loaded when a worker asks (`scheduler.processes.fork_server`).
"""

from __future__ import annotations

import gc
import os
import signal

os.environ.setdefault("MIMALLOC_PURGE_DELAY", "0")  # Kiwi's allocator reads it when it is loaded

import kiwipiepy  # before a signal asks for it, for another may come while it is imported

import spiders.sources.kinds
from pipeline.extract import load_stop_words
from pipeline.language.detect import detect
from pipeline.language.morphology import analyse
from scheduler.processes.workers import give_back

__all__: list[str] = []


def _settle() -> None:
    """Give back what is free, and have no collector of a worker write to what they share, and so copy it."""
    gc.collect()
    give_back()
    gc.freeze()


def _load_analyser(*_: object) -> None:
    analyse("문장")
    _settle()


signal.signal(signal.SIGUSR1, _load_analyser)
detect("Quelques mots dans une langue que les alphabets et les petits mots de l'anglais ne disent pas d'emblée.")
load_stop_words()
_settle()
del kiwipiepy, spiders
