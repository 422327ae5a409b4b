"""What waits for a decision, by whom the articles present: decided by group or by row, and taken back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from starlette.exceptions import HTTPException
from starlette.responses import Response

from pipeline.items import CoverageStatus
from scrape.web.doors import Form, form_at, page_at
from scrape.web.render import address
from scrape.web.site import Visit, number_in
from storage.by_hand.notes import notes_on
from storage.coverage.bearers import Decision
from storage.coverage.read import stored_evidence
from storage.coverage.review import Group, coverage_rows, decide, decide_group, groups, reopen, reopen_group
from storage.coverage.turns import RowState, row_state

__all__ = ["ROUTES", "last_decision"]

_NEWEST = 2000  # rows that are grouped
_SHOWN = 8  # rows of a group
_VERDICTS = {"accept": CoverageStatus.CONFIRMED, "reject": CoverageStatus.REJECTED}


class _Queue(NamedTuple):
    groups: Sequence[Group]

    def at(self, key: int) -> int | None:
        """The place of the group that a row is in."""
        return next((n for n, one in enumerate(self.groups) if key == one.key or key in one.rows), None)

    def key(self, place: int) -> int | None:
        """The key of the group at a place, where there is one."""
        return self.groups[place].key if 0 <= place < len(self.groups) else None


def _queue(visit: Visit, connection: Any) -> _Queue:
    ids = [entity.id for entity in visit.site.settings.watchlist().entities]
    return _Queue(groups(connection, ids, every=True, newest=_NEWEST))


def _list(visit: Visit) -> Response:
    with visit.read() as connection:
        waiting = _queue(visit, connection).groups
        rows = coverage_rows(connection, {group.key for group in waiting})
        last = last_decision(visit, connection)
    is_cut = sum(len(group.rows) for group in waiting) >= _NEWEST
    return visit.page("review_list.html", groups=waiting, rows=rows, last=last, newest=_NEWEST if is_cut else None)


def _show(visit: Visit) -> Response:
    key = visit.number()
    with visit.read() as connection:
        queue = _queue(visit, connection)
        place = queue.at(key)
        rows = coverage_rows(connection, {key, *(queue.groups[place].rows[:_SHOWN] if place is not None else ())})
        notes = notes_on(connection, rows)
        last = last_decision(visit, connection)
    if key not in rows:
        raise visit.missing()
    if place is None:  # decided, or judged anew
        return visit.page("review_decided.html", row=rows[key], notes=notes, last=last, next=queue.key(0))
    group = queue.groups[place]
    shown = [rows[one] for one in group.rows[:_SHOWN] if one in rows] or [rows[key]]
    return visit.page(
        "review.html",
        group=group,
        first=rows[group.key] if group.key in rows else rows[key],
        rows=shown,
        notes=notes,
        reasons={row.id: stored_evidence(row.evidence) for row in shown},
        is_proposed=group.proposal is not None,
        place=place + 1,
        of=len(queue.groups),
        next=queue.key(place + 1),
        previous=queue.key(place - 1),
        last=last,
    )


def last_decision(visit: Visit, connection: Any) -> dict[str, Any] | None:
    """What the form before this page did, to be shown and taken back."""
    done = number_in(visit.asked.get("done", ""))
    row = None if done is None else coverage_rows(connection, {done}).get(done)
    if row is None:
        return None
    return {"row": row, "whole": bool(visit.asked.get("whole")), "late": bool(visit.asked.get("late"))}


def _decide(visit: Visit, form: Form) -> Response:
    key, status = visit.number(), _VERDICTS.get(form.get("verdict", ""))
    if status is None:
        raise HTTPException(400)
    decision = Decision(status, str(visit.user), visit.site.now())
    is_whole = bool(form.get("whole"))
    with visit.site.database.write() as connection:
        state = row_state(connection, key)
        if state is None:
            raise visit.missing()
        is_late = not _is_as_seen(visit, connection, form, state)
        if not is_late and is_whole:
            decide_group(connection, key, decision)
        elif not is_late:
            decide(connection, [key], status, decision.by, decision.at)
    return _on(visit, form, key, whole=is_whole, late=is_late)


def _is_as_seen(visit: Visit, connection: Any, form: Form, state: RowState) -> bool:
    """Whether nobody was first: the row still waits, or is as the page of its article showed it."""
    if "seen" in form:
        return state.decided_by is None and state.status == form["seen"]
    return state.waits or _is_proposed(visit, connection, visit.number())


def _is_proposed(visit: Visit, connection: Any, key: int) -> bool:
    """Whether a row that waits no more is still the one by which a proposal is named."""
    return any(one.proposal is not None and one.key == key for one in _queue(visit, connection).groups)


def _undo(visit: Visit, form: Form) -> Response:
    key = visit.number()
    with visit.site.database.write() as connection:
        if row_state(connection, key) is None:
            raise visit.missing()
        if form.get("whole"):
            reopen_group(connection, key)
        else:
            reopen(connection, [key])
    return visit.go(address(_article(form) or f"/review/{key}", {"done": key}))


def _on(visit: Visit, form: Form, key: int, *, whole: bool, late: bool) -> Response:
    """To what comes next; the page there says what was done."""
    following = number_in(form.get("next", ""))
    path = _article(form) or ("/review" if following is None else f"/review/{following}")
    return visit.go(address(path, {"done": key, "whole": whole, "late": late}))


def _article(form: Form) -> str:
    """The page of the article that a form was on; "" for those of the review."""
    key = number_in(form.get("article", ""))
    return "" if key is None else f"/article/{key}"


ROUTES = [
    page_at("/review", _list),
    page_at("/review/{key:int}", _show),
    form_at("/review/{key:int}", _decide),
    form_at("/review/{key:int}/undo", _undo),
]
