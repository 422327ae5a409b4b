"""JSON lines, read line by line: a text in them may hold separators that `splitlines` would cut at."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

__all__ = ["read_rows"]


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The objects of a file with one JSON object a line; empty lines are passed over."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]
