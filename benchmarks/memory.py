"""What a process and all that it started take of the machine's memory (Linux)."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

__all__ = ["family", "proportional", "resident"]


def family(process: int) -> list[int]:
    """A process, its children, and theirs: workers are forked by a child."""
    found = [process]
    for one in found:
        for tasks in Path(f"/proc/{one}/task").glob("*/children"):
            with suppress(OSError):
                found += map(int, tasks.read_text(encoding="ascii").split())
    return found


def resident(process: int) -> float:
    """Resident megabytes of one process; what it shares with others counts in each of them."""
    return _sum(f"/proc/{process}/status", "VmRSS:")


def proportional(process: int) -> float:
    """Megabytes of one process, those that it shares divided among the sharers."""
    return _sum(f"/proc/{process}/smaps_rollup", "Pss:")


def _sum(file: str, name: str) -> float:
    """Megabytes that lines of a name tell; 0 of a process that has ended."""
    try:
        lines = Path(file).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith(name)) / 1024
