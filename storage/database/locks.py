"""Turns in the database: who decides on stories alone, and who beside others whose articles are no concern of his.

SQLite has one writer anyway; there nobody waits here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from hashlib import blake2b
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

__all__ = ["SharedTurnError", "await_keys", "await_shared_turn", "await_turn", "key_of", "try_keys"]

_TURN = 0x53544F5259
# The trigger on media_coverage asks for the whole turn in a transaction that does not say this.
_WHOLE = "SELECT pg_advisory_xact_lock(:turn) WHERE current_setting('scrape.turn', true) IS DISTINCT FROM 'shared'"
_SHARED = "SELECT pg_advisory_xact_lock_shared(:turn), set_config('scrape.turn', 'shared', true)"
_given: sa.BindParameter[Any] = sa.bindparam("keys", type_=postgresql.ARRAY(sa.BigInteger))
_key = sa.func.unnest(_given).table_valued("value").render_derived()
_WAIT = sa.select(sa.func.pg_advisory_xact_lock(_key.c.value))
_TRY = sa.select(_key.c.value).where(sa.func.pg_try_advisory_xact_lock(_key.c.value))


class SharedTurnError(Exception):
    """A transaction that shares the turn needs the whole of it, or a key that another one has: it has to be undone
    and done again with the whole turn. To wait for that here could be to wait for ever."""


def await_turn(connection: sa.Connection) -> None:
    """Let one writer decide on stories, and nobody beside it, until its transaction ends: of two copies stored at
    once, each would miss the other. Raises SharedTurnError in a transaction that shares the turn."""
    if connection.dialect.name != "postgresql":
        return
    if connection.execute(sa.text(_WHOLE), {"turn": _TURN}).first() is None:
        raise SharedTurnError


def await_shared_turn(connection: sa.Connection) -> None:
    """Let several writers store articles side by side until their transactions end, and nobody beside them who asks
    for the whole turn: what each of them touches, it has to have the keys of (`await_keys`)."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text(_SHARED), {"turn": _TURN})


def key_of(kind: str, value: object) -> int:
    """The key of something that one writer at a time may touch: 64 bits."""
    return int.from_bytes(blake2b(f"{kind} {value}".encode(), digest_size=8).digest(), signed=True)


def await_keys(connection: sa.Connection, keys: Iterable[int]) -> None:
    """Wait until no other writer has any of `keys`, and have them until the transaction ends. They are taken in one
    order, so writers that ask for all their keys at once never wait in a circle."""
    if connection.dialect.name == "postgresql":
        connection.execute(_WAIT, {"keys": sorted(keys)})


def try_keys(connection: sa.Connection, keys: Collection[int]) -> set[int]:
    """Have those of `keys` as well that nobody else has, and say which. Never waits."""
    if connection.dialect.name != "postgresql":
        return set(keys)
    return set(connection.execute(_TRY, {"keys": sorted(keys)}).scalars())
