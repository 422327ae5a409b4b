"""Connect, open, migrate and lock a database; read-only queries and maintenance."""

from __future__ import annotations

from sqlalchemy import Connection

__all__ = ["Connection"]
