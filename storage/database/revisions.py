"""Which revisions of the schema this program knows, and what to say of a database that has another.

From the first release on they are counted 1, 2, 3 … Of the five before it, the last made the same tables as 1.
"""

from __future__ import annotations

from storage.database.engine import Database
from storage.schema.tables import HEAD

__all__ = ["FIRST", "UNRELEASED", "is_newer", "misfit"]

FIRST = "1"
UNRELEASED = ("0001", "0002", "0003", "0004", "0005")


def is_newer(revision: str) -> bool:
    """Whether a newer version of this program made it."""
    return revision not in UNRELEASED and revision.isdecimal() and int(revision) > int(HEAD)


def misfit(database: Database, revision: str | None) -> str:
    """Why a database cannot be used at that revision, and what to do: one line."""
    if revision is None:
        return f"{database.shown} holds no coverage, and cannot be written; make it with: scrape run"
    if is_newer(revision):
        advice = "update the program"
    elif database.is_read_only:
        advice = "it cannot be written: have its owner run scrape db upgrade"
    else:
        advice = "run: scrape db upgrade" if revision.isdecimal() else "is it another program's database?"
    return f"{database.shown} has schema {revision}, this program needs {HEAD}; {advice}"
