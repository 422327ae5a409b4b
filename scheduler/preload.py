"""Imported by the process that worker processes are forked from, and by nothing else: what they have in common.

The analyser of Korean takes about 300 MB, the other packages 80: forked workers share them, and start at once.
"""

from __future__ import annotations

import os

import pipeline.process
import spiders.kinds
from pipeline.language import detect
from pipeline.morphology import analyse

__all__: list[str] = []

detect("a text in some language")
if os.environ.get("PRESS_READS_KOREAN"):
    analyse("문장")
del pipeline, spiders
