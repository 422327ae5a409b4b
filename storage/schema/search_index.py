"""The index that articles are searched by: a migration makes it (0008), and Alembic compares it with nothing."""

from __future__ import annotations

from typing import Any

__all__ = ["is_compared"]

_OURS = ("article_words", "ix_article_words")  # tables of SQLite's full-text index; PostgreSQL's index


def is_compared(_object: Any, name: str | None, _kind: str, _reflected: bool, _other: Any) -> bool:
    """Whether Alembic compares a table or index with the schema of the program."""
    return not (name or "").startswith(_OURS)
