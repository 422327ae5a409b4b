"""What a process and all that it started take of the machine's memory (Linux), and how that looks over time."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

__all__ = ["KINDS", "Look", "by_kind", "family", "plotted", "proportional"]

KINDS = ("crawler", "what workers share", "workers")  # in the order in which they start
_COLOURS = ("#4e79a7", "#bab0ac", "#f28e2b")
_WIDTH, _HEIGHT, _LEFT, _BOTTOM, _TOP, _RIGHT = 640, 300, 52, 36, 30, 16
_MOST_POINTS = 160


class Look(NamedTuple):
    """Megabytes by kind of process, so many seconds after the start."""

    seconds: float
    megabytes: dict[str, float]


def by_kind(process: int) -> list[tuple[int, str]]:
    """A process and all that it started, each with its kind: workers are forked by a child that holds what they
    share."""
    children = set(_children(process))
    kinds = {process: KINDS[0], **dict.fromkeys(children, KINDS[1])}
    return [(one, kinds.get(one, KINDS[2])) for one in family(process)]


def family(process: int) -> list[int]:
    """A process, its children, and theirs: workers are forked by a child."""
    processes = [process]
    for pid in processes:
        processes += _children(pid)
    return processes


def _children(process: int) -> list[int]:
    children: list[int] = []
    for tasks in Path(f"/proc/{process}/task").glob("*/children"):
        with suppress(OSError):
            children += map(int, tasks.read_text(encoding="ascii").split())
    return children


def proportional(process: int) -> float:
    """Megabytes of one process, those that it shares divided among the sharers; 0 of one that has ended."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def plotted(looks: Sequence[Look], what: str) -> str:
    """An SVG of the memory of the kinds of processes, one upon the other, over time. Of neighbouring looks the one
    that shows most is drawn."""
    step = -(-len(looks) // _MOST_POINTS)
    groups = [looks[at : at + step] for at in range(0, len(looks), step)]
    drawn = [max(group, key=lambda look: sum(look.megabytes.values())) for group in groups]
    longest = looks[-1].seconds
    most = 200 * (1 + max(sum(look.megabytes.values()) for look in drawn) // 200)

    def x(seconds: float) -> float:
        return round(_LEFT + (_WIDTH - _LEFT - _RIGHT) * seconds / longest, 1)

    def y(megabytes: float) -> float:
        return round(_HEIGHT - _BOTTOM - (_HEIGHT - _BOTTOM - _TOP) * megabytes / most, 1)

    parts = []
    parts.append(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif" '
        f'font-size="12"><title>Memory over {what}</title><rect width="100%" height="100%" fill="#fff"/>'
    )
    below = [0.0] * len(drawn)
    for number, (kind, colour) in enumerate(zip(KINDS, _COLOURS, strict=True)):
        above = [low + look.megabytes[kind] for low, look in zip(below, drawn, strict=True)]
        edge = [f"{x(look.seconds)},{y(top)}" for look, top in zip(drawn, above, strict=True)]
        edge += [f"{x(look.seconds)},{y(low)}" for look, low in zip(reversed(drawn), reversed(below), strict=True)]
        parts.append(f'<polygon fill="{colour}" points="{" ".join(edge)}"/>')
        left = _LEFT + 170 * number
        parts.append(f'<rect x="{left}" y="8" width="12" height="12" fill="{colour}"/>')
        parts.append(f'<text x="{left + 17}" y="18">{kind}</text>')
        below = above
    for megabytes in range(0, int(most) + 1, 200):
        height = y(megabytes)
        parts.append(f'<path d="M{_LEFT} {height}H{_WIDTH - _RIGHT}" stroke="#0003"/>')
        parts.append(f'<text x="{_LEFT - 6}" y="{height + 4}" text-anchor="end">{megabytes}</text>')
    for share in range(5):
        seconds = longest * share / 4
        place = f'x="{x(seconds)}" y="{_HEIGHT - 18}" text-anchor="middle"'
        parts.append(f"<text {place}>{seconds / 60:.1f}</text>")
    parts.append(
        f'<text x="{_WIDTH / 2}" y="{_HEIGHT - 3}" text-anchor="middle">minutes, {what}; MB</text></svg>\n'
    )
    return "\n".join(parts)
