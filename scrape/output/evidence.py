"""Evidence on the screen: each piece with its weight."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.items import Evidence
from scrape.output.export import one_line

__all__ = ["evidence_lines"]


def evidence_lines(evidence: Iterable[Evidence], indent: str = "  ") -> Iterable[str]:
    """One line for each piece of evidence: its weight, kind and detail."""
    for piece in evidence:
        yield f"{indent}{piece.weight:+5.1f}  {piece.kind}: {one_line(piece.detail)}"
