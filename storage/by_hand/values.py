"""What persons set of articles: it stands over what their pages say, until it is taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

import sqlalchemy as sa

from storage.database.statements import insert_into
from storage.schema.tables import hand_value

__all__ = ["HandField", "SetByHand", "carry_values", "forget_values", "keep_values", "values_of"]


class HandField(StrEnum):
    """What can be set of an article. A date is ``2024-08-07``, or ``2024-08`` where only the month is known."""

    HEADLINE = "headline"
    OUTLET = "outlet"
    DATE = "date"


class SetByHand(NamedTuple):
    """A value, and who set it when."""

    value: str
    by: str
    at: datetime


_SET = sa.select(hand_value).where(hand_value.c.article_id == sa.bindparam("key")).order_by(hand_value.c.field)


def values_of(connection: sa.Connection, article_id: int) -> dict[HandField, SetByHand]:
    """What is set of an article."""
    rows = connection.execute(_SET, {"key": article_id})
    return {HandField(row.field): SetByHand(row.value, row.decided_by, row.decided_at) for row in rows}


def keep_values(
    connection: sa.Connection, article_id: int, values: Mapping[HandField, str], by: str, now: datetime
) -> None:
    """Keep values of an article, in place of those that were set before."""
    for field, value in values.items():
        statement = insert_into(connection, hand_value).values(
            article_id=article_id, field=field.value, value=value, decided_by=by, decided_at=now
        )
        changed = {name: statement.excluded[name] for name in ("value", "decided_by", "decided_at")}
        connection.execute(statement.on_conflict_do_update(index_elements=["article_id", "field"], set_=changed))


def forget_values(connection: sa.Connection, article_id: int) -> None:
    """Forget what was set of an article."""
    connection.execute(sa.delete(hand_value).where(hand_value.c.article_id == article_id))


def carry_values(connection: sa.Connection, old: int, new: int) -> None:
    """Let what was set of the article `old` hold for `new`, which stands for it; what was set of `new` itself goes
    before."""
    of_new = sa.select(hand_value.c.field).where(hand_value.c.article_id == new).scalar_subquery()
    mine = hand_value.c.article_id == old
    connection.execute(sa.update(hand_value).where(mine, hand_value.c.field.not_in(of_new)).values(article_id=new))
