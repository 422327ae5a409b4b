"""Imported by the process that worker processes are forked from, and by nothing else: what they have in common.

The analyser of Korean takes about 300 MB, the profiles of languages 55, the other packages 80: forked workers share
them, and start at once.
"""

from __future__ import annotations

import gc
import os

os.environ.setdefault("MIMALLOC_PURGE_DELAY", "0")  # Kiwi's allocator reads it when it is loaded

import spiders.sources.kinds
from pipeline.language.detect import detect
from pipeline.language.morphology import analyse
from scheduler.processes.workers import give_back

__all__: list[str] = []

detect("Quelques mots dans une langue que les alphabets et les petits mots de l'anglais ne disent pas d'emblée.")
if os.environ.get("PRESS_READS_KOREAN"):
    analyse("문장")
gc.collect()
give_back()
gc.freeze()  # or the collector of each worker would write to what they share, and so copy it
del spiders
