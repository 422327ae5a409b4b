"""Locks in the database that writers of several processes take in turn."""

from __future__ import annotations

import sqlalchemy as sa

__all__ = ["await_turn"]

_TURN = 0x53544F5259


def await_turn(connection: sa.Connection) -> None:
    """Let one writer at a time decide on stories, until its transaction ends: of two copies stored at once, each
    would miss the other. SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_TURN)))
