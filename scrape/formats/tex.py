"""Text as LaTeX and BibTeX take it."""

from __future__ import annotations

from scrape.output.export import one_line

__all__ = ["latex_text", "without_commands"]

# Braces are written by name: those of a text need not come in pairs, and BibTeX counts escaped ones too.
_SPECIAL = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{character: f"\\{character}" for character in "#$%&_"},
    }
)


def latex_text(text: str) -> str:
    """`text` on one line, without a character that LaTeX would obey."""
    return without_commands(one_line(text))


def without_commands(text: str) -> str:
    """`text` with what LaTeX would obey escaped."""
    return text.translate(_SPECIAL)
