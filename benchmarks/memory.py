"""What a process and all that it started take of the machine's memory (Linux)."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

__all__ = ["family", "proportional"]


def family(process: int) -> list[int]:
    """A process, its children, and theirs: workers are forked by a child."""
    processes = [process]
    for pid in processes:
        for tasks in Path(f"/proc/{pid}/task").glob("*/children"):
            with suppress(OSError):
                processes += map(int, tasks.read_text(encoding="ascii").split())
    return processes


def proportional(process: int) -> float:
    """Megabytes of one process, those that it shares divided among the sharers; 0 of one that has ended."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
